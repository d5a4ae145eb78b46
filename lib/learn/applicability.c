#include "learn/applicability.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/sort.h"

/* Features of some samples, and what they were drawn from. */
struct drawn {
    size_t rows;
    size_t *place;  /* [rows] in the subset, ascending */
    float *feature; /* [rows * features] */
};

static void drawn_free(struct drawn *drawn)
{
    free(drawn->place);
    free(drawn->feature);
    *drawn = (struct drawn){0};
}

/* `most` places out of `count`, ascending: each place is taken with the chance that makes the number come out. */
static size_t draw_places(size_t count, size_t most, struct random_stream stream, size_t *place)
{
    size_t taken = 0;

    for (size_t i = 0; i < count && taken < most; i++)
        if (random_below(&stream, count - i) < most - taken)
            place[taken++] = i;
    return taken;
}

static enum slide_status draw(const struct transform *transform, const struct sample_table *table,
                              const struct subset *subset, size_t most, struct random_stream stream,
                              struct drawn *drawn, struct slide_error *error)
{
    const size_t rows = subset->rows < most ? subset->rows : most, features = transform->features;

    *drawn = (struct drawn){.rows = rows};
    drawn->place = calloc(rows + 1, sizeof *drawn->place);
    drawn->feature = malloc((rows * features + 1) * sizeof *drawn->feature);
    if (!drawn->place || !drawn->feature) {
        drawn_free(drawn);
        return slide_out_of_memory(error, (double)rows * (features + 2) * sizeof(float), "the area of applicability");
    }
    draw_places(subset->rows, rows, stream, drawn->place);
    for (size_t i = 0; i < rows; i++)
        transform_apply(transform, table->value + subset->row[drawn->place[i]] * table->predictors, 1,
                        drawn->feature + i * features, NULL);
    return SLIDE_OK;
}

struct moments {
    double mean;
    double deviation; /* of the sample: n - 1 */
};

static struct moments moments_of(const struct drawn *drawn, size_t features, size_t feature)
{
    struct moments moments = {0., 0.};

    for (size_t i = 0; i < drawn->rows; i++)
        moments.mean += drawn->feature[i * features + feature];
    moments.mean /= (double)drawn->rows;
    for (size_t i = 0; i < drawn->rows; i++) {
        const double above = drawn->feature[i * features + feature] - moments.mean;

        moments.deviation += above * above;
    }
    moments.deviation = sqrt(moments.deviation / (double)(drawn->rows - 1));
    return moments;
}

static enum slide_status coefficient_weights(const struct learner *learner, void *fitted, const struct drawn *drawn,
                                             size_t features, double *weight, struct slide_error *error)
{
    struct learner_coefficient *coefficient = malloc((features + 1) * sizeof *coefficient);
    enum slide_status status;

    if (!coefficient)
        return slide_out_of_memory(error, (double)features * sizeof *coefficient, "coefficients");
    status = learner->coefficients(fitted, features, coefficient, error);
    for (size_t i = 0; i < features && status == SLIDE_OK; i++)
        weight[i] = fabs(coefficient[i].estimate) * moments_of(drawn, features, i).deviation;
    free(coefficient);
    return status;
}

static enum slide_status piece_weights(const struct learner *learner, void *fitted, const struct drawn *drawn,
                                       size_t features, double *weight, struct slide_error *error)
{
    memset(weight, 0, features * sizeof *weight);
    if (learner->importance)
        return learner->importance(fitted, features, weight, error);
    if (learner->coefficients)
        return coefficient_weights(learner, fitted, drawn, features, weight, error);
    return SLIDE_OK;
}

/* the mean over the member's pieces; `weight` has room for twice the features */
static enum slide_status weigh(const struct learner *learner, const struct member *member, const struct drawn *drawn,
                               double *weight, struct slide_error *error)
{
    const size_t features = member->transform.features;
    double *one = weight + features, sum = 0.;
    enum slide_status status = SLIDE_OK;

    memset(weight, 0, features * sizeof *weight);
    for (size_t i = 0; i < member->pieces && status == SLIDE_OK; i++) {
        status = piece_weights(learner, member->piece[i].fitted, drawn, features, one, error);
        for (size_t j = 0; j < features && status == SLIDE_OK; j++)
            weight[j] += one[j] / (double)member->pieces;
    }
    for (size_t i = 0; i < features; i++)
        sum += weight[i];
    for (size_t i = 0; i < features && !(sum > 0.); i++)
        weight[i] = 1.;
    return status;
}

