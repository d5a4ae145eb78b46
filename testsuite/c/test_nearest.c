/** Distances to the nearest target, against all pairs of cells and against geodesics. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <omp.h>

#include "terrain/nearest.h"
#include "terrain_fixture.h"

#define RADIANS (M_PI / 180.)

/* Major half axis and flattening; WGS84's, and a sphere. */
struct figure {
    double radius;
    double flattening;
};

static const struct figure wgs84 = {6378137., 1. / 298.257223563}, sphere = {6371007., 0.};

/* Geodesic in m by Vincenty's inverse formula (1975), east by `east` radians. */
static double geodesic(struct figure figure, double from, double to, double east)
{
    const double f = figure.flattening, b = figure.radius * (1. - f);
    const double u1 = atan((1. - f) * tan(from)), u2 = atan((1. - f) * tan(to));
    double lambda = east, sigma = 0., sin_sigma = 0., cos_sigma = 1., cos_alpha2 = 1., cos_2m = 0., u, big_a, big_b;

    for (int i = 0; i < 8; i++) {
        const double x = cos(u2) * sin(lambda), y = cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(lambda);
        double sin_alpha, c;

        sin_sigma = hypot(x, y);
        if (sin_sigma == 0.)
            return 0.;
        cos_sigma = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(lambda);
        sigma = atan2(sin_sigma, cos_sigma);
        sin_alpha = cos(u1) * cos(u2) * sin(lambda) / sin_sigma;
        cos_alpha2 = 1. - sin_alpha * sin_alpha;
        cos_2m = cos_alpha2 > 1e-12 ? cos_sigma - 2. * sin(u1) * sin(u2) / cos_alpha2 : 0.;
        c = f / 16. * cos_alpha2 * (4. + f * (4. - 3. * cos_alpha2));
        lambda = east + (1. - c) * f * sin_alpha *
                            (sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2. * cos_2m * cos_2m - 1.)));
    }
    u = cos_alpha2 * (figure.radius * figure.radius - b * b) / (b * b);
    big_a = 1. + u / 16384. * (4096. + u * (-768. + u * (320. - 175. * u)));
    big_b = u / 1024. * (256. + u * (-128. + u * (74. - 47. * u)));
    return b * big_a *
           (sigma -
            big_b * sin_sigma *
                (cos_2m + big_b / 4. *
                              (cos_sigma * (2. * cos_2m * cos_2m - 1.) -
                               big_b / 6. * cos_2m * (4. * sin_sigma * sin_sigma - 3.) * (4. * cos_2m * cos_2m - 3.))));
}

/* Gives a landscape the cell sizes of latitude-longitude cells of `cell` radians, row 0 at latitude `north`. */
static void lie_on(struct landscape *land, struct figure figure, double north, double cell)
{
    for (int row = 0; row < land->lattice.rows; row++) {
        const double latitude = north - row * cell;

        land->east_west[row] = geodesic(figure, latitude, latitude, cell);
        land->north_south[row] = geodesic(figure, latitude, latitude - cell, 0.);
    }
}

static void mark(float *distance, const uint8_t *target, size_t cells)
{
    for (size_t cell = 0; cell < cells; cell++)
        distance[cell] = target[cell] ? 0.f : NAN;
}

/* Distance between two cells as the header defines it. */
static double straight(const struct landscape *land, size_t one, size_t other)
{
    const int cols = land->lattice.cols;
    const int first = (int)((one < other ? one : other) / cols), last = (int)((one < other ? other : one) / cols);
    int east = abs((int)(one % cols) - (int)(other % cols));
    double south = 0.;

    if (land->lattice.wraps && cols - east < east)
        east = cols - east;
    for (int row = first; row < last; row++)
        south += land->north_south[row];
    return sqrt(south * south + land->east_west[first] * land->east_west[last] * east * east);
}

