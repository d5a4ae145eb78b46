/** Panels of curves: ROC, precision and recall, rates, reliability, threshold sweep. */
#include <math.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "chart_panels.h"

static const double origin[2] = {0., 0.}, corner[2] = {1., 1.};

typedef double ratio_reader(const struct curve_point *point);

static double read_threshold(const struct curve_point *point)
{
    return point->threshold;
}

static double read_alarms(const struct curve_point *point)
{
    return confusion_ratios(&point->confusion).false_alarm_rate;
}

static double read_recall(const struct curve_point *point)
{
    return confusion_ratios(&point->confusion).recall;
}

static double read_precision(const struct curve_point *point)
{
    return confusion_ratios(&point->confusion).precision;
}

static double read_share(const struct curve_point *point)
{
    const struct confusion *counts = &point->confusion;
    const double predicted = (double)(counts->true_positives + counts->false_positives);

    return predicted / (predicted + (double)(counts->false_negatives + counts->true_negatives));
}

static double read_f1(const struct curve_point *point)
{
    return confusion_ratios(&point->confusion).f1;
}

static double read_critical_success(const struct curve_point *point)
{
    return confusion_ratios(&point->confusion).critical_success;
}

static double read_kappa(const struct curve_point *point)
{
    return confusion_ratios(&point->confusion).kappa;
}

static double read_youden(const struct curve_point *point)
{
    return confusion_ratios(&point->confusion).youden;
}

static const double *ratios(struct sheet *sheet, const struct curve *curve, ratio_reader *read)
{
    double *value = sheet_numbers(sheet, curve->count);

    for (size_t i = 0; i < curve->count; i++)
        value[i] = read(&curve->point[i]);
    return value;
}

static struct chart_series *add_curve(struct sheet *sheet, const struct curve *curve, ratio_reader *x, ratio_reader *y,
                                      const char *label, int colour)
{
    struct chart_series *series = sheet_add_series(sheet, CHART_LINE, label, colour);

    series->x = ratios(sheet, curve, x);
    series->y = ratios(sheet, curve, y);
    series->count = curve->count;
    return series;
}

/* A square panel of two shares. */
static void add_unit_square(struct sheet *sheet, const char *title, const char *x, const char *y)
{
    struct chart_panel *panel = sheet_add_panel(sheet, title);

    panel->x = (struct chart_axis){.label = x, .high = 1.};
    panel->y = (struct chart_axis){.label = y, .high = 1.};
    panel->square = true;
}

void add_roc(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    add_unit_square(sheet, _("ROC"), _("False alarm rate"), _("Recall (hit rate)"));
    sheet_add_guide(sheet, _("chance: AUC 0.5"), origin, corner);
    for (int i = 0; i < findings->maps->count; i++)
        add_curve(sheet, &curves->scored[i], read_alarms, read_recall,
                  sheet_text(sheet, "%s: AUC %.4f", findings->maps->names[i], findings->scores[i].ranking.auc_roc), i);
}

void add_precision_recall(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    const double share = findings->counts->prevalence, from[2] = {0., share}, to[2] = {1., share};

    add_unit_square(sheet, _("Precision and recall"), _("Recall"), _("Precision"));
    sheet_add_guide(sheet, sheet_text(sheet, _("prevalence %.4g"), share), from, to);
    for (int i = 0; i < findings->maps->count; i++)
        add_curve(
            sheet, &curves->scored[i], read_recall, read_precision,
            sheet_text(sheet, "%s: AP %.4f", findings->maps->names[i], findings->scores[i].ranking.average_precision),
            i);
}

