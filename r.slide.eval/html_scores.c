#include <math.h>
#include <stdio.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "html_parts.h"
#include "score/curve.h"

enum { DIGITS = 4 };

typedef double score_reader(const struct map_scores *scores);

static double read_auc(const struct map_scores *scores)
{
    return scores->ranking.auc_roc;
}

static double read_precision(const struct map_scores *scores)
{
    return scores->ranking.average_precision;
}

static double read_rate_area(const struct map_scores *scores)
{
    return curve_rate_area(scores->ranking.auc_roc, scores->ranking.prevalence);
}

static double read_brier(const struct map_scores *scores)
{
    return scores->brier.score;
}

static double read_skill(const struct map_scores *scores)
{
    return scores->brier.skill;
}

static double read_reliability(const struct map_scores *scores)
{
    return scores->calibration.reliability;
}

static double read_resolution(const struct map_scores *scores)
{
    return scores->calibration.resolution;
}

static double read_uncertainty(const struct map_scores *scores)
{
    return scores->calibration.uncertainty;
}

static double read_within(const struct map_scores *scores)
{
    return scores->calibration.within_bins;
}

static double read_log_loss(const struct map_scores *scores)
{
    return scores->log_loss.score;
}

static double read_error(const struct map_scores *scores)
{
    return scores->calibration.expected_error;
}

static double read_largest(const struct map_scores *scores)
{
    return scores->calibration.largest_error;
}

static double read_squared(const struct map_scores *scores)
{
    return agreement_r_squared(&scores->agreement);
}

static double read_explained(const struct map_scores *scores)
{
    return agreement_explained(&scores->agreement);
}

static double read_rms(const struct map_scores *scores)
{
    return agreement_rms(&scores->agreement);
}

/* What a map scores that gives every cell the prevalence. */
static double chance(double prevalence)
{
    (void)prevalence;
    return 0.5;
}

static double share(double prevalence)
{
    return prevalence;
}

static double spread(double prevalence)
{
    return prevalence * (1. - prevalence);
}

static double entropy(double prevalence)
{
    return -prevalence * log(prevalence) - (1. - prevalence) * log1p(-prevalence);
}

static double none(double prevalence)
{
    (void)prevalence;
    return 0.;
}

static const struct {
    const char *name, *best;
    score_reader *read;
    double (*without_skill)(double prevalence); /* NULL: it says nothing of skill */
    int digits;
} scores_shown[] = {
    {"Area under the ROC curve (AUC-ROC)", "1", read_auc, chance, DIGITS},
    {"Area under precision and recall (average precision)", "1", read_precision, share, DIGITS},
    {"Area under the rate curve", "near 1", read_rate_area, chance, DIGITS},
    {"Brier score", "0", read_brier, spread, DIGITS + 2},
    {"Brier skill score", "1", read_skill, none, DIGITS},
    {"Brier score's reliability", "0", read_reliability, none, DIGITS + 2},
    {"Brier score's resolution", "high", read_resolution, none, DIGITS + 2},
    {"Brier score's uncertainty", "of the truth", read_uncertainty, spread, DIGITS + 2},
    {"Brier score's rest within bins", "0", read_within, none, DIGITS + 2},
    {"Log loss", "0", read_log_loss, entropy, DIGITS + 2},
    {"Expected calibration error", "0", read_error, none, DIGITS + 2},
    {"Largest calibration error", "0", read_largest, none, DIGITS},
    {"Squared Pearson correlation (r\xc2\xb2)", "1", read_squared, NULL, DIGITS},
    {"Share explained (R\xc2\xb2)", "1", read_explained, NULL, DIGITS},
    {"Root mean square error", "0", read_rms, NULL, DIGITS},
};

/* Columns: a name, the maps, further ones. G_free it. */
static const char **head_of(const struct maps *maps, const char *first, const char *const *last, int last_count)
{
    const char **head = G_calloc((size_t)maps->count + last_count + 2, sizeof *head);

    head[0] = first;
    for (int i = 0; i < maps->count; i++)
        head[i + 1] = maps->names[i];
    for (int i = 0; i < last_count; i++)
        head[maps->count + 1 + i] = last[i];
    return head;
}