static void assert_nearest_of_all(const struct landscape *land, const uint8_t *target)
{
    float *distance = malloc(land->cells * sizeof(float));
    uint32_t *nearest = malloc(land->cells * sizeof(uint32_t));

    mark(distance, target, land->cells);
    assert_int_equal(nearest_distance(&land->lattice, land->direction, distance, nearest, NULL), SLIDE_OK);
    for (size_t cell = 0; cell < land->cells; cell++) {
        double least = INFINITY;

        for (size_t other = 0; other < land->cells; other++)
            if (target[other])
                least = fmin(least, straight(land, cell, other));
        if (!land->direction[cell] || isinf(least)) {
            assert_true(isnan(distance[cell]));
            assert_int_equal(nearest[cell], UINT32_MAX);
            continue;
        }
        assert_true(fabs(distance[cell] - least) <= 1e-6 * least);
        assert_true(target[nearest[cell]]);
        assert_true(fabs(straight(land, cell, nearest[cell]) - least) <= 1e-9 * least);
    }
    free(distance);
    free(nearest);
}

/* Targets with a probability; one valid cell in twelve is null. */
static void scatter(struct landscape *land, uint8_t *target, uint64_t seed, double share)
{
    struct random_stream stream = random_stream_at(seed, 1);

    for (size_t cell = 0; cell < land->cells; cell++) {
        target[cell] = random_uniform(&stream) < share;
        land->direction[cell] = random_below(&stream, 12) > 0;
    }
}

static void on_random_maps_no_target_is_nearer_than_the_one_found(void **state)
{
    const int shape[7][2] = {{23, 31}, {40, 37}, {37, 16}, {1, 40}, {40, 1}, {1, 1}, {2, 2}};
    const double share[4] = {0.002, 0.01, 0.1, 0.6};

    (void)state;
    for (uint64_t seed = 0; seed < 168; seed++) {
        struct landscape land = landscape_new(shape[seed % 7][0], shape[seed % 7][1], 30.);
        uint8_t *target = calloc(land.cells, 1);

        scatter(&land, target, seed, share[seed / 7 % 4]);
        if (seed / 28 % 3 == 1) /* from the far north over the equator, cells of 3.4 degrees */
            lie_on(&land, sphere, 1.4, 0.06);
        if (seed / 28 % 3 == 2) /* the south, longer steps down than across */
            lie_on(&land, wgs84, -0.6, 0.02);
        land.lattice.wraps = seed >= 84;
        assert_nearest_of_all(&land, target);
        free(target);
        landscape_free(&land);
    }
}

static void around_a_point_distances_are_those_of_circles(void **state)
{
    struct landscape land = landscape_new(61, 90, 25.);
    float *distance = malloc(land.cells * sizeof(float));

    (void)state;
    memset(land.direction, 1, land.cells);
    for (size_t cell = 0; cell < land.cells; cell++)
        distance[cell] = NAN;
    distance[at(&land, 20, 70)] = 7.f;
    assert_int_equal(nearest_distance(&land.lattice, land.direction, distance, NULL, NULL), SLIDE_OK);
    for (int row = 0; row < 61; row++)
        for (int col = 0; col < 90; col++)
            assert_true(distance[at(&land, row, col)] == (float)(25. * hypot(row - 20, col - 70)));
    free(distance);
    landscape_free(&land);
}

/* The greatest relative error up to `reach` m from a target in the middle, on cells of 1/60 degree. */
static double worst_error(struct figure figure, double middle, double reach)
{
    const double cell = RADIANS / 60., north = middle * RADIANS + 60. * cell;
    struct landscape land = landscape_new(121, 401, 1.);
    float *distance = malloc(land.cells * sizeof(float));
    double worst = 0.;

    lie_on(&land, figure, north, cell);
    memset(land.direction, 1, land.cells);
    for (size_t i = 0; i < land.cells; i++)
        distance[i] = NAN;
    distance[at(&land, 60, 200)] = 0.f;
    assert_int_equal(nearest_distance(&land.lattice, land.direction, distance, NULL, NULL), SLIDE_OK);
    for (int row = 0; row < 121; row++)
        for (int col = 0; col < 401; col++) {
            const double truth = geodesic(figure, north - 60. * cell, north - row * cell, abs(col - 200) * cell);

            if (truth > 0. && truth <= reach)
                worst = fmax(worst, fabs(distance[at(&land, row, col)] / truth - 1.));
        }
    free(distance);
    landscape_free(&land);
    return worst;
}

