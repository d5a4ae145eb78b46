#include "learn/member.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/linear.h"
#include "learn/piece.h"
#include "score/calibration.h"
#include "score/ranking.h"

#define FEATURE_NAME_SIZE 300
#define ESTIMATE_ROWS 65536 /* of a block whose features are held at once */

/* shift and spread of every feature; one-hots keep 0 and 1 */
static void scaling_of(const struct transform *transform, double *shift, double *spread)
{
    for (size_t i = 0; i < transform->predictors; i++) {
        const struct transform_step *step = &transform->step[i];

        for (size_t j = 0; j < step->width; j++) {
            shift[step->first + j] = step->kind == TRANSFORM_ONE_HOT ? 0. : step->shift[j];
            spread[step->first + j] = step->kind == TRANSFORM_ONE_HOT ? 1. : step->spread[j];
        }
    }
}

/* room for the coefficients of all pieces, one block */
struct average {
    struct learner_coefficient *piece; /* [terms] */
    double *estimate;                  /* [terms] */
    double *covariance;                /* [terms * terms] */
    double *shift, *spread;            /* [terms] */
};

static enum slide_status average_pieces(const struct recipe *recipe, const struct member *member,
                                        struct average *average, struct slide_error *error)
{
    const size_t features = member->transform.features;
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < member->pieces && status == SLIDE_OK; i++) {
        status = recipe->learner->coefficients(member->piece[i].fitted, features, average->piece, error);
        for (size_t j = 0; j <= features && status == SLIDE_OK; j++)
            average->estimate[j] += average->piece[j].estimate / (double)member->pieces;
    }
    if (status == SLIDE_OK && recipe->learner->covariance && member->pieces == 1)
        status = recipe->learner->covariance(member->piece[0].fitted, features, average->covariance, error);
    return status;
}

enum slide_status member_coefficients(const struct recipe *recipe, const struct member *member,
                                      struct learner_coefficient *coefficient, struct slide_error *error)
{
    const size_t features = member->transform.features, terms = features + 1;
    const bool errors = recipe->learner->covariance && member->pieces == 1;
    double *block = calloc(3 * terms + terms * terms, sizeof *block);
    struct average average;
    enum slide_status status;

    if (!block)
        return slide_out_of_memory(error, (double)terms * terms * sizeof *block, "the coefficients");
    average = (struct average){coefficient, block, block + 3 * terms, block + terms, block + 2 * terms};
    status = average_pieces(recipe, member, &average, error);
    scaling_of(&member->transform, average.shift, average.spread);
    linear_rescale(features, average.shift, average.spread, average.estimate, average.covariance);
    for (size_t j = 0; j < terms && status == SLIDE_OK; j++)
        coefficient[j] = learner_coefficient_of(
            average.estimate[j], errors ? sqrt(average.covariance[j * terms + j]) : NAN, coefficient[j].aliased);
    free(block);
    return status;
}

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

enum slide_status member_fit(const struct recipe *recipe, const struct sample_table *table, const struct subset *train,
                             const struct subset *validation, struct member *member, struct slide_error *error)
{
    enum slide_status status;
    char **names;

    *member = (struct member){0};
    status = transform_fit(table, train, recipe->predictor, &member->transform, error);
    if (status != SLIDE_OK)
        return status;
    transform_scale(table, train, recipe->scale, &member->transform);
    names = member_feature_names(recipe, member);
    if (names)
        status = pieces_fit(recipe, table, train, validation, names, member, error);
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
    return pieces_estimate(recipe, member, feature, rows, estimate, error);
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
        status = pieces_estimate(recipe, member, feature, count, estimate + first, error);
    }
    free(feature);
    return status;
}

enum slide_status scores_of(const struct sample_table *table, const struct subset *subset, const float *estimate,
                            struct member_scores *scores, struct slide_error *error)
{
    const size_t positives = subset_positives(table, subset), negatives = subset->rows - positives;
    double *group = malloc((subset->rows + 1) * sizeof *group);
    double *positive, *negative;
    struct ranking ranking;
    enum slide_status status;

    *scores = (struct member_scores){0};
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

static enum slide_status add_contributions(const struct recipe *recipe, const struct member *member,
                                           const float *feature, size_t rows, float *contribution,
                                           struct slide_error *error)
{
    const size_t features = member->transform.features, count = rows * (features + 1);
    float *one = malloc((count + 1) * sizeof *one);
    enum slide_status status = SLIDE_OK;

    if (!one)
        return slide_out_of_memory(error, (double)count * sizeof *one, "contributions");
    for (size_t i = 1; i < member->pieces && status == SLIDE_OK; i++) {
        status = recipe->learner->contributions(member->piece[i].fitted, feature, rows, features, one, error);
        for (size_t j = 0; j < count && status == SLIDE_OK; j++)
            contribution[j] += one[j];
    }
    for (size_t j = 0; j < count; j++)
        contribution[j] /= (float)member->pieces;
    free(one);
    return status;
}

enum slide_status member_contributions(const struct recipe *recipe, const struct member *member, const float *feature,
                                       size_t rows, float *contribution, struct slide_error *error)
{
    const enum slide_status status = recipe->learner->contributions(member->piece[0].fitted, feature, rows,
                                                                    member->transform.features, contribution, error);

    if (status != SLIDE_OK || member->pieces == 1)
        return status;
    return add_contributions(recipe, member, feature, rows, contribution, error);
}

enum slide_status member_importance(const struct recipe *recipe, const struct member *member, double *importance,
                                    struct slide_error *error)
{
    const size_t features = member->transform.features;
    double *one = malloc((features + 1) * sizeof *one);
    enum slide_status status = SLIDE_OK;

    if (!one)
        return slide_out_of_memory(error, (double)features * sizeof *one, "importances");
    memset(importance, 0, features * sizeof *importance);
    for (size_t i = 0; i < member->pieces && status == SLIDE_OK; i++) {
        status = recipe->learner->importance(member->piece[i].fitted, features, one, error);
        for (size_t j = 0; j < features && status == SLIDE_OK; j++)
            importance[j] += one[j] / (double)member->pieces;
    }
    free(one);
    return status;
}

void member_free(const struct recipe *recipe, struct member *member)
{
    transform_free(&member->transform);
    pieces_free(recipe, member);
    *member = (struct member){0};
}