void add_rates(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    const struct maps *maps = findings->maps;

    add_unit_square(sheet, maps->test ? _("Success and prediction rates") : _("Rate curves"),
                    _("Share of all cells, the most susceptible first"), _("Share of landslide cells"));
    sheet_add_guide(sheet, _("chance"), origin, corner);
    for (int i = 0; i < maps->count; i++) {
        const struct ranking *ranking = &findings->scores[i].ranking;
        const double area = curve_rate_area(ranking->auc_roc, ranking->prevalence);

        add_curve(
            sheet, &curves->scored[i], read_share, read_recall,
            sheet_text(sheet, maps->test ? _("%s, prediction: area %.4f") : _("%s: area %.4f"), maps->names[i], area),
            i);
        if (curves->beyond)
            add_curve(sheet, &curves->beyond[i], read_share, read_recall,
                      sheet_text(sheet, _("%s, success: area %.4f"), maps->names[i], curves->beyond_rate_area[i]), i)
                ->dashed = true;
    }
}

/* Frequency, or how many cells, of one map's intervals of probability. */
static void add_bins(struct sheet *sheet, const struct findings *findings, int map, bool counts)
{
    const int bins = findings->options->bins;
    const char *label = sheet_text(sheet, counts ? "%s" : _("%s: calibration error %.4f"), findings->maps->names[map],
                                   findings->scores[map].calibration.expected_error);
    double *x = sheet_numbers(sheet, bins), *y = sheet_numbers(sheet, bins);
    const enum chart_mark mark[] = {CHART_LINE, CHART_POINTS};

    for (int k = 0; k < bins; k++) {
        const struct probability_bin *bin = &findings->scores[map].bins[k];
        const double n = bin->count > 0 ? (double)bin->count : NAN;

        x[k] = counts ? (k + 0.5) / bins : bin->sum / n;
        y[k] = counts ? n : (double)bin->positives / n;
    }
    for (int k = 0; k < 2 - counts; k++) {
        struct chart_series *series =
            sheet_add_series(sheet, counts ? CHART_BARS : mark[k], k == 0 ? label : NULL, map);

        series->x = x;
        series->y = y;
        series->count = (size_t)bins;
    }
}

static double most_in_a_bin(const struct findings *findings)
{
    size_t most = 1;

    for (int i = 0; i < findings->maps->count; i++)
        for (int k = 0; k < findings->options->bins && findings->counts->range[i].probability; k++)
            if (findings->scores[i].bins[k].count > most)
                most = findings->scores[i].bins[k].count;
    return (double)most;
}

static bool any_probability(const struct findings *findings)
{
    for (int i = 0; i < findings->maps->count; i++)
        if (findings->counts->range[i].probability)
            return true;
    return false;
}

void add_reliability(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    struct chart_panel *panel;

    (void)curves;
    if (!any_probability(findings))
        return;
    add_unit_square(sheet, _("Reliability"), _("Mean predicted probability"), _("Frequency of landslide cells"));
    sheet_add_guide(sheet, _("perfect"), origin, corner);
    for (int i = 0; i < findings->maps->count; i++)
        if (findings->counts->range[i].probability)
            add_bins(sheet, findings, i, false);
    panel = sheet_add_panel(sheet, _("Cells of each interval of probability"));
    panel->x = (struct chart_axis){.label = _("Predicted probability"), .high = 1.};
    panel->y = (struct chart_axis){
        .label = _("Cells"), .kind = CHART_LOGARITHM, .low = 0.5, .high = 2. * most_in_a_bin(findings)};
    for (int i = 0; i < findings->maps->count; i++)
        if (findings->counts->range[i].probability)
            add_bins(sheet, findings, i, true);
}

void add_thresholds(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    static const struct {
        const char *label;
        ratio_reader *read;
    } lines[] = {{"recall", read_recall},        {"precision", read_precision}, {"F1", read_f1},
                 {"CSI", read_critical_success}, {"kappa", read_kappa},         {"Youden", read_youden}};

    for (int i = 0; i < findings->maps->count; i++) {
        struct chart_panel *panel =
            sheet_add_panel(sheet, sheet_text(sheet, _("Thresholds of %s"), findings->maps->names[i]));

        panel->x.label = _("Threshold");
        panel->y.label = _("Score");
        for (int k = 0; k < (int)(sizeof lines / sizeof *lines); k++)
            add_curve(sheet, &curves->scored[i], read_threshold, lines[k].read, lines[k].label, k);
    }
}
