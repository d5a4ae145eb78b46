/** A forest's tree on all samples and all features against a search of every split by the errors' definitions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "learn/learner.h"
#include "learn/tree_model.h"

enum { ROWS = 320, FEATURES = 3, LEAST = 4 }; /* more rows than numbers of one digit, by which samples are sorted */

struct samples {
    float value[ROWS * FEATURES], label[ROWS];
    struct learner_data data;
};

/* of a node while the tree is checked */
struct group {
    size_t row[ROWS], rows;
};

/* zeros: two of three labels are 0, so that many splits lower no absolute error */
static void draw(uint64_t seed, bool zeros, struct samples *samples)
{
    static const char *const names[FEATURES] = {"a", "b", "c"};
    struct random_stream stream = random_stream_at(seed, 0);

    for (size_t i = 0; i < ROWS; i++) {
        float *value = samples->value + i * FEATURES;

        for (int j = 0; j < FEATURES; j++)
            value[j] = (float)random_normal(&stream);
        value[2] = floorf(2.f * value[2]); /* ties */
        samples->label[i] = value[0] * value[1] + value[2] + 0.3f * (float)random_normal(&stream);
        if (zeros && (samples->label[i] < 0.f || random_uniform(&stream) < 0.3))
            samples->label[i] = 0.f;
    }
    samples->data = (struct learner_data){
        .value = samples->value, .label = samples->label, .name = names, .rows = ROWS, .features = FEATURES};
}

static int ascending(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* the median or the mean, and the sum of absolute or squared deviations from it */
static double error_of(const struct samples *samples, const struct group *group, bool absolute, double *centre)
{
    double label[ROWS] = {0.}, sum = 0., error = 0.;
    const size_t n = group->rows;

    for (size_t i = 0; i < n; i++)
        sum += label[i] = samples->label[group->row[i]];
    qsort(label, n, sizeof *label, ascending);
    *centre = absolute ? (label[(n - 1) / 2] + label[n / 2]) / 2. : sum / (double)n;
    for (size_t i = 0; i < n; i++)
        error += absolute ? fabs(label[i] - *centre) : (label[i] - *centre) * (label[i] - *centre);
    return error;
}

static void part(const struct samples *samples, const struct group *group, int feature, float threshold,
                 struct group side[2])
{
    side[0].rows = side[1].rows = 0;
    for (size_t i = 0; i < group->rows; i++) {
        const size_t row = group->row[i];
        struct group *to = &side[samples->value[row * FEATURES + (size_t)feature] >= threshold];

        to->row[to->rows++] = row;
    }
}

static double gain_of(const struct samples *samples, const struct group *group, int feature, float threshold,
                      bool absolute)
{
    struct group side[2];
    double centre;

    part(samples, group, feature, threshold, side);
    if (side[0].rows < LEAST || side[1].rows < LEAST)
        return -1.;
    return error_of(samples, group, absolute, &centre) - error_of(samples, &side[0], absolute, &centre) -
           error_of(samples, &side[1], absolute, &centre);
}

/* every sample's value is a threshold */
static double best_gain(const struct samples *samples, const struct group *group, bool absolute)
{
    double best = -1.;

    for (int feature = 0; feature < FEATURES; feature++)
        for (size_t i = 0; i < group->rows; i++)
            best = fmax(best, gain_of(samples, group, feature,
                                      samples->value[group->row[i] * FEATURES + (size_t)feature], absolute));
    return best;
}

/* the most that the squared error falls, of all splits by which the absolute one falls most */
static double best_squares(const struct samples *samples, const struct group *group, double gain)
{
    double best = -1.;

    for (int feature = 0; feature < FEATURES; feature++)
        for (size_t i = 0; i < group->rows; i++) {
            const float threshold = samples->value[group->row[i] * FEATURES + (size_t)feature];

            if (gain_of(samples, group, feature, threshold, true) > gain - 1e-9)
                best = fmax(best, gain_of(samples, group, feature, threshold, false));
        }
    return best;
}

static void check(const struct samples *samples, const struct trees *tree, size_t node, const struct group *group,
                  bool absolute)
{
    const double best = best_gain(samples, group, absolute);
    struct group side[2];
    double centre;
    const double error = error_of(samples, group, absolute, &centre);

    assert_true(tree->cover[node] == (float)group->rows);
    if (tree->left[node] < 0) {
        assert_true(fabs(tree->threshold[node] - centre) < 1e-6);
        assert_true(best < 0. || error == 0.); /* nothing to part, or nothing to gain */
        return;
    }
    assert_true(fabs(tree->gain[node] - best) < 1e-6 * (1. + best)); /* a float */
    assert_true(fabs(gain_of(samples, group, tree->feature[node], tree->threshold[node], absolute) - best) <
                1e-9 * (1. + best));
    if (absolute)
        assert_true(gain_of(samples, group, tree->feature[node], tree->threshold[node], false) >
                    best_squares(samples, group, best) - 1e-6);
    part(samples, group, tree->feature[node], tree->threshold[node], side);
    check(samples, tree, (size_t)tree->left[node], &side[0], absolute);
    check(samples, tree, (size_t)tree->right[node], &side[1], absolute);
}

static void check_tree(uint64_t seed, bool zeros, bool absolute)
{
    static const char *const fixed[] = {"trees=1", "bootstrap=0", "max_features=3", "max_depth=99",
                                        "min_samples_leaf=4"};
    const struct learner *learner = learner_find("forest_regression");
    struct learner_settings settings = learner_defaults(learner, seed);
    struct group all = {.rows = ROWS};
    struct samples samples;
    void *fitted;

    draw(seed, zeros, &samples);
    for (size_t i = 0; i < ROWS; i++)
        all.row[i] = i;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        assert_int_equal(learner_set(learner, fixed[i], &settings, NULL), SLIDE_OK);
    assert_int_equal(learner_set(learner, absolute ? "absolute_error=1" : "absolute_error=0", &settings, NULL),
                     SLIDE_OK);
    assert_int_equal(learner->fit(&samples.data, NULL, &settings, &fitted, NULL), SLIDE_OK);
    check(&samples, &((struct tree_model *)fitted)->trees, 0, &all, absolute);
    learner->free(fitted);
}

static void test_absolute_errors_fall_by_the_most_that_any_split_gives(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++)
        check_tree(seed, false, true);
}

