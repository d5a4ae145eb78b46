#include "learn/quantity.h"

#include <math.h>
#include <stdlib.h>

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

enum { NUMBERS = 6 };

/* their names in the model file, in the order of number_of */
static const char *const names[NUMBERS] = {"r2", "explained", "rmse", "mae", "threshold", "auc_above"};

static double *number_of(struct quantity_scores *scores, size_t i)
{
    double *const number[NUMBERS] = {&scores->r2,  &scores->explained, &scores->rmse,
                                     &scores->mae, &scores->threshold, &scores->auc_above};

    return number[i];
}

json_t *quantity_scores_to_json(const struct quantity_scores *scores)
{
    struct quantity_scores copy = *scores;
    json_t *json = json_object();

    for (size_t i = 0; i < NUMBERS; i++) {
        const double value = *number_of(&copy, i);

        json_object_set_new(json, names[i], isnan(value) ? json_null() : json_real(value));
    }
    return json;
}

enum slide_status quantity_scores_from_json(const json_t *json, struct quantity_scores *scores,
                                            struct slide_error *error)
{
    *scores = (struct quantity_scores){.known = json != NULL};
    for (size_t i = 0; json && i < NUMBERS; i++) {
        const json_t *value = json_object_get(json, names[i]);

        if (!json_is_number(value) && !json_is_null(value))
            return slide_fail(error, SLIDE_BAD_INPUT, "its score %s is missing", names[i]);
        *number_of(scores, i) = json_is_null(value) ? NAN : json_number_value(value);
    }
    return SLIDE_OK;
}
