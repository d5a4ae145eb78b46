/** Lines of sight over terrain: closed forms of a wall, a slope and a plain, and a plain walk over every point. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "radar/geometry.h"

static const double degree = 3.14159265358979323846 / 180.;

struct ground {
    struct height_map map;
    float *height;
    double *east_west, *north_south;
};

static struct ground ground_new(int rows, int cols, double wide, double high, int wraps)
{
    struct ground ground;

    ground.height = calloc((size_t)rows * cols, sizeof *ground.height);
    ground.east_west = malloc(rows * sizeof(double));
    ground.north_south = malloc(rows * sizeof(double));
    for (int row = 0; row < rows; row++) {
        ground.east_west[row] = wide;
        ground.north_south[row] = high;
    }
    ground.map = (struct height_map){rows, cols, ground.height, ground.east_west, ground.north_south, wraps};
    return ground;
}

static void ground_free(struct ground *ground)
{
    free(ground->height);
    free(ground->east_west);
    free(ground->north_south);
}

/* Rough at every scale: a random walk in both directions, some cells without height. */
static void roughen(struct ground *ground, uint64_t seed, double nulls)
{
    struct random_stream stream = random_stream_at(seed, 0);

    for (int row = 0; row < ground->map.rows; row++)
        for (int col = 0; col < ground->map.cols; col++) {
            const size_t cell = (size_t)row * ground->map.cols + col;
            const double above = row > 0 ? ground->height[cell - ground->map.cols] : 500.;
            const double before = col > 0 ? ground->height[cell - 1] : above;

            ground->height[cell] = (float)((above + before) / 2. + 40. * random_normal(&stream));
        }
    for (size_t cell = 0; cell < (size_t)ground->map.rows * ground->map.cols; cell++)
        if (random_uniform(&stream) < nulls)
            ground->height[cell] = NAN;
}

static void look(const struct view *view, uint8_t *flags, float *local_incidence)
{
    struct view_relief relief;

    assert_int_equal(view_relief_build(view, &relief, NULL), SLIDE_OK);
    for (int row = 0; row < view->terrain.rows; row++)
        view_row(view, &relief, row, flags + (size_t)row * view->terrain.cols,
                 local_incidence ? local_incidence + (size_t)row * view->terrain.cols : NULL);
    view_relief_free(&relief);
}

/* Height on the line between two cells' centres, by the weights of both; NaN off the map. */
static double height_between(const struct height_map *map, double row, double col)
{
    const double at_row = floor(row), at_col = floor(col);
    double height = 0.;

    for (int south = 0; south < 2; south++)
        for (int east = 0; east < 2; east++) {
            const double weight =
                (south ? row - at_row : 1. - row + at_row) * (east ? col - at_col : 1. - col + at_col);
            const int r = (int)at_row + south;
            int c = (int)at_col + east;

            if (weight == 0.)
                continue;
            if (map->wraps)
                c = (c % map->cols + map->cols) % map->cols;
            if (r < 0 || r >= map->rows || c < 0 || c >= map->cols)
                return NAN;
            height += weight * map->height[(size_t)r * map->cols + c];
        }
    return height;
}

/* Rows or columns a step; along a row or a column exactly none. */
static double stride(double cells)
{
    return fabs(cells) < 1e-12 ? 0. : cells;
}

/* Every point on the way, one after the other. */
static int stands_above(const struct height_map *map, int row, int col, double azimuth, double sign, double rise)
{
    const double east = sin(azimuth) / map->east_west[row], south = -cos(azimuth) / map->north_south[row];
    const double faster = fmax(fabs(east), fabs(south)), from = map->height[(size_t)row * map->cols + col];

    for (int step = 1; step < map->rows + map->cols; step++) {
        const double here =
            height_between(map, row + step * stride(south / faster), col + step * stride(east / faster));

        if (sign * (here - from) > step * (1. / faster * rise))
            return 1;
    }
    return 0;
}

/* How many cells are hidden; adds those on which the two ways do not agree. */
static int compare_walks(const struct ground *ground, const struct view *view, size_t *differing)
{
    const struct height_map *map = &ground->map;
    const size_t cells = (size_t)map->rows * map->cols;
    const double azimuth = view->azimuth.value[0], tangent = tan(view->incidence * degree);
    uint8_t *flags = calloc(cells, 1);
    int found = 0;

    look(view, flags, NULL);
    for (int row = 0; row < map->rows; row++)
        for (int col = 0; col < map->cols; col++) {
            const uint8_t flag = flags[(size_t)row * map->cols + col];
            const double back = azimuth + 180. * degree;

            if (isnan(map->height[(size_t)row * map->cols + col])) {
                assert_int_equal(flag, VIEW_NULL);
                continue;
            }
            *differing += ((flag & VIEW_SHADOW) != 0) != stands_above(map, row, col, back, 1., 1. / tangent);
            *differing += ((flag & VIEW_LAYOVER) != 0) != (stands_above(map, row, col, azimuth, 1., tangent) ||
                                                           stands_above(map, row, col, back, -1., tangent));
            found += (flag & (VIEW_SHADOW | VIEW_LAYOVER)) != 0;
        }
    free(flags);
    return found;
}

