/** Sampling: exact counts, every cell equally likely, each draw the same alone and among others; prior correction. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/sampling.h"

enum { ROWS = 50, COLS = 100, CELLS = ROWS * COLS, STRATA = 3, MOST_DRAWS = 60 };

static int is_landslide(uint64_t cell)
{
    return cell % 50 == 7;
}

static int is_excluded(uint64_t cell)
{
    return cell % 17 == 3 && !is_landslide(cell);
}

static int is_valid(uint64_t cell)
{
    return cell % 13 != 0 && cell % 11 != 0;
}

/* sizes about 1 : 2 : 7 */
static unsigned char stratum_of(uint64_t cell)
{
    const uint64_t tenth = cell % 101 % 10;

    return tenth == 0 ? 0 : tenth < 3 ? 1 : 2;
}

struct trial {
    struct sample_table table;
    struct subset subset[MOST_DRAWS];
    struct sampling sampling[MOST_DRAWS];
};

static double south[ROWS], east_west[ROWS];
static uint64_t everything[STRATA] = {CELLS, CELLS, CELLS};

static struct sampling_plan plan_of(size_t draws, const uint64_t *seed)
{
    for (int row = 0; row < ROWS; row++) {
        south[row] = 30. * row;
        east_west[row] = 30.;
    }
    return (struct sampling_plan){.ground = {ROWS, COLS, south, east_west, false},
                                  .positives = CELLS,
                                  .negatives = everything,
                                  .draws = draws,
                                  .seed = seed};
}

/* predictor 0 holds the cell's number, predictor 1 is null in every 11th cell; every 13th cell has no label */
static void offer_row(struct sampler *sampler, size_t row)
{
    static float first[COLS], second[COLS];
    static unsigned char role[COLS], stratum[COLS];
    const float *value[] = {first, second};
    const struct sampling_row offered = {row, role, stratum, value};

    for (uint64_t col = 0; col < COLS; col++) {
        const uint64_t cell = row * COLS + col;

        first[col] = (float)cell;
        second[col] = cell % 11 == 0 ? NAN : 1.f;
        role[col] = cell % 13 == 0       ? SAMPLING_NO_LABEL
                    : is_landslide(cell) ? SAMPLING_POSITIVE
                    : is_excluded(cell)  ? SAMPLING_EXCLUDED
                                         : SAMPLING_NEGATIVE;
        stratum[col] = sampler->plan.wanted.strata ? stratum_of(cell) : 0;
    }
    assert_int_equal(sampler_offer(sampler, &offered, NULL), SLIDE_OK);
}

static enum slide_status draw(const struct sampling_plan *plan, struct trial *trial, struct slide_error *error)
{
    struct sampler sampler;
    enum slide_status status;

    assert_int_equal(sampler_start(&sampler, 2, plan, NULL), SLIDE_OK);
    for (size_t row = 0; row < ROWS; row++)
        offer_row(&sampler, row);
    status = sampler_finish(&sampler, &trial->table, trial->subset, trial->sampling, error);
    sampler_free(&sampler);
    return status;
}

static void trial_free(const struct sampling_plan *plan, struct trial *trial)
{
    for (size_t i = 0; i < plan->draws; i++)
        subset_free(&trial->subset[i]);
    table_free(&trial->table);
}

static uint64_t cell_at(const struct trial *trial, size_t draw, size_t i)
{
    return trial->table.cell[trial->subset[draw].row[i]];
}

