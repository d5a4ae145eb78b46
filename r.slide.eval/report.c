#include "report.h"

#include <math.h>
#include <stdio.h>

#include <jansson.h>

#include <grass/gis.h>
#include <grass/glocale.h>

static size_t cells_scored(const struct cells *cells)
{
    return cells->positives + cells->negatives;
}

/* A ratio that is undefined, 0/0, is a dash. */
static void print_number(const char *name, double value)
{
    if (isnan(value))
        printf("%-24s -\n", name);
    else
        printf("%-24s %.9g\n", name, value);
}

static void print_matrix_row(const char *name, size_t hit, size_t other, double hit_share, double other_share)
{
    printf("  %-22s %12zu %12zu", name, hit, other);
    if (isnan(hit_share))
        printf("          -          -\n");
    else
        printf(" %10.6f %10.6f\n", hit_share, other_share);
}

static void print_cut(const struct cut *cut)
{
    const struct confusion *counts = &cut->confusion;
    const struct confusion_ratios *ratios = &cut->ratios;

    printf("\n%-24s %.9g\n", _("Threshold"), cut->threshold);
    printf("  %-22s %12s %12s %21s\n", _("Confusion matrix"), _("predicted 1"), _("predicted 0"),
           _("normalised by row"));
    print_matrix_row(_("true 1 (landslide)"), counts->true_positives, counts->false_negatives, ratios->recall,
                     ratios->miss_rate);
    print_matrix_row(_("true 0"), counts->false_positives, counts->true_negatives, ratios->false_alarm_rate,
                     ratios->specificity);
    print_number(_("Accuracy"), ratios->accuracy);
    print_number(_("Precision"), ratios->precision);
    print_number(_("Recall"), ratios->recall);
    print_number(_("F1"), ratios->f1);
    print_number(_("Specificity"), ratios->specificity);
    print_number(_("CSI"), ratios->critical_success);
}

void report_plain(const struct maps *maps, const struct cells *cells, const struct scores *scores)
{
    printf(_("Scores of <%s> against <%s>"), maps->input, maps->truth);
    if (maps->test)
        printf(_(" on the test map <%s>"), maps->test);
    printf("\n");
    printf("%-24s %zu\n", _("Cells scored"), cells_scored(cells));
    if (maps->test)
        printf("%-24s %zu\n", _("Left out: outside test"), cells->outside_test);
    printf("%-24s %zu\n", _("Left out: null in truth"), cells->without_truth);
    printf("%-24s %zu\n", _("Left out: null in input"), cells->without_input);
    printf("%-24s %zu\n", _("Landslide cells"), cells->positives);
    print_number(_("Prevalence"), scores->ranking.prevalence);
    printf("\n");
    print_number(_("AUC-ROC"), scores->ranking.auc_roc);
    print_number(_("AUC-PR"), scores->ranking.average_precision);
    print_number(_("Brier"), scores->brier.score);
    print_number(_("Brier skill"), scores->brier.skill);
    for (int i = 0; i < scores->cut_count; i++)
        print_cut(&scores->cuts[i]);
}

/* JSON has no NaN: what is undefined is null. */
static json_t *number(double value)
{
    return isnan(value) ? json_null() : json_real(value);
}

static json_t *count(size_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *json_of_cut(const struct cut *cut)
{
    const struct confusion *counts = &cut->confusion;
    const struct confusion_ratios *ratios = &cut->ratios;

    return json_pack("{s:o, s:{s:o, s:o, s:o, s:o}, s:{s:o, s:o, s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o}", "threshold",
                     number(cut->threshold), "confusion", "true_positive", count(counts->true_positives),
                     "false_negative", count(counts->false_negatives), "false_positive", count(counts->false_positives),
                     "true_negative", count(counts->true_negatives), "confusion_by_row", "true_positive",
                     number(ratios->recall), "false_negative", number(ratios->miss_rate), "false_positive",
                     number(ratios->false_alarm_rate), "true_negative", number(ratios->specificity), "accuracy",
                     number(ratios->accuracy), "precision", number(ratios->precision), "recall", number(ratios->recall),
                     "f1", number(ratios->f1), "specificity", number(ratios->specificity), "csi",
                     number(ratios->critical_success));
}

void report_json(const struct maps *maps, const struct cells *cells, const struct scores *scores)
{
    json_t *cuts = json_array(), *report;

    for (int i = 0; i < scores->cut_count; i++)
        json_array_append_new(cuts, json_of_cut(&scores->cuts[i]));
    report =
        json_pack("{s:s, s:s, s:s?, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "input", maps->input,
                  "truth", maps->truth, "test", maps->test, "cells_scored", count(cells_scored(cells)),
                  "cells_outside_test", count(cells->outside_test), "cells_without_truth", count(cells->without_truth),
                  "cells_without_input", count(cells->without_input), "positives", count(cells->positives), "negatives",
                  count(cells->negatives), "prevalence", number(scores->ranking.prevalence), "auc_roc",
                  number(scores->ranking.auc_roc), "auc_pr", number(scores->ranking.average_precision), "brier",
                  number(scores->brier.score), "brier_skill", number(scores->brier.skill), "thresholds", cuts);
    if (!report || json_dumpf(report, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) != 0)
        G_fatal_error(_("The scores could not be written as JSON"));
    printf("\n");
    json_decref(report);
}
