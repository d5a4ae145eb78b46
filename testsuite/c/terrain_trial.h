/** Random ground for the tests that lead it through all terrain routines: sizes, heights, nulls, sinks, channels. */
#ifndef TERRAIN_TRIAL_H
#define TERRAIN_TRIAL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <omp.h>

#include "terrain/chi.h"
#include "terrain/steepness.h"
#include "terrain_fixture.h"

enum { MAPS = 200 };

/* One map, and what the steps before have found out about it. */
struct trial {
    struct landscape land;
    struct random_stream dice;
    enum depression_treatment treatment;
    size_t valid;
    double valid_area;
    double threshold, theta;
    struct channel_network network;
    double *bed, *chi, *ksn; /* along the flow, by theta */
};

static inline double between(struct random_stream *dice, double low, double high)
{
    return low + (high - low) * random_uniform(dice);
}

static inline int whole(struct random_stream *dice, int low, int high)
{
    const int value = low + (int)(random_uniform(dice) * (high - low + 1));

    return value < high ? value : high;
}

static inline int chance(struct random_stream *dice, double probability)
{
    return random_uniform(dice) < probability;
}

static inline int is_valid(const struct landscape *land, size_t cell)
{
    return !isnan(land->raw[cell]);
}

/* --- drawing --- */

/* Rows that shrink to one side, as in latitude and longitude, or all of one size. */
static void draw_cell_sizes(struct landscape *land, struct random_stream *dice)
{
    const double cell = exp(between(dice, log(0.5), log(2000.))),
                 shrink = chance(dice, 0.5) ? between(dice, 0., 0.8) : 0.;

    for (int row = 0; row < land->lattice.rows; row++) {
        land->east_west[row] = cell * (1. - shrink * row / land->lattice.rows);
        land->north_south[row] = cell * (1. + 0.01 * shrink * row / land->lattice.rows);
        land->diagonal[row] =
            hypot(land->east_west[row] * (1. - 0.5 * shrink / land->lattice.rows), land->north_south[row]);
        land->area_of_row[row] = land->east_west[row] * land->north_south[row];
    }
}

static void draw_heights(struct landscape *land, struct random_stream *dice)
{
    const int kind = whole(dice, 0, 5);
    const double height = exp(between(dice, log(0.1), log(3000.))), tilt = between(dice, -5., 5.);
    const double step = chance(dice, 0.5) ? 0. : exp(between(dice, log(0.01), log(height)));

    if (kind <= 2)
        draw_rough_ground(land, (uint64_t)whole(dice, 1, 1000000), height);
    for (size_t cell = 0; cell < land->cells; cell++) {
        const int row = (int)(cell / land->lattice.cols), col = (int)(cell % land->lattice.cols);
        double z = land->raw[cell];

        if (kind == 1)
            z += random_uniform(dice);
        if (kind == 2)
            z = fmin(z, 0.2 * height) + tilt * row;
        if (kind == 3)
            z = height * random_uniform(dice);
        if (kind == 4)
            z = tilt * row + 3. * col;
        if (kind == 5)
            z = 17.;
        land->raw[cell] = (float)(step > 0. ? step * floor(z / step) : z);
    }
}

static void draw_nulls(struct landscape *land, struct random_stream *dice)
{
    const double share = chance(dice, 0.5) ? between(dice, 0., 0.3) : 0.;
    const int masked = chance(dice, 0.3), rows = land->lattice.rows, cols = land->lattice.cols;

    for (size_t cell = 0; cell < land->cells; cell++) {
        const int row = (int)(cell / cols), col = (int)(cell % cols);
        const double south = (double)row / rows - 0.5, east = (double)col / cols - 0.5;

        if (chance(dice, share) || (masked && south * south + east * east > 0.2))
            land->raw[cell] = NAN;
    }
}

static void count_valid(struct trial *trial)
{
    size_t cell = 0;

    for (int row = 0; row < trial->land.lattice.rows; row++)
        for (int col = 0; col < trial->land.lattice.cols; col++, cell++)
            if (is_valid(&trial->land, cell)) {
                trial->valid++;
                trial->valid_area += trial->land.lattice.area[row];
            }
}

