#include "learn/held_score.h"

#include <math.h>

const struct held_score_kind held_score_kinds[HELD_SCORES] = {
    [HELD_AUC_PR] = {"auc_pr", "average precision", false},
    [HELD_AUC_ROC] = {"auc_roc", "area under the ROC curve", false},
    [HELD_BRIER] = {"brier", "Brier score", true},
};

void held_scores_take(const struct member_scores *scores, double *value)
{
    value[HELD_AUC_PR] = scores->auc_pr;
    value[HELD_AUC_ROC] = scores->auc_roc;
    value[HELD_BRIER] = scores->brier;
}

double held_score_loss(enum held_score score, double before, double after)
{
    return held_score_kinds[score].lower_is_better ? after - before : before - after;
}

enum slide_status held_scores_of(const struct sample_table *table, const struct subset *subset, const float *estimate,
                                 double *value, struct slide_error *error)
{
    struct member_scores scores;
    const enum slide_status status = scores_of(table, subset, estimate, &scores, error);

    if (status == SLIDE_OK)
        held_scores_take(&scores, value);
    return status;
}

struct held_spread held_spread_of(const double *value, size_t count, size_t stride)
{
    double sum = 0., squares = 0., mean;
    size_t known = 0;

    for (size_t i = 0; i < count * stride; i += stride)
        if (!isnan(value[i])) {
            sum += value[i];
            known++;
        }
    mean = known ? sum / (double)known : NAN;
    for (size_t i = 0; i < count * stride; i += stride)
        if (!isnan(value[i]))
            squares += (value[i] - mean) * (value[i] - mean);
    return (struct held_spread){mean, known > 1 ? sqrt(squares / (double)(known - 1)) : NAN};
}
