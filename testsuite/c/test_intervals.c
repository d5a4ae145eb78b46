/** Intervals of areas under curves: against their definitions term by term, and how often they hold the planted truth.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "base/sort.h"
#include "score/bootstrap.h"
#include "score/delong.h"
#include "score/placement.h"
#include "score/sweep.h"

enum { MAX_CELLS = 640, MAPS = 500, REPLICATES = 400 };

struct sample {
    size_t positives, negatives;
    double positive[2][MAX_CELLS]; /* of two maps */
    double negative[2][MAX_CELLS];
    uint32_t unit[MAX_CELLS]; /* of the positives, then the negatives */
    size_t units;
};

static void delong_of_sample(const struct sample *sample, int threads, double *auc, double *covariance)
{
    const double *negative[2] = {sample->negative[0], sample->negative[1]};
    const double *rest[2] = {sample->negative[0] + 3, sample->negative[1] + 3};
    struct delong delong;

    assert_int_equal(delong_begin(&delong, 2, sample->positives, NULL), SLIDE_OK);
    for (int map = 0; map < 2; map++)
        memcpy(delong.positive + map * sample->positives, sample->positive[map],
               sample->positives * sizeof *delong.positive);
    delong_sort(&delong);
    assert_int_equal(delong_add_negatives(&delong, negative, 3, threads, NULL), SLIDE_OK);
    assert_int_equal(delong_add_negatives(&delong, rest, sample->negatives - 3, threads, NULL), SLIDE_OK);
    assert_int_equal(delong_end(&delong, auc, covariance, NULL), SLIDE_OK);
    delong_free(&delong);
}

static double pair_value(double positive, double negative)
{
    return positive > negative ? 1. : positive == negative ? 0.5 : 0.;
}

/* The covariance as defined: every pair of every map compared. */
static double covariance_by_pairs(const struct sample *sample, int a, int b)
{
    const size_t m = sample->positives, n = sample->negatives;
    double mean[2] = {0., 0.}, s10 = 0., s01 = 0.;
    const int map[2] = {a, b};

    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j < n; j++)
                mean[k] += pair_value(sample->positive[map[k]][i], sample->negative[map[k]][j]) / (double)(m * n);
    for (size_t i = 0; i < m; i++) {
        double share[2] = {0., 0.};

        for (int k = 0; k < 2; k++)
            for (size_t j = 0; j < n; j++)
                share[k] += pair_value(sample->positive[map[k]][i], sample->negative[map[k]][j]) / (double)n;
        s10 += (share[0] - mean[0]) * (share[1] - mean[1]) / (double)(m - 1);
    }
    for (size_t j = 0; j < n; j++) {
        double share[2] = {0., 0.};

        for (int k = 0; k < 2; k++)
            for (size_t i = 0; i < m; i++)
                share[k] += pair_value(sample->positive[map[k]][i], sample->negative[map[k]][j]) / (double)m;
        s01 += (share[0] - mean[0]) * (share[1] - mean[1]) / (double)(n - 1);
    }
    return s10 / (double)m + s01 / (double)n;
}

/* Two correlated binormal maps, the positives `apart` standard deviations up. */
static void draw_cells(struct sample *sample, uint64_t item, double apart)
{
    struct random_stream stream = random_stream_at(11, item);

    sample->positives = 80;
    sample->negatives = 160;
    sample->units = sample->positives + sample->negatives;
    for (size_t i = 0; i < sample->units; i++) {
        const int positive = i < sample->positives;
        const double common = random_normal(&stream);

        sample->unit[i] = (uint32_t)i;
        for (int map = 0; map < 2; map++) {
            const double score = (common + random_normal(&stream)) * M_SQRT1_2 + (positive ? apart : 0.);

            if (positive)
                sample->positive[map][i] = score;
            else
                sample->negative[map][i - sample->positives] = score;
        }
    }
}

/* Blocks of 16 cells that are of one class and share an error as large as the cells' own. */
static void draw_blocks(struct sample *sample, uint64_t item, double apart)
{
    struct random_stream stream = random_stream_at(12, item);
    uint32_t unit_negative[MAX_CELLS] = {0};

    sample->positives = sample->negatives = 0;
    sample->units = 40;
    for (uint32_t block = 0; block < 40; block++) {
        const int positive = block % 5 < 2;
        const double shared = random_normal(&stream) + (positive ? apart : 0.);

        for (int i = 0; i < 16; i++)
            if (positive) {
                sample->unit[sample->positives] = block;
                sample->positive[0][sample->positives++] = shared + random_normal(&stream);
            } else {
                unit_negative[sample->negatives] = block;
                sample->negative[0][sample->negatives++] = shared + random_normal(&stream);
            }
    }
    memcpy(sample->unit + sample->positives, unit_negative, sample->negatives * sizeof *unit_negative);
}