static void test_counts_are_exact_and_nulls_are_left_out(void **state)
{
    const uint64_t seed = 42;
    struct sampling_plan plan = plan_of(1, &seed);
    size_t positive = 0, valid = 0, label_null = 0, excluded = 0;
    struct trial trial;
    const struct sampling *sampling = &trial.sampling[0];

    (void)state;
    plan.wanted.negatives_per_positive = 7.5;
    assert_int_equal(draw(&plan, &trial, NULL), SLIDE_OK);
    for (uint64_t cell = 0; cell < CELLS; cell++) {
        label_null += cell % 13 == 0;
        valid += is_valid(cell);
        positive += is_valid(cell) && is_landslide(cell);
        excluded += is_valid(cell) && is_excluded(cell);
    }
    assert_int_equal(sampling->cells, CELLS);
    assert_int_equal(sampling->label_null, label_null);
    assert_int_equal(sampling->predictor_null, CELLS - label_null - valid);
    assert_int_equal(sampling->positive, positive);
    assert_int_equal(sampling->positive_available, positive);
    assert_int_equal(sampling->negative_available, valid - positive);
    assert_int_equal(sampling->negative_excluded, excluded);
    assert_int_equal(sampling->negative, (size_t)rint(7.5 * (double)positive));
    assert_int_equal(trial.table.rows, sampling->positive + sampling->negative);
    assert_int_equal(trial.subset[0].rows, trial.table.rows);
    assert_int_equal(table_positives(&trial.table), positive);
    for (size_t row = 0; row < trial.table.rows; row++) {
        const uint64_t cell = trial.table.cell[row];

        assert_true(trial.table.value[2 * row] == (float)cell && is_valid(cell) && !is_excluded(cell));
        assert_true(trial.table.label[row] == (float)is_landslide(cell));
        assert_true(row == 0 || trial.table.cell[row - 1] < cell);
    }
    trial_free(&plan, &trial);
}

static void test_all_negatives_when_asked_or_when_there_are_no_more(void **state)
{
    const uint64_t seed = 1;
    struct sampling_plan plan = plan_of(1, &seed);
    struct trial all, many;

    (void)state;
    assert_int_equal(draw(&plan, &all, NULL), SLIDE_OK);
    plan.wanted.negatives_per_positive = 1000.;
    assert_int_equal(draw(&plan, &many, NULL), SLIDE_OK);
    assert_int_equal(all.sampling[0].negative, all.sampling[0].negative_available - all.sampling[0].negative_excluded);
    assert_int_equal(many.sampling[0].negative, all.sampling[0].negative);
    trial_free(&plan, &all);
    trial_free(&plan, &many);
}

static void test_fixed_numbers_are_exact_and_refused_where_there_are_fewer(void **state)
{
    const uint64_t seed[3] = {5, 6, 7};
    struct sampling_plan plan = plan_of(3, seed);
    struct slide_error error = {""};
    struct trial trial;

    (void)state;
    plan.wanted.fixed_positive = 20;
    plan.wanted.fixed_negative = 33;
    assert_int_equal(draw(&plan, &trial, NULL), SLIDE_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(subset_positives(&trial.table, &trial.subset[i]), 20);
        assert_int_equal(trial.subset[i].rows, 53);
        assert_true(sampling_positive_fraction(&trial.sampling[i]) ==
                    20. / (double)trial.sampling[i].positive_available);
    }
    trial_free(&plan, &trial);
    plan.wanted.fixed_positive = 2000;
    assert_int_equal(draw(&plan, &trial, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "2000 landslide cells"));
    plan.wanted.fixed_positive = 20;
    plan.wanted.fixed_negative = CELLS;
    assert_int_equal(draw(&plan, &trial, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "5000 cells without a landslide"));
}

/* with tight and loose bounds of memory, alone and among others */
static void test_each_draw_is_what_it_is_alone(void **state)
{
    uint64_t seed[MOST_DRAWS] = {0}, tight[STRATA] = {0};
    struct sampling_plan many = plan_of(MOST_DRAWS, seed);
    struct trial together, alone;
    size_t different = 0;

    (void)state;
    for (uint64_t cell = 0; cell < CELLS; cell++)
        tight[stratum_of(cell)]++;
    many.wanted.negatives_per_positive = 3.;
    many.wanted.strata = STRATA;
    many.wanted.allocation = ALLOCATION_EQUAL;
    many.negatives = tight;
    many.positives = CELLS / 50;
    for (size_t i = 0; i < MOST_DRAWS; i++)
        seed[i] = sampling_repeat_seed(99, i);
    assert_int_equal(draw(&many, &together, NULL), SLIDE_OK);
    for (size_t i = 0; i < MOST_DRAWS; i++) {
        struct sampling_plan one = plan_of(1, &seed[i]);

        one.wanted = many.wanted;
        assert_int_equal(draw(&one, &alone, NULL), SLIDE_OK);
        assert_int_equal(alone.subset[0].rows, together.subset[i].rows);
        for (size_t j = 0; j < alone.subset[0].rows; j++)
            assert_int_equal(cell_at(&alone, 0, j), cell_at(&together, i, j));
        assert_memory_equal(&alone.sampling[0], &together.sampling[i], sizeof alone.sampling[0]);
        for (size_t j = 0; i > 0 && j < together.subset[i].rows; j++)
            different += cell_at(&together, 0, j) != cell_at(&together, i, j);
        trial_free(&one, &alone);
    }
    assert_true(different > MOST_DRAWS * together.subset[0].rows / 2);
    trial_free(&many, &together);
}

