/** Class breaks, against every way to cut a small sample and against planted groups. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "score/breaks.h"

#define SAMPLE 22

/* Sum of squares about their mean of values [first, end). */
static double spread(const float *value, int first, int end)
{
    double mean = 0., squares = 0.;

    for (int i = first; i < end; i++)
        mean += value[i] / (end - first);
    for (int i = first; i < end; i++)
        squares += (value[i] - mean) * (value[i] - mean);
    return squares;
}

/* The least that five classes of an ascending sample can cost. */
static double least_spread(const float *value)
{
    double least = INFINITY;

    for (int a = 1; a < SAMPLE; a++)
        for (int b = a + 1; b < SAMPLE; b++)
            for (int c = b + 1; c < SAMPLE; c++)
                for (int d = c + 1; d < SAMPLE; d++)
                    least = fmin(least, spread(value, 0, a) + spread(value, a, b) + spread(value, b, c) +
                                            spread(value, c, d) + spread(value, d, SAMPLE));
    return least;
}

/* What the classes of an ascending sample cost. */
static double spread_of_classes(const float *value, const uint8_t *number)
{
    double cost = 0.;

    for (int first = 0, end = 0; first < SAMPLE; first = end) {
        while (end < SAMPLE && number[end] == number[first])
            end++;
        cost += spread(value, first, end);
    }
    return cost;
}

static void natural_breaks_cost_no_more_than_any_other_cut(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        struct random_stream stream = random_stream_at(seed, 0);
        float value[SAMPLE], shuffled[SAMPLE + 1];
        uint8_t number[SAMPLE];
        double breaks[4];

        value[0] = (float)seed - 6.f;
        for (int i = 1; i < SAMPLE; i++) /* less than 1024 times the least step in all: a bin for each */
            value[i] = value[i - 1] + 1.f + (float)random_below(&stream, 45);
        for (int i = 0; i < SAMPLE; i++)
            shuffled[i] = value[(7 * i + 3) % SAMPLE];
        shuffled[SAMPLE] = NAN;
        assert_int_equal(breaks_find(shuffled, SAMPLE + 1, BREAKS_NATURAL, 5, breaks, NULL), SLIDE_OK);
        breaks_classify(value, SAMPLE, breaks, 5, number);
        assert_int_equal(number[0], 1);
        assert_int_equal(number[SAMPLE - 1], 5);
        assert_true(spread_of_classes(value, number) <= least_spread(value) * (1. + 1e-9));
    }
}

static void natural_breaks_find_planted_groups(void **state)
{
    const double centre[5] = {0.2, 1.1, 1.9, 4., 7.};
    struct random_stream stream = random_stream_at(3, 0);
    float *value = malloc(50000 * sizeof(float));
    uint8_t *number = malloc(50000);
    double breaks[4];

    (void)state;
    for (int i = 0; i < 50000; i++)
        value[i] = (float)(centre[i % 5] + 0.4 * (random_uniform(&stream) - 0.5));
    assert_int_equal(breaks_find(value, 50000, BREAKS_NATURAL, 5, breaks, NULL), SLIDE_OK);
    breaks_classify(value, 50000, breaks, 5, number);
    for (int i = 0; i < 50000; i++)
        assert_int_equal(number[i], i % 5 + 1);
    free(value);
    free(number);
}

static int ascending(const void *one, const void *other)
{
    const float a = *(const float *)one, b = *(const float *)other;

    return (a > b) - (a < b);
}

static void quantiles_are_the_values_of_their_ranks(void **state)
{
    struct random_stream stream = random_stream_at(9, 0);
    float value[1003], sorted[1000];
    double breaks[4];

    (void)state;
    for (int i = 0; i < 1000; i++)
        value[i] = sorted[i] = (float)(random_normal(&stream) * pow(10., (double)random_below(&stream, 9) - 4.));
    value[1000] = value[1001] = value[1002] = NAN;
    qsort(sorted, 1000, sizeof *sorted, ascending);
    assert_int_equal(breaks_find(value, 1003, BREAKS_QUANTILE, 5, breaks, NULL), SLIDE_OK);
    for (int i = 0; i < 4; i++)
        assert_true(breaks[i] == sorted[200 * (i + 1) - 1]);
}

static void pieces_of_any_size_give_the_breaks_of_the_whole(void **state)
{
    enum { VALUES = 5000 };
    struct random_stream stream = random_stream_at(4, 0);
    float value[VALUES];

    (void)state;
    for (int i = 0; i < VALUES; i++)
        value[i] = i % 7 ? (float)exp(random_normal(&stream)) : NAN;
    for (int method = BREAKS_NATURAL; method <= BREAKS_EQUAL; method++) {
        double whole[6], parts[6];
        struct breaks_search search;

        assert_int_equal(breaks_find(value, VALUES, method, 7, whole, NULL), SLIDE_OK);
        assert_int_equal(breaks_begin(method, 7, NULL, &search, NULL), SLIDE_OK);
        do {
            for (size_t first = 0, step = 1; first < VALUES; first += step, step = 1 + first % 97)
                breaks_offer(&search, value + first, first + step < VALUES ? step : VALUES - first);
            assert_int_equal(breaks_end_pass(&search, NULL), SLIDE_OK);
        } while (breaks_unfinished(&search));
        assert_int_equal(breaks_finish(&search, parts, NULL), SLIDE_OK);
        assert_memory_equal(whole, parts, sizeof whole);
    }
}

