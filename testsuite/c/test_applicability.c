/** Dissimilarity and its threshold, against looking at every pair, and against numbers worked out by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <omp.h>

#include "learn/applicability.h"
#include "learn_fixture.h"

/* a learner that weighs features by their numbers: 1, 2, 3 ... parts */
static enum slide_status rising_importance(void *fitted, size_t features, double *importance, struct slide_error *error)
{
    (void)fitted;
    (void)error;
    for (size_t i = 0; i < features; i++)
        importance[i] = 2. * (double)(i + 1) / (double)(features * (features + 1));
    return SLIDE_OK;
}

static const struct learner weighing = {.importance = rising_importance};
static const struct learner plain = {0};

/* quantities only: the transforms hand them on */
struct trial {
    size_t predictors;
    struct recipe recipe;
    struct member member;
    struct sample_table table;
    struct subset train, held;
};

/* what the learners here fit to: nothing */
static struct piece no_state;

static struct trial trial_new(size_t predictors, size_t rows, const struct learner *learner, uint64_t seed)
{
    struct random_stream stream = random_stream_at(seed, 0);
    struct trial trial = {.predictors = predictors, .table = table_new(predictors)};
    float value[8];

    trial.recipe = (struct recipe){
        .learner = learner, .predictors = predictors, .predictor = calloc(predictors, sizeof(struct predictor))};
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < predictors; i++)
            value[i] = (float)(random_normal(&stream) * pow(10., (double)i) + 3.);
        table_append(&trial.table, row, row % 2, value, NULL);
    }
    subset_all(&trial.table, &trial.train, NULL);
    transform_fit(&trial.table, &trial.train, trial.recipe.predictor, &trial.member.transform, NULL);
    trial.member.pieces = 1;
    trial.member.piece = &no_state;
    return trial;
}

static void trial_free(struct trial *trial)
{
    subset_free(&trial->train);
    subset_free(&trial->held);
    transform_free(&trial->member.transform);
    table_free(&trial->table);
    free(trial->recipe.predictor);
}

/* the definition, read off the values: distance of scaled and weighted features */
static double weighted_distance(const struct trial *trial, const float *one, const float *other)
{
    const size_t n = trial->train.rows, d = trial->predictors;
    double sum = 0.;

    for (size_t i = 0; i < d; i++) {
        const double weight = trial->recipe.learner->importance ? 2. * (double)(i + 1) / (double)(d * (d + 1)) : 1.;
        double mean = 0., squares = 0.;

        for (size_t row = 0; row < n; row++)
            mean += trial->table.value[trial->train.row[row] * d + i] / (double)n;
        for (size_t row = 0; row < n; row++)
            squares += pow(trial->table.value[trial->train.row[row] * d + i] - mean, 2.);
        sum += pow(weight * ((double)one[i] - other[i]) / sqrt(squares / (double)(n - 1)), 2.);
    }
    return sqrt(sum);
}

static double mean_of_pairs(const struct trial *trial)
{
    const size_t n = trial->train.rows, d = trial->predictors;
    double sum = 0.;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            sum += weighted_distance(trial, trial->table.value + trial->train.row[i] * d,
                                     trial->table.value + trial->train.row[j] * d);
    return sum / (0.5 * (double)(n * (n - 1)));
}

static double nearest_of_all(const struct trial *trial, const float *place, const int *fold, int own)
{
    double nearest = INFINITY;

    for (size_t i = 0; i < trial->train.rows; i++)
        if (!fold || fold[i] != own)
            nearest = fmin(
                nearest, weighted_distance(trial, place, trial->table.value + trial->train.row[i] * trial->predictors));
    return nearest;
}

static void index_is_the_nearest_distance_over_the_mean_of_all_pairs(void **state)
{
    (void)state;
    for (size_t d = 1; d <= 6; d += 5)
        for (int weighs = 0; weighs < 2; weighs++) {
            struct trial trial = trial_new(d, 60, weighs ? &weighing : &plain, 5 + d);
            struct trial other = trial_new(d, 40, &plain, 77);
            const struct applicability_plan plan = {.train = &trial.train, .most = 1000};
            struct applicability applicability;
            float index[40];
            double mean;

            assert_int_equal(applicability_fit(&trial.recipe, &trial.member, &trial.table, &plan, &applicability, NULL),
                             SLIDE_OK);
            mean = mean_of_pairs(&trial);
            assert_true(fabs(applicability.mean_distance - mean) < 1e-6 * mean);
            applicability_index(&applicability, other.table.value, 40, index);
            for (size_t row = 0; row < 40; row++) {
                const double expected = nearest_of_all(&trial, other.table.value + row * d, NULL, 0) / mean;

                assert_true(fabs(index[row] - expected) < 1e-5 * (expected + 0.01));
            }
            applicability_free(&applicability);
            trial_free(&trial);
            trial_free(&other);
        }
}

