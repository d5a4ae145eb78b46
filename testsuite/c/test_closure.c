/** Loop closure: slips of whole turns that are planted in a network of pairs up to three dates apart. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "radar/closure.h"

enum { DATES = 8, REACH = 3, MOST = DATES * REACH };

static const double turn = 2. * M_PI;

struct stack {
    struct network network;
    struct closure closure;
    double value[MOST];
    struct closure_vote vote[MOST];
};

/* Pairs up to three dates apart; displacement 0.7 a date, so that all of them close. */
static struct stack stack_of(void)
{
    struct day_span spans[MOST];
    struct stack stack;
    int pairs = 0;

    for (int i = 0; i < DATES; i++)
        for (int step = 1; step <= REACH && i + step < DATES; step++)
            spans[pairs++] = (struct day_span){12 * i, 12 * (i + step)};
    assert_int_equal(network_make(spans, pairs, &stack.network, NULL), SLIDE_OK);
    assert_int_equal(closure_make(&stack.network, &stack.closure, NULL), SLIDE_OK);
    for (int i = 0; i < pairs; i++)
        stack.value[i] = 0.7 * (stack.network.pair[i].later - stack.network.pair[i].earlier) + 0.3 * sin(i);
    return stack;
}

static void stack_free(struct stack *stack)
{
    closure_free(&stack->closure);
    network_free(&stack->network);
}

static void triplets_are_all_that_three_dates_make(void **state)
{
    struct stack stack = stack_of();
    const int two_and_one = 2 * (DATES - 3), ones = DATES - 2; /* spans of three dates in two ways, of two in one */

    (void)state;
    assert_int_equal(stack.closure.triplets, two_and_one + ones);
    stack_free(&stack);
}

static void a_slip_is_repaired_by_the_turns_that_all_its_loops_ask_for(void **state)
{
    struct stack stack = stack_of();

    (void)state;
    for (int pair = 0; pair < stack.network.pairs; pair++)
        for (int turns = -2; turns <= 2; turns += 4) {
            const double before = stack.value[pair];
            struct closure_result result;

            stack.value[pair] += turns * turn;
            result = closure_check(&stack.closure, stack.value, turn, true, stack.vote);
            if (result.dropped == 0) {
                assert_int_equal(result.repaired, 1);
                assert_true(fabs(stack.value[pair] - before) < 1e-12);
            }
            assert_false(fabs(stack.value[pair] - before) > 1e-12); /* repaired, or null where loops are too few */
            stack_free(&stack);
            stack = stack_of();
        }
    stack_free(&stack);
}

static void a_slip_is_dropped_and_what_closes_elsewhere_stays(void **state)
{
    struct stack stack = stack_of();
    const int pair = stack.network.pairs / 2;
    struct closure_result result;

    (void)state;
    stack.value[pair] += turn;
    result = closure_check(&stack.closure, stack.value, turn, false, stack.vote);
    assert_int_equal(result.dropped, 1);
    assert_int_equal(result.repaired, 0);
    for (int i = 0; i < stack.network.pairs; i++)
        assert_int_equal(isnan(stack.value[i]), i == pair);
    stack_free(&stack);
}

static void what_closes_and_what_has_no_loop_is_left_alone(void **state)
{
    struct stack stack = stack_of();
    struct closure_result result = closure_check(&stack.closure, stack.value, turn, true, stack.vote);

    (void)state;
    assert_int_equal(result.dropped + result.repaired, 0);
    for (int i = 0; i < stack.network.pairs; i++)
        stack.value[i] = i % REACH ? NAN : 100. * i;
    result = closure_check(&stack.closure, stack.value, turn, true, stack.vote);
    assert_int_equal(result.dropped + result.repaired, 0);
    stack_free(&stack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triplets_are_all_that_three_dates_make),
        cmocka_unit_test(a_slip_is_repaired_by_the_turns_that_all_its_loops_ask_for),
        cmocka_unit_test(a_slip_is_dropped_and_what_closes_elsewhere_stays),
        cmocka_unit_test(what_closes_and_what_has_no_loop_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