static void test_seeds_of_repeats_differ_and_the_first_is_the_users(void **state)
{
    (void)state;
    assert_int_equal(sampling_repeat_seed(42, 0), 42);
    for (size_t i = 0; i < 300; i++) {
        assert_true(sampling_repeat_seed(42, i) <= 2147483647);
        for (size_t j = 0; j < i; j++)
            assert_true(sampling_repeat_seed(42, i) != sampling_repeat_seed(42, j));
    }
}

/* chi-square of how often each cell of a class and stratum was drawn, against as many degrees of freedom as cells */
static void assert_uniform(const int *drawn, int of_landslides, int stratum, int strata, double share, int draws)
{
    double chi_square = 0., cells = 0.;

    for (uint64_t cell = 0; cell < CELLS; cell++) {
        if (!is_valid(cell) || is_excluded(cell) || is_landslide(cell) != of_landslides ||
            (strata && stratum_of(cell) != stratum)) {
            assert_true(is_valid(cell) || drawn[cell] == 0);
            continue;
        }
        chi_square += (drawn[cell] - draws * share) * (drawn[cell] - draws * share) / (draws * share * (1. - share));
        cells++;
    }
    assert_true(fabs(chi_square - cells) < 5. * sqrt(2. * cells));
}

static void count_draws(const struct sampling_plan *plan, int *drawn, struct trial *trial)
{
    memset(drawn, 0, CELLS * sizeof *drawn);
    assert_int_equal(draw(plan, trial, NULL), SLIDE_OK);
    for (size_t i = 0; i < plan->draws; i++)
        for (size_t j = 0; j < trial->subset[i].rows; j++)
            drawn[cell_at(trial, i, j)]++;
}

static void test_every_cell_is_equally_likely_in_its_class_and_stratum(void **state)
{
    enum { SEEDS = 400 };
    static int drawn[CELLS], sum[CELLS];
    const enum allocation_kind kinds[] = {ALLOCATION_PROPORTIONAL, ALLOCATION_EQUAL};

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct sampling last = {0};

        memset(sum, 0, sizeof sum);
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            struct sampling_plan plan = plan_of(1, &seed);
            struct trial trial;

            plan.wanted.fixed_positive = 30;
            plan.wanted.fixed_negative = 600;
            plan.wanted.strata = STRATA;
            plan.wanted.allocation = kinds[k];
            count_draws(&plan, drawn, &trial);
            for (int cell = 0; cell < CELLS; cell++)
                sum[cell] += drawn[cell];
            last = trial.sampling[0];
            trial_free(&plan, &trial);
        }
        assert_uniform(sum, 1, 0, 0, sampling_positive_fraction(&last), SEEDS);
        for (int i = 0; i < STRATA; i++)
            assert_uniform(sum, 0, i, 1, (double)last.stratum[i].kept / (double)last.stratum[i].available, SEEDS);
        for (int i = 0; i < STRATA && kinds[k] == ALLOCATION_EQUAL; i++)
            assert_int_equal(last.stratum[i].kept, 200);
        for (int i = 0; i < STRATA && kinds[k] == ALLOCATION_PROPORTIONAL; i++)
            assert_true(fabs((double)last.stratum[i].kept -
                             600. * (double)last.stratum[i].available /
                                 (double)(last.negative_available - last.negative_excluded)) < 1.);
    }
}

