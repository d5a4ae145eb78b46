/** Densities and kernel means within circles, against all pairs of cells and closed forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <omp.h>

#include "terrain/density.h"
#include "terrain_fixture.h"

/* Two input maps, then the output maps of a landscape. */
enum { LENGTH, KSN, DRAINAGE, KSN_DENSITY, MEAN, DEVIATION, MAPS };

struct maps {
    float *of[MAPS];
    uint32_t *count;
};

static struct maps maps_new(size_t cells)
{
    struct maps maps;

    for (int i = 0; i < MAPS; i++)
        maps.of[i] = calloc(cells, sizeof(float));
    maps.count = calloc(cells, sizeof(uint32_t));
    return maps;
}

static void maps_free(struct maps *maps)
{
    for (int i = 0; i < MAPS; i++)
        free(maps->of[i]);
    free(maps->count);
}

static void compute(const struct landscape *land, struct maps *maps, double radius)
{
    const struct kernel_statistics statistics = {maps->of[MEAN], maps->of[DEVIATION], maps->count};

    assert_int_equal(
        channel_density(&land->lattice, land->direction, maps->of[LENGTH], NULL, radius, maps->of[DRAINAGE], NULL),
        SLIDE_OK);
    assert_int_equal(channel_density(&land->lattice, land->direction, maps->of[LENGTH], maps->of[KSN], radius,
                                     maps->of[KSN_DENSITY], NULL),
                     SLIDE_OK);
    assert_int_equal(channel_kernel(&land->lattice, land->direction, maps->of[KSN], radius, &statistics, NULL),
                     SLIDE_OK);
}

/* Squared distance between two cells on the ground. */
static double square_between(const struct landscape *land, size_t one, size_t other)
{
    const int cols = land->lattice.cols;
    const int first = (int)((one < other ? one : other) / cols), last = (int)((one < other ? other : one) / cols);
    int east = abs((int)(one % cols) - (int)(other % cols));
    double south = 0.;

    if (land->lattice.wraps && cols - east < east)
        east = cols - east;
    for (int row = first; row < last; row++)
        south += land->north_south[row];
    return south * south + land->east_west[first] * land->east_west[last] * east * east;
}

static void assert_near(double found, double truth)
{
    assert_int_equal(isnan(found), isnan(truth));
    assert_true(isnan(truth) || fabs(found - truth) <= 1e-6 * fabs(truth) + 1e-9);
}

static void assert_sums_of_all_pairs(const struct landscape *land, const struct maps *maps, double radius, size_t cell)
{
    double area = 0., length = 0., weighted = 0., count = 0., sum = 0., square = 0.;

    for (size_t other = 0; other < land->cells; other++) {
        if (square_between(land, cell, other) > radius * radius)
            continue;
        area += land->direction[other] ? land->area_of_row[other / land->lattice.cols] : 0.;
        length += isnan(maps->of[LENGTH][other]) ? 0. : maps->of[LENGTH][other];
        if (isnan(maps->of[KSN][other]))
            continue;
        weighted += isnan(maps->of[LENGTH][other]) ? 0. : (double)maps->of[LENGTH][other] * maps->of[KSN][other];
        count++;
        sum += maps->of[KSN][other];
        square += (double)maps->of[KSN][other] * maps->of[KSN][other];
    }
    if (!land->direction[cell])
        area = count = sum = NAN;
    assert_near(maps->of[DRAINAGE][cell], length * 1000. / area);
    assert_near(maps->of[KSN_DENSITY][cell], weighted * 1000. / area);
    assert_int_equal(maps->count[cell], isnan(count) ? 0 : (uint32_t)count);
    assert_near(maps->of[MEAN][cell], sum / count);
    if (count > 0.)
        assert_true(fabs(maps->of[DEVIATION][cell] - sqrt(fmax(square / count - pow(sum / count, 2.), 0.))) < 1e-3);
    else
        assert_true(isnan(maps->of[DEVIATION][cell]));
}