static void quantiles_take_given_shares(void **state)
{
    const double share[3] = {0., 0.25, 0.999};
    struct breaks_search search;
    float value[1000];
    double breaks[3];

    (void)state;
    for (int i = 0; i < 1000; i++)
        value[i] = (float)((i * 7 + 5) % 1000 + 1);
    assert_int_equal(breaks_begin(BREAKS_QUANTILE, 4, share, &search, NULL), SLIDE_OK);
    do {
        breaks_offer(&search, value, 1000);
        assert_int_equal(breaks_end_pass(&search, NULL), SLIDE_OK);
    } while (breaks_unfinished(&search));
    assert_int_equal(breaks_finish(&search, breaks, NULL), SLIDE_OK);
    assert_true(breaks[0] == 1. && breaks[1] == 250. && breaks[2] == 999.);
}

static void numbers_of_classes_out_of_range_are_refused(void **state)
{
    const float value[2] = {1.f, 2.f};
    double breaks[BREAKS_MOST_CLASSES];

    (void)state;
    assert_int_equal(breaks_find(value, 2, BREAKS_NATURAL, 1, breaks, NULL), SLIDE_BAD_INPUT);
    assert_int_equal(breaks_find(value, 2, BREAKS_NATURAL, BREAKS_MOST_CLASSES + 1, breaks, NULL), SLIDE_BAD_INPUT);
}

static void equal_steps_part_the_range(void **state)
{
    const float value[4] = {10.f, NAN, 35.f, 12.f};
    double breaks[4];

    (void)state;
    assert_int_equal(breaks_find(value, 4, BREAKS_EQUAL, 5, breaks, NULL), SLIDE_OK);
    for (int i = 0; i < 4; i++)
        assert_true(fabs(breaks[i] - (15. + 5. * i)) < 1e-12);
}

static void a_break_belongs_to_the_lower_class_and_null_to_none(void **state)
{
    const double breaks[4] = {1., 2., 3., 4.};
    const float value[7] = {-5.f, 1.f, 1.5f, 3.f, 4.f, 4.1f, NAN};
    uint8_t number[7];

    (void)state;
    breaks_classify(value, 7, breaks, 5, number);
    assert_memory_equal(number, ((const uint8_t[7]){1, 1, 2, 3, 4, 5, 0}), 7);
}

static void fewer_values_than_classes_leave_the_highest_empty(void **state)
{
    const float value[6] = {2.f, 9.f, 2.f, 9.f, 9.f, 5.f}, single[2] = {7.f, 7.f};
    uint8_t number[6];
    double breaks[4];

    (void)state;
    assert_int_equal(breaks_find(value, 6, BREAKS_NATURAL, 5, breaks, NULL), SLIDE_OK);
    breaks_classify(value, 6, breaks, 5, number);
    assert_memory_equal(number, ((const uint8_t[6]){1, 3, 1, 3, 3, 2}), 6);
    for (int method = BREAKS_NATURAL; method <= BREAKS_EQUAL; method++) {
        assert_int_equal(breaks_find(single, 2, method, 5, breaks, NULL), SLIDE_OK);
        breaks_classify(single, 2, breaks, 5, number);
        assert_int_equal(number[0], 1);
    }
}

static void nothing_but_nulls_is_refused(void **state)
{
    const float value[2] = {NAN, NAN};
    struct slide_error error;
    double breaks[4];

    (void)state;
    for (int method = BREAKS_NATURAL; method <= BREAKS_EQUAL; method++) {
        assert_int_equal(breaks_find(value, 2, method, 5, breaks, &error), SLIDE_NO_DATA);
        assert_non_null(strstr(error.text, "2 cells"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(natural_breaks_cost_no_more_than_any_other_cut),
        cmocka_unit_test(natural_breaks_find_planted_groups),
        cmocka_unit_test(quantiles_are_the_values_of_their_ranks),
        cmocka_unit_test(pieces_of_any_size_give_the_breaks_of_the_whole),
        cmocka_unit_test(quantiles_take_given_shares),
        cmocka_unit_test(numbers_of_classes_out_of_range_are_refused),
        cmocka_unit_test(equal_steps_part_the_range),
        cmocka_unit_test(a_break_belongs_to_the_lower_class_and_null_to_none),
        cmocka_unit_test(fewer_values_than_classes_leave_the_highest_empty),
        cmocka_unit_test(nothing_but_nulls_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
