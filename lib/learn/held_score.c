#include "learn/held_score.h"

#include <math.h>

static const struct held_score_kind of_probabilities[HELD_SCORES] = {
    [HELD_AUC_PR] = {"auc_pr", "average precision", false},
    [HELD_AUC_ROC] = {"auc_roc", "area under the ROC curve", false},
    [HELD_BRIER] = {"brier", "Brier score", true},
};

static const struct held_score_kind of_quantities[HELD_SCORES] = {
    [HELD_EXPLAINED] = {"explained", "R2, the explained variance", false},
    [HELD_R2] = {"r2", "squared correlation", false},
    [HELD_MAE] = {"mae", "mean absolute error", true},
};

const struct held_score_kind *held_score_kinds(bool quantity)
{
    return quantity ? of_quantities : of_probabilities;
}

static void take_quantity(const struct quantity_scores *scores, double *value)
{
    value[HELD_EXPLAINED] = scores->explained;
    value[HELD_R2] = scores->r2;
    value[HELD_MAE] = scores->mae;
}

void held_scores_take(const struct member_scores *scores, double *value)
{
    if (scores->quantity.known) {
        take_quantity(&scores->quantity, value);
        return;
    }
    value[HELD_AUC_PR] = scores->auc_pr;
    value[HELD_AUC_ROC] = scores->auc_roc;
    value[HELD_BRIER] = scores->brier;
}

double held_score_loss(const struct held_score_kind *kind, double before, double after)
{
    return kind->lower_is_better ? after - before : before - after;
}

enum slide_status held_scores_of(bool quantity, const struct sample_table *table, const struct subset *subset,
                                 const float *estimate, double *value, struct slide_error *error)
{
    struct member_scores scores = {0};
    const enum slide_status status =
        quantity ? quantity_scores_of(table, subset, estimate, INFINITY, &scores.quantity, error)
                 : scores_of(table, subset, estimate, &scores, error);

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
