#include "inspection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/output.h"

/* how a subject is listed and drawn, in the order of enum subject */
struct presenter {
    void (*list)(const struct inspection *inspection, const struct model *model, struct listings *listings);
    void (*draw)(const struct inspection *inspection, const struct model *model, struct sheet *sheet);
};
static const struct presenter presenters[SUBJECTS] = {
    [SUBJECT_IMPORTANCE] = {importance_list, importance_draw},
    [SUBJECT_ABLATION] = {ablation_list, ablation_draw},
    [SUBJECT_SCREENING] = {screening_list, screening_draw},
};

static void refuse_impossible(const struct inspection_request *request, const struct recipe *recipe, double test_share)
{
    const struct learner *learner = recipe->learner;

    if (request->permutation && test_share == 0.)
        G_fatal_error(_("importance=permutation needs held-out samples, but test=0 holds none out"));
    if (request->ablation && test_share == 0.)
        G_fatal_error(_("ablation= needs held-out samples, but test=0 holds none out"));
    if (request->own && !learner->importance)
        G_fatal_error(_("method=%s has no importances of its own: use importance=permutation"), learner->name);
    if (request->zeroing && !learner->spatial)
        G_fatal_error(_("importance=zeroing is for nets, not for method=%s: use importance=permutation"),
                      learner->name);
    if (request->zeroing && test_share == 0.)
        G_fatal_error(_("importance=zeroing needs held-out patches, but test=0 holds none out"));
    if (request->coefficients && !learner->coefficients)
        G_fatal_error(_("method=%s has no coefficients: use importance=permutation"), learner->name);
    if ((request->correlation || request->vif || request->components) && recipe->predictors < 2)
        G_fatal_error(_("screening= compares predictors, but there is one only"));
}

void inspection_prepare(struct inspection *inspection, const struct recipe *recipe, double test_share)
{
    const struct inspection_request *request = &inspection->request;
    struct slide_error error;

    refuse_impossible(request, recipe, test_share);
    if (request->groups)
        fatal_unless_ok(
            predictor_groups_read(request->groups, recipe->predictor, recipe->predictors, &inspection->items, &error),
            &error);
    if (request->permutation || request->own || request->zeroing)
        fatal_unless_ok(predictor_groups_complete(recipe->predictor, recipe->predictors, &inspection->items, &error),
                        &error);
    if (!request->ablation)
        return;
    fatal_unless_ok(
        predictor_groups_read(request->ablation, recipe->predictor, recipe->predictors, &inspection->groups, &error),
        &error);
    fatal_unless_ok(ablation_plan(&inspection->groups, recipe->predictors, &inspection->ablation, &error), &error);
}

/* each predictor's own importance, for the model file */
static void keep_importances(const struct importance *importance, const char *measure, struct model *model)
{
    model->importance = G_malloc(importance->items * sizeof *model->importance);
    for (size_t i = 0; i < importance->items; i++)
        model->importance[i] = importance->value[i * importance->columns].mean;
    snprintf(model->importance_measure, sizeof model->importance_measure, "%s", measure);
}

static void find_importances(struct inspection *inspection, const struct sample_table *table, const struct split *split,
                             struct model *model)
{
    const struct inspection_request *request = &inspection->request;
    const struct permutation_plan plan = {
        .repeats = request->repeats, .seed = model->recipe.settings.seed, .progress = G_percent};
    struct slide_error error;

    if (request->permutation) {
        G_message(_("Permuting predictors..."));
        fatal_unless_ok(
            importance_by_permutation(model, table, split, &inspection->items, &plan, &inspection->permutation, &error),
            &error);
    }
    if (request->own)
        fatal_unless_ok(importance_of_learner(model, &inspection->items, &inspection->own, &error), &error);
    if (request->coefficients)
        fatal_unless_ok(importance_of_coefficients(model, &inspection->coefficients, &error), &error);
    if (!request->groups && request->permutation) {
        char measure[sizeof model->importance_measure];

        snprintf(measure, sizeof measure, "permutation_%s", held_score_kinds(model->recipe.learner->quantity)->name);
        keep_importances(&inspection->permutation, measure, model);
    }
    if (!request->groups && request->own && !request->permutation)
        keep_importances(&inspection->own, model->recipe.learner->importance_name, model);
}