static void test_squared_errors_fall_by_the_most_that_any_split_gives(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++)
        check_tree(seed, false, false);
}

static void test_labels_that_are_mostly_zero_are_parted_at_the_best_split_of_those_equally_good(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        check_tree(seed, true, true);
        check_tree(seed, true, false);
    }
}

/* leaves of one class alone: that their shares add up to 1, with rounding to more or less, must not show */
static void test_a_share_is_never_above_one(void **state)
{
    const struct learner *learner = learner_find("forest");
    struct samples samples;
    bool reached = false;

    (void)state;
    draw(3, false, &samples);
    for (size_t i = 0; i < ROWS; i++)
        samples.label[i] = (float)(samples.value[i * FEATURES] > 0.f);
    for (int trees = 1; trees <= 60; trees++) {
        struct learner_settings settings = learner_defaults(learner, 3);
        float estimate[ROWS];
        char setting[24];
        void *fitted;

        snprintf(setting, sizeof setting, "trees=%d", trees);
        assert_int_equal(learner_set(learner, setting, &settings, NULL), SLIDE_OK);
        assert_int_equal(learner->fit(&samples.data, NULL, &settings, &fitted, NULL), SLIDE_OK);
        assert_int_equal(learner->predict(fitted, samples.value, ROWS, FEATURES, estimate, NULL), SLIDE_OK);
        for (size_t i = 0; i < ROWS; i++) {
            assert_true(estimate[i] >= 0.f && estimate[i] <= 1.f);
            reached |= estimate[i] == 1.f;
        }
        learner->free(fitted);
    }
    assert_true(reached);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_share_is_never_above_one),
        cmocka_unit_test(test_absolute_errors_fall_by_the_most_that_any_split_gives),
        cmocka_unit_test(test_squared_errors_fall_by_the_most_that_any_split_gives),
        cmocka_unit_test(test_labels_that_are_mostly_zero_are_parted_at_the_best_split_of_those_equally_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
