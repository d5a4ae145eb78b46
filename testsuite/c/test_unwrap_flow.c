/** Minimum-cost flow on residues, against LEMON's network simplex and flows worked by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "flow_oracle.h"
#include "phase_fixture.h"
#include "radar/unwrap_flow.h"

/* A ramp under noise of some radians, with square holes of some cells at random. */
static struct phase_map noisy_map(uint64_t seed, int rows, int cols, double noise, int holes, int hole_size)
{
    struct phase_map map = phase_map_new(rows, cols);
    struct random_stream stream = random_stream_at(seed, 0);

    for (size_t cell = 0; cell < map.cells; cell++)
        map.value[cell] = wrapped(0.2 * (double)(cell % cols) + noise * random_normal(&stream));
    for (int hole = 0; hole < holes; hole++) {
        const int top = (int)random_below(&stream, rows), left = (int)random_below(&stream, cols);

        for (int row = top; row < top + hole_size && row < rows; row++)
            for (int col = left; col < left + hole_size && col < cols; col++)
                map.value[(size_t)row * cols + col] = NAN;
    }
    phase_map_even_prior(&map, 0);
    for (size_t pair = 0; pair < 2 * map.cells; pair++)
        map.prior.cost[pair] = (uint8_t)random_below(&stream, UNWRAP_COST_MOST + 1);
    return map;
}

/* Total of the flow, which must add up around every loop and keep off pairs without phase. */
static double checked_total(struct phase_map *map)
{
    const size_t cols = (size_t)map->wrapped.cols;
    double total = -1., sum = 0.;

    assert_int_equal(unwrap_flow(&map->wrapped, &map->prior, map->flow, &total, NULL), SLIDE_OK);
    for (size_t pair = 0; pair < 2 * map->cells; pair++) {
        assert_true(map->holds[pair] || map->flow[pair] == 0);
        sum += (double)map->prior.cost[pair] * abs(map->flow[pair]);
    }
    assert_true(sum == total);
    for (size_t cell = 0; cell + cols + 1 < map->cells; cell++) {
        const size_t pair[4] = {2 * cell, 2 * (cell + 1) + 1, 2 * (cell + cols), 2 * cell + 1};
        int32_t ahead[4];

        if (!map->holds[pair[0]] || !map->holds[pair[1]] || !map->holds[pair[2]] || !map->holds[pair[3]])
            continue;
        for (int i = 0; i < 4; i++)
            ahead[i] = map->prior.jump[pair[i]] + map->flow[pair[i]];
        assert_int_equal(ahead[0] + ahead[1], ahead[2] + ahead[3]);
    }
    return total;
}

static void is_optimal(struct phase_map map)
{
    const double least =
        oracle_least_cost(map.wrapped.rows, map.wrapped.cols, map.holds, map.prior.jump, map.prior.cost);

    assert_true(least >= 0.);
    assert_true(checked_total(&map) == least);
    phase_map_free(&map);
}

static void total_is_what_network_simplex_finds_on_small_maps(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++)
        is_optimal(
            noisy_map(seed, 2 + (int)(seed % 9), 2 + (int)(seed % 13), 2., (int)(seed % 4), 1 + (int)(seed % 3)));
}

static void total_is_what_network_simplex_finds_on_middle_maps(void **state)
{
    (void)state;
    is_optimal(noisy_map(1, 120, 150, 0.8, 0, 0));
    is_optimal(noisy_map(2, 150, 120, 1.2, 12, 9));
    is_optimal(noisy_map(3, 100, 100, 3., 3, 30));
    is_optimal(noisy_map(4, 100, 100, 1., 1500, 1));
}

static void total_is_what_network_simplex_finds_where_costs_are_even(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5; seed++) {
        struct phase_map map = noisy_map(seed, 60, 60, 1.5, 5, 4);

        phase_map_even_prior(&map, 7);
        is_optimal(map);
    }
}

/* Phase that winds `turns` times around the corner between the four middle cells, or around a hole there. */
static struct phase_map vortex(int size, int hole, int turns)
{
    struct phase_map map = phase_map_new(size, size);

    for (int row = 0; row < size; row++)
        for (int col = 0; col < size; col++) {
            const double south = row - (size - 1) / 2., east = col - (size - 1) / 2.;

            map.value[row * size + col] =
                fabs(south) < hole / 2. && fabs(east) < hole / 2. ? NAN : wrapped(turns * atan2(south, east));
        }
    phase_map_even_prior(&map, 10);
    return map;
}

static void one_residue_is_cut_to_the_nearest_border(void **state)
{
    struct phase_map map = vortex(10, 0, 1);

    (void)state;
    assert_int_equal(residue_count(&map.wrapped), 1);
    assert_true(checked_total(&map) == 10. * 5.);
    phase_map_free(&map);
}

static void a_hole_keeps_its_winding_though_it_has_no_residue(void **state)
{
    struct phase_map once = vortex(20, 10, 1), twice = vortex(20, 10, 2);

    (void)state;
    assert_int_equal(residue_count(&twice.wrapped), 0);
    assert_true(checked_total(&once) == 10. * 5.);
    assert_true(checked_total(&twice) == 10. * 5. * 2.);
    phase_map_free(&once);
    phase_map_free(&twice);
}

static void flow_takes_the_cheap_way_and_crosses_holes_for_nothing(void **state)
{
    struct phase_map cheap = vortex(10, 0, 1), crossed = vortex(10, 0, 1);

    (void)state;
    for (size_t row = 0; row < 5; row++) /* due north */
        cheap.prior.cost[2 * (row * 10 + 4)] = 1;
    assert_true(checked_total(&cheap) == 5.);
    for (size_t col = 6; col < 9; col++) /* a hole east that neither touches the residue's loop nor the border */
        crossed.value[4 * 10 + col] = NAN;
    phase_map_even_prior(&crossed, 10);
    assert_true(checked_total(&crossed) == 10. * 2.);
    phase_map_free(&cheap);
    phase_map_free(&crossed);
}

static void flow_is_the_same_again(void **state)
{
    struct phase_map one = noisy_map(9, 80, 70, 1.5, 5, 5), other = noisy_map(9, 80, 70, 1.5, 5, 5);

    (void)state;
    checked_total(&one);
    checked_total(&other);
    assert_memory_equal(one.flow, other.flow, 2 * one.cells * sizeof *one.flow);
    phase_map_free(&one);
    phase_map_free(&other);
}

static void maps_of_one_row_or_column_or_of_nulls_need_no_flow(void **state)
{
    struct phase_map row = noisy_map(1, 1, 30, 3., 0, 0), column = noisy_map(1, 30, 1, 3., 0, 0),
                     null = noisy_map(1, 5, 5, 3., 60, 3);

    (void)state;
    assert_true(checked_total(&row) == 0.);
    assert_true(checked_total(&column) == 0.);
    assert_true(checked_total(&null) == 0.);
    phase_map_free(&row);
    phase_map_free(&column);
    phase_map_free(&null);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(total_is_what_network_simplex_finds_on_small_maps),
        cmocka_unit_test(total_is_what_network_simplex_finds_on_middle_maps),
        cmocka_unit_test(total_is_what_network_simplex_finds_where_costs_are_even),
        cmocka_unit_test(one_residue_is_cut_to_the_nearest_border),
        cmocka_unit_test(a_hole_keeps_its_winding_though_it_has_no_residue),
        cmocka_unit_test(flow_takes_the_cheap_way_and_crosses_holes_for_nothing),
        cmocka_unit_test(flow_is_the_same_again),
        cmocka_unit_test(maps_of_one_row_or_column_or_of_nulls_need_no_flow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