static void score_table(struct page *page, const struct findings *findings)
{
    const char *last[] = {_("A map without skill"), _("Best")};
    const char **head = head_of(findings->maps, _("Score"), last, 2);

    page_table_begin(page, NULL, head);
    page_row_begin(page, "%s", _("Prevalence: share of landslide cells"));
    for (int i = 0; i < findings->maps->count; i++)
        page_quantity(page, findings->counts->prevalence);
    page_markup(page, "<td></td><td></td>");
    page_row_end(page);
    for (size_t k = 0; k < sizeof scores_shown / sizeof *scores_shown; k++) {
        page_row_begin(page, "%s", _(scores_shown[k].name));
        for (int i = 0; i < findings->maps->count; i++)
            page_number(page, scores_shown[k].read(&findings->scores[i]), scores_shown[k].digits);
        page_number(page,
                    scores_shown[k].without_skill ? scores_shown[k].without_skill(findings->counts->prevalence) : NAN,
                    scores_shown[k].digits);
        page_element(page, "td class=\"n\"", "%s", _(scores_shown[k].best));
        page_row_end(page);
    }
    page_table_end(page);
    G_free(head);
}

static void interval_row(struct page *page, const char *of, const char *how, double low, double high, double deviation)
{
    page_row_begin(page, "%s: %s", of, how);
    page_number(page, low, DIGITS);
    page_number(page, high, DIGITS);
    page_number(page, deviation, DIGITS + 2);
}

/* One map's, or, with a test of no difference, those of a pair. */
static void certainty_rows(struct page *page, const char *of, const struct interval_options *options,
                           const struct certainty *certainty, bool pair)
{
    const char *const how[BOOTSTRAP_KINDS][2] = {{_("AUC-ROC, cells drawn"), _("AUC-PR, cells drawn")},
                                                 {_("AUC-ROC, blocks drawn"), _("AUC-PR, blocks drawn")}};
    const struct delong_interval *delong = &certainty->delong;

    if (options->delong) {
        interval_row(page, of, _("AUC-ROC by DeLong"), delong->low, delong->high, delong->deviation);
        page_quantity(page, pair ? delong->p : NAN);
        page_row_end(page);
    }
    for (int kind = 0; kind < BOOTSTRAP_KINDS; kind++) {
        const struct bootstrap_interval *areas[] = {&certainty->bootstrap[kind].auc_roc,
                                                    &certainty->bootstrap[kind].average_precision};

        for (int k = 0; k < 2 && (kind == BY_CELLS ? options->by_cells : options->by_blocks); k++) {
            interval_row(page, of, how[kind][k], areas[k]->low, areas[k]->high, areas[k]->deviation);
            page_number(page, NAN, 0);
            page_row_end(page);
        }
    }
}

static void interval_table(struct page *page, const struct findings *findings)
{
    const struct intervals *intervals = findings->intervals;
    const struct interval_options *options = intervals->options;
    const char *const head[] = {_("Of"), _("From"), _("To"), _("Standard error"), _("p (no difference)"), NULL};
    char of[1024];

    if (!options->delong && !options->by_cells && !options->by_blocks)
        return;
    page_element(page, "h3", _("How sure: intervals of %.9g %%"), 100. * options->level);
    if (options->by_cells || options->by_blocks)
        page_element(page, "p", _("%d replicates, seed %llu."), options->replicates, (unsigned long long)options->seed);
    if (options->by_blocks)
        page_element(page, "p", _("%zu blocks with an edge of %.9g map units."), intervals->blocks, options->block);
    page_table_begin(page, NULL, head);
    for (int i = 0; i < findings->maps->count; i++)
        certainty_rows(page, findings->maps->names[i], options, &intervals->maps[i], false);
    for (int i = 0; i < intervals->comparison_count; i++) {
        const struct comparison *pair = &intervals->comparisons[i];

        snprintf(of, sizeof of, _("%s minus %s"), findings->maps->names[pair->first],
                 findings->maps->names[pair->second]);
        certainty_rows(page, of, options, &pair->certainty, true);
    }
    page_table_end(page);
}

void html_scores(struct page *page, const struct findings *findings)
{
    page_section(page, "scores", _("Scores"));
    page_element(page, "p", "%s",
                 _("The column of a map without skill is what a map would get that gives every cell the prevalence: "
                   "a score means something only beside it."));
    score_table(page, findings);
    interval_table(page, findings);
    page_markup(page, "</section>\n");
}

static void matrix_cell(struct page *page, const char *kind, size_t count, const double shares[3])
{
    char text[32];

    page_markup(page, "<td class=\"n ");
    page_markup(page, kind);
    page_markup(page, "\">");
    page_format(page, "%s", grouped(count, text));
    for (int whole = 0; whole < 3; whole++) {
        const char *const of[] = {_("of the row"), _("of the column"), _("of all")};

        page_markup(page, "<small>");
        if (isnan(shares[whole]))
            page_format(page, "\xe2\x80\x93 %s", of[whole]);
        else
            page_format(page, "%.4f %s", shares[whole], of[whole]);
        page_markup(page, "</small>");
    }
    page_markup(page, "</td>");
}