/* the repeats of one run are as uniform as runs with many seeds */
static void test_repeats_of_one_run_are_uniform(void **state)
{
    uint64_t seed[MOST_DRAWS] = {0};
    struct sampling_plan plan = plan_of(MOST_DRAWS, seed);
    static int drawn[CELLS];
    struct trial trial;

    (void)state;
    for (size_t i = 0; i < MOST_DRAWS; i++)
        seed[i] = sampling_repeat_seed(7, i);
    plan.wanted.fixed_positive = 30;
    plan.wanted.fixed_negative = 1000;
    count_draws(&plan, drawn, &trial);
    assert_uniform(drawn, 1, 0, 0, sampling_positive_fraction(&trial.sampling[0]), MOST_DRAWS);
    assert_uniform(drawn, 0, 0, 0,
                   1000. / (double)(trial.sampling[0].negative_available - trial.sampling[0].negative_excluded),
                   MOST_DRAWS);
    trial_free(&plan, &trial);
}

static double metres_between(uint64_t a, uint64_t b)
{
    const int rows = (int)(a / COLS) - (int)(b / COLS), cols = (int)(a % COLS) - (int)(b % COLS);

    return 30. * hypot(rows, cols);
}

static void test_thinned_samples_of_a_class_keep_their_distance(void **state)
{
    const uint64_t seed[4] = {1, 2, 3, 4};
    struct sampling_plan plan = plan_of(4, seed);
    struct trial trial;

    (void)state;
    plan.wanted.thinning = 100.;
    plan.wanted.negatives_per_positive = 2.;
    assert_int_equal(draw(&plan, &trial, NULL), SLIDE_OK);
    for (size_t k = 0; k < 4; k++) {
        assert_true(trial.sampling[k].positive > 0 &&
                    trial.sampling[k].positive <= trial.sampling[k].positive_available);
        assert_int_equal(trial.sampling[k].negative, 2 * trial.sampling[k].positive);
        for (size_t i = 0; i < trial.subset[k].rows; i++)
            for (size_t j = 0; j < i; j++)
                if (is_landslide(cell_at(&trial, k, i)) == is_landslide(cell_at(&trial, k, j)))
                    assert_true(metres_between(cell_at(&trial, k, i), cell_at(&trial, k, j)) >= 100.);
    }
    trial_free(&plan, &trial);
}

static void test_prior_correction_undoes_thinning_of_either_class(void **state)
{
    const struct sampling negatives = {
        .positive_available = 30, .positive = 30, .negative_available = 970, .negative = 97};
    const struct sampling both = {.positive_available = 30, .positive = 15, .negative_available = 970, .negative = 97};

    (void)state;
    /* 30 landslides among 1000 cells of one kind; a tenth of the 970 others is kept: 30 of 127; half of the 30: 15 of
     * 112 */
    assert_true(fabs(prior_corrected(30. / 127., sampling_ratio(&negatives)) - 0.03) < 1e-15);
    assert_true(fabs(prior_corrected(15. / 112., sampling_ratio(&both)) - 0.03) < 1e-15);
    assert_true(prior_corrected(0.3, 1.) == 0.3);
    assert_true(prior_corrected(0., 0.1) == 0. && prior_corrected(1., 0.1) == 1.);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_are_exact_and_nulls_are_left_out),
        cmocka_unit_test(test_all_negatives_when_asked_or_when_there_are_no_more),
        cmocka_unit_test(test_fixed_numbers_are_exact_and_refused_where_there_are_fewer),
        cmocka_unit_test(test_each_draw_is_what_it_is_alone),
        cmocka_unit_test(test_seeds_of_repeats_differ_and_the_first_is_the_users),
        cmocka_unit_test(test_every_cell_is_equally_likely_in_its_class_and_stratum),
        cmocka_unit_test(test_repeats_of_one_run_are_uniform),
        cmocka_unit_test(test_thinned_samples_of_a_class_keep_their_distance),
        cmocka_unit_test(test_prior_correction_undoes_thinning_of_either_class),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