static void index_of_a_training_sample_is_nought(void **state)
{
    struct trial trial = trial_new(4, 200, &weighing, 3);
    const struct applicability_plan plan = {.train = &trial.train, .most = 1000};
    struct applicability applicability;
    float index[200];

    (void)state;
    assert_int_equal(applicability_fit(&trial.recipe, &trial.member, &trial.table, &plan, &applicability, NULL),
                     SLIDE_OK);
    applicability_index(&applicability, trial.table.value, 200, index);
    for (int i = 0; i < 200; i++)
        assert_true(index[i] == 0.f);
    applicability_free(&applicability);
    trial_free(&trial);
}

static void threshold_is_the_upper_whisker_of_samples_against_other_folds(void **state)
{
    struct trial trial = trial_new(3, 90, &weighing, 11);
    int fold[90];
    double expected[90], mean;

    (void)state;
    for (int i = 0; i < 90; i++)
        fold[i] = i / 30;
    mean = mean_of_pairs(&trial);
    for (int folds = 0; folds < 2; folds++) {
        const struct applicability_plan plan = {.train = &trial.train, .fold = folds ? fold : NULL, .most = 1000};
        struct applicability applicability;
        int own[90];

        for (int i = 0; i < 90; i++)
            own[i] = folds ? fold[i] : i;
        for (int i = 0; i < 90; i++)
            expected[i] = nearest_of_all(&trial, trial.table.value + 3 * i, own, own[i]) / mean;
        assert_int_equal(applicability_fit(&trial.recipe, &trial.member, &trial.table, &plan, &applicability, NULL),
                         SLIDE_OK);
        assert_int_equal(applicability.judged, 90);
        assert_true(fabs(applicability.threshold - upper_whisker(expected, 90)) < 1e-6);
        applicability_free(&applicability);
    }
    trial_free(&trial);
}

static void threshold_comes_from_held_out_samples_where_there_are_any(void **state)
{
    struct trial trial = trial_new(3, 120, &weighing, 12);
    unsigned char is_held[120];
    struct subset all = trial.train;
    struct applicability applicability;
    double expected[120], mean;

    (void)state;
    for (int i = 0; i < 120; i++)
        is_held[i] = i % 4 == 0;
    subset_where(&all, is_held, 0, &trial.train, NULL);
    subset_where(&all, is_held, 1, &trial.held, NULL);
    const struct applicability_plan plan = {.train = &trial.train, .held = &trial.held, .most = 1000};

    assert_int_equal(applicability_fit(&trial.recipe, &trial.member, &trial.table, &plan, &applicability, NULL),
                     SLIDE_OK);
    mean = mean_of_pairs(&trial);
    for (int i = 0; i < 30; i++)
        expected[i] = nearest_of_all(&trial, trial.table.value + 3 * trial.held.row[i], NULL, 0) / mean;
    assert_int_equal(applicability.judged, 30);
    assert_true(fabs(applicability.threshold - upper_whisker(expected, 30)) < 1e-6);
    applicability_free(&applicability);
    subset_free(&all);
    trial_free(&trial);
}

static void whisker_leaves_outliers_out(void **state)
{
    /* quartiles 2 and 4, fence 7: 7 is no outlier, 7.5 is one */
    double with_outlier[5] = {7.5, 4., 2., 3., 1.}, without[5] = {1., 7., 2., 4., 3.}, one[1] = {0.5};

    (void)state;
    assert_true(upper_whisker(with_outlier, 5) == 4.);
    assert_true(upper_whisker(without, 5) == 7.);
    assert_true(upper_whisker(one, 1) == 0.5);
}

