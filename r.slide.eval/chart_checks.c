/** Panels of the model's checks: permutation importance, partial dependence over individual expectations. */
#include <math.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "chart_panels.h"
#include "checks.h"

static struct chart_series *add_bars(struct sheet *sheet, const char *label, int colour, const double *value,
                                     const double *place, size_t count)
{
    struct chart_series *bars = sheet_add_series(sheet, CHART_BARS, label, colour);

    bars->x = value;
    bars->y = place;
    bars->count = count;
    bars->sideways = true;
    return bars;
}

void add_importance(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    const struct checks *checks = findings->checks;
    const size_t count = checks->cells.predictors;
    double *place, *mean, *low, *high;
    struct chart_series *bars;
    struct chart_panel *panel;
    const char **names;
    size_t *order;

    (void)curves;
    if (!checks->loss)
        return;
    panel = sheet_add_panel(sheet, _("Permutation importance"));
    order = checks_order(checks);
    names = sheet_names(sheet, count);
    place = sheet_numbers(sheet, count);
    mean = sheet_numbers(sheet, count);
    low = sheet_numbers(sheet, count);
    high = sheet_numbers(sheet, count);
    for (size_t i = 0; i < count; i++) {
        const struct held_spread *loss = &checks->loss[order[i] * HELD_SCORES + HELD_AUC_ROC];

        names[i] = checks->model.recipe.predictor[order[i]].label;
        place[i] = (double)i;
        mean[i] = loss->mean;
        low[i] = loss->mean - loss->sd;
        high[i] = loss->mean + loss->sd;
    }
    panel->x.label = _("AUC-ROC lost without the predictor");
    panel->y = (struct chart_axis){.names = names, .name_count = count};
    bars = add_bars(sheet, _("mean and standard deviation of the repeats"), CHART_BLUE, mean, place, count);
    bars->low = low;
    bars->high = high;
    G_free(order);
}

static void add_one_loss(struct sheet *sheet, const struct checks *checks, enum held_score score, const char *title,
                         const char *axis)
{
    const size_t count = checks->items.count;
    double *place = sheet_numbers(sheet, count), *replaced = sheet_numbers(sheet, count);
    double *permuted = sheet_numbers(sheet, count), *low = sheet_numbers(sheet, count);
    double *high = sheet_numbers(sheet, count);
    const char **names = sheet_names(sheet, count);
    size_t *order = checks_left_out_order(checks);
    struct chart_panel *panel = sheet_add_panel(sheet, title);
    struct chart_series *bars;

    for (size_t i = 0; i < count; i++) {
        const struct left_out *left_out = &checks->left_out[order[i]];
        const struct held_spread *spread = &left_out->permuted[score];

        names[i] = left_out->group->name;
        place[i] = (double)i;
        replaced[i] = left_out->replaced[score];
        permuted[i] = spread->mean;
        low[i] = spread->mean - spread->sd;
        high[i] = spread->mean + spread->sd;
    }
    panel->x.label = axis;
    panel->y = (struct chart_axis){.names = names, .name_count = count};
    add_bars(sheet, _("replaced by typical values"), CHART_ORANGE, replaced, place, count);
    bars = add_bars(sheet, _("permuted together, mean and standard deviation"), CHART_BLUE, permuted, place, count);
    bars->low = low;
    bars->high = high;
    G_free(order);
}

void add_ablation(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    const struct checks *checks = findings->checks;

    (void)curves;
    if (!checks->loss)
        return;
    add_one_loss(sheet, checks, HELD_AUC_ROC, _("Ablation without refitting: AUC-ROC"), _("AUC-ROC lost"));
    add_one_loss(sheet, checks, HELD_AUC_PR, _("Ablation without refitting: AUC-PR"), _("Average precision lost"));
    if (!isnan(checks->score[HELD_BRIER]))
        add_one_loss(sheet, checks, HELD_BRIER, _("Ablation without refitting: Brier score"),
                     _("Rise of the Brier score"));
}

static void add_curve(struct sheet *sheet, const char *label, int colour, double width, const double *x,
                      const double *y, size_t count)
{
    struct chart_series *line = sheet_add_series(sheet, count > 1 ? CHART_LINE : CHART_POINTS, label, colour);

    line->x = x;
    line->y = y;
    line->count = count;
    if (count > 1)
        line->size = width;
}

static void add_individuals(struct sheet *sheet, const struct checks *checks, const struct dependence *one,
                            const double *x)
{
    size_t count, *shown = checks_shown(checks, &count);

    for (size_t k = 0; k < count; k++) {
        double *y = sheet_numbers(sheet, one->places);

        for (size_t i = 0; i < one->places; i++)
            y[i] = one->expectation[i * checks->cells.rows + shown[k]];
        add_curve(sheet, k == 0 ? _("single cells") : NULL, CHART_GREY, 0.7, x, y, one->places);
    }
    G_free(shown);
}

/* Categories have no order: a point and its whiskers for each. */
static void add_categories(struct sheet *sheet, const struct dependence *one, struct chart_panel *panel)
{
    const char **names = sheet_names(sheet, one->places);
    double *place = sheet_numbers(sheet, one->places);
    struct chart_series *points;

    for (size_t i = 0; i < one->places; i++) {
        names[i] = sheet_text(sheet, "%.9g", (double)one->at[i]);
        place[i] = (double)i;
    }
    panel->x.names = names;
    panel->x.name_count = one->places;
    points = sheet_add_series(sheet, CHART_POINTS, _("mean of all cells; whiskers: 8 of 10 cells"), CHART_VERMILLION);
    points->x = place;
    points->y = one->mean;
    points->low = one->quantile[0];
    points->high = one->quantile[CHECK_QUANTILES - 1];
    points->count = one->places;
    points->size = 9.;
}

static void add_quantity(struct sheet *sheet, const struct checks *checks, const struct dependence *one)
{
    double *x = sheet_numbers(sheet, one->places);
    struct chart_series *band;

    for (size_t i = 0; i < one->places; i++)
        x[i] = one->at[i];
    band = sheet_add_series(sheet, CHART_BAND, _("8 of 10 cells"), CHART_SKY);
    band->x = x;
    band->low = one->quantile[0];
    band->high = one->quantile[CHECK_QUANTILES - 1];
    band->count = one->places;
    add_individuals(sheet, checks, one, x);
    add_curve(sheet, _("mean of all cells: partial dependence"), CHART_VERMILLION, 3., x, one->mean, one->places);
}

static void add_one(struct sheet *sheet, const struct checks *checks, const struct dependence *one)
{
    const struct predictor *predictor = &checks->model.recipe.predictor[one->predictor];
    struct chart_panel *panel = sheet_add_panel(sheet, sheet_text(sheet, _("Dependence on %s"), predictor->label));

    panel->x = (struct chart_axis){.label = predictor->label, .unit = *predictor->units ? predictor->units : NULL};
    panel->y.label = checks->model.recipe.learner->quantity ? _("Estimate") : _("Estimated probability");
    if (predictor->categorical)
        add_categories(sheet, one, panel);
    else
        add_quantity(sheet, checks, one);
}

void add_dependence(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    (void)curves;
    for (size_t i = 0; i < findings->checks->dependence_count; i++)
        add_one(sheet, findings->checks, &findings->checks->dependence[i]);
}
