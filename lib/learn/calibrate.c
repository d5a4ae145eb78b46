#include "learn/calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const struct calibration_method calibration_methods[] = {
    {"none", "probabilities as the learner gives them", CALIBRATION_NONE},
    {"isotonic", "the closest non-descending function", CALIBRATION_ISOTONIC},
    {"platt", "a sigmoid of the log odds", CALIBRATION_PLATT},
    {NULL, NULL, CALIBRATION_NONE},
};

const struct calibration_method *calibration_method_find(const char *name)
{
    for (const struct calibration_method *method = calibration_methods; method->name; method++)
        if (strcmp(method->name, name) == 0)
            return method;
    return NULL;
}

const char *calibration_name(enum calibration_kind kind)
{
    return calibration_methods[kind].name;
}

/* samples of one score, later neighbours of one share */
struct pool {
    double low, high; /* scores */
    double weight, share;
};

static int by_score(const void *a, const void *b)
{
    const double left = ((const struct pool *)a)->low, right = ((const struct pool *)b)->low;

    return (left > right) - (left < right);
}

static void pool_join(struct pool *pool, const struct pool *next)
{
    const double weight = pool->weight + next->weight;

    pool->share = (pool->weight * pool->share + next->weight * next->share) / weight;
    pool->weight = weight;
    pool->high = next->high;
}

/* joins neighbours of one score; returns how many pools are left */
static size_t join_ties(struct pool *pool, size_t count)
{
    size_t last = 0;

    for (size_t i = 1; i < count; i++) {
        if (pool[i].low == pool[last].low)
            pool_join(&pool[last], &pool[i]);
        else
            pool[++last] = pool[i];
    }
    return last + 1;
}

/* joins neighbours that descend; returns how many pools are left */
static size_t join_violators(struct pool *pool, size_t count)
{
    size_t last = 0;

    for (size_t i = 1; i < count; i++) {
        pool[++last] = pool[i];
        while (last > 0 && pool[last - 1].share >= pool[last].share) {
            pool_join(&pool[last - 1], &pool[last]);
            last--;
        }
    }
    return last + 1;
}

/* both ends of every pool are knots */
static enum slide_status take_knots(const struct pool *pool, size_t count, struct calibrator *calibrator,
                                    struct slide_error *error)
{
    calibrator->knot = malloc(2 * count * sizeof(double));
    calibrator->share = malloc(2 * count * sizeof(double));
    if (!calibrator->knot || !calibrator->share) {
        calibrator_free(calibrator);
        return slide_out_of_memory(error, 4. * count * sizeof(double), "the calibration");
    }
    calibrator->kind = CALIBRATION_ISOTONIC;
    for (size_t i = 0; i < count; i++) {
        const double ends[2] = {pool[i].low, pool[i].high};

        for (int end = 0; end < (pool[i].high > pool[i].low ? 2 : 1); end++) {
            calibrator->knot[calibrator->knots] = ends[end];
            calibrator->share[calibrator->knots++] = pool[i].share;
        }
    }
    return SLIDE_OK;
}

enum slide_status calibrate_isotonic(const double *score, const float *label, const double *weight, size_t rows,
                                     struct calibrator *calibrator, struct slide_error *error)
{
    struct pool *pool = malloc(rows * sizeof *pool);
    enum slide_status status;

    *calibrator = (struct calibrator){0};
    if (!pool)
        return slide_out_of_memory(error, (double)rows * sizeof *pool, "the calibration");
    for (size_t i = 0; i < rows; i++)
        pool[i] = (struct pool){score[i], score[i], weight ? weight[i] : 1., label[i] > 0.f};
    qsort(pool, rows, sizeof *pool, by_score);
    status = take_knots(pool, join_violators(pool, join_ties(pool, rows)), calibrator, error);
    free(pool);
    return status;
}

/* what the sigmoid is fitted to; scores are standardized, so that one tolerance fits all */
struct sigmoid_samples {
    const double *score;
    const float *label;
    const double *weight; /* may be NULL */
    size_t rows;
    double center, spread;
    double target[2]; /* of label 0 and 1 */
};

/* loss, gradient and curvature at p = 1 / (1 + exp(a s + b)) */
struct sigmoid_slope {
    double loss;
    double da, db;
    double daa, dab, dbb;
};

static struct sigmoid_slope sigmoid_at(const struct sigmoid_samples *samples, double a, double b)
{
    struct sigmoid_slope sum = {0};

