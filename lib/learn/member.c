#include "learn/member.h"

#include <stdlib.h>
#include <string.h>

#include "score/calibration.h"
#include "score/ranking.h"

#define FEATURE_NAME_SIZE 300
#define ESTIMATE_ROWS 65536 /* of a block whose features are held at once */

char **member_feature_names(const struct recipe *recipe, const struct member *member)
{
    const size_t features = member->transform.features;
    char **names = malloc(features * (sizeof *names + FEATURE_NAME_SIZE) + 1);
    char *text = names ? (char *)(names + features) : NULL;

    for (size_t i = 0; names && i < features; i++, text += FEATURE_NAME_SIZE) {
        names[i] = text;
        transform_feature_name(&member->transform, recipe->predictor, i, text, FEATURE_NAME_SIZE);
    }
    return names;
}

/* some samples as the learner takes them; data.value and data.label are owned */
struct part {
    float *feature;
    float *label;
    struct learner_data data;
};

static void part_free(struct part *part)
{
    free(part->feature);
    free(part->label);
}

static enum slide_status part_take(const struct transform *transform, const struct sample_table *table,
                                   const struct subset *subset, char **names, struct part *part,
                                   struct slide_error *error)
{
    const size_t rows = subset->rows, features = transform->features;

    *part = (struct part){.feature = malloc((rows * features + 1) * sizeof *part->feature),
                          .label = malloc((rows + 1) * sizeof *part->label)};
    if (!part->feature || !part->label) {
        part_free(part);
        return slide_out_of_memory(error, (double)rows * (features + 1) * sizeof(float), "the transformed samples");
    }
    for (size_t i = 0; i < rows; i++) {
        transform_apply(transform, table->value + subset->row[i] * table->predictors, 1, part->feature + i * features,
                        NULL);
        part->label[i] = table->label[subset->row[i]];
    }
    part->data = (struct learner_data){.value = part->feature,
                                       .label = part->label,
                                       .name = (const char *const *)names,
                                       .rows = rows,
                                       .features = features};
    return SLIDE_OK;
}

static enum slide_status fit_learner(const struct recipe *recipe, const struct sample_table *table,
                                     const struct subset *train, const struct subset *validation, char **names,
                                     struct member *member, struct slide_error *error)
{
    struct part seen, held = {0};
    enum slide_status status = part_take(&member->transform, table, train, names, &seen, error);

    if (status != SLIDE_OK)
        return status;
    if (validation)
        status = part_take(&member->transform, table, validation, names, &held, error);
    if (status == SLIDE_OK) {
        status =
            recipe->learner->fit(&seen.data, validation ? &held.data : NULL, &recipe->settings, &member->fitted, error);
        part_free(&held);
    }
    part_free(&seen);
    return status;
}

enum slide_status member_fit(const struct recipe *recipe, const struct sample_table *table, const struct subset *train,
                             const struct subset *validation, struct member *member, struct slide_error *error)
{
    enum slide_status status;
    char **names;

    *member = (struct member){0};
    status = transform_fit(table, train, recipe->predictor, &member->transform, error);
    if (status != SLIDE_OK)
        return status;
    names = member_feature_names(recipe, member);
    if (names)
        status = fit_learner(recipe, table, train, validation, names, member, error);
    else
        status = slide_out_of_memory(error, (double)member->transform.features * FEATURE_NAME_SIZE, "feature names");
    free(names);
    if (status != SLIDE_OK)
        member_free(recipe, member);
    return status;
}

enum slide_status member_predict(const struct recipe *recipe, const struct member *member, const float *value,
                                 size_t rows, float *feature, float *estimate, size_t *unseen,
                                 struct slide_error *error)
{
    transform_apply(&member->transform, value, rows, feature, unseen);
    return recipe->learner->predict(member->fitted, feature, rows, member->transform.features, estimate, error);
}

enum slide_status member_estimate(const struct recipe *recipe, const struct member *member,
                                  const struct sample_table *table, const struct subset *subset, float *estimate,
                                  struct slide_error *error)
{
    const size_t features = member->transform.features;
    const size_t most = subset->rows < ESTIMATE_ROWS ? subset->rows : ESTIMATE_ROWS;
    float *feature = malloc((most * features + 1) * sizeof *feature);
    enum slide_status status = SLIDE_OK;

    if (!feature)
        return slide_out_of_memory(error, (double)most * features * sizeof *feature, "the transformed samples");
    for (size_t first = 0; first < subset->rows && status == SLIDE_OK; first += most) {
        const size_t count = subset->rows - first < most ? subset->rows - first : most;

        for (size_t i = 0; i < count; i++)
            transform_apply(&member->transform, table->value + subset->row[first + i] * table->predictors, 1,
                            feature + i * features, NULL);
        status = recipe->learner->predict(member->fitted, feature, count, features, estimate + first, error);
    }
    free(feature);
    return status;
}

enum slide_status scores_of(const struct sample_table *table, const struct subset *subset, const float *estimate,
                            struct member_scores *scores, struct slide_error *error)
{
    const size_t positives = subset_positives(table, subset), negatives = subset->rows - positives;
    double *group = malloc((subset->rows + 1) * sizeof *group);
    double *positive = group, *negative = group + positives;
    struct ranking ranking;
    enum slide_status status;

    *scores = (struct member_scores){0};
    if (!group)
        return slide_out_of_memory(error, (double)subset->rows * sizeof *group, "the held-out samples' estimates");
    for (size_t i = 0; i < subset->rows; i++) {
        if (table->label[subset->row[i]] > 0.f)
            *positive++ = estimate[i];
        else
            *negative++ = estimate[i];
    }
    scores->brier = brier_of_groups(group, positives, group + positives, negatives).score;
    status = ranking_of_groups(group, positives, group + positives, negatives, &ranking, error);
    free(group);
    if (status != SLIDE_OK)
        return status;
    scores->known = true;
    scores->auc_roc = ranking.auc_roc;
    scores->auc_pr = ranking.average_precision;
    scores->prevalence = ranking.prevalence;
    return SLIDE_OK;
}

void member_free(const struct recipe *recipe, struct member *member)
{
    transform_free(&member->transform);
    if (member->fitted)
        recipe->learner->free(member->fitted);
    *member = (struct member){0};
}
