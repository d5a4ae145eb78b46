#include <math.h>
#include <stdio.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "report.h"
#include "score/curve.h"

json_t *json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *json_count(size_t value)
{
    return json_integer((json_int_t)value);
}

struct named_number {
    const char *name;
    double value;
};

/* Adds numbers up to one without a name. */
static void set_numbers(json_t *object, const struct named_number *number)
{
    for (; number->name; number++)
        json_object_set_new(object, number->name, json_number(number->value));
}

static json_t *json_of_counts(const struct confusion *counts)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "true_positive", json_count(counts->true_positives), "false_negative",
                     json_count(counts->false_negatives), "false_positive", json_count(counts->false_positives),
                     "true_negative", json_count(counts->true_negatives));
}

static json_t *json_of_shares(const struct confusion *counts, enum confusion_whole whole)
{
    const struct confusion_shares shares = confusion_shares(counts, whole);
    json_t *object = json_object();

    set_numbers(object, (const struct named_number[]){{"true_positive", shares.true_positives},
                                                      {"false_negative", shares.false_negatives},
                                                      {"false_positive", shares.false_positives},
                                                      {"true_negative", shares.true_negatives},
                                                      {NULL, 0.}});
    return object;
}

static json_t *json_of_cut(const struct cut *cut)
{
    const struct confusion_ratios *ratios = &cut->ratios;
    json_t *object = json_pack("{s:o, s:s?, s:o, s:o, s:o, s:o}", "threshold", json_number(cut->threshold), "rule",
                               cut->rule, "confusion", json_of_counts(&cut->confusion), "confusion_by_row",
                               json_of_shares(&cut->confusion, WHOLE_ROW), "confusion_by_column",
                               json_of_shares(&cut->confusion, WHOLE_COLUMN), "confusion_overall",
                               json_of_shares(&cut->confusion, WHOLE_ALL));

    set_numbers(object, (const struct named_number[]){{"accuracy", ratios->accuracy},
                                                      {"balanced_accuracy", ratios->balanced_accuracy},
                                                      {"precision", ratios->precision},
                                                      {"recall", ratios->recall},
                                                      {"f1", ratios->f1},
                                                      {"specificity", ratios->specificity},
                                                      {"csi", ratios->critical_success},
                                                      {"kappa", ratios->kappa},
                                                      {"mcc", ratios->matthews},
                                                      {"youden", ratios->youden},
                                                      {"frequency_bias", ratios->frequency_bias},
                                                      {NULL, 0.}});
    return object;
}

static json_t *json_of_bins(const struct probability_bin *bins, int count)
{
    json_t *array = json_array();

    for (int i = 0; i < count; i++) {
        const double n = (double)bins[i].count;
        json_t *bin =
            json_pack("{s:o, s:o}", "count", json_count(bins[i].count), "positives", json_count(bins[i].positives));

        set_numbers(bin, (const struct named_number[]){{"from", (double)i / count},
                                                       {"to", (double)(i + 1) / count},
                                                       {"mean_probability", n > 0. ? bins[i].sum / n : NAN},
                                                       {"frequency", n > 0. ? (double)bins[i].positives / n : NAN},
                                                       {NULL, 0.}});
        json_array_append_new(array, bin);
    }
    return array;
}

static void set_scores(json_t *object, const struct findings *findings, int map)
{
    const struct map_scores *scores = &findings->scores[map];
    const struct calibration *parts = &scores->calibration;
    json_t *cuts = json_array();

    json_object_set_new(object, "input", json_string(findings->maps->inputs[map]));
    json_object_set_new(object, "name", json_string(findings->maps->names[map]));
    json_object_set_new(object, "cells_null", json_count(findings->counts->range[map].nulls));
    set_numbers(object, (const struct named_number[]){
                            {"prevalence", scores->ranking.prevalence},
                            {"auc_roc", scores->ranking.auc_roc},
                            {"auc_pr", scores->ranking.average_precision},
                            {"rate_area", curve_rate_area(scores->ranking.auc_roc, scores->ranking.prevalence)},
                            {"brier", scores->brier.score},
                            {"brier_skill", scores->brier.skill},
                            {"brier_reliability", parts->reliability},
                            {"brier_resolution", parts->resolution},
                            {"brier_uncertainty", parts->uncertainty},
                            {"brier_within_bins", parts->within_bins},
                            {"log_loss", scores->log_loss.score},
                            {"calibration_error", parts->expected_error},
                            {"calibration_error_largest", parts->largest_error},
                            {"r_squared", agreement_r_squared(&scores->agreement)},
                            {"r2", agreement_explained(&scores->agreement)},
                            {"rmse", agreement_rms(&scores->agreement)},
                            {NULL, 0.}});
    json_object_set_new(object, "log_loss_clipped", json_count(scores->log_loss.clipped));
    json_object_set_new(object, "bins", json_of_bins(scores->bins, findings->options->bins));
    for (int i = 0; i < scores->cut_count; i++)
        json_array_append_new(cuts, json_of_cut(&scores->cuts[i]));
    json_object_set_new(object, "thresholds", cuts);
}

static json_t *json_of_cells(const struct findings *findings)
{
    const struct cell_counts *counts = findings->counts;

    return json_pack("{s:s, s:s?, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "truth", findings->maps->truth.name, "test",
                     findings->maps->test, "cells_scored", json_count(counts->positives + counts->negatives),
                     "cells_outside_test", json_count(counts->outside_test), "cells_without_truth",
                     json_count(counts->without_truth), "cells_without_input", json_count(counts->without_input),
                     "positives", json_count(counts->positives), "negatives", json_count(counts->negatives),
                     "prevalence", json_number(counts->prevalence), "prior", json_number(findings->maps->prior));
}

void report_json(const struct findings *findings, const struct curves *curves, const char *model)
{
    json_t *report = json_of_cells(findings), *maps = json_array();

    /* of a single map the scores also stand beside the counts */
    if (findings->maps->count == 1)
        set_scores(report, findings, 0);
    for (int i = 0; i < findings->maps->count; i++) {
        json_t *map = json_object();

        set_scores(map, findings, i);
        json_array_append_new(maps, map);
    }
    json_object_set_new(report, "maps", maps);
    json_object_set_new(report, "curves", json_of_curves(findings->maps, curves));
    json_object_set_new(report, "classes", json_of_zones(findings->zones));
    json_object_set_new(report, "objects", json_of_objects(findings->maps, findings->objects));
    json_object_set_new(report, "profiles", json_of_profiles(findings->profiles));
    json_object_set_new(report, "model_checks", json_of_checks(findings->checks));
    json_object_set_new(report, "region", json_of_region());
    json_object_set_new(report, "model", json_of_model(model));
    json_object_set_new(report, "intervals", json_of_intervals(findings->maps, findings->intervals));
    if (json_dumpf(report, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) != 0)
        G_fatal_error(_("The scores could not be written as JSON"));
    printf("\n");
    json_decref(report);
}
