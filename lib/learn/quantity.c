#include "learn/quantity.h"

#include <math.h>
#include <stdlib.h>

#include "learn/numbers_json.h"
#include "score/agreement.h"
#include "score/ranking.h"

static enum slide_status auc_above(const struct sample_table *table, const struct subset *subset, const float *estimate,
                                   double threshold, double *auc, struct slide_error *error)
{
    unsigned char *above = malloc(subset->rows + 1);
    struct ranking ranking = {.auc_roc = NAN};
    enum slide_status status;

    if (!above)
        return slide_out_of_memory(error, (double)subset->rows, "the held-out samples' classes");
    for (size_t i = 0; i < subset->rows; i++)
        above[i] = table->label[subset->row[i]] > (float)threshold;
    status = ranking_of_scores(estimate, above, subset->rows, &ranking, error);
    free(above);
    *auc = status == SLIDE_OK ? ranking.auc_roc : NAN;
    return status == SLIDE_NO_DATA ? SLIDE_OK : status;
}

enum slide_status quantity_scores_of(const struct sample_table *table, const struct subset *subset,
                                     const float *estimate, double threshold, struct quantity_scores *scores,
                                     struct slide_error *error)
{
    struct agreement agreement = {0};
    double absolute = 0.;

    for (size_t i = 0; i < subset->rows; i++) {
        const double observed = table->label[subset->row[i]];

        agreement_add(&agreement, estimate[i], observed);
        absolute += fabs(estimate[i] - observed);
    }
    *scores = (struct quantity_scores){
        .known = true,
        .r2 = agreement_r_squared(&agreement),
        .explained = agreement_explained(&agreement),
        .rmse = agreement_rms(&agreement),
        .mae = absolute / (double)subset->rows,
        .threshold = threshold,
    };
    return auc_above(table, subset, estimate, threshold, &scores->auc_above, error);
}

static const struct number_field fields[] = {
    {"r2", offsetof(struct quantity_scores, r2)},
    {"explained", offsetof(struct quantity_scores, explained)},
    {"rmse", offsetof(struct quantity_scores, rmse)},
    {"mae", offsetof(struct quantity_scores, mae)},
    {"threshold", offsetof(struct quantity_scores, threshold)},
    {"auc_above", offsetof(struct quantity_scores, auc_above)},
};

enum { FIELDS = sizeof fields / sizeof *fields };

json_t *quantity_scores_to_json(const struct quantity_scores *scores)
{
    return numbers_to_json(fields, FIELDS, scores);
}

enum slide_status quantity_scores_from_json(const json_t *json, struct quantity_scores *scores,
                                            struct slide_error *error)
{
    *scores = (struct quantity_scores){.known = json != NULL};
    return numbers_from_json(json, fields, FIELDS, scores, error);
}
