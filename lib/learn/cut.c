#include "learn/cut.h"

#include <math.h>

#include "learn/metric.h"
#include "learn/numbers_json.h"

enum slide_status cut_scores_of(const struct sample_table *table, const struct subset *subset, const float *estimate,
                                double threshold, struct cut_scores *scores, struct slide_error *error)
{
    double value[METRICS];
    const enum slide_status status = metrics_of(table, subset, estimate, false, threshold, value, error);

    *scores = (struct cut_scores){
        .known = status == SLIDE_OK,
        .threshold = threshold,
        .accuracy = value[METRIC_ACCURACY],
        .precision = value[METRIC_PRECISION],
        .recall = value[METRIC_RECALL],
        .specificity = value[METRIC_SPECIFICITY],
        .f1 = value[METRIC_F1],
        .csi = value[METRIC_CSI],
    };
    return status;
}

enum { NUMBERS = 7 };

static void list(struct cut_scores *scores, struct named_number *number)
{
    const struct named_number all[NUMBERS] = {
        {"threshold", &scores->threshold},
        {"accuracy", &scores->accuracy},
        {"precision", &scores->precision},
        {"recall", &scores->recall},
        {"specificity", &scores->specificity},
        {"f1", &scores->f1},
        {"csi", &scores->csi},
    };

    for (size_t i = 0; i < NUMBERS; i++)
        number[i] = all[i];
}

json_t *cut_scores_to_json(const struct cut_scores *scores)
{
    struct named_number number[NUMBERS];
    struct cut_scores copy = *scores;

    list(&copy, number);
    return numbers_to_json(number, NUMBERS);
}

enum slide_status cut_scores_from_json(const json_t *json, struct cut_scores *scores, struct slide_error *error)
{
    struct named_number number[NUMBERS];

    *scores = (struct cut_scores){.known = json != NULL};
    list(scores, number);
    for (size_t i = 0; i < NUMBERS; i++)
        *number[i].value = NAN;
    return json ? numbers_from_json(json, number, NUMBERS, error) : SLIDE_OK;
}
