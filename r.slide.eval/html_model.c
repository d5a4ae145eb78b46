#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "html_parts.h"
#include "learn/model_file.h"

static void learner(struct page *page, const struct model *model)
{
    const struct recipe *recipe = &model->recipe;

    page_fact(page, _("Learner"), "%s: %s", recipe->learner->name, recipe->learner->description);
    page_row_begin(page, "%s", _("Parameters"));
    page_markup(page, "<td>");
    for (int i = 0; recipe->learner->parameter[i].name; i++)
        page_format(page, "%s%s = %.9g", i > 0 ? ", " : "", recipe->learner->parameter[i].name,
                    recipe->settings.parameter[i]);
    page_markup(page, "</td>");
    page_row_end(page);
    page_fact(page, _("Seed"), "%llu", (unsigned long long)recipe->settings.seed);
}

static void training(struct page *page, const struct model *model)
{
    const struct model_region *region = &model->region;
    const struct member *marked = &model->member[model->marked];
    const struct sampling *sampling = &marked->sampling;
    const struct split_counts *counts = &marked->counts;

    page_fact(page, _("Trained on"), "%s", model->label_map);
    page_fact(page, _("Training region"), _("%.9g N, %.9g S, %.9g E, %.9g W; %d x %d cells; %s"), region->north,
              region->south, region->east, region->west, region->rows, region->cols, region->projection);
    page_fact(page, _("Samples"),
              _("%llu with a landslide, %llu without, of %llu valid cells without one (%.4g of them kept)"),
              (unsigned long long)sampling->positive, (unsigned long long)sampling->negative,
              (unsigned long long)sampling->negative_available, sampling_negative_fraction(sampling));
    page_fact(page, _("Split"), _("%s, test share %.4g: %zu and %zu samples to train, %zu and %zu held out"),
              split_name(model->split), model->test_share, counts->train_positive, counts->train_negative,
              counts->test_positive, counts->test_negative);
    if (model->members > 1)
        page_fact(page, _("Members"), _("%zu; the numbers here are of number %zu, of median AUC-ROC"), model->members,
                  model->marked + 1);
}

static void held_out(struct page *page, const struct member_scores *scores)
{
    if (!scores->known) {
        page_fact(page, _("Held-out scores"), "%s", _("none: nothing was held out"));
        return;
    }
    page_fact(page, _("Held-out AUC-ROC"), "%.4f", scores->auc_roc);
    page_fact(page, _("Held-out AUC-PR"), _("%.4f at a prevalence of %.4g, which the sampling made"), scores->auc_pr,
              scores->prevalence);
    page_fact(page, _("Held-out Brier score"), "%.6f", scores->brier);
}

static void predictors(struct page *page, const struct model *model)
{
    const char *const head[] = {_("Predictor"), _("Map"),     _("Title"), _("Unit"), _("Kind"),
                                _("Lowest"),    _("Highest"), _("Mean"),  NULL};

    page_element(page, "h3", "%s", _("Predictors, with their range in the training samples"));
    page_markup(page, "<div class=\"texts\">");
    page_table_begin(page, NULL, head);
    for (size_t i = 0; i < model->recipe.predictors; i++) {
        const struct predictor *predictor = &model->recipe.predictor[i];

        page_row_begin(page, "%s", predictor->label);
        page_cell(page, predictor->map);
        page_cell(page, predictor->title);
        page_cell(page, predictor->units);
        page_cell(page, predictor->categorical ? _("categories") : _("quantity"));
        page_quantity(page, predictor->min);
        page_quantity(page, predictor->max);
        page_quantity(page, predictor->categorical ? NAN : predictor->mean);
        page_row_end(page);
    }
    page_table_end(page);
    page_markup(page, "</div>");
}

/* The Brier score is so small where landslides are rare that it needs more digits. */
static const int digits[HELD_SCORES] = {[HELD_AUC_ROC] = 4, [HELD_AUC_PR] = 4, [HELD_BRIER] = 6};
static const enum held_score shown[HELD_SCORES] = {HELD_AUC_ROC, HELD_AUC_PR, HELD_BRIER};

static void loss_cells(struct page *page, const struct held_spread *loss)
{
    for (int s = 0; s < HELD_SCORES; s++) {
        page_number(page, loss[shown[s]].mean, digits[shown[s]]);
        page_number(page, loss[shown[s]].sd, digits[shown[s]]);
    }
}