static void matrix(struct page *page, const struct cut *cut)
{
    const struct confusion *counts = &cut->confusion;
    const char *const head[] = {"", _("predicted landslide"), _("predicted none"), NULL};
    char caption[120];
    double shares[4][3];

    for (int whole = WHOLE_ROW; whole <= WHOLE_ALL; whole++) {
        const struct confusion_shares part = confusion_shares(counts, whole);

        shares[0][whole] = part.true_positives;
        shares[1][whole] = part.false_negatives;
        shares[2][whole] = part.false_positives;
        shares[3][whole] = part.true_negatives;
    }
    snprintf(caption, sizeof caption, _("Confusion matrix at %.6g (%s)"), cut->threshold,
             cut->rule ? cut->rule : _("given"));
    page_table_begin(page, caption, head);
    page_row_begin(page, "%s", _("true landslide"));
    matrix_cell(page, "hit", counts->true_positives, shares[0]);
    matrix_cell(page, "miss", counts->false_negatives, shares[1]);
    page_row_end(page);
    page_row_begin(page, "%s", _("true none"));
    matrix_cell(page, "alarm", counts->false_positives, shares[2]);
    matrix_cell(page, "none", counts->true_negatives, shares[3]);
    page_row_end(page);
    page_table_end(page);
}

enum { RATIOS = 11 };

static const char *const ratio_names[RATIOS] = {"Accuracy",
                                                "Balanced accuracy",
                                                "Precision",
                                                "Recall (hit rate)",
                                                "F1",
                                                "Specificity",
                                                "Critical success index (CSI)",
                                                "Cohen's kappa",
                                                "Matthews correlation (MCC)",
                                                "Youden's index",
                                                "Frequency bias"};

/* In the order of their names. */
static double ratio_of(const struct confusion_ratios *ratios, int which)
{
    const double ratio[RATIOS] = {
        ratios->accuracy,      ratios->balanced_accuracy, ratios->precision, ratios->recall,   ratios->f1,
        ratios->specificity,   ratios->critical_success,  ratios->kappa,     ratios->matthews, ratios->youden,
        ratios->frequency_bias};

    return ratio[which];
}

static void ratio_table(struct page *page, const struct map_scores *scores)
{
    const char **head = G_calloc(scores->cut_count + 2, sizeof *head);
    char(*name)[80] = G_calloc(scores->cut_count, sizeof *name);

    head[0] = _("At the threshold");
    for (int i = 0; i < scores->cut_count; i++) {
        const struct cut *cut = &scores->cuts[i];

        snprintf(name[i], sizeof name[i], "%.6g (%s)", cut->threshold, cut->rule ? cut->rule : _("given"));
        head[i + 1] = name[i];
    }
    page_table_begin(page, NULL, head);
    for (int k = 0; k < RATIOS; k++) {
        page_row_begin(page, "%s", _(ratio_names[k]));
        for (int i = 0; i < scores->cut_count; i++)
            page_number(page, ratio_of(&scores->cuts[i].ratios, k), DIGITS);
        page_row_end(page);
    }
    page_table_end(page);
    G_free(name);
    G_free(head);
}

/* What each rule's threshold is the best of. */
static void rules(struct page *page, char **names)
{
    page_element(page, "p", "%s",
                 _("A best threshold suits these very cells best; on others it will do a little worse:"));
    page_markup(page, "<ul>");
    for (; *names; names++)
        page_element(page, "li", "%s: %s", *names, threshold_rule_find(*names)->description);
    page_markup(page, "</ul>");
}

void html_thresholds(struct page *page, const struct findings *findings)
{
    page_section(page, "thresholds", _("Yes or no: thresholds and confusion matrices"));
    page_element(page, "p", "%s",
                 _("A cell at or above the threshold is predicted to be a landslide. Shares of a row are of what is "
                   "true, shares of a column of what is predicted; only the first do not change with the prevalence."));
    if (findings->options->rules)
        rules(page, findings->options->rules);
    for (int i = 0; i < findings->maps->count; i++) {
        const struct map_scores *scores = &findings->scores[i];

        page_element(page, "h3", "%s", findings->maps->names[i]);
        ratio_table(page, scores);
        page_markup(page, "<div class=\"figures\">");
        for (int k = 0; k < scores->cut_count; k++) {
            page_markup(page, "<div class=\"matrix\">");
            matrix(page, &scores->cuts[k]);
            page_markup(page, "</div>");
        }
        page_markup(page, "</div>");
    }
    page_markup(page, "</section>\n");
}
