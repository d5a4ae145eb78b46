/** The sweep over sorted scores: searches and sums against plain loops over every threshold and every score. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "base/sort.h"
#include "score/curve.h"
#include "score/forecast.h"
#include "score/ranking.h"

enum { POSITIVES = 70001, NEGATIVES = 250003, TRIALS = 60, BINS = 7 };

/* Scores in both precisions, equal to each other. */
struct drawn {
    float *single;
    double *twice;
    size_t positives, negatives;
};

/* `levels` 0: no ties to speak of; shift parts the classes. */
static struct drawn draw(size_t positives, size_t negatives, unsigned levels, double shift, uint64_t seed)
{
    const size_t count = positives + negatives;
    struct drawn drawn = {malloc(count * sizeof(float)), malloc(count * sizeof(double)), positives, negatives};
    float *scratch = malloc(count * sizeof *scratch);
    struct random_stream stream = random_stream_at(seed, 0);

    for (size_t i = 0; i < count; i++) {
        const double score = 1. / (1. + exp(1. - random_normal(&stream) - (i < positives ? shift : 0.)));

        drawn.single[i] = (float)(levels ? round(score * levels) / levels : score);
        drawn.twice[i] = drawn.single[i];
    }
    sort_floats_shared(drawn.single, scratch, positives, 3);
    sort_floats_shared(drawn.single + positives, scratch, negatives, 3);
    sort_doubles_shared(drawn.twice, positives, 3);
    sort_doubles_shared(drawn.twice + positives, negatives, 3);
    free(scratch);
    return drawn;
}

static struct sorted_groups singles(const struct drawn *drawn)
{
    return (struct sorted_groups){drawn->single, drawn->positives, drawn->single + drawn->positives, drawn->negatives,
                                  true};
}

static struct sorted_groups doubles(const struct drawn *drawn)
{
    return (struct sorted_groups){drawn->twice, drawn->positives, drawn->twice + drawn->positives, drawn->negatives,
                                  false};
}

static void drawn_free(struct drawn *drawn)
{
    free(drawn->single);
    free(drawn->twice);
}

static int ascending(const void *a, const void *b)
{
    const float left = *(const float *)a, right = *(const float *)b;

    return (left > right) - (left < right);
}

static void floats_are_sorted_as_by_qsort_by_any_number_of_threads(void **state)
{
    static const float palette[] = {-INFINITY, -1e30F, -1.F, -0.F, 0.F, 1e-44F, 0.5F, 3e38F, INFINITY};
    struct random_stream stream = random_stream_at(11, 0);

    (void)state;
    for (size_t count = 0; count < 40000; count = count * 3 + 1)
        for (int threads = 1; threads <= 40; threads += 13) {
            float *value = malloc((count + 1) * 3 * sizeof *value), *expected = value + count + 1;

            for (size_t i = 0; i < count; i++)
                value[i] = i % 3 ? (float)(random_normal(&stream) * pow(10., 10. * random_normal(&stream)))
                                 : palette[random_below(&stream, sizeof palette / sizeof *palette)];
            memcpy(expected, value, count * sizeof *value);
            qsort(expected, count, sizeof *expected, ascending);
            sort_floats_shared(value, expected + count + 1, count, threads);
            for (size_t i = 0; i < count; i++)
                assert_true(value[i] == expected[i]);
            free(value);
        }
}

/* The first of the best places of the whole sweep. */
static struct best_threshold best_of_all(const struct sorted_groups *groups, const struct threshold_rule *rule)
{
    struct best_threshold best = {NAN, -INFINITY, {0, groups->positives, 0, groups->negatives}};
    struct sweep_place place = sweep_begin(groups);

    while (sweep_next(groups, &place)) {
        const struct confusion confusion = sweep_confusion(groups, &place);
        const double merit = rule->merit(&confusion);

        if (merit > best.merit)
            best = (struct best_threshold){place.threshold, merit, confusion};
    }
    return best;
}

static void same_best(const struct sorted_groups *groups)
{
    for (const struct threshold_rule *rule = threshold_rules; rule->name; rule++) {
        const struct best_threshold expected = best_of_all(groups, rule), found = threshold_best(groups, rule);

        assert_true(found.threshold == expected.threshold);
        assert_true(found.merit == expected.merit);
        assert_memory_equal(&found.confusion, &expected.confusion, sizeof found.confusion);
    }
}

static void every_rule_finds_the_first_of_the_best_of_all_thresholds(void **state)
{
    static const unsigned levels[] = {0, 3, 50, 1000};
    struct random_stream stream = random_stream_at(12, 0);

    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct drawn drawn = draw(1 + random_below(&stream, 300), 1 + random_below(&stream, 3000), levels[trial % 4],
                                  2. * random_normal(&stream), trial);
        const struct sorted_groups single = singles(&drawn), twice = doubles(&drawn);

        same_best(&single);
        same_best(&twice);
        drawn_free(&drawn);
    }
}

static void many_scores_have_the_best_of_all_thresholds_too(void **state)
{
    struct drawn drawn = draw(POSITIVES, NEGATIVES, 0, 1.3, 5);
    const struct sorted_groups groups = singles(&drawn);

    (void)state;
    same_best(&groups);
    drawn_free(&drawn);
}

