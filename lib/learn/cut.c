#include "learn/cut.h"

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

static const struct number_field fields[] = {
    {"threshold", offsetof(struct cut_scores, threshold)},
    {"accuracy", offsetof(struct cut_scores, accuracy)},
    {"precision", offsetof(struct cut_scores, precision)},
    {"recall", offsetof(struct cut_scores, recall)},
    {"specificity", offsetof(struct cut_scores, specificity)},
    {"f1", offsetof(struct cut_scores, f1)},
    {"csi", offsetof(struct cut_scores, csi)},
};

enum { FIELDS = sizeof fields / sizeof *fields };

json_t *cut_scores_to_json(const struct cut_scores *scores)
{
    return numbers_to_json(fields, FIELDS, scores);
}

enum slide_status cut_scores_from_json(const json_t *json, struct cut_scores *scores, struct slide_error *error)
{
    *scores = (struct cut_scores){.known = json != NULL};
    return numbers_from_json(json, fields, FIELDS, scores, error);
}