static void leaps_change_nothing_of_a_walk_over_every_point(void **state)
{
    const int sizes[][2] = {{70, 83}, {21, 260}, {1, 40}, {30, 1}, {5, 6}};
    size_t differing = 0;
    int found = 0;

    (void)state;
    for (int size = 0; size < 5; size++)
        for (int turn = 0; turn < 24; turn++) {
            struct ground ground = ground_new(sizes[size][0], sizes[size][1], 30., turn % 2 ? 30. : 22., 0);
            const double azimuth = (turn * 15. + (turn % 3) * 3.7) * degree;
            const struct view view = {ground.map, {1, 1, &azimuth}, 25. + 2. * turn, NULL, 1.};

            roughen(&ground, turn, turn % 4 ? 0. : 0.05);
            found += compare_walks(&ground, &view, &differing);
            ground_free(&ground);
        }
    assert_true(found > 20000);
    assert_int_equal(differing, 0);
}

static void a_walk_goes_on_around_the_globe(void **state)
{
    size_t differing = 0;
    int found = 0;

    (void)state;
    for (int turn = 0; turn < 12; turn++) {
        struct ground ground = ground_new(19, 70 + turn, 30., 30., 1);
        const double azimuth = (turn * 30. + 2.) * degree;
        const struct view view = {ground.map, {1, 1, &azimuth}, 30. + 4. * turn, NULL, 1.};

        roughen(&ground, 100 + turn, 0.);
        found += compare_walks(&ground, &view, &differing);
        ground_free(&ground);
    }
    assert_true(found > 500);
    assert_int_equal(differing, 0);
}

enum { WALL_COLS = 60, EDGE = 30 };

/* A step of 200 m up from west to east between columns EDGE - 1 and EDGE; the middle row's flags. */
static void look_at_wall(double azimuth, double incidence, uint8_t *flags)
{
    struct ground ground = ground_new(3, WALL_COLS, 20., 20., 0);
    const double turned = azimuth * degree;
    const struct view view = {ground.map, {1, 1, &turned}, incidence, NULL, 1.};
    uint8_t all[3 * WALL_COLS];

    for (int cell = 0; cell < 3 * WALL_COLS; cell++)
        ground.height[cell] = cell % WALL_COLS < EDGE ? 0.f : 200.f;
    look(&view, all, NULL);
    memcpy(flags, all + WALL_COLS, WALL_COLS);
    ground_free(&ground);
}

static void a_wall_that_faces_the_sensor_lays_over_its_foot_and_its_top(void **state)
{
    const double incidence = 39.;
    const double reach = 200. / tan(incidence * degree) / 20.; /* columns */
    uint8_t flags[WALL_COLS];

    (void)state;
    look_at_wall(90., incidence, flags);
    for (int col = 0; col < WALL_COLS; col++) {
        const int away = col < EDGE ? EDGE - col : col - EDGE + 1; /* columns to the other side of the step */

        assert_int_equal((flags[col] & VIEW_LAYOVER) != 0, away < reach);
        assert_int_equal((flags[col] & VIEW_STEEP_TOWARD) != 0, away == 1);
        assert_int_equal(flags[col] & VIEW_SHADOW, 0);
    }
}

static void a_wall_that_faces_away_casts_a_shadow_on_its_foot_alone(void **state)
{
    const double incidence = 39.;
    const double reach = 200. * tan(incidence * degree) / 20.;
    uint8_t flags[WALL_COLS];

    (void)state;
    look_at_wall(270., incidence, flags);
    for (int col = 0; col < WALL_COLS; col++) {
        assert_int_equal((flags[col] & VIEW_SHADOW) != 0, col < EDGE && EDGE - col < reach);
        assert_int_equal((flags[col] & VIEW_STEEP_AWAY) != 0, col == EDGE || col == EDGE - 1);
        assert_int_equal(flags[col] & (VIEW_LAYOVER | VIEW_FORESHORTENED), 0);
    }
}