static void in_latitude_longitude_distances_are_those_of_geodesics(void **state)
{
    (void)state;
    assert_true(fabs(geodesic(wgs84, 0., 0., RADIANS) - 111319.491) < 1e-2); /* a degree of the equator */
    assert_true(fabs(geodesic(wgs84, 45. * RADIANS, 46. * RADIANS, 0.) - 111141.548) < 1e-2);
    for (int latitude = -70; latitude <= 70; latitude += 10) {
        assert_true(worst_error(wgs84, latitude, 1e5) < 1e-4);
        assert_true(worst_error(sphere, latitude, 1e5) < 1e-4);
    }
    assert_true(worst_error(wgs84, 40., 1e5) < 1e-5);
    assert_true(worst_error(wgs84, 70., 2e4) < 1e-5);
}

static void the_shortest_way_may_lead_over_the_date_line(void **state)
{
    struct landscape land = landscape_new(1, 10, 5.);
    float distance[10];
    uint32_t nearest[10];

    (void)state;
    memset(land.direction, 1, 10);
    for (int wraps = 0; wraps < 2; wraps++) {
        mark(distance, (const uint8_t[10]){0, 1, 0, 0, 0, 0, 0, 0, 0, 0}, 10);
        land.lattice.wraps = wraps;
        assert_int_equal(nearest_distance(&land.lattice, land.direction, distance, nearest, NULL), SLIDE_OK);
        assert_true(distance[9] == (wraps ? 10.f : 40.f));
        assert_true(distance[5] == 20.f);
        assert_int_equal(nearest[9], 1);
    }
    landscape_free(&land);
}

static void nulls_get_no_distance_and_are_no_obstacle(void **state)
{
    struct landscape land = landscape_new(3, 5, 10.);
    float distance[15];

    (void)state;
    memset(land.direction, 1, 15);
    for (int row = 0; row < 3; row++)
        land.direction[at(&land, row, 2)] = 0;
    for (int cell = 0; cell < 15; cell++)
        distance[cell] = NAN;
    distance[5] = 0.f;
    assert_int_equal(nearest_distance(&land.lattice, land.direction, distance, NULL, NULL), SLIDE_OK);
    assert_true(isnan(distance[7]));
    assert_true(distance[9] == 40.f);
    landscape_free(&land);
}

static void without_a_target_there_is_no_distance(void **state)
{
    struct landscape land = landscape_new(7, 20, 10.);
    float *distance = malloc(land.cells * sizeof(float));
    uint32_t *nearest = malloc(land.cells * sizeof(uint32_t));

    (void)state;
    for (int valid = 0; valid < 2; valid++) {
        memset(land.direction, valid, land.cells);
        mark(distance, memset(land.area, 0, land.cells), land.cells);
        assert_int_equal(nearest_distance(&land.lattice, land.direction, distance, nearest, NULL), SLIDE_OK);
        for (size_t cell = 0; cell < land.cells; cell++)
            assert_true(isnan(distance[cell]) && nearest[cell] == UINT32_MAX);
    }
    free(distance);
    free(nearest);
    landscape_free(&land);
}

static void one_thread_and_four_give_the_same_bits(void **state)
{
    struct landscape land = landscape_new(200, 333, 30.);
    uint8_t *target = calloc(land.cells, 1);
    float *distance[2];
    uint32_t *nearest[2];

    (void)state;
    scatter(&land, target, 5, 0.003);
    lie_on(&land, wgs84, 0.7, 1e-3);
    for (int i = 0; i < 2; i++) {
        distance[i] = malloc(land.cells * sizeof(float));
        nearest[i] = malloc(land.cells * sizeof(uint32_t));
        mark(distance[i], target, land.cells);
        omp_set_num_threads(i ? 4 : 1);
        assert_int_equal(nearest_distance(&land.lattice, land.direction, distance[i], nearest[i], NULL), SLIDE_OK);
    }
    assert_memory_equal(distance[0], distance[1], land.cells * sizeof(float));
    assert_memory_equal(nearest[0], nearest[1], land.cells * sizeof(uint32_t));
    for (int i = 0; i < 2; i++) {
        free(distance[i]);
        free(nearest[i]);
    }
    free(target);
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_random_maps_no_target_is_nearer_than_the_one_found),
        cmocka_unit_test(around_a_point_distances_are_those_of_circles),
        cmocka_unit_test(in_latitude_longitude_distances_are_those_of_geodesics),
        cmocka_unit_test(the_shortest_way_may_lead_over_the_date_line),
        cmocka_unit_test(nulls_get_no_distance_and_are_no_obstacle),
        cmocka_unit_test(without_a_target_there_is_no_distance),
        cmocka_unit_test(one_thread_and_four_give_the_same_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
