/** Unwrapping by both methods, against planted phase; costs and expected differences, against closed forms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include <omp.h>

#include "phase_fixture.h"

struct result {
    struct unwrapping unwrapping;
    size_t cells;
};

static struct result result_new(size_t cells)
{
    struct result result = {.cells = cells};

    result.unwrapping.phase = malloc(cells * sizeof(float));
    result.unwrapping.component = malloc(cells * sizeof(int32_t));
    return result;
}

static void result_free(struct result *result)
{
    free(result->unwrapping.phase);
    free(result->unwrapping.component);
}

static struct result unwrapped(const struct phase_map *map, const float *coherence, const char *method)
{
    struct result result = result_new(map->cells);
    const struct wrapped_phase phase = map->wrapped;

    assert_int_equal(unwrap(&phase, coherence, unwrapper_find(method), &result.unwrapping, NULL), SLIDE_OK);
    return result;
}

/* Two bulls-eyes, less than half a cycle from cell to cell. */
static double hill(size_t row, size_t col)
{
    const double north = (double)row - 30., south = (double)row - 60., west = (double)col - 40.,
                 east = (double)col - 80.;

    return 40. * exp(-(north * north + west * west) / 400.) - 30. * exp(-(south * south + east * east) / 300.);
}

static struct phase_map hill_map(int rows, int cols, double noise)
{
    struct phase_map map = phase_map_new(rows, cols);
    struct random_stream stream = random_stream_at(3, 0);

    for (size_t cell = 0; cell < map.cells; cell++)
        map.value[cell] = wrapped(hill(cell / cols, cell % cols) + noise * random_normal(&stream));
    return map;
}

/* Cells that are `truth` but for the cycles of their component's first cell. */
static size_t cells_as_planted(const struct result *result, int cols, double tolerance)
{
    double offset[100];
    size_t same = 0;
    int32_t seen = 0;

    for (size_t cell = 0; cell < result->cells; cell++) {
        const int32_t component = result->unwrapping.component[cell];
        const double above = result->unwrapping.phase[cell] - hill(cell / cols, cell % cols);

        if (component == 0)
            continue;
        if (component > seen) {
            assert_int_equal(component, ++seen);
            offset[component] = 2. * M_PI * rint(above / (2. * M_PI));
        }
        same += fabs(above - offset[component]) < tolerance;
    }
    assert_int_equal(seen, result->unwrapping.components);
    return same;
}

static void smooth_phase_is_recovered_by_every_method(void **state)
{
    struct phase_map map = hill_map(100, 120, 0.);

    (void)state;
    for (const struct unwrapper *method = unwrappers; method->name; method++) {
        struct result result = unwrapped(&map, NULL, method->name);

        assert_int_equal(cells_as_planted(&result, 120, 1e-4), map.cells);
        assert_int_equal(result.unwrapping.components, 1);
        assert_int_equal(result.unwrapping.residues, 0);
        assert_int_equal(result.unwrapping.cut_cells, 0);
        result_free(&result);
    }
    phase_map_free(&map);
}

static void parts_are_numbered_in_the_order_of_their_first_cells_which_stay_as_they_were(void **state)
{
    struct phase_map map = hill_map(100, 120, 0.);

    (void)state;
    for (size_t i = 0; i < 100; i++) { /* a river from corner to corner, and a bridge over edges nowhere */
        map.value[i * 120 + i] = NAN;
        map.value[i * 120 + i + 1] = NAN;
    }
    map.value[50 * 120] = map.value[49 * 120 + 1] = map.value[48 * 120] = NAN; /* one cell alone, at 49, 0 */
    for (const struct unwrapper *method = unwrappers; method->name; method++) {
        struct result result = unwrapped(&map, NULL, method->name);

        assert_int_equal(cells_as_planted(&result, 120, 1e-4), map.cells - 203);
        assert_int_equal(result.unwrapping.components, 3);
        assert_int_equal(result.unwrapping.component[0], 0);
        assert_int_equal(result.unwrapping.component[2], 1);
        assert_int_equal(result.unwrapping.component[120], 2);
        assert_int_equal(result.unwrapping.component[49 * 120], 3);
        assert_true(isnan(result.unwrapping.phase[50 * 120]));
        assert_true(result.unwrapping.phase[2] == map.value[2]);
        assert_true(result.unwrapping.phase[120] == map.value[120]);
        assert_true(result.unwrapping.phase[49 * 120] == map.value[49 * 120]);
        result_free(&result);
    }
    phase_map_free(&map);
}