/* Channels on one cell in seven, nulls on one in ten, now and then a channel cell without Ksn. */
static void draw_channels(struct landscape *land, struct maps *maps, uint64_t seed)
{
    struct random_stream stream = random_stream_at(seed, 2);

    for (size_t cell = 0; cell < land->cells; cell++) {
        land->direction[cell] = random_below(&stream, 10) > 0;
        maps->of[LENGTH][cell] = seed % 2 ? 0.f : NAN;
        maps->of[KSN][cell] = NAN;
        if (land->direction[cell] && random_below(&stream, 7) == 0) {
            maps->of[LENGTH][cell] = (float)(30. + 12. * random_uniform(&stream));
            maps->of[KSN][cell] = random_below(&stream, 9) ? (float)(300. * random_uniform(&stream)) : NAN;
        }
    }
}

static void on_random_maps_sums_are_those_over_all_pairs(void **state)
{
    const int shape[6][2] = {{150, 9}, {33, 41}, {27, 26}, {1, 60}, {60, 1}, {1, 1}};
    const double radius[5] = {0., 31., 147., 505., 1e5};

    (void)state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct landscape land = landscape_new(shape[seed % 6][0], shape[seed % 6][1], 30.);
        struct maps maps = maps_new(land.cells);

        for (int row = 0; seed % 3 && row < land.lattice.rows; row++) {
            land.east_west[row] = 10. + 0.37 * row;
            land.north_south[row] = 33.3 - 0.01 * row;
            land.area_of_row[row] = land.east_west[row] * land.north_south[row];
        }
        land.lattice.wraps = seed >= 30;
        draw_channels(&land, &maps, seed);
        compute(&land, &maps, radius[seed / 6 % 5]);
        for (size_t cell = 0; cell < land.cells; cell++)
            assert_sums_of_all_pairs(&land, &maps, radius[seed / 6 % 5], cell);
        maps_free(&maps);
        landscape_free(&land);
    }
}

static void a_straight_channel_through_the_circle_is_two_radii_per_its_area(void **state)
{
    struct landscape land = landscape_new(121, 181, 20.);
    struct maps maps = maps_new(land.cells);
    const double radius = 1010.;

    (void)state;
    memset(land.direction, 1, land.cells);
    for (size_t cell = 0; cell < land.cells; cell++)
        maps.of[KSN][cell] = NAN;
    for (int row = 0; row < 121; row++) {
        maps.of[LENGTH][at(&land, row, 90)] = 20.f;
        maps.of[KSN][at(&land, row, 90)] = 150.f;
    }
    compute(&land, &maps, radius);
    assert_true(fabs(maps.of[DRAINAGE][at(&land, 60, 90)] / (2e3 / (M_PI * radius)) - 1.) < 0.005);
    assert_true(fabs(maps.of[KSN_DENSITY][at(&land, 60, 90)] / (150. * 2e3 / (M_PI * radius)) - 1.) < 0.005);
    /* a chord at 600 m from the centre */
    assert_true(fabs(maps.of[DRAINAGE][at(&land, 60, 60)] /
                         (2e3 * sqrt(radius * radius - 600. * 600.) / (M_PI * radius * radius)) -
                     1.) < 0.01);
    assert_true(maps.of[DRAINAGE][at(&land, 60, 35)] == 0.f);
    assert_true(maps.of[KSN_DENSITY][at(&land, 60, 35)] == 0.f);
    assert_true(isnan(maps.of[MEAN][at(&land, 60, 35)]));
    /* half the circle at the end of the map, half the channel in it */
    assert_true(fabs(maps.of[DRAINAGE][at(&land, 0, 90)] / maps.of[DRAINAGE][at(&land, 60, 90)] - 1.) < 0.02);
    maps_free(&maps);
    landscape_free(&land);
}