    for (size_t i = 0; i < samples->rows; i++) {
        const double s = (samples->score[i] - samples->center) / samples->spread, f = a * s + b;
        const double target = samples->target[samples->label[i] > 0.f],
                     weight = samples->weight ? samples->weight[i] : 1.;
        const double tail = exp(-fabs(f)), p = (f >= 0. ? tail : 1.) / (1. + tail);
        const double curvature = weight * p * (1. - p), slope = weight * (target - p);

        sum.loss += weight * ((f >= 0. ? target : target - 1.) * f + log1p(tail));
        sum.da += slope * s;
        sum.db += slope;
        sum.daa += curvature * s * s;
        sum.dab += curvature * s;
        sum.dbb += curvature;
    }
    return sum;
}

/* halves the step until the loss falls; returns whether it did */
static bool step_down(const struct sigmoid_samples *samples, const struct sigmoid_slope *here, double da, double db,
                      double *a, double *b)
{
    const double fall = here->da * da + here->db * db;

    double step = 1.;

    for (int halvings = 0; halvings < 33; halvings++, step /= 2.) {
        if (sigmoid_at(samples, *a + step * da, *b + step * db).loss < here->loss + 1e-4 * step * fall) {
            *a += step * da;
            *b += step * db;
            return true;
        }
    }
    return false;
}

static void fit_sigmoid(const struct sigmoid_samples *samples, double *a, double *b)
{
    const double ridge = 1e-12; /* of the curvature, where all scores are one */

    for (int round = 0; round < 100; round++) {
        const struct sigmoid_slope here = sigmoid_at(samples, *a, *b);
        const double aa = here.daa + ridge, bb = here.dbb + ridge, determinant = aa * bb - here.dab * here.dab;
        const double da = -(bb * here.da - here.dab * here.db) / determinant;
        const double db = -(aa * here.db - here.dab * here.da) / determinant;

        if (fabs(da) + fabs(db) < 1e-13 * (1. + fabs(*a) + fabs(*b)))
            return;
        if (!step_down(samples, &here, da, db, a, b)) {
            if (fabs(da) + fabs(db) < 1e-6) { /* the loss is flat to rounding: the last digits */
                *a += da;
                *b += db;
            }
            return;
        }
    }
}

static void standardize(struct sigmoid_samples *samples)
{
    double mean = 0., square = 0.;

    for (size_t i = 0; i < samples->rows; i++)
        mean += samples->score[i] / (double)samples->rows;
    for (size_t i = 0; i < samples->rows; i++)
        square += (samples->score[i] - mean) * (samples->score[i] - mean) / (double)samples->rows;
    samples->center = mean;
    samples->spread = sqrt(square) > 1e-12 * fabs(mean) ? sqrt(square) : 1.;
}

enum slide_status calibrate_platt(const double *score, const float *label, const double *weight, size_t rows,
                                  struct calibrator *calibrator, struct slide_error *error)
{
    struct sigmoid_samples samples = {.score = score, .label = label, .weight = weight, .rows = rows};
    double count[2] = {0., 0.}, a = 0., b;

    (void)error;
    for (size_t i = 0; i < rows; i++)
        count[label[i] > 0.f] += weight ? weight[i] : 1.;
    samples.target[0] = 1. / (count[0] + 2.);
    samples.target[1] = (count[1] + 1.) / (count[1] + 2.);
    standardize(&samples);
    b = log((count[0] + 1.) / (count[1] + 1.));
    fit_sigmoid(&samples, &a, &b);
    *calibrator = (struct calibrator){
        .kind = CALIBRATION_PLATT, .slope = a / samples.spread, .intercept = b - a * samples.center / samples.spread};
    return SLIDE_OK;
}

static double between_knots(const struct calibrator *calibrator, double score)
{
    const double *knot = calibrator->knot, *share = calibrator->share;
    size_t low = 0, high = calibrator->knots - 1;

    if (!(score > knot[low]))
        return share[low];
    if (score >= knot[high])
        return share[high];
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (knot[middle] <= score)
            low = middle;
        else
            high = middle;
    }
    return share[low] + (share[high] - share[low]) * (score - knot[low]) / (knot[high] - knot[low]);
}

double calibrated(const struct calibrator *calibrator, double score)
{
    if (calibrator->kind == CALIBRATION_ISOTONIC)
        return between_knots(calibrator, score);
    if (calibrator->kind == CALIBRATION_PLATT)
        return 1. / (1. + exp(calibrator->slope * score + calibrator->intercept));
    return score;
}

void calibrator_free(struct calibrator *calibrator)
{
    free(calibrator->knot);
    free(calibrator->share);
    *calibrator = (struct calibrator){0};
}