static struct trial trial_new(uint64_t seed)
{
    struct random_stream dice = random_stream_at(seed, 1);
    const int most = chance(&dice, 0.2) ? 3 : 60;
    const int rows = whole(&dice, 1, most), cols = whole(&dice, 1, most == 3 ? 3 : 70);
    struct trial trial = {.land = landscape_new(rows, cols, 1.)};

    omp_set_num_threads(1 + (int)(seed % 2));
    trial.land.lattice.wraps = cols >= 3 && chance(&dice, 0.25);
    draw_cell_sizes(&trial.land, &dice);
    draw_heights(&trial.land, &dice);
    draw_nulls(&trial.land, &dice);
    if (chance(&dice, 0.4))
        for (size_t cell = 0; cell < trial.land.cells; cell++)
            trial.land.sinks[cell] = (uint8_t)chance(&dice, 0.005);
    count_valid(&trial);
    trial.dice = dice;
    return trial;
}

/* Drains the map and finds its channels. */
static void trial_prepare(struct trial *trial, enum depression_treatment treatment)
{
    size_t bytes;

    trial->treatment = treatment;
    assert_int_equal(drain(&trial->land, treatment), SLIDE_OK);
    trial->threshold = trial->valid_area * exp(between(&trial->dice, log(1e-4), 0.1));
    trial->theta = between(&trial->dice, 0.1, 0.9);
    assert_int_equal(channels_find(&trial->land.graph, trial->land.area, trial->threshold, &trial->network, NULL),
                     SLIDE_OK);
    bytes = (trial->network.nodes + 1) * sizeof(double);
    trial->bed = malloc(bytes);
    trial->chi = malloc(bytes);
    trial->ksn = malloc(bytes);
    channels_gather(&trial->network, trial->land.elevation, trial->bed);
    channel_chi(&trial->network, trial->theta, 1., trial->chi);
    channel_steepness(&trial->network, trial->bed, trial->theta, trial->ksn);
}

static void trial_free(struct trial *trial)
{
    channels_free(&trial->network);
    free(trial->bed);
    free(trial->chi);
    free(trial->ksn);
    landscape_free(&trial->land);
}

/* The map's number is printed when it fails, so that it can be found again. */
static void try_maps(enum depression_treatment treatment, void (*promises)(struct trial *))
{
    size_t largest = 0, tried = 0;

    for (uint64_t seed = 1; seed <= MAPS; seed++) {
        struct trial trial = trial_new(seed);

        largest = trial.land.cells > largest ? trial.land.cells : largest;
        if (trial.valid == 0) {
            assert_int_equal(drain(&trial.land, treatment), SLIDE_NO_DATA);
        } else {
            print_message("map %d: %d x %d, %zu valid\r", (int)seed, trial.land.lattice.rows, trial.land.lattice.cols,
                          trial.valid);
            trial_prepare(&trial, treatment);
            promises(&trial);
            tried++;
        }
        trial_free(&trial);
    }
    print_message("\n");
    assert_true(tried > MAPS * 9 / 10 && largest > 3000);
}

/* What a test hands to its function by its state */
struct promises {
    void (*keep)(struct trial *);
};

static void random_maps_carved_keep_every_promise(void **state)
{
    try_maps(DEPRESSION_CARVE, ((struct promises *)*state)->keep);
}

static void random_maps_filled_keep_every_promise(void **state)
{
    try_maps(DEPRESSION_FILL, ((struct promises *)*state)->keep);
}

static void random_maps_with_their_pits_kept_keep_every_promise(void **state)
{
    try_maps(DEPRESSION_KEEP, ((struct promises *)*state)->keep);
}

/* A test program's whole work: random maps under each treatment of depressions */
static int try_all_treatments(void (*keep)(struct trial *))
{
    struct promises promises = {keep};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(random_maps_carved_keep_every_promise, &promises),
        cmocka_unit_test_prestate(random_maps_filled_keep_every_promise, &promises),
        cmocka_unit_test_prestate(random_maps_with_their_pits_kept_keep_every_promise, &promises),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