static void one_ksn_everywhere_is_its_own_mean_without_deviation(void **state)
{
    struct landscape land = landscape_new(80, 70, 30.);
    struct maps maps = maps_new(land.cells);

    (void)state;
    draw_channels(&land, &maps, 4);
    for (size_t cell = 0; cell < land.cells; cell++)
        maps.of[KSN][cell] = isnan(maps.of[LENGTH][cell]) ? NAN : 123.4f;
    compute(&land, &maps, 200.);
    for (size_t cell = 0; cell < land.cells; cell++) {
        if (maps.count[cell] == 0)
            continue;
        assert_true(maps.of[MEAN][cell] == 123.4f);
        assert_true(maps.of[DEVIATION][cell] < 1e-6f);
        assert_true(fabs(maps.of[KSN_DENSITY][cell] / (123.4 * maps.of[DRAINAGE][cell]) - 1.) < 1e-6);
    }
    maps_free(&maps);
    landscape_free(&land);
}

static void circles_cover_the_same_ground_at_any_latitude(void **state)
{
    const double cell = 1. / 3600. * M_PI / 180., radius = 1500., earth = 6371007.;

    (void)state;
    for (int latitude = 0; latitude <= 80; latitude += 20) {
        struct landscape land = landscape_new(121, 601, 30.);
        struct maps maps = maps_new(land.cells);

        for (int row = 0; row < 121; row++) {
            const double phi = latitude * M_PI / 180. + (60 - row) * cell;

            land.east_west[row] = earth * cos(phi) * cell;
            land.north_south[row] = earth * cell;
        }
        memset(land.direction, 1, land.cells);
        compute(&land, &maps, radius);
        assert_true(
            fabs(maps.count[at(&land, 60, 300)] * land.east_west[60] * land.north_south[60] / (M_PI * radius * radius) -
                 1.) < 0.005);
        maps_free(&maps);
        landscape_free(&land);
    }
}

static void a_map_of_nulls_and_one_without_channels_have_no_mean(void **state)
{
    struct landscape land = landscape_new(6, 7, 30.);
    struct maps maps = maps_new(land.cells);

    (void)state;
    for (size_t cell = 0; cell < land.cells; cell++)
        maps.of[LENGTH][cell] = maps.of[KSN][cell] = NAN;
    for (int valid = 0; valid < 2; valid++) {
        memset(land.direction, valid, land.cells);
        compute(&land, &maps, 70.);
        for (size_t cell = 0; cell < land.cells; cell++) {
            assert_true(valid ? maps.of[DRAINAGE][cell] == 0.f : isnan(maps.of[DRAINAGE][cell]));
            assert_true(isnan(maps.of[MEAN][cell]) && isnan(maps.of[DEVIATION][cell]) && maps.count[cell] == 0);
        }
    }
    maps_free(&maps);
    landscape_free(&land);
}

static void one_thread_and_four_give_the_same_bits(void **state)
{
    struct landscape land = landscape_new(300, 222, 30.);
    struct maps maps[2] = {maps_new(land.cells), maps_new(land.cells)};

    (void)state;
    for (int i = 0; i < 2; i++) {
        draw_channels(&land, &maps[i], 8);
        omp_set_num_threads(i ? 4 : 1);
        compute(&land, &maps[i], 500.);
    }
    assert_memory_equal(maps[0].of[DRAINAGE], maps[1].of[DRAINAGE], land.cells * sizeof(float));
    assert_memory_equal(maps[0].of[KSN_DENSITY], maps[1].of[KSN_DENSITY], land.cells * sizeof(float));
    assert_memory_equal(maps[0].of[MEAN], maps[1].of[MEAN], land.cells * sizeof(float));
    assert_memory_equal(maps[0].of[DEVIATION], maps[1].of[DEVIATION], land.cells * sizeof(float));
    maps_free(&maps[0]);
    maps_free(&maps[1]);
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_random_maps_sums_are_those_over_all_pairs),
        cmocka_unit_test(a_straight_channel_through_the_circle_is_two_radii_per_its_area),
        cmocka_unit_test(one_ksn_everywhere_is_its_own_mean_without_deviation),
        cmocka_unit_test(circles_cover_the_same_ground_at_any_latitude),
        cmocka_unit_test(a_map_of_nulls_and_one_without_channels_have_no_mean),
        cmocka_unit_test(one_thread_and_four_give_the_same_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