static void tree_finds_what_looking_at_all_points_finds(void **state)
{
    enum { POINTS = 3000, PLACES = 500, MOST = 12 };
    float *point = malloc(sizeof(float) * POINTS * MOST), place[MOST];
    struct random_stream stream = random_stream_at(8, 0);

    (void)state;
    for (size_t dimensions = 1; dimensions <= MOST; dimensions++) {
        struct sample_tree tree;
        size_t nearest = POINTS;

        for (size_t i = 0; i < POINTS * dimensions; i++) /* few values: many ties along every axis */
            point[i] = dimensions % 2 ? (float)random_below(&stream, 6) : (float)random_normal(&stream);
        assert_int_equal(sample_tree_build(point, POINTS, dimensions, &tree, NULL), SLIDE_OK);
        for (int trial = 0; trial < PLACES; trial++) {
            double best = INFINITY;

            for (size_t i = 0; i < dimensions; i++)
                place[i] = (float)(2. * random_normal(&stream));
            for (size_t i = 0; i < POINTS; i++)
                best = fmin(best, sample_distance(place, point + i * dimensions, dimensions));
            assert_true(sample_tree_nearest(&tree, place, NULL, 0, &nearest) == best);
            assert_true(sample_distance(place, point + nearest * dimensions, dimensions) == best);
        }
        sample_tree_free(&tree);
    }
    free(point);
}

static void features_that_never_vary_do_not_count(void **state)
{
    struct trial trial = trial_new(2, 50, &plain, 4);
    const struct applicability_plan plan = {.train = &trial.train, .most = 1000};
    struct applicability applicability;
    const float far[2] = {3.f, 1e6f};
    struct slide_error error;
    float index;

    (void)state;
    for (int i = 0; i < 50; i++)
        trial.table.value[2 * i + 1] = 7.f;
    assert_int_equal(applicability_fit(&trial.recipe, &trial.member, &trial.table, &plan, &applicability, NULL),
                     SLIDE_OK);
    assert_int_equal(applicability.dimensions, 1);
    applicability_index(&applicability, far, 1, &index);
    assert_true(index < 1.f);
    applicability_free(&applicability);
    for (int i = 0; i < 50; i++)
        trial.table.value[2 * i] = 1.f;
    assert_int_equal(applicability_fit(&trial.recipe, &trial.member, &trial.table, &plan, &applicability, &error),
                     SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "50 training samples"));
    trial.train.rows = 1;
    assert_int_equal(applicability_fit(&trial.recipe, &trial.member, &trial.table, &plan, &applicability, &error),
                     SLIDE_NO_DATA);
    trial_free(&trial);
}

static void samples_kept_are_as_many_as_asked_and_the_same_for_a_seed(void **state)
{
    struct trial trial = trial_new(2, 500, &plain, 4);
    struct applicability_plan plan = {.train = &trial.train, .most = 100, .seed = 9};
    struct applicability first, second;
    int differing = 0;

    (void)state;
    for (int threads = 1; threads <= 3; threads += 2) {
        omp_set_num_threads(threads);
        assert_int_equal(
            applicability_fit(&trial.recipe, &trial.member, &trial.table, &plan, threads == 1 ? &first : &second, NULL),
            SLIDE_OK);
    }
    assert_int_equal(first.points, 100);
    assert_memory_equal(first.point, second.point, 200 * sizeof(float));
    assert_true(first.mean_distance == second.mean_distance && first.threshold == second.threshold);
    applicability_free(&second);
    plan.seed = 10;
    assert_int_equal(applicability_fit(&trial.recipe, &trial.member, &trial.table, &plan, &second, NULL), SLIDE_OK);
    for (int i = 0; i < 200; i++)
        differing += first.point[i] != second.point[i];
    assert_true(differing > 100);
    applicability_free(&first);
    applicability_free(&second);
    trial_free(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(index_is_the_nearest_distance_over_the_mean_of_all_pairs),
        cmocka_unit_test(index_of_a_training_sample_is_nought),
        cmocka_unit_test(threshold_is_the_upper_whisker_of_samples_against_other_folds),
        cmocka_unit_test(threshold_comes_from_held_out_samples_where_there_are_any),
        cmocka_unit_test(whisker_leaves_outliers_out),
        cmocka_unit_test(tree_finds_what_looking_at_all_points_finds),
        cmocka_unit_test(features_that_never_vary_do_not_count),
        cmocka_unit_test(samples_kept_are_as_many_as_asked_and_the_same_for_a_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