static enum slide_status scale(const struct drawn *drawn, const double *weight, struct applicability *result,
                               struct slide_error *error)
{
    for (size_t i = 0; i < result->features; i++) {
        const struct moments moments = moments_of(drawn, result->features, i);

        if (!(moments.deviation > 0.) || !(weight[i] > 0.))
            continue;
        result->feature[result->dimensions] = i;
        result->centre[result->dimensions] = moments.mean;
        result->factor[result->dimensions++] = weight[i] / moments.deviation;
    }
    if (result->dimensions == 0)
        return slide_fail(error, SLIDE_NO_DATA,
                          "The area of applicability cannot be found: no predictor that the model uses varies among "
                          "the %zu training samples.",
                          drawn->rows);
    return SLIDE_OK;
}

static void place_of(const struct applicability *applicability, const float *feature, float *place)
{
    for (size_t i = 0; i < applicability->dimensions; i++)
        place[i] = (float)((feature[applicability->feature[i]] - applicability->centre[i]) * applicability->factor[i]);
}

/* one sum for each point, added up in their order: the same for any number of threads */
static enum slide_status find_mean_distance(struct applicability *result, struct slide_error *error)
{
    const size_t points = result->points, dimensions = result->dimensions;
    double *sum = calloc(points, sizeof *sum), all = 0.;

    if (!sum)
        return slide_out_of_memory(error, (double)points * sizeof *sum, "the distances of training samples");
#pragma omp parallel for schedule(dynamic, 64)
    for (size_t i = 0; i < points; i++)
        for (size_t j = 0; j < i; j++)
            sum[i] += sqrt(sample_distance(result->point + i * dimensions, result->point + j * dimensions, dimensions));
    for (size_t i = 0; i < points; i++)
        all += sum[i];
    free(sum);
    result->mean_distance = all / (0.5 * (double)points * (double)(points - 1));
    if (result->mean_distance > 0.)
        return SLIDE_OK;
    return slide_fail(error, SLIDE_NO_DATA, "The area of applicability cannot be found: all training samples are one.");
}

static enum slide_status keep_points(const struct recipe *recipe, const struct member *member,
                                     const struct drawn *drawn, struct applicability *result, struct slide_error *error)
{
    const size_t features = member->transform.features;
    double *weight = malloc(2 * features * sizeof *weight);
    enum slide_status status;

    result->features = features;
    result->feature = malloc(features * sizeof *result->feature);
    result->centre = malloc(features * sizeof *result->centre);
    result->factor = malloc(features * sizeof *result->factor);
    result->point = malloc(drawn->rows * features * sizeof *result->point);
    if (!weight || !result->feature || !result->centre || !result->factor || !result->point) {
        free(weight);
        return slide_out_of_memory(error, (double)drawn->rows * features * sizeof(float), "the area of applicability");
    }
    status = weigh(recipe->learner, member, drawn, weight, error);
    if (status == SLIDE_OK)
        status = scale(drawn, weight, result, error);
    free(weight);
    if (status != SLIDE_OK)
        return status;
    result->points = drawn->rows;
    for (size_t i = 0; i < drawn->rows; i++)
        place_of(result, drawn->feature + i * features, result->point + i * result->dimensions);
    return find_mean_distance(result, error);
}

/* against the training samples of other folds; each is its own fold where none are given */
static void indices_of_training(const struct applicability *result, const int *fold, double *index)
{
#pragma omp parallel for schedule(dynamic, 64)
    for (size_t i = 0; i < result->points; i++) {
        size_t nearest = result->points;

        index[i] =
            sqrt(sample_tree_nearest(&result->tree, result->point + i * result->dimensions, fold, fold[i], &nearest)) /
            result->mean_distance;
    }
}

static enum slide_status threshold_of_training(const struct drawn *drawn, const int *folds,
                                               struct applicability *result, struct slide_error *error)
{
    double *index = malloc(drawn->rows * sizeof *index);
    int *fold = calloc(drawn->rows, sizeof *fold);
    size_t judged = 0;

    if (!index || !fold) {
        free(index);
        free(fold);
        return slide_out_of_memory(error, (double)drawn->rows * sizeof *index, "the dissimilarity of samples");
    }
    for (size_t i = 0; i < drawn->rows; i++)
        fold[i] = folds ? folds[drawn->place[i]] : (int)i;
    indices_of_training(result, fold, index);
    for (size_t i = 0; i < drawn->rows; i++)
        if (isfinite(index[i])) /* not so when all samples are of one fold */
            index[judged++] = index[i];
    result->judged = judged;
    result->threshold = judged ? upper_whisker(index, judged) : 0.;
    free(index);
    free(fold);
    if (judged)
        return SLIDE_OK;
    return slide_fail(error, SLIDE_BAD_INPUT, "The area of applicability needs samples in two folds or more.");
}