/* A corridor that begins in the north-east and runs south and north by turns, ever farther west. */
static void phase_is_carried_along_a_winding_corridor(void **state)
{
    struct phase_map map = hill_map(100, 120, 0.);
    size_t nulls = 0;

    (void)state;
    for (size_t row = 0; row < 100; row++)
        for (size_t col = 0; col < 120; col++) {
            const int wall = col % 20 == 19 && col < 119 && (col % 40 == 19 ? row > 1 : row < 98);

            if (wall || (row == 0 && col < 119)) {
                map.value[row * 120 + col] = NAN;
                nulls++;
            }
        }
    for (const struct unwrapper *method = unwrappers; method->name; method++) {
        struct result result = unwrapped(&map, NULL, method->name);

        assert_int_equal(result.unwrapping.components, 1);
        assert_int_equal(cells_as_planted(&result, 120, 1e-4), map.cells - nulls);
        result_free(&result);
    }
    phase_map_free(&map);
}

static void noise_is_cut_and_only_whole_cycles_are_added(void **state)
{
    struct phase_map map = hill_map(100, 120, 0.6);

    (void)state;
    for (const struct unwrapper *method = unwrappers; method->name; method++) {
        struct result result = unwrapped(&map, NULL, method->name);

        assert_true(result.unwrapping.residues > 10);
        assert_int_equal(result.unwrapping.residues, residue_count(&map.wrapped));
        assert_true(result.unwrapping.cut_cells >= result.unwrapping.residues);
        assert_true(cells_as_planted(&result, 120, M_PI) > map.cells * 98 / 100);
        for (size_t cell = 0; cell < map.cells; cell++) {
            const double cycles = (result.unwrapping.phase[cell] - (double)map.value[cell]) / (2. * M_PI);

            assert_true(fabs(cycles - rint(cycles)) < 1e-5);
        }
        result_free(&result);
    }
    phase_map_free(&map);
}

static void noise_in_one_place_leaves_the_rest_as_planted(void **state)
{
    struct phase_map map = hill_map(100, 120, 0.);
    struct random_stream stream = random_stream_at(8, 0);

    (void)state;
    for (size_t row = 70; row < 95; row++)
        for (size_t col = 10; col < 40; col++)
            map.value[row * 120 + col] = wrapped(100. * random_uniform(&stream));
    for (const struct unwrapper *method = unwrappers; method->name; method++) {
        struct result result = unwrapped(&map, NULL, method->name);

        assert_true(result.unwrapping.residues > 100);
        assert_true(cells_as_planted(&result, 120, 1e-4) >= map.cells - (size_t)25 * 30);
        result_free(&result);
    }
    phase_map_free(&map);
}

/* A dislocation's two ends, five cells apart. */
static struct phase_map dislocation(void)
{
    struct phase_map map = phase_map_new(40, 40);

    for (int row = 0; row < 40; row++)
        for (int col = 0; col < 40; col++)
            map.value[row * 40 + col] = wrapped(atan2(row - 19.5, col - 16.5) - atan2(row - 19.5, col - 21.5));
    return map;
}

static void residues_and_cut_cells_of_a_dislocation_are_counted(void **state)
{
    struct phase_map map = dislocation();
    float *even = malloc(map.cells * sizeof *even);
    struct result least, other;

    (void)state;
    for (size_t cell = 0; cell < map.cells; cell++)
        even[cell] = 0.5f;
    least = unwrapped(&map, even, "flow"); /* cuts the five pairs between */
    other = unwrapped(&map, NULL, "reliability");
    assert_int_equal(least.unwrapping.residues, 2);
    assert_int_equal(least.unwrapping.cut_cells, 10);
    assert_int_equal(other.unwrapping.residues, 2);
    assert_true(other.unwrapping.cut_cells >= 10);
    result_free(&least);
    result_free(&other);
    free(even);
    phase_map_free(&map);
}

/* Residues 20 apart, which even costs join straight; low coherence on a detour makes the cut go there. */
static void coherence_leads_the_cut(void **state)
{
    struct phase_map map = phase_map_new(60, 60);
    float *coherence = malloc(map.cells * sizeof *coherence);
    struct result result;

    (void)state;
    for (int row = 0; row < 60; row++)
        for (int col = 0; col < 60; col++) {
            const int detour = (row >= 29 && row <= 41 && (abs(col - 19) < 3 || abs(col - 40) < 3)) ||
                               (row >= 38 && row <= 41 && col >= 19 && col <= 40);

            map.value[row * 60 + col] = wrapped(atan2(row - 29.5, col - 19.5) - atan2(row - 29.5, col - 39.5));
            coherence[row * 60 + col] = detour ? 0.f : 0.97f;
        }
    result = unwrapped(&map, coherence, "flow");
    assert_int_equal(result.unwrapping.residues, 2);
    assert_true(fabsf(result.unwrapping.phase[29 * 60 + 30] - result.unwrapping.phase[30 * 60 + 30]) < M_PI);
    assert_true(fabsf(result.unwrapping.phase[39 * 60 + 30] - result.unwrapping.phase[40 * 60 + 30]) > M_PI ||
                fabsf(result.unwrapping.phase[38 * 60 + 30] - result.unwrapping.phase[39 * 60 + 30]) > M_PI ||
                fabsf(result.unwrapping.phase[40 * 60 + 30] - result.unwrapping.phase[41 * 60 + 30]) > M_PI);
    result_free(&result);
    free(coherence);
    phase_map_free(&map);
}