/* The angle between a slope's normal and the line of sight, with the incidence taken from a map. */
static void local_incidence_on_a_slope_is_the_closed_form_edges_included(void **state)
{
    enum { ROWS = 9, COLS = 11 };
    const double steep = 25. * degree, faces = 110. * degree, azimuth = 77. * degree;
    struct ground ground = ground_new(ROWS, COLS, 30., 20., 0);
    float incidence[ROWS * COLS], local[ROWS * COLS];
    const struct view view = {ground.map, {1, 1, &azimuth}, 0., incidence, 1.};
    uint8_t flags[ROWS * COLS];

    (void)state;
    for (int cell = 0; cell < ROWS * COLS; cell++) {
        const int row = cell / COLS, col = cell % COLS;
        const double east = col * 30., north = -row * 20.;

        ground.height[cell] = (float)(-tan(steep) * (east * sin(faces) + north * cos(faces)));
        incidence[cell] = (float)(30 + cell % COLS);
    }
    incidence[5] = NAN;
    look(&view, flags, local);
    for (int cell = 0; cell < ROWS * COLS; cell++) {
        const double i = incidence[cell] * degree;
        const double cosine = cos(i) * cos(steep) - sin(i) * sin(steep) * cos(faces - azimuth);

        if (cell == 5)
            assert_true(isnan(local[cell]) && flags[cell] == VIEW_NULL);
        else
            assert_true(fabs(local[cell] - acos(cosine) / degree) < 1e-3);
    }
    ground_free(&ground);
}

/* A slope of tan 0.8 rising to the east, and a look direction that turns from 0 to 90 degrees over the columns. */
static void azimuth_between_ties_is_bilinear(void **state)
{
    enum { ROWS = 5, COLS = 13 };
    const double ties[4] = {0., 60. * degree, 30. * degree, 90. * degree};
    struct ground ground = ground_new(ROWS, COLS, 10., 10., 0);
    float local[ROWS * COLS];
    const struct view view = {ground.map, {2, 2, ties}, 40., NULL, 1.};
    uint8_t flags[ROWS * COLS];

    (void)state;
    for (int cell = 0; cell < ROWS * COLS; cell++)
        ground.height[cell] = (float)(8 * (cell % COLS));
    look(&view, flags, local);
    for (int cell = 0; cell < ROWS * COLS; cell++) {
        const int row = cell / COLS, col = cell % COLS;
        const double azimuth = (60. * col / (COLS - 1) + 30. * row / (ROWS - 1)) * degree;
        const double cosine = (cos(40. * degree) + 0.8 * sin(azimuth) * sin(40. * degree)) / sqrt(1. + 0.64);

        assert_true(fabs(local[cell] - acos(cosine) / degree) < 1e-3);
    }
    ground_free(&ground);
}

/* Slopes facing an incidence of 45 degrees with tangents 0.4, 0.6 and 1.1, and away from it with 0.6 and 1.1. */
static void slopes_alone_are_sorted_by_the_angles_of_vollrath(void **state)
{
    const float rise[5] = {4, 6, 11, -6, -11};
    const unsigned expected[5] = {0, VIEW_FORESHORTENED, VIEW_FORESHORTENED | VIEW_STEEP_TOWARD, 0, VIEW_STEEP_AWAY};

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct ground ground = ground_new(3, 3, 10., 10., 0);
        const double azimuth = 90. * degree;
        const struct view view = {ground.map, {1, 1, &azimuth}, 45., NULL, 0.5};
        uint8_t flags[9];

        for (int cell = 0; cell < 9; cell++)
            ground.height[cell] = rise[i] * (float)(cell % 3);
        look(&view, flags, NULL);
        assert_int_equal(flags[4] & (VIEW_FORESHORTENED | VIEW_STEEP_AWAY | VIEW_STEEP_TOWARD), expected[i]);
        ground_free(&ground);
    }
}

static void an_island_of_one_cell_is_seen_but_has_no_slope(void **state)
{
    struct ground ground = ground_new(3, 3, 10., 10., 0);
    const double azimuth = 1.;
    const struct view view = {ground.map, {1, 1, &azimuth}, 45., NULL, 1.};
    uint8_t flags[9];
    float local[9];

    (void)state;
    for (int cell = 0; cell < 9; cell++)
        ground.height[cell] = cell == 4 ? 100.f : NAN;
    look(&view, flags, local);
    for (int cell = 0; cell < 9; cell++) {
        assert_int_equal(flags[cell], cell == 4 ? 0 : VIEW_NULL);
        assert_true(isnan(local[cell]));
    }
    ground_free(&ground);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaps_change_nothing_of_a_walk_over_every_point),
        cmocka_unit_test(a_walk_goes_on_around_the_globe),
        cmocka_unit_test(a_wall_that_faces_the_sensor_lays_over_its_foot_and_its_top),
        cmocka_unit_test(a_wall_that_faces_away_casts_a_shadow_on_its_foot_alone),
        cmocka_unit_test(local_incidence_on_a_slope_is_the_closed_form_edges_included),
        cmocka_unit_test(azimuth_between_ties_is_bilinear),
        cmocka_unit_test(slopes_alone_are_sorted_by_the_angles_of_vollrath),
        cmocka_unit_test(an_island_of_one_cell_is_seen_but_has_no_slope),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
