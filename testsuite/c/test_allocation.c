/** Allocation among strata: exact sums, proportions within one, equal shares topped up, bounds that hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "learn/allocation.h"

enum { STRATA = 5 };

static void test_known_shares(void **state)
{
    const uint64_t available[4] = {100, 10, 0, 50};
    uint64_t share[4];

    (void)state;
    allocate(ALLOCATION_EQUAL, 60, available, 4, share); /* 20 each of three, the second has 10: the others give 25 */
    assert_true(share[0] == 25 && share[1] == 10 && share[2] == 0 && share[3] == 25);
    allocate(ALLOCATION_EQUAL, 2, available, 4, share);
    assert_true(share[0] == 1 && share[1] == 1 && share[3] == 0);
    allocate(ALLOCATION_PROPORTIONAL, 16, available, 4, share);
    assert_true(share[0] == 10 && share[1] == 1 && share[2] == 0 && share[3] == 5);
    allocate(ALLOCATION_PROPORTIONAL, 1000, available, 4, share);
    assert_true(share[0] == 100 && share[1] == 10 && share[3] == 50);
}

static void draw_counts(struct random_stream *stream, uint64_t *count, const uint64_t *most)
{
    for (size_t i = 0; i < STRATA; i++)
        count[i] = random_below(stream, most ? most[i] + 1 : i % 2 ? 20 : 2000);
}

static void check_shares(enum allocation_kind kind, uint64_t wanted, const uint64_t *available)
{
    uint64_t share[STRATA], sum = 0, all = 0;

    allocate(kind, wanted, available, STRATA, share);
    for (size_t i = 0; i < STRATA; i++)
        all += available[i];
    for (size_t i = 0; i < STRATA; i++) {
        const double exact = (double)wanted * (double)available[i] / (double)all;

        sum += share[i];
        assert_true(share[i] <= available[i]);
        if (kind == ALLOCATION_PROPORTIONAL && wanted < all)
            assert_true(fabs((double)share[i] - exact) < 1.);
        for (size_t j = 0; kind == ALLOCATION_EQUAL && j < STRATA; j++)
            assert_true(share[i] + 1 >= share[j] || share[i] == available[i]);
    }
    assert_true(sum == (wanted < all ? wanted : all));
}

static void test_sums_are_exact_and_shares_as_asked(void **state)
{
    struct random_stream stream = random_stream_at(11, 0);
    uint64_t available[STRATA];

    (void)state;
    for (int i = 0; i < 2000; i++) {
        draw_counts(&stream, available, NULL);
        check_shares(ALLOCATION_EQUAL, random_below(&stream, 3000), available);
        check_shares(ALLOCATION_PROPORTIONAL, random_below(&stream, 3000), available);
    }
}

/* whatever is still to come up to the most, no stratum gets more than its bound */
static void test_bound_holds_whatever_is_still_to_come(void **state)
{
    struct random_stream stream = random_stream_at(12, 0);
    uint64_t most[STRATA], last[STRATA], first[STRATA], share[STRATA];

    (void)state;
    for (int i = 0; i < 5000; i++) {
        const enum allocation_kind kind = i % 2 ? ALLOCATION_EQUAL : ALLOCATION_PROPORTIONAL;
        const uint64_t wanted = random_below(&stream, 3000);

        draw_counts(&stream, most, NULL);
        draw_counts(&stream, last, most);
        draw_counts(&stream, first, last);
        allocate(kind, wanted, last, STRATA, share);
        for (size_t j = 0; j < STRATA; j++)
            assert_true(share[j] <= allocation_bound(kind, wanted, first, most, STRATA, j));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_shares),
        cmocka_unit_test(test_sums_are_exact_and_shares_as_asked),
        cmocka_unit_test(test_bound_holds_whatever_is_still_to_come),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