/* Where interpolation nearly midway met a wrap line, half a cycle of either sign became nearly 0: a ramp's wrapped
   differences there, -2.1 and -2.7 where 0.7 is right, look as good as any, and the whole fringe would be lost. */
static void fringes_survive_wrap_lines_that_were_blurred(void **state)
{
    struct phase_map map = phase_map_new(60, 80);
    const double slope = 0.7, share = 0.45;
    struct result result;

    (void)state;
    for (size_t cell = 0; cell < map.cells; cell++) {
        const double phase = slope * (double)(cell % 80) + 0.05 * floor((double)cell / 80.);

        map.value[cell] =
            (float)((1. - share) * wrapped(phase - share * slope) + share * wrapped(phase + (1. - share) * slope));
    }
    result = unwrapped(&map, NULL, "flow");
    for (size_t row = 0; row < 60; row++) {
        const float *line = result.unwrapping.phase + row * 80;

        assert_true(fabs(line[78] - line[1] - 77. * slope) < 2. * M_PI);
    }
    result_free(&result);
    phase_map_free(&map);
}

static void costs_are_those_of_the_variance_of_single_look_phase(void **state)
{
    /* pi^2 / 3 at 0 and 0 at 1; at 0.5, Li2(1/4) = 0.2676526390827326 (Lewin 1981) and asin(1/2) = pi / 6 */
    const double half = M_PI * M_PI * (1. / 3. - 1. / 6. + 1. / 36.) - 0.2676526390827326 / 2.;
    struct phase_map map = phase_map_new(2, 3);
    const float coherence[6] = {0.f, NAN, 0.5f, 1.f, 1.f, 0.5f};

    (void)state;
    assert_int_equal(unwrap_prior(&map.wrapped, coherence, &map.prior, NULL), SLIDE_OK);
    assert_int_equal(map.prior.cost[0], 6);
    assert_int_equal(map.prior.cost[2 * 2 + 1], rint(4. * M_PI * M_PI / (2. * half)));
    assert_int_equal(map.prior.cost[2 * 3], UNWRAP_COST_MOST);
    assert_int_equal(map.prior.cost[2 * 4], rint(4. * M_PI * M_PI / half));
    phase_map_free(&map);
}

static void differences_are_expected_where_they_agree(void **state)
{
    struct phase_map ramp = phase_map_new(30, 30), noise = phase_map_new(30, 30);
    struct random_stream stream = random_stream_at(4, 0);

    (void)state;
    for (size_t cell = 0; cell < ramp.cells; cell++) {
        ramp.value[cell] = wrapped(0.5 * (double)(cell % 30));
        noise.value[cell] = wrapped(100. * random_uniform(&stream));
    }
    ramp.value[10 * 30 + 10] = wrapped(0.5 * 9. - 2.8); /* 2.8 less than its western neighbour: 2.98 more than 0.5 */
    assert_int_equal(unwrap_prior(&ramp.wrapped, NULL, &ramp.prior, NULL), SLIDE_OK);
    assert_int_equal(unwrap_prior(&noise.wrapped, NULL, &noise.prior, NULL), SLIDE_OK);
    assert_int_equal(ramp.prior.jump[2 * (10 * 30 + 9)], pair_jump(&ramp.wrapped, 2 * (10 * 30 + 9)) + 1);
    assert_int_equal(ramp.prior.cost[2 * (25 * 30 + 25)], UNWRAP_COST_MOST);
    for (size_t pair = 0; pair < 2 * noise.cells; pair++) {
        const size_t col = pair / 2 % 30, row = pair / 60;

        if (row >= 5 && row < 25 && col >= 5 && col < 25) {
            assert_int_equal(noise.prior.jump[pair], pair_jump(&noise.wrapped, pair));
            assert_true(noise.prior.cost[pair] < 1 + 254 * 0.16);
        }
    }
    phase_map_free(&ramp);
    phase_map_free(&noise);
}

