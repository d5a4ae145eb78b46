/** The simulated landscape keeps what it promises: Ksn along channels, no pits, no slope above the threshold. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "landscape.h"

enum { ROWS = 160, COLS = 200, CELLS = ROWS * COLS };
static const double CELL = 30.;

struct scene {
    double *lengths;
    float *ksn, *threshold, *elevation;
};

static void power_is_that_of_libm(void **state)
{
    double a = 1e-3;

    (void)state;
    for (int i = 0; i < 117; i++, a *= 1.37)
        assert_true(fabs(power_045(a) / pow(a, 0.45) - 1.) < 1e-13);
}

static struct scene solve(double ksn, double threshold)
{
    struct scene scene = {malloc(4 * ROWS * sizeof(double)), malloc(CELLS * sizeof(float)),
                          malloc(CELLS * sizeof(float)), malloc(CELLS * sizeof(float))};

    for (int row = 0; row < ROWS; row++) {
        scene.lengths[row] = scene.lengths[ROWS + row] = CELL;
        scene.lengths[2 * ROWS + row] = CELL * sqrt(2.);
        scene.lengths[3 * ROWS + row] = CELL * CELL;
    }
    for (int cell = 0; cell < CELLS; cell++) {
        scene.ksn[cell] = (float)ksn;
        scene.threshold[cell] = (float)threshold;
    }
    const struct ground ground = {
        ROWS, COLS, scene.lengths, scene.lengths + ROWS, scene.lengths + 2 * ROWS, scene.lengths + 3 * ROWS};

    assert_int_equal(landscape_solve(&ground, 5, scene.ksn, scene.threshold, 100., NULL, scene.elevation, NULL),
                     SLIDE_OK);
    return scene;
}

static void scene_free(struct scene *scene)
{
    free(scene->lengths);
    free(scene->ksn);
    free(scene->threshold);
    free(scene->elevation);
}

static int lowest_way(const float *z, int cell, double *slope)
{
    int best = cell;

    *slope = 0.;
    for (int south = -1; south <= 1; south++)
        for (int east = -1; east <= 1; east++) {
            const int next = cell + south * COLS + east;
            const double down = (z[cell] - z[next]) / (CELL * sqrt(south * south + east * east));

            if ((south || east) && down > *slope) {
                *slope = down;
                best = next;
            }
        }
    return best;
}

static int inside(int cell)
{
    return cell / COLS > 0 && cell / COLS < ROWS - 1 && cell % COLS > 0 && cell % COLS < COLS - 1;
}

static int by_height(const void *a, const void *b)
{
    const float x = **(const float *const *)a, y = **(const float *const *)b;

    return (x < y) - (x > y);
}

/* Drainage area by walking cells from the highest down: nothing of the solver's own order is used */
static double *areas_of(const float *z)
{
    const float **cells = malloc(CELLS * sizeof *cells);
    double *area = malloc(CELLS * sizeof *area);

    for (int cell = 0; cell < CELLS; cell++) {
        cells[cell] = &z[cell];
        area[cell] = CELL * CELL;
    }
    qsort(cells, CELLS, sizeof *cells, by_height);
    for (int i = 0; i < CELLS; i++) {
        const int cell = (int)(cells[i] - z);
        double slope;

        if (inside(cell)) {
            const int lower = lowest_way(z, cell, &slope);

            if (lower != cell)
                area[lower] += area[cell];
        }
    }
    free(cells);
    return area;
}

static void channels_have_the_planted_steepness_and_no_cell_is_a_pit(void **state)
{
    struct scene scene = solve(120., 0.7);
    double *area = areas_of(scene.elevation), slope;
    int channel = 0, exact = 0;

    (void)state;
    for (int cell = 0; cell < CELLS; cell++) {
        if (!inside(cell))
            continue;
        assert_int_not_equal(lowest_way(scene.elevation, cell, &slope), cell);
        if (area[cell] < 5e5)
            continue;
        channel++;
        exact += fabs(slope * pow(area[cell], STREAM_POWER_M) / 120. - 1.) < 0.005;
    }
    assert_true(channel > 100);
    assert_true(exact > 0.98 * channel);
    free(area);
    scene_free(&scene);
}

static void slopes_stay_below_the_threshold(void **state)
{
    struct scene scene = solve(120., 0.5);
    int steeper = 0;

    (void)state;
    for (int cell = 0; cell < CELLS; cell++) {
        double slope = 0.;

        if (inside(cell))
            lowest_way(scene.elevation, cell, &slope);
        steeper += slope > 0.5001;
    }
    /* where a divide still moves, the last step may leave a cell */
    assert_true(steeper < CELLS / 200);
    scene_free(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(power_is_that_of_libm),
                                       cmocka_unit_test(channels_have_the_planted_steepness_and_no_cell_is_a_pit),
                                       cmocka_unit_test(slopes_stay_below_the_threshold)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