static void left_out_row(struct page *page, const struct checks *checks, const struct left_out *left_out)
{
    page_row_begin(page, "%s", left_out->group->name);
    page_markup(page, "<td>");
    for (size_t i = 0; i < left_out->group->count; i++)
        page_format(page, "%s%s", i > 0 ? ", " : "", checks->model.recipe.predictor[left_out->group->member[i]].label);
    page_markup(page, "</td>");
    for (int s = 0; s < HELD_SCORES; s++)
        page_number(page, left_out->replaced[shown[s]], digits[shown[s]]);
    for (int s = 0; s < HELD_SCORES; s++)
        page_number(page, left_out->permuted[shown[s]].mean, digits[shown[s]]);
    page_row_end(page);
}

static void left_out_shown(struct page *page, const struct findings *findings, const struct curves *curves)
{
    const struct checks *checks = findings->checks;
    const char *const head[] = {_("Left out"),
                                _("Predictors"),
                                _("AUC-ROC lost, replaced"),
                                _("AUC-PR lost, replaced"),
                                _("Rise of the Brier score, replaced"),
                                _("AUC-ROC lost, permuted"),
                                _("AUC-PR lost, permuted"),
                                _("Rise of the Brier score, permuted"),
                                NULL};
    size_t *order = checks_left_out_order(checks);

    page_element(page, "h3", "%s", _("Ablation without refitting"));
    page_element(page, "p", "%s",
                 _("The model was not trained anew: it was trained to be told these predictors, and now they tell it "
                   "nothing. Replaced: every cell gets the mean of the training samples, the most frequent category, "
                   "the mean direction. Permuted: the values of a group are dealt out anew together. A model that "
                   "had been trained without them could make up for part of the loss with what is left: "
                   "r.slide.train tells that with ablation=."));
    page_table_begin(page, NULL, head);
    for (size_t i = 0; i < checks->items.count; i++)
        left_out_row(page, checks, &checks->left_out[order[i]]);
    page_table_end(page);
    G_free(order);
    page_markup(page, "<div class=\"figures\">");
    html_charts(page, "ablation", findings, curves);
    page_markup(page, "</div>");
}

static void checks_shown_here(struct page *page, const struct findings *findings, const struct curves *curves)
{
    const struct checks *checks = findings->checks;
    const char *const head[] = {_("Predictor"),          _("AUC-ROC lost"),
                                _("Standard deviation"), _("AUC-PR lost"),
                                _("Standard deviation"), _("Rise of the Brier score"),
                                _("Standard deviation"), NULL};
    size_t *order;
    char text[32];

    if (!checks->loss)
        return;
    page_element(page, "h3", "%s", _("What the model goes by here"));
    page_element(page, "p",
                 _("On %s of the scored cells the model's AUC-ROC is %.4f. Each predictor's values were dealt out anew "
                   "among the cells %d times (seed %llu): what is lost is what the model had from it alone. Predictors "
                   "that go together stand in for each other."),
                 grouped(checks->cells.rows, text), checks->score[HELD_AUC_ROC], checks->options->repeats,
                 (unsigned long long)checks->options->seed);
    order = checks_order(checks);
    page_table_begin(page, NULL, head);
    for (size_t i = 0; i < checks->cells.predictors; i++) {
        page_row_begin(page, "%s", checks->model.recipe.predictor[order[i]].label);
        loss_cells(page, &checks->loss[order[i] * HELD_SCORES]);
        page_row_end(page);
    }
    page_table_end(page);
    G_free(order);
    page_markup(page, "<div class=\"figures\">");
    html_charts(page, "importance", findings, curves);
    page_markup(page, "</div>");
    left_out_shown(page, findings, curves);
    page_markup(page, "<div class=\"figures\">");
    html_charts(page, "dependence", findings, curves);
    page_markup(page, "</div>");
}

void html_model(struct page *page, const char *path, const struct findings *findings, const struct curves *curves)
{
    const char *const head[] = {_("What"), _("Which"), NULL};
    struct slide_error error;
    struct model model;

    fatal_unless_ok(model_read(path, 1, &model, &error), &error);
    page_section(page, "model", _("The model's card"));
    page_element(page, "p", "%s",
                 _("The model that this run was told of. That it made the maps above is what their history says, "
                   "below: compare the checksums."));
    page_markup(page, "<div class=\"facts\">");
    page_table_begin(page, NULL, head);
    page_fact(page, _("File"), "%s", path);
    page_fact(page, _("Checksum (SHA-256)"), "%s", model.identity);
    learner(page, &model);
    training(page, &model);
    held_out(page, &model.member[model.marked].scores);
    page_table_end(page);
    page_markup(page, "</div>");
    predictors(page, &model);
    checks_shown_here(page, findings, curves);
    page_markup(page, "</section>\n");
    model_free(&model);
}
