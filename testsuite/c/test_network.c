/** Networks of interferograms: dates, subsets and reach, worked by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "radar/network.h"

enum { PAIRS = 5 };

/* days 0 5 9 12 20 30, given in no order: 0-9, 9-20, 0-20 hang together, and 5-12, 12-30 */
static const struct day_span spans[PAIRS] = {{12, 30}, {0, 9}, {5, 12}, {0, 20}, {9, 20}};

static struct network network_of(void)
{
    struct network network;
    struct slide_error error;

    assert_int_equal(network_make(spans, PAIRS, &network, &error), SLIDE_OK);
    return network;
}

static void dates_are_sorted_and_each_is_there_once(void **state)
{
    const int days[] = {0, 5, 9, 12, 20, 30};
    struct network network = network_of();

    (void)state;
    assert_int_equal(network.dates, 6);
    assert_memory_equal(network.day, days, sizeof days);
    assert_int_equal(network.pair[0].earlier, 3);
    assert_int_equal(network.pair[0].later, 5);
    assert_int_equal(network_reach(&network), 4);
    network_free(&network);
}

static void interleaved_subsets_are_numbered_by_their_first_dates(void **state)
{
    const int expected[] = {0, 1, 0, 1, 0, 1};
    struct network network = network_of();
    int subset[6];

    (void)state;
    assert_int_equal(network_subsets(&network, NULL, subset), 2);
    assert_memory_equal(subset, expected, sizeof expected);
    network_free(&network);
}

static void a_date_whose_pairs_do_not_count_belongs_to_no_subset(void **state)
{
    const unsigned char used[PAIRS] = {1, 0, 0, 0, 1};
    const int expected[] = {-1, -1, 0, 1, 0, 1};
    struct network network = network_of();
    int subset[6];

    (void)state;
    assert_int_equal(network_subsets(&network, used, subset), 2);
    assert_memory_equal(subset, expected, sizeof expected);
    network_free(&network);
}

static void a_pair_of_one_date_or_in_wrong_order_is_refused_by_its_dates(void **state)
{
    const struct day_span wrong[2] = {{0, 12}, {24, 12}};
    struct network network;
    struct slide_error error;

    (void)state;
    assert_int_equal(network_make(wrong, 2, &network, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "Pair 2 is from 1970-01-25 to 1970-01-13"));
    assert_int_equal(network_make(wrong, 0, &network, &error), SLIDE_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_sorted_and_each_is_there_once),
        cmocka_unit_test(interleaved_subsets_are_numbered_by_their_first_dates),
        cmocka_unit_test(a_date_whose_pairs_do_not_count_belongs_to_no_subset),
        cmocka_unit_test(a_pair_of_one_date_or_in_wrong_order_is_refused_by_its_dates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