static enum slide_status threshold_of_held(const struct drawn *held, struct applicability *result,
                                           struct slide_error *error)
{
    float *index = malloc(held->rows * sizeof *index);
    double *sorted = malloc(held->rows * sizeof *sorted);

    if (index && sorted) {
        applicability_index(result, held->feature, held->rows, index);
        for (size_t i = 0; i < held->rows; i++)
            sorted[i] = index[i];
        result->judged = held->rows;
        result->threshold = upper_whisker(sorted, held->rows);
    }
    free(sorted);
    free(index);
    if (!result->judged)
        return slide_out_of_memory(error, (double)held->rows * sizeof *sorted, "the dissimilarity of samples");
    return SLIDE_OK;
}

static enum slide_status find_threshold(const struct member *member, const struct sample_table *table,
                                        const struct applicability_plan *plan, const struct drawn *drawn,
                                        struct applicability *result, struct slide_error *error)
{
    struct drawn held;
    enum slide_status status;

    if (!plan->held || plan->held->rows == 0)
        return threshold_of_training(drawn, plan->fold, result, error);
    status = draw(&member->transform, table, plan->held, plan->most, random_stream_at(plan->seed, 1), &held, error);
    if (status == SLIDE_OK)
        status = threshold_of_held(&held, result, error);
    drawn_free(&held);
    return status;
}

enum slide_status applicability_fit(const struct recipe *recipe, const struct member *member,
                                    const struct sample_table *table, const struct applicability_plan *plan,
                                    struct applicability *applicability, struct slide_error *error)
{
    struct drawn drawn;
    enum slide_status status;

    *applicability = (struct applicability){0};
    if (plan->train->rows < 2 || plan->most < 2)
        return slide_fail(error, SLIDE_NO_DATA, "The area of applicability needs two training samples or more.");
    status = draw(&member->transform, table, plan->train, plan->most, random_stream_at(plan->seed, 0), &drawn, error);
    if (status == SLIDE_OK)
        status = keep_points(recipe, member, &drawn, applicability, error);
    if (status == SLIDE_OK)
        status = applicability_prepare(applicability, error);
    if (status == SLIDE_OK)
        status = find_threshold(member, table, plan, &drawn, applicability, error);
    drawn_free(&drawn);
    if (status != SLIDE_OK)
        applicability_free(applicability);
    return status;
}

enum slide_status applicability_prepare(struct applicability *applicability, struct slide_error *error)
{
    return sample_tree_build(applicability->point, applicability->points, applicability->dimensions,
                             &applicability->tree, error);
}

#define CHUNK 256 /* rows that go one after another, each beginning with the one before's nearest sample */

static void index_chunk(const struct applicability *applicability, const float *feature, size_t rows, float *index)
{
    float place[applicability->dimensions];
    size_t nearest = applicability->points;

    for (size_t row = 0; row < rows; row++) {
        place_of(applicability, feature + row * applicability->features, place);
        index[row] = (float)(sqrt(sample_tree_nearest(&applicability->tree, place, NULL, 0, &nearest)) /
                             applicability->mean_distance);
    }
}

void applicability_index(const struct applicability *applicability, const float *feature, size_t rows, float *index)
{
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t first = 0; first < rows; first += CHUNK)
        index_chunk(applicability, feature + first * applicability->features,
                    rows - first < CHUNK ? rows - first : CHUNK, index + first);
}

static double sorted_quantile(const double *value, size_t count, double share)
{
    const double place = share * (double)(count - 1);
    const size_t below = (size_t)place;

    return below + 1 < count ? value[below] + (place - (double)below) * (value[below + 1] - value[below])
                             : value[count - 1];
}

double upper_whisker(double *value, size_t count)
{
    double upper, fence;

    sort_doubles(value, count);
    upper = sorted_quantile(value, count, 0.75);
    fence = upper + 1.5 * (upper - sorted_quantile(value, count, 0.25));
    while (count > 1 && value[count - 1] > fence)
        count--;
    return value[count - 1];
}

void applicability_free(struct applicability *applicability)
{
    sample_tree_free(&applicability->tree);
    free(applicability->feature);
    free(applicability->centre);
    free(applicability->factor);
    free(applicability->point);
    *applicability = (struct applicability){0};
}