static void covariances_are_those_of_all_pairs_with_ties(void **state)
{
    static struct sample sample;
    double auc[2], covariance[4], auc_4[2], covariance_4[4];

    (void)state;
    draw_cells(&sample, 1, 0.7);
    for (size_t i = 0; i < sample.positives; i++)
        sample.positive[1][i] = round(2. * sample.positive[1][i]);
    for (size_t i = 0; i < sample.negatives; i++)
        sample.negative[1][i] = round(2. * sample.negative[1][i]);
    delong_of_sample(&sample, 1, auc, covariance);
    delong_of_sample(&sample, 4, auc_4, covariance_4);
    assert_memory_equal(auc, auc_4, sizeof auc);
    assert_memory_equal(covariance, covariance_4, sizeof covariance);
    for (int a = 0; a < 2; a++)
        for (int b = 0; b < 2; b++)
            assert_true(fabs(covariance[2 * a + b] - covariance_by_pairs(&sample, a, b)) < 1e-15);
}

static void two_and_two_cells_are_as_worked_by_hand(void **state)
{
    /* right shares: positives 1/2 and 1, negatives 1 and 1/2; both variances 1/8; 1/8 / 2 + 1/8 / 2 */
    const double negative[2] = {1., 3.}, *score[1] = {negative};
    struct delong delong;
    double auc, variance;

    (void)state;
    assert_int_equal(delong_begin(&delong, 1, 2, NULL), SLIDE_OK);
    delong.positive[0] = 4.;
    delong.positive[1] = 2.;
    delong_sort(&delong);
    assert_int_equal(delong_end(&delong, &auc, &variance, NULL), SLIDE_NO_DATA);
    assert_int_equal(delong_add_negatives(&delong, score, 2, 1, NULL), SLIDE_OK);
    assert_int_equal(delong_end(&delong, &auc, &variance, NULL), SLIDE_OK);
    assert_float_equal(auc, 0.75, 1e-15);
    assert_float_equal(variance, 0.125, 1e-15);
    delong_free(&delong);
}

static void normal_chances_are_those_of_the_tables(void **state)
{
    (void)state;
    assert_float_equal(normal_within(0.95), 1.959963984540054, 1e-12);
    assert_float_equal(normal_two_sided(1.959963984540054), 0.05, 1e-12);
    assert_float_equal(normal_two_sided(-2.5758293035489004), 0.01, 1e-12);
}

static void place_cells(const struct sample *sample, int map, uint32_t *place)
{
    double sorted[MAX_CELLS];
    const size_t m = sample->positives;

    memcpy(sorted, sample->positive[map], m * sizeof *sorted);
    sort_doubles(sorted, m);
    for (size_t i = 0; i < m; i++)
        place[i] = placement_doubled(sorted, m, sample->positive[map][i]) | bootstrap_positive;
    for (size_t j = 0; j < sample->negatives; j++)
        place[m + j] = placement_doubled(sorted, m, sample->negative[map][j]);
}

static void weighted_areas_are_those_of_repeated_cells(void **state)
{
    static struct sample sample;
    uint32_t place[MAX_CELLS], counts[2 * (2 * MAX_CELLS + 1)];
    unsigned char weight[MAX_CELLS] = {0};
    double pairs = 0., right = 0., precision = 0., hits = 0.;

    (void)state;
    draw_cells(&sample, 2, 0.5);
    const size_t m = sample.positives, n = sample.negatives;

    for (size_t i = 0; i < m; i++)
        sample.positive[0][i] = round(3. * sample.positive[0][i]);
    for (size_t j = 0; j < n; j++)
        sample.negative[0][j] = round(3. * sample.negative[0][j]);
    for (size_t i = 0; i < m + n; i++)
        weight[i] = (unsigned char)(i * 7 % 4);
    for (size_t i = 0; i < m; i++) {
        double above = 0., alarms = 0.;

        for (size_t j = 0; j < n; j++) {
            const double both = weight[i] * weight[m + j];

            pairs += both;
            right += both * pair_value(sample.positive[0][i], sample.negative[0][j]);
            alarms += sample.negative[0][j] >= sample.positive[0][i] ? weight[m + j] : 0;
        }
        for (size_t j = 0; j < m; j++)
            above += sample.positive[0][j] >= sample.positive[0][i] ? weight[j] : 0;
        precision += weight[i] ? weight[i] * above / (above + alarms) : 0.;
        hits += weight[i];
    }
    place_cells(&sample, 0, place);
    const struct bootstrap_cells cells = {m + n, place, NULL, m + n, m};
    const struct bootstrap_areas areas = bootstrap_weighted(&cells, weight, counts);

    assert_float_equal(areas.auc_roc, right / pairs, 1e-14);
    assert_float_equal(areas.average_precision, precision / hits, 1e-14);
    memset(weight, 0, m);
    assert_true(isnan(bootstrap_weighted(&cells, weight, counts).auc_roc));
}

