/** Sampling: exact counts, every cell equally likely, the same sample whatever the order; prior correction in closed
 * form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/sampling.h"

#define CELLS 5000

static int is_landslide(uint64_t cell)
{
    return cell % 50 == 7;
}

/* predictor 0 holds the cell's number, predictor 1 is null in every 11th cell; every 13th cell has no label */
static void offer(struct sampler *sampler, uint64_t cell)
{
    const float value[2] = {(float)cell, cell % 11 == 0 ? NAN : 1.f};

    assert_int_equal(sampler_offer(sampler, cell, cell % 13 == 0 ? NAN : is_landslide(cell), value, NULL), SLIDE_OK);
}

static struct sampling draw(uint64_t seed, size_t limit, double ratio, int backwards, struct sample_table *table)
{
    struct sampler sampler;
    struct sampling sampling;

    assert_int_equal(sampler_start(&sampler, 2, seed, limit, NULL), SLIDE_OK);
    for (uint64_t i = 0; i < CELLS; i++)
        offer(&sampler, backwards ? CELLS - 1 - i : i);
    assert_int_equal(sampler_finish(&sampler, ratio, table, &sampling, NULL), SLIDE_OK);
    sampler_free(&sampler);
    return sampling;
}

static void test_counts_are_exact_and_nulls_are_left_out(void **state)
{
    struct sample_table table;
    const struct sampling sampling = draw(42, SAMPLING_ALL, 7.5, 0, &table);
    size_t positive = 0, valid = 0, label_null = 0;

    (void)state;
    for (uint64_t cell = 0; cell < CELLS; cell++) {
        const int ok = cell % 13 && cell % 11;

        label_null += cell % 13 == 0;
        valid += ok;
        positive += ok && is_landslide(cell);
    }
    assert_int_equal(sampling.cells, CELLS);
    assert_int_equal(sampling.label_null, label_null);
    assert_int_equal(sampling.predictor_null, CELLS - label_null - valid);
    assert_int_equal(sampling.positive, positive);
    assert_int_equal(sampling.negative_available, valid - positive);
    assert_int_equal(sampling.negative, (size_t)rint(7.5 * (double)positive));
    assert_int_equal(table.rows, sampling.positive + sampling.negative);
    assert_int_equal(table_positives(&table), positive);
    for (size_t row = 0; row < table.rows; row++) {
        assert_true(table.value[2 * row] == (float)table.cell[row]);
        assert_true(table.label[row] == (float)is_landslide(table.cell[row]));
        assert_true(row == 0 || table.cell[row - 1] < table.cell[row]);
    }
    table_free(&table);
}

static void assert_same(const struct sample_table *a, const struct sample_table *b)
{
    assert_int_equal(a->rows, b->rows);
    assert_memory_equal(a->cell, b->cell, a->rows * sizeof *a->cell);
    assert_memory_equal(a->value, b->value, a->rows * a->predictors * sizeof *a->value);
}

static void test_sample_depends_neither_on_order_nor_on_a_loose_bound(void **state)
{
    struct sample_table forth, back, bounded;

    (void)state;
    draw(1, SAMPLING_ALL, 3., 0, &forth);
    draw(1, SAMPLING_ALL, 3., 1, &back);
    draw(1, 400, 3., 0, &bounded);
    assert_same(&forth, &back);
    assert_same(&forth, &bounded);
    table_free(&forth);
    table_free(&back);
    table_free(&bounded);
}

static void test_all_negatives_when_asked_or_when_there_are_no_more(void **state)
{
    struct sample_table all, many;
    const struct sampling of_all = draw(1, SAMPLING_ALL, 0., 0, &all);
    const struct sampling of_many = draw(1, SAMPLING_ALL, 1000., 0, &many);

    (void)state;
    assert_int_equal(of_all.negative, of_all.negative_available);
    assert_int_equal(of_many.negative, of_all.negative);
    assert_true(sampling_negative_fraction(&of_all) == 1.);
    table_free(&all);
    table_free(&many);
}

/* over 400 seeds each negative is drawn as often as its share says: chi-square of the counts, and none far off */
static void test_every_negative_is_equally_likely(void **state)
{
    enum { SEEDS = 400 };
    static int drawn[CELLS];
    double share = 0., chi_square = 0.;
    size_t available = 0;

    (void)state;
    memset(drawn, 0, sizeof drawn);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct sample_table table;
        const struct sampling sampling = draw(seed, SAMPLING_ALL, 10., 0, &table);

        share = sampling_negative_fraction(&sampling);
        available = sampling.negative_available;
        for (size_t row = 0; row < table.rows; row++)
            drawn[table.cell[row]] += !table.label[row];
        table_free(&table);
    }
    for (uint64_t cell = 0; cell < CELLS; cell++) {
        const double expected = SEEDS * share;

        if (cell % 13 && cell % 11 && !is_landslide(cell))
            chi_square += (drawn[cell] - expected) * (drawn[cell] - expected) / (expected * (1. - share));
    }
    /* about `available` degrees of freedom: five standard deviations of chi-square around its mean */
    assert_true(fabs(chi_square - (double)available) < 5. * sqrt(2. * (double)available));
}

static void test_prior_correction_undoes_thinning(void **state)
{
    (void)state;
    /* 30 landslides among 1000 cells of one kind; a tenth of the 970 others is kept: 30 of 127 */
    assert_true(fabs(prior_corrected(30. / 127., 0.1) - 0.03) < 1e-15);
    assert_true(prior_corrected(0.3, 1.) == 0.3);
    assert_true(prior_corrected(0., 0.1) == 0. && prior_corrected(1., 0.1) == 1.);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_are_exact_and_nulls_are_left_out),
        cmocka_unit_test(test_sample_depends_neither_on_order_nor_on_a_loose_bound),
        cmocka_unit_test(test_all_negatives_when_asked_or_when_there_are_no_more),
        cmocka_unit_test(test_every_negative_is_equally_likely),
        cmocka_unit_test(test_prior_correction_undoes_thinning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
