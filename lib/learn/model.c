#include "learn/model.h"

#include <stdlib.h>
#include <string.h>

#include "score/calibration.h"
#include "score/ranking.h"

#define FEATURE_NAME_SIZE 300

char **model_feature_names(const struct model *model)
{
    const size_t features = model->transform.features;
    char **names = malloc(features * (sizeof *names + FEATURE_NAME_SIZE) + 1);
    char *text = names ? (char *)(names + features) : NULL;

    for (size_t i = 0; names && i < features; i++, text += FEATURE_NAME_SIZE) {
        names[i] = text;
        transform_feature_name(&model->transform, model->predictor, i, text, FEATURE_NAME_SIZE);
    }
    return names;
}

/* the samples of one part, transformed: test 0 or 1 */
struct part {
    size_t rows;
    float *feature;
    unsigned char *label;
};

static void part_free(struct part *part)
{
    free(part->feature);
    free(part->label);
}

static enum slide_status part_take(const struct model *model, const struct sample_table *table, int test,
                                   struct part *part, struct slide_error *error)
{
    const struct split *split = &model->split;
    const size_t rows =
        test ? split->test_positive + split->test_negative : split->train_positive + split->train_negative;
    const size_t features = model->transform.features;

    *part = (struct part){.rows = 0};
    part->feature = malloc((rows * features + 1) * sizeof *part->feature);
    part->label = malloc(rows + 1);
    if (!part->feature || !part->label) {
        part_free(part);
        return slide_out_of_memory(error, (double)rows * features * sizeof(float), "the transformed samples");
    }
    for (size_t row = 0; row < table->rows; row++) {
        if (split->test[row] != test)
            continue;
        transform_apply(&model->transform, table->value + row * table->predictors, 1,
                        part->feature + part->rows * features, NULL);
        part->label[part->rows++] = table->label[row];
    }
    return SLIDE_OK;
}

static enum slide_status train(struct model *model, const struct sample_table *table, struct slide_error *error)
{
    char **names = model_feature_names(model);
    struct part part;
    enum slide_status status;

    if (!names)
        return slide_out_of_memory(error, (double)model->transform.features * FEATURE_NAME_SIZE, "feature names");
    status = part_take(model, table, 0, &part, error);
    if (status == SLIDE_OK) {
        const struct learner_data data = {part.feature, part.label, (const char *const *)names, part.rows,
                                          model->transform.features};

        status = model->learner->fit(&data, &model->settings, &model->fitted, error);
        part_free(&part);
    }
    free(names);
    return status;
}

static enum slide_status score_probabilities(struct model *model, const struct part *part, const float *probability,
                                             double *group, struct slide_error *error)
{
    double *positive = group, *negative = group + model->split.test_positive;
    struct ranking ranking;
    size_t positives = 0, negatives = 0;
    enum slide_status status;

    for (size_t i = 0; i < part->rows; i++) {
        if (part->label[i])
            positive[positives++] = probability[i];
        else
            negative[negatives++] = probability[i];
    }
    model->scores.brier = brier_of_groups(positive, positives, negative, negatives).score;
    status = ranking_of_groups(positive, positives, negative, negatives, &ranking, error);
    if (status != SLIDE_OK)
        return status;
    model->scores.known = true;
    model->scores.auc_roc = ranking.auc_roc;
    model->scores.auc_pr = ranking.average_precision;
    model->scores.prevalence = ranking.prevalence;
    return SLIDE_OK;
}

static enum slide_status score(struct model *model, const struct sample_table *table, struct slide_error *error)
{
    struct part part;
    enum slide_status status = part_take(model, table, 1, &part, error);
    float *probability;
    double *group;

    if (status != SLIDE_OK)
        return status;
    probability = malloc((part.rows + 1) * sizeof *probability);
    group = malloc((part.rows + 1) * sizeof *group);
    if (!probability || !group)
        status = slide_out_of_memory(error, (double)part.rows * 12., "the held-out samples' probabilities");
    if (status == SLIDE_OK)
        status = model->learner->predict(model->fitted, part.feature, part.rows, model->transform.features, probability,
                                         error);
    if (status == SLIDE_OK)
        status = score_probabilities(model, &part, probability, group, error);
    free(probability);
    free(group);
    part_free(&part);
    return status;
}

enum slide_status model_fit(struct model *model, const struct sample_table *table, struct slide_error *error)
{
    enum slide_status status = transform_fit(table, &model->split, model->predictor, &model->transform, error);

    if (status == SLIDE_OK)
        status = train(model, table, error);
    if (status == SLIDE_OK && model->split.test_positive && model->split.test_negative)
        status = score(model, table, error);
    return status;
}

enum slide_status model_predict(const struct model *model, const float *value, size_t rows, bool corrected,
                                float *feature, float *probability, size_t *unseen, struct slide_error *error)
{
    const double fraction = sampling_negative_fraction(&model->sampling);
    enum slide_status status;

    transform_apply(&model->transform, value, rows, feature, unseen);
    status = model->learner->predict(model->fitted, feature, rows, model->transform.features, probability, error);
    for (size_t i = 0; status == SLIDE_OK && corrected && i < rows; i++)
        probability[i] = (float)prior_corrected(probability[i], fraction);
    return status;
}

void model_free(struct model *model)
{
    for (size_t i = 0; model->predictor && i < model->predictors; i++)
        predictor_free(&model->predictor[i]);
    free(model->predictor);
    free(model->label_map);
    transform_free(&model->transform);
    split_free(&model->split);
    if (model->fitted)
        model->learner->free(model->fitted);
    *model = (struct model){0};
}