static void a_ranking_is_the_count_of_all_pairs_in_both_precisions_and_by_any_threads(void **state)
{
    struct drawn drawn = draw(POSITIVES, NEGATIVES, 5000, 0.7, 6);
    const struct sorted_groups single = singles(&drawn), twice = doubles(&drawn);
    struct sweep_place place = sweep_begin(&twice);
    struct ranking one, four, other;
    double area = 0., precision = 0.;
    size_t hits = 0, alarms = 0;

    (void)state;
    while (sweep_next(&twice, &place)) {
        const struct confusion at = sweep_confusion(&twice, &place);

        area += (double)(at.false_positives - alarms) * ((double)at.true_positives + (double)hits) / 2.;
        precision += (double)(at.true_positives - hits) * confusion_ratios(&at).precision;
        hits = at.true_positives;
        alarms = at.false_positives;
    }
    assert_int_equal(ranking_of_sorted(&single, 1, &one, NULL), SLIDE_OK);
    assert_int_equal(ranking_of_sorted(&single, 4, &four, NULL), SLIDE_OK);
    assert_int_equal(ranking_of_sorted(&twice, 2, &other, NULL), SLIDE_OK);
    assert_float_equal(one.auc_roc, area / POSITIVES / NEGATIVES, 1e-12);
    assert_float_equal(one.average_precision, precision / POSITIVES, 1e-12);
    assert_memory_equal(&one, &four, sizeof one);
    assert_memory_equal(&one, &other, sizeof one);
    drawn_free(&drawn);
}

static void forecasts_cost_what_a_plain_loop_says_and_the_same_bits_by_any_threads(void **state)
{
    struct drawn drawn = draw(POSITIVES, NEGATIVES, 300, 1., 7);
    const struct sorted_groups groups = doubles(&drawn);
    struct agreement agreement = {0};
    struct forecast one, four;
    double squares = 0., loss = 0.;

    (void)state;
    for (size_t i = 0; i < POSITIVES + NEGATIVES; i++) {
        const double happened = i < POSITIVES, p = drawn.twice[i];
        const double given = fmin(fmax(happened > 0. ? p : 1. - p, 0x1p-52), 1. - 0x1p-52);

        squares += (p - happened) * (p - happened);
        loss -= log(given);
        agreement_add(&agreement, p, happened);
    }
    assert_int_equal(forecast_of_sorted(&groups, true, 1, &one, NULL), SLIDE_OK);
    assert_int_equal(forecast_of_sorted(&groups, true, 4, &four, NULL), SLIDE_OK);
    assert_memory_equal(&one, &four, sizeof one);
    assert_float_equal(one.brier.score, squares / (POSITIVES + NEGATIVES), 1e-12);
    assert_float_equal(one.log_loss.score, loss / (POSITIVES + NEGATIVES), 1e-12);
    assert_float_equal(agreement_r_squared(&one.agreement), agreement_r_squared(&agreement), 1e-12);
    assert_float_equal(agreement_explained(&one.agreement), agreement_explained(&agreement), 1e-12);
    assert_int_equal(one.agreement.count, POSITIVES + NEGATIVES);
    drawn_free(&drawn);
}

static void bins_hold_each_probability_once_with_a_boundary_below(void **state)
{
    struct drawn drawn = draw(POSITIVES, NEGATIVES, 2 * BINS, 1., 8);
    const struct sorted_groups groups = doubles(&drawn);
    struct probability_bin found[BINS], expected[BINS] = {{0, 0, 0.}};

    (void)state;
    for (size_t i = 0; i < POSITIVES + NEGATIVES; i++) {
        int bin = 0;

        while (bin < BINS - 1 && drawn.twice[i] > (bin + 1) * (1. / BINS))
            bin++;
        expected[bin].count++;
        expected[bin].positives += i < POSITIVES;
        expected[bin].sum += drawn.twice[i];
    }
    probability_bins_of_sorted(&groups, found, BINS);
    for (int k = 0; k < BINS; k++) {
        assert_int_equal(found[k].count, expected[k].count);
        assert_int_equal(found[k].positives, expected[k].positives);
        assert_float_equal(found[k].sum, expected[k].sum, 1e-6);
    }
    drawn_free(&drawn);
}

/* A point is kept before each threshold at which recall or false alarms would go on by more than a step. */
static void curves_keep_the_points_that_a_walk_over_all_thresholds_keeps(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < 8; trial++) {
        struct drawn drawn = draw(700, 5000, trial % 2 ? 40 : 0, 1., trial);
        const struct sorted_groups groups = singles(&drawn);
        const double steps[2] = {700. / 30., 5000. / 30.};
        struct sweep_place place = sweep_begin(&groups), last = place, kept = place;
        struct curve curve = {0};
        size_t next = 1;

        assert_int_equal(curve_of_groups(&groups, 30, &curve, NULL), SLIDE_OK);
        while (sweep_next(&groups, &place)) {
            const bool fresh = last.threshold != kept.threshold;

            if (fresh && ((double)(kept.positives_left - place.positives_left) > steps[0] ||
                          (double)(kept.negatives_left - place.negatives_left) > steps[1])) {
                assert_true(curve.point[next].confusion.true_positives == 700 - last.positives_left);
                assert_true(curve.point[next++].threshold == last.threshold);
                kept = last;
            }
            last = place;
        }
        assert_true(curve.point[next++].threshold == last.threshold);
        assert_int_equal(next, curve.count);
        curve_free(&curve);
        drawn_free(&drawn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floats_are_sorted_as_by_qsort_by_any_number_of_threads),
        cmocka_unit_test(every_rule_finds_the_first_of_the_best_of_all_thresholds),
        cmocka_unit_test(many_scores_have_the_best_of_all_thresholds_too),
        cmocka_unit_test(a_ranking_is_the_count_of_all_pairs_in_both_precisions_and_by_any_threads),
        cmocka_unit_test(forecasts_cost_what_a_plain_loop_says_and_the_same_bits_by_any_threads),
        cmocka_unit_test(bins_hold_each_probability_once_with_a_boundary_below),
        cmocka_unit_test(curves_keep_the_points_that_a_walk_over_all_thresholds_keeps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
