/** The reservoir: keeps what a sort says are the smallest, for sizes and orders of every kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/random.h"
#include "learn/reservoir.h"

enum { MOST = 300 };

static int ascending(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static void check_parting(const uint64_t *priority, size_t count, size_t keep)
{
    struct reservoir reservoir = reservoir_new();
    uint64_t sorted[MOST] = {0}, first[MOST] = {0};

    for (size_t i = 0; i < count; i++) {
        sorted[i] = priority[i];
        assert_int_equal(reservoir_add(&reservoir, priority[i], i, NULL), SLIDE_OK);
    }
    qsort(sorted, count, sizeof *sorted, ascending);
    reservoir_part(&reservoir, keep);
    for (size_t i = 0; i < count; i++)
        assert_true(reservoir.entry[i].priority == priority[reservoir.entry[i].row]);
    for (size_t i = 0; i < keep; i++)
        first[i] = reservoir.entry[i].priority;
    qsort(first, keep, sizeof *first, ascending);
    assert_memory_equal(first, sorted, keep * sizeof *first);
    assert_true(reservoir.threshold == (keep ? sorted[keep - 1] : 0));
    reservoir_sort(&reservoir);
    for (size_t i = 0; i < count; i++)
        assert_true(reservoir.entry[i].priority == sorted[i]);
    reservoir_free(&reservoir);
}

static void test_smallest_are_kept_whatever_the_order(void **state)
{
    struct random_stream stream = random_stream_at(1, 0);
    uint64_t priority[MOST];

    (void)state;
    for (int trial = 0; trial < 3000; trial++) {
        const size_t count = 1 + random_below(&stream, MOST);

        for (size_t i = 0; i < count; i++)
            priority[i] = trial % 3 == 0 ? i : trial % 3 == 1 ? count - i : random_bits(&stream);
        check_parting(priority, count, random_below(&stream, count + 1));
    }
}

static void test_no_two_items_of_one_key_have_one_priority(void **state)
{
    enum { ITEMS = 100000 };
    uint64_t *priority = malloc(ITEMS * sizeof *priority);

    (void)state;
    for (uint64_t i = 0; i < ITEMS; i++)
        priority[i] = priority_for(77, priority_of_item(i));
    qsort(priority, ITEMS, sizeof *priority, ascending);
    for (size_t i = 1; i < ITEMS; i++)
        assert_true(priority[i] != priority[i - 1]);
    free(priority);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_smallest_are_kept_whatever_the_order),
        cmocka_unit_test(test_no_two_items_of_one_key_have_one_priority),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
