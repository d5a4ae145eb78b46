/** Reliability sorting against the same rule followed step by step: every pair's turn found by looking at all pairs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "phase_fixture.h"
#include "radar/unwrap_reliability.h"

static double bend(const struct phase_map *map, size_t cell, int step)
{
    const double before = wrapped((double)map->value[cell] - map->value[cell - step]),
                 after = wrapped((double)map->value[cell + step] - map->value[cell]);

    return (after - before) * (after - before);
}

/* Sum of the squared second differences; infinite without eight neighbours. */
static double unreliability(const struct phase_map *map, size_t cell)
{
    const int cols = map->wrapped.cols, row = (int)(cell / cols), col = (int)(cell % cols);
    double sum;

    if (row == 0 || row == map->wrapped.rows - 1 || col == 0 || col == cols - 1)
        return INFINITY;
    sum = bend(map, cell, 1) + bend(map, cell, cols) + bend(map, cell, cols + 1) + bend(map, cell, cols - 1);
    return isnan(sum) ? INFINITY : sum;
}

/* Pairs with one cell at a border or null come by its neighbour's reliability, those with two at the very end. */
static double turn(const struct phase_map *map, size_t pair)
{
    const double one = unreliability(map, pair / 2), other = unreliability(map, pair_other(&map->wrapped, pair));

    return fmin(one, 1e6) + fmin(other, 1e6);
}

/* Joins two groups: all cells of the second one move. */
static void join(size_t cells, size_t *group, int32_t *cycles, size_t into, size_t from, int32_t shift)
{
    for (size_t cell = 0; cell < cells; cell++)
        if (group[cell] == from) {
            group[cell] = into;
            cycles[cell] += shift;
        }
}

static void follow_the_rule(const struct phase_map *map, size_t *group, int32_t *cycles)
{
    int8_t *taken = calloc(2 * map->cells, 1);

    for (size_t cell = 0; cell < map->cells; cell++)
        group[cell] = cell;
    for (;;) {
        size_t next = SIZE_MAX;

        for (size_t pair = 0; pair < 2 * map->cells; pair++)
            if (!taken[pair] && pair_holds(&map->wrapped, pair) &&
                (next == SIZE_MAX || turn(map, pair) < turn(map, next)))
                next = pair;
        if (next == SIZE_MAX)
            break;
        taken[next] = 1;
        const size_t cell = next / 2, other = pair_other(&map->wrapped, next);

        if (group[cell] != group[other])
            join(map->cells, group, cycles, group[cell], group[other],
                 cycles[cell] + pair_jump(&map->wrapped, next) - cycles[other]);
    }
    free(taken);
}

static void pairs_join_in_the_order_of_their_reliability(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct phase_map map = phase_map_new(11, 13);
        struct random_stream stream = random_stream_at(seed, 0);
        size_t *group = calloc(map.cells, sizeof *group);
        int32_t *expected = calloc(map.cells, sizeof *expected), *cycles = calloc(map.cells, sizeof *cycles);
        uint32_t *first = calloc(map.cells, sizeof *first);

        for (size_t cell = 0; cell < map.cells; cell++)
            map.value[cell] = random_below(&stream, 20) < seed / 5 ? NAN : wrapped(2. * random_normal(&stream));
        follow_the_rule(&map, group, expected);
        assert_int_equal(unwrap_reliability(&map.wrapped, cycles, first, NULL), SLIDE_OK);
        for (size_t cell = 0; cell < map.cells; cell++) {
            assert_true(first[cell] <= cell && cycles[first[cell]] == 0);
            assert_int_equal(group[cell], group[first[cell]]);
            assert_int_equal(cycles[cell], expected[cell] - expected[first[cell]]);
        }
        free(group);
        free(expected);
        free(cycles);
        free(first);
        phase_map_free(&map);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_join_in_the_order_of_their_reliability),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