static void take_losses(const struct inspection *inspection, const double *loss, size_t draws,
                        const struct model *model, struct importance *importance)
{
    struct slide_error error;

    if (!loss)
        return;
    fatal_unless_ok(importance_new(inspection->items.count, HELD_SCORES, model, draws, importance, &error), &error);
    importance_spread(loss, draws, importance);
}

void inspection_take_losses(struct inspection *inspection, const double *permuted, size_t permutations,
                            const double *zeroed, size_t zeroings, struct model *model)
{
    take_losses(inspection, permuted, permutations, model, &inspection->permutation);
    take_losses(inspection, zeroed, zeroings, model, &inspection->zeroing);
    if (!inspection->request.groups && permuted)
        keep_importances(&inspection->permutation, "permutation_auc_pr", model);
    else if (!inspection->request.groups && zeroed)
        keep_importances(&inspection->zeroing, "zeroing_auc_pr", model);
}

static void say_left_out(const struct screening *screening, const struct recipe *recipe)
{
    for (size_t i = 0; screening->state && i < screening->predictors; i++) {
        if (screening->state[i] == SCREENING_CATEGORICAL)
            G_important_message(_("Screening leaves out <%s>: its values are categories"), recipe->predictor[i].label);
        else if (screening->state[i] == SCREENING_CONSTANT)
            G_warning(_("Screening leaves out <%s>: it is constant in the training samples"),
                      recipe->predictor[i].label);
    }
}

void inspection_run(struct inspection *inspection, const struct sample_table *table, const struct split *split,
                    struct model *model)
{
    const struct inspection_request *request = &inspection->request;
    struct slide_error error;

    find_importances(inspection, table, split, model);
    if (request->ablation) {
        G_message(_("Training without groups of predictors..."));
        fatal_unless_ok(ablation_run(model, table, split, G_percent, &inspection->ablation, &error), &error);
    }
    if (request->correlation || request->vif || request->components) {
        const enum slide_status status =
            screening_of(table, &split[model->marked].train, model->recipe.predictor, &inspection->screening, &error);

        say_left_out(&inspection->screening, &model->recipe);
        fatal_unless_ok(status, &error);
    }
}

static void write_subject(const struct inspection *inspection, const struct model *model, enum subject subject)
{
    const char *table = inspection->request.table[subject], *chart = inspection->request.chart[subject];
    struct listings listings = {0};
    struct sheet sheet = {0};
    struct slide_error error;

    if (table) {
        presenters[subject].list(inspection, model, &listings);
        fatal_unless_ok(listings_write(&listings, table, &error), &error);
        file_guard(table);
        listings_free(&listings);
    }
    if (chart) {
        presenters[subject].draw(inspection, model, &sheet);
        fatal_unless_ok(sheet_write(&sheet, 0, sheet.panel_count, chart, &error), &error);
        file_guard(chart);
        sheet_free(&sheet);
    }
}

void inspection_write(const struct inspection *inspection, const struct model *model)
{
    for (int i = 0; i < SUBJECTS; i++)
        write_subject(inspection, model, (enum subject)i);
}

static struct listings all_listings(const struct inspection *inspection, const struct model *model)
{
    struct listings listings = {0};

    for (int i = 0; i < SUBJECTS; i++)
        presenters[i].list(inspection, model, &listings);
    return listings;
}

void inspection_print(const struct inspection *inspection, const struct model *model)
{
    struct listings listings = all_listings(inspection, model);

    listings_print(stdout, &listings);
    listings_free(&listings);
}

void inspection_add_json(const struct inspection *inspection, const struct model *model, json_t *object)
{
    struct listings listings = all_listings(inspection, model);

    listings_add_json(object, &listings);
    listings_free(&listings);
}

void inspection_free(struct inspection *inspection)
{
    predictor_groups_free(&inspection->items);
    predictor_groups_free(&inspection->groups);
    importance_free(&inspection->permutation);
    importance_free(&inspection->own);
    importance_free(&inspection->coefficients);
    importance_free(&inspection->zeroing);
    ablation_free(&inspection->ablation);
    screening_free(&inspection->screening);
}
