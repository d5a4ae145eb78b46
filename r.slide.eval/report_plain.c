#include <math.h>
#include <stdio.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "report.h"
#include "score/curve.h"

void print_number(const char *name, double value)
{
    if (isnan(value))
        printf("%-24s -\n", name);
    else
        printf("%-24s %.9g\n", name, value);
}

static void print_share(double value)
{
    if (isnan(value))
        printf(" %10s", "-");
    else
        printf(" %10.6f", value);
}

struct matrix_row {
    const char *name;
    size_t counts[2];
    double shares[3][2]; /* by row, by column, of all */
};

static void print_matrix_row(const struct matrix_row *row)
{
    printf("  %-22s %12zu %12zu", row->name, row->counts[0], row->counts[1]);
    for (int whole = 0; whole < 3; whole++) {
        print_share(row->shares[whole][0]);
        print_share(row->shares[whole][1]);
    }
    printf("\n");
}

static void print_matrix(const struct confusion *counts)
{
    struct matrix_row landslides = {_("true 1 (landslide)"), {counts->true_positives, counts->false_negatives}, {{0}}};
    struct matrix_row others = {_("true 0"), {counts->false_positives, counts->true_negatives}, {{0}}};

    for (int whole = WHOLE_ROW; whole <= WHOLE_ALL; whole++) {
        const struct confusion_shares shares = confusion_shares(counts, whole);

        landslides.shares[whole][0] = shares.true_positives;
        landslides.shares[whole][1] = shares.false_negatives;
        others.shares[whole][0] = shares.false_positives;
        others.shares[whole][1] = shares.true_negatives;
    }
    printf("  %-22s %12s %12s %21s %21s %21s\n", _("Confusion matrix"), _("counts"), "", _("normalised by row"),
           _("by column"), _("of all cells"));
    printf("  %-22s %12s %12s", "", _("predicted 1"), _("predicted 0"));
    for (int whole = 0; whole < 3; whole++)
        printf(" %10s %10s", _("pred. 1"), _("pred. 0"));
    printf("\n");
    print_matrix_row(&landslides);
    print_matrix_row(&others);
}

static void print_cut(const struct cut *cut)
{
    const struct confusion_ratios *ratios = &cut->ratios;

    printf("\n%-24s %.9g", _("Threshold"), cut->threshold);
    if (cut->rule)
        printf(" (%s: %s)", cut->rule, threshold_rule_find(cut->rule)->description);
    printf("\n");
    print_matrix(&cut->confusion);
    print_number(_("Accuracy"), ratios->accuracy);
    print_number(_("Balanced accuracy"), ratios->balanced_accuracy);
    print_number(_("Precision"), ratios->precision);
    print_number(_("Recall"), ratios->recall);
    print_number(_("F1"), ratios->f1);
    print_number(_("Specificity"), ratios->specificity);
    print_number(_("CSI"), ratios->critical_success);
    print_number(_("Kappa"), ratios->kappa);
    print_number(_("MCC"), ratios->matthews);
    print_number(_("Youden"), ratios->youden);
    print_number(_("Frequency bias"), ratios->frequency_bias);
}

static void print_calibration(const struct map_scores *scores)
{
    print_number(_("Brier"), scores->brier.score);
    print_number(_("Brier skill"), scores->brier.skill);
    print_number(_("  reliability"), scores->calibration.reliability);
    print_number(_("  resolution"), scores->calibration.resolution);
    print_number(_("  uncertainty"), scores->calibration.uncertainty);
    print_number(_("  within bins"), scores->calibration.within_bins);
    print_number(_("Log loss"), scores->log_loss.score);
    if (scores->log_loss.clipped)
        printf("%-24s %zu\n", _("  certain and wrong"), scores->log_loss.clipped);
    print_number(_("Calibration error"), scores->calibration.expected_error);
    print_number(_("  the largest bin's"), scores->calibration.largest_error);
}

static void print_map(const struct findings *findings, int map)
{
    const struct map_scores *scores = &findings->scores[map];
    const struct maps *maps = findings->maps;

    printf("\n");
    if (findings->maps->count > 1)
        printf(_("Map <%s>\n"), findings->maps->inputs[map]);
    print_number(_("AUC-ROC"), scores->ranking.auc_roc);
    print_number(_("AUC-PR"), scores->ranking.average_precision);
    print_number(maps->test ? _("Prediction rate area") : _("Success rate area"),
                 curve_rate_area(scores->ranking.auc_roc, scores->ranking.prevalence));
    print_calibration(scores);
    print_number(_("r2"), agreement_r_squared(&scores->agreement));
    print_number(_("R2"), agreement_explained(&scores->agreement));
    print_number(_("RMSE"), agreement_rms(&scores->agreement));
    for (int i = 0; i < scores->cut_count; i++)
        print_cut(&scores->cuts[i]);
}

static void print_left_out(const struct maps *maps, const struct cell_counts *counts)
{
    printf("%-24s %zu\n", _("Cells scored"), counts->positives + counts->negatives);
    if (maps->test)
        printf("%-24s %zu\n", _("Left out: outside test"), counts->outside_test);
    printf("%-24s %zu\n", _("Left out: null in truth"), counts->without_truth);
    printf("%-24s %zu\n", _("Left out: null in input"), counts->without_input);
    for (int i = 0; i < maps->count && maps->count > 1; i++)
        printf(_("  in <%s>: %zu\n"), maps->inputs[i], counts->range[i].nulls);
    printf("%-24s %zu\n", _("Landslide cells"), counts->positives);
    print_number(_("Prevalence"), counts->prevalence);
}

static void print_side_by_side(const struct findings *findings)
{
    printf("\n%-32s %10s %10s %10s %10s %10s\n", _("Map"), _("Prevalence"), _("AUC-ROC"), _("AUC-PR"), _("Brier"),
           _("Log loss"));
    for (int i = 0; i < findings->maps->count; i++) {
        const struct map_scores *scores = &findings->scores[i];

        printf("%-32s", findings->maps->names[i]);
        print_share(findings->counts->prevalence);
        print_share(scores->ranking.auc_roc);
        print_share(scores->ranking.average_precision);
        print_share(scores->brier.score);
        print_share(scores->log_loss.score);
        printf("\n");
    }
}

void report_plain(const struct findings *findings)
{
    const struct maps *maps = findings->maps;

    if (maps->count == 1)
        printf(_("Scores of <%s> against <%s>"), maps->inputs[0], maps->truth.name);
    else
        printf(_("Scores of %d maps against <%s>, all on the same cells"), maps->count, maps->truth.name);
    if (maps->test)
        printf(_(" on the test map <%s>"), maps->test);
    printf("\n");
    print_left_out(maps, findings->counts);
    if (!isnan(maps->prior))
        printf(_("%-24s from %.9g to the prevalence\n"), _("Probabilities corrected"), maps->prior);
    for (int i = 0; i < maps->count; i++)
        print_map(findings, i);
    if (maps->count > 1)
        print_side_by_side(findings);
    print_intervals(maps, findings->intervals);
    print_zones(findings->zones);
    print_objects(maps, findings->objects);
    print_profiles(findings->profiles);
    print_checks(findings->checks);
}
