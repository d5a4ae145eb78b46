#include "learn/metric.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/agreement.h"
#include "score/confusion.h"
#include "score/forecast.h"
#include "score/ranking.h"

const struct metric_kind metric_kinds[METRICS] = {
    [METRIC_AUC_ROC] = {"auc_roc", "area under the ROC curve", false, false},
    [METRIC_AUC_PR] = {"auc_pr", "average precision", false, false},
    [METRIC_BRIER] = {"brier", "Brier score", true, false},
    [METRIC_BRIER_SKILL] = {"brier_skill", "Brier skill score", false, false},
    [METRIC_LOG_LOSS] = {"log_loss", "logarithmic loss", true, false},
    [METRIC_ACCURACY] = {"accuracy", "share of right predictions", false, false},
    [METRIC_BALANCED_ACCURACY] = {"balanced_accuracy", "mean of recall and specificity", false, false},
    [METRIC_PRECISION] = {"precision", "share of predicted landslides that are some", false, false},
    [METRIC_RECALL] = {"recall", "share of landslides that are predicted", false, false},
    [METRIC_SPECIFICITY] = {"specificity", "share of the others that are predicted as such", false, false},
    [METRIC_F1] = {"f1", "harmonic mean of precision and recall", false, false},
    [METRIC_CSI] = {"csi", "critical success index", false, false},
    [METRIC_KAPPA] = {"kappa", "Cohen's kappa", false, false},
    [METRIC_MCC] = {"mcc", "Matthews correlation", false, false},
    [METRIC_R_SQUARED] = {"r_squared", "squared correlation", false, true},
    [METRIC_EXPLAINED] = {"explained", "share of the variance explained", false, true},
    [METRIC_RMSE] = {"rmse", "root mean square error", true, true},
};

enum slide_status metric_find(const char *name, bool quantity, enum metric *metric, struct slide_error *error)
{
    char names[400] = "";

    for (int i = 0; i < METRICS; i++) {
        const size_t used = strlen(names);

        if (metric_kinds[i].quantity != quantity)
            continue;
        if (strcmp(metric_kinds[i].name, name) == 0) {
            *metric = (enum metric)i;
            return SLIDE_OK;
        }
        snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", metric_kinds[i].name);
    }
    return slide_fail(error, SLIDE_BAD_INPUT, "'%s' is not a score of this learner's estimates; there are: %s.", name,
                      names);
}

bool metric_is_better(enum metric metric, double value, double other)
{
    if (isnan(value) || isnan(other))
        return !isnan(value);
    return metric_kinds[metric].lower_is_better ? value < other : value > other;
}

static void put_agreement(const struct sample_table *table, const struct subset *subset, const float *estimate,
                          double *value)
{
    struct agreement agreement = {0};

    for (size_t i = 0; i < subset->rows; i++)
        agreement_add(&agreement, estimate[i], table->label[subset->row[i]]);
    value[METRIC_R_SQUARED] = agreement_r_squared(&agreement);
    value[METRIC_EXPLAINED] = agreement_explained(&agreement);
    value[METRIC_RMSE] = agreement_rms(&agreement);
}

static void put_confusion(const struct confusion *confusion, double *value)
{
    const struct confusion_ratios ratios = confusion_ratios(confusion);

    value[METRIC_ACCURACY] = ratios.accuracy;
    value[METRIC_BALANCED_ACCURACY] = ratios.balanced_accuracy;
    value[METRIC_PRECISION] = ratios.precision;
    value[METRIC_RECALL] = ratios.recall;
    value[METRIC_SPECIFICITY] = ratios.specificity;
    value[METRIC_F1] = ratios.f1;
    value[METRIC_CSI] = ratios.critical_success;
    value[METRIC_KAPPA] = ratios.kappa;
    value[METRIC_MCC] = ratios.matthews;
}

/* the groups are sorted on return */
static enum slide_status put_probabilities(double *positive, size_t positives, double *negative, size_t negatives,
                                           double threshold, double *value, struct slide_error *error)
{
    const struct sorted_groups groups = {
        .positive = positive, .positives = positives, .negative = negative, .negatives = negatives};
    const struct confusion confusion = confusion_of_groups(positive, positives, negative, negatives, threshold);
    struct forecast forecast;
    struct ranking ranking;
    enum slide_status status = ranking_of_groups(positive, positives, negative, negatives, &ranking, error);

    if (status == SLIDE_OK)
        status = forecast_of_sorted(&groups, true, 1, &forecast, error);
    if (status != SLIDE_OK)
        return status;
    put_confusion(&confusion, value);
    value[METRIC_AUC_ROC] = ranking.auc_roc;
    value[METRIC_AUC_PR] = ranking.average_precision;
    value[METRIC_BRIER] = forecast.brier.score;
    value[METRIC_BRIER_SKILL] = forecast.brier.skill;
    value[METRIC_LOG_LOSS] = forecast.log_loss.score;
    return SLIDE_OK;
}

enum slide_status metrics_of(const struct sample_table *table, const struct subset *subset, const float *estimate,
                             bool quantity, double threshold, double *value, struct slide_error *error)
{
    const size_t positives = subset_positives(table, subset), negatives = subset->rows - positives;
    double *group, *positive, *negative;
    enum slide_status status;

    for (int i = 0; i < METRICS; i++)
        value[i] = NAN;
    if (quantity) {
        put_agreement(table, subset, estimate, value);
        return SLIDE_OK;
    }
    group = malloc((subset->rows + 1) * sizeof *group);
    if (!group)
        return slide_out_of_memory(error, (double)subset->rows * sizeof *group, "the held-out samples' estimates");
    positive = group;
    negative = group + positives;
    for (size_t i = 0; i < subset->rows; i++) {
        if (table->label[subset->row[i]] > 0.f)
            *positive++ = estimate[i];
        else
            *negative++ = estimate[i];
    }
    status = put_probabilities(group, positives, group + positives, negatives, threshold, value, error);
    free(group);
    return status;
}