/* The window's mean, sum by sum, at every pair of a map with nulls. */
static void costs_are_the_squared_mean_resultant_of_the_window(void **state)
{
    struct phase_map map = hill_map(90, 25, 0.8);

    (void)state;
    for (size_t cell = 0; cell < map.cells; cell += 7)
        map.value[cell] = NAN;
    assert_int_equal(unwrap_prior(&map.wrapped, NULL, &map.prior, NULL), SLIDE_OK);
    for (size_t pair = 0; pair < 2 * map.cells; pair++) {
        const int row = (int)(pair / 50), col = (int)(pair / 2 % 25);
        double cosine = 0., sine = 0., count = 0.;

        if (!pair_holds(&map.wrapped, pair))
            continue;
        for (int r = row < 5 ? 0 : row - 5; r <= row + 5 && r < 90; r++)
            for (int c = col < 5 ? 0 : col - 5; c <= col + 5 && c < 25; c++) {
                const size_t near = 2 * ((size_t)r * 25 + c) + pair % 2;

                if (!pair_holds(&map.wrapped, near))
                    continue;
                cosine += cos(map.value[pair_other(&map.wrapped, near)] - map.value[near / 2]);
                sine += sin(map.value[pair_other(&map.wrapped, near)] - map.value[near / 2]);
                count++;
            }
        assert_true(fabs(map.prior.cost[pair] - 1. - 254. * (cosine * cosine + sine * sine) / (count * count)) < 0.501);
    }
    phase_map_free(&map);
}

static void results_are_the_same_bits_with_one_and_four_threads_and_in_place(void **state)
{
    struct phase_map map = hill_map(200, 90, 0.9);
    struct result in_place;

    (void)state;
    for (const struct unwrapper *method = unwrappers; method->name; method++) {
        omp_set_num_threads(1);
        struct result one = unwrapped(&map, NULL, method->name);

        omp_set_num_threads(4);
        struct result four = unwrapped(&map, NULL, method->name);

        in_place = result_new(map.cells);
        memcpy(in_place.unwrapping.phase, map.value, map.cells * sizeof(float));
        const struct wrapped_phase itself = {in_place.unwrapping.phase, 200, 90};

        assert_int_equal(unwrap(&itself, NULL, method, &in_place.unwrapping, NULL), SLIDE_OK);
        assert_memory_equal(one.unwrapping.phase, four.unwrapping.phase, map.cells * sizeof(float));
        assert_memory_equal(one.unwrapping.phase, in_place.unwrapping.phase, map.cells * sizeof(float));
        assert_int_equal(one.unwrapping.cut_cells, in_place.unwrapping.cut_cells);
        result_free(&one);
        result_free(&four);
        result_free(&in_place);
    }
    phase_map_free(&map);
}

static void phase_that_is_not_wrapped_or_not_there_is_refused(void **state)
{
    struct phase_map map = phase_map_new(3, 4);
    struct result result = result_new(map.cells);
    struct slide_error error;

    (void)state;
    map.value[6] = 12.5f;
    assert_int_equal(unwrap(&map.wrapped, NULL, unwrappers, &result.unwrapping, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "row 2, column 3 holds 12.5"));
    for (size_t cell = 0; cell < map.cells; cell++)
        map.value[cell] = NAN;
    assert_int_equal(unwrap(&map.wrapped, NULL, unwrappers, &result.unwrapping, &error), SLIDE_NO_DATA);
    assert_null(unwrapper_find("other"));
    result_free(&result);
    phase_map_free(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(smooth_phase_is_recovered_by_every_method),
        cmocka_unit_test(parts_are_numbered_in_the_order_of_their_first_cells_which_stay_as_they_were),
        cmocka_unit_test(phase_is_carried_along_a_winding_corridor),
        cmocka_unit_test(noise_is_cut_and_only_whole_cycles_are_added),
        cmocka_unit_test(noise_in_one_place_leaves_the_rest_as_planted),
        cmocka_unit_test(residues_and_cut_cells_of_a_dislocation_are_counted),
        cmocka_unit_test(coherence_leads_the_cut),
        cmocka_unit_test(fringes_survive_wrap_lines_that_were_blurred),
        cmocka_unit_test(costs_are_those_of_the_variance_of_single_look_phase),
        cmocka_unit_test(differences_are_expected_where_they_agree),
        cmocka_unit_test(costs_are_the_squared_mean_resultant_of_the_window),
        cmocka_unit_test(results_are_the_same_bits_with_one_and_four_threads_and_in_place),
        cmocka_unit_test(phase_that_is_not_wrapped_or_not_there_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