static struct bootstrap_interval interval_of(const struct sample *sample, const uint32_t *unit, size_t units,
                                             int threads, uint64_t seed)
{
    struct bootstrap_areas areas[REPLICATES];
    uint32_t place[MAX_CELLS];
    double value[REPLICATES];
    const struct bootstrap_cells cells = {sample->positives + sample->negatives, place, unit, units, sample->positives};

    place_cells(sample, 0, place);
    assert_int_equal(bootstrap_replicates(&cells, seed, REPLICATES, threads, areas, NULL), SLIDE_OK);
    for (int r = 0; r < REPLICATES; r++)
        value[r] = areas[r].auc_roc;
    return bootstrap_percentiles(value, REPLICATES, 0.95);
}

static void replicates_depend_on_the_seed_and_not_on_threads(void **state)
{
    static struct sample sample;

    (void)state;
    draw_cells(&sample, 3, 0.7);
    const struct bootstrap_interval one = interval_of(&sample, NULL, sample.units, 1, 5);
    const struct bootstrap_interval three = interval_of(&sample, NULL, sample.units, 3, 5);
    const struct bootstrap_interval other = interval_of(&sample, NULL, sample.units, 1, 6);

    assert_true(one.low == three.low && one.high == three.high && one.deviation == three.deviation);
    assert_true(one.low != other.low);
    assert_int_equal(one.used, REPLICATES);
}

static void intervals_hold_the_planted_area_at_their_rate(void **state)
{
    static struct sample sample;
    const double planted = 0.5 * erfc(-1. / 2.); /* Phi(1 / sqrt 2) */
    int delong_holds = 0, bootstrap_holds = 0, called_different = 0;

    (void)state;
    for (int map = 0; map < MAPS; map++) {
        double auc[2], covariance[4];

        draw_cells(&sample, 100 + map, 1.);
        delong_of_sample(&sample, 1, auc, covariance);
        delong_holds += fabs(auc[0] - planted) <= normal_within(0.95) * sqrt(covariance[0]);
        called_different +=
            normal_two_sided((auc[0] - auc[1]) / sqrt(covariance[0] + covariance[3] - 2. * covariance[1])) < 0.05;
        const struct bootstrap_interval interval = interval_of(&sample, NULL, sample.units, 1, map);

        bootstrap_holds += interval.low <= planted && planted <= interval.high;
    }
    print_message("of %d: DeLong %d, bootstrap %d, equal maps called different %d\n", MAPS, delong_holds,
                  bootstrap_holds, called_different);
    /* 475 expected, standard deviation 4.9; 25 with 4.9 */
    assert_in_range(delong_holds, 461, 489);
    assert_in_range(bootstrap_holds, 461, 489);
    assert_in_range(called_different, 11, 39);
}

static void blocks_hold_the_planted_area_where_cells_are_far_too_sure(void **state)
{
    static struct sample sample;
    const double planted = 0.5 * erfc(-1.5 / 2. / M_SQRT2); /* Phi(1.5 / 2) */
    int blocks_hold = 0, cells_hold = 0;

    (void)state;
    for (int map = 0; map < MAPS; map++) {
        draw_blocks(&sample, map, 1.5);
        const struct bootstrap_interval blocks = interval_of(&sample, sample.unit, sample.units, 1, map);
        const struct bootstrap_interval cells = interval_of(&sample, NULL, sample.positives + sample.negatives, 1, map);

        blocks_hold += blocks.low <= planted && planted <= blocks.high;
        cells_hold += cells.low <= planted && planted <= cells.high;
    }
    print_message("of %d: blocks %d, cells %d\n", MAPS, blocks_hold, cells_hold);
    /* percentiles of 40 blocks are a little narrow */
    assert_in_range(blocks_hold, 450, 489);
    assert_true(cells_hold < 350);
}

static void a_sweep_visits_each_distinct_score_once(void **state)
{
    const double positive[3] = {1., 2., 2.}, negative[4] = {0., 1., 1., 3.};
    const struct sorted_groups groups = {positive, 3, negative, 4, false};
    struct sweep_place place = sweep_begin(&groups);
    size_t visits = 0, hits = 0;

    (void)state;
    for (; sweep_next(&groups, &place); visits++)
        hits += sweep_confusion(&groups, &place).true_positives;
    assert_int_equal(visits, 4);
    assert_int_equal(hits, 0 + 2 + 3 + 3);
    assert_float_equal(threshold_best(&groups, threshold_rule_find("area")).threshold, 2., 0.);
    assert_null(threshold_rule_find("guess"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covariances_are_those_of_all_pairs_with_ties),
        cmocka_unit_test(two_and_two_cells_are_as_worked_by_hand),
        cmocka_unit_test(normal_chances_are_those_of_the_tables),
        cmocka_unit_test(weighted_areas_are_those_of_repeated_cells),
        cmocka_unit_test(replicates_depend_on_the_seed_and_not_on_threads),
        cmocka_unit_test(intervals_hold_the_planted_area_at_their_rate),
        cmocka_unit_test(blocks_hold_the_planted_area_where_cells_are_far_too_sure),
        cmocka_unit_test(a_sweep_visits_each_distinct_score_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
