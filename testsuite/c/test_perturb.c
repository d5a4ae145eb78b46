/** Random errors of elevations: their size and correlation against the closed form, and what they do to Ksn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <omp.h>

#include "terrain/perturb.h"
#include "terrain/steepness.h"
#include "terrain_fixture.h"

static float *perturbed(const struct landscape *land, struct elevation_error error, uint64_t seed, uint64_t member)
{
    float *map = malloc(land->cells * sizeof *map);

    assert_int_equal(perturb_elevation(&land->lattice, land->raw, &error, seed, member, map, NULL), SLIDE_OK);
    return map;
}

/* Mean product of the errors of cells `south` rows and `east` columns apart, over those of `rows` from `first`. */
static double product_at(const struct landscape *land, const float *map, int first, int rows, int south, int east)
{
    double sum = 0.;
    size_t count = 0;

    for (int row = first; row < first + rows - south; row++)
        for (int col = 0; col < land->lattice.cols - east; col++, count++)
            sum += map[at(land, row, col)] * map[at(land, row + south, col + east)];
    return sum / (double)count;
}

static void the_field_has_its_sd_and_its_correlation(void **state)
{
    /* 900 x 900 cells hold some 4000 patches of a correlation length of 8 cells: the sampling error is below 0.05 */
    struct landscape land = landscape_new(900, 900, 10.);
    const struct elevation_error error = {1., 80.};
    float *map = perturbed(&land, error, 1, 0);

    (void)state;
    for (int lag = 0; lag <= 20; lag += 4) {
        const double straight = exp(-pow(lag / 8., 2.)), diagonal = exp(-2. * pow(lag / 8., 2.));

        assert_true(fabs(product_at(&land, map, 0, 900, 0, lag) - straight) < 0.05);
        assert_true(fabs(product_at(&land, map, 0, 900, lag, 0) - straight) < 0.05);
        assert_true(fabs(product_at(&land, map, 0, 900, lag, lag) - diagonal) < 0.05);
        assert_true(fabs(elevation_error_correlation(&error, 10. * lag) - straight) < 1e-12);
    }
    free(map);
    landscape_free(&land);
}

static void without_a_length_every_cell_errs_on_its_own(void **state)
{
    struct landscape land = landscape_new(400, 400, 10.);
    const struct elevation_error error = {3., 0.};
    float *map = perturbed(&land, error, 1, 0);

    (void)state;
    assert_true(fabs(product_at(&land, map, 0, 400, 0, 0) / 9. - 1.) < 0.02);
    assert_true(fabs(product_at(&land, map, 0, 400, 0, 1) / 9.) < 0.02);
    assert_true(fabs(product_at(&land, map, 0, 400, 1, 0) / 9.) < 0.02);
    assert_true(fabs(product_at(&land, map, 0, 400, 1, 1) / 9.) < 0.02);
    assert_true(elevation_error_correlation(&error, 0.) == 1. && elevation_error_correlation(&error, 10.) == 0.);
    free(map);
    landscape_free(&land);
}

static void members_spread_as_much_at_edges_and_corners_as_inside(void **state)
{
    /* also where the length is beyond the map */
    static const double lengths[] = {25., 60., 1000.};
    enum { MEMBERS = 4000 };
    struct landscape land = landscape_new(7, 9, 10.);
    double squares[63];

    (void)state;
    for (int wraps = 0; wraps < 2; wraps++)
        for (int i = 0; i < 3; i++) {
            land.lattice.wraps = wraps;
            memset(squares, 0, sizeof squares);
            for (int member = 0; member < MEMBERS; member++) {
                float *map = perturbed(&land, (struct elevation_error){1., lengths[i]}, 2, member);

                for (size_t cell = 0; cell < land.cells; cell++)
                    squares[cell] += map[cell] * map[cell];
                free(map);
            }
            /* the standard error of a variance of 1 from 4000: 0.022 */
            for (size_t cell = 0; cell < land.cells; cell++)
                assert_true(fabs(squares[cell] / MEMBERS - 1.) < 0.1);
        }
    landscape_free(&land);
}

static void around_the_globe_the_last_column_errs_with_the_first(void **state)
{
    struct landscape land = landscape_new(4000, 60, 10.);
    double joined = 0., apart = 0.;
    float *map;

    (void)state;
    land.lattice.wraps = 1;
    map = perturbed(&land, (struct elevation_error){1., 30.}, 3, 0);
    for (int row = 0; row < 4000; row++) {
        joined += map[at(&land, row, 0)] * map[at(&land, row, 59)] / 4000.;
        apart += map[at(&land, row, 0)] * map[at(&land, row, 30)] / 4000.;
    }
    assert_true(fabs(joined - exp(-1. / 9.)) < 0.1);
    assert_true(fabs(apart) < 0.1);
    free(map);
    landscape_free(&land);
}

static void distances_are_true_where_cells_differ_by_row(void **state)
{
    /* cells of 10 m in the north, twice as wide and half as high in the south */
    struct landscape land = landscape_new(1200, 600, 10.);
    float *map;

    (void)state;
    for (int row = 600; row < 1200; row++) {
        land.east_west[row] = 20.;
        land.north_south[row] = 5.;
    }
    map = perturbed(&land, (struct elevation_error){1., 40.}, 4, 0);
    assert_true(fabs(product_at(&land, map, 0, 600, 0, 4) - exp(-1.)) < 0.05);
    assert_true(fabs(product_at(&land, map, 0, 600, 4, 0) - exp(-1.)) < 0.05);
    assert_true(fabs(product_at(&land, map, 600, 600, 0, 2) - exp(-1.)) < 0.05);
    assert_true(fabs(product_at(&land, map, 600, 600, 8, 0) - exp(-1.)) < 0.05);
    free(map);
    landscape_free(&land);
}

static void nulls_stay_null_and_change_nothing_else(void **state)
{
    struct landscape land = landscape_new(40, 50, 10.);
    const struct elevation_error error = {2., 35.};
    float *whole = perturbed(&land, error, 5, 6), *holed;

    (void)state;
    for (size_t cell = 0; cell < land.cells; cell += 7)
        land.raw[cell] = NAN;
    holed = perturbed(&land, error, 5, 6);
    for (size_t cell = 0; cell < land.cells; cell++)
        assert_true(cell % 7 == 0 ? isnan(holed[cell]) : holed[cell] == whole[cell]);
    free(whole);
    free(holed);
    landscape_free(&land);
}

static void seed_and_member_make_the_error_and_the_threads_do_not(void **state)
{
    const struct elevation_error error = {2., 35.};
    const int threads = omp_get_max_threads();
    struct landscape land = landscape_new(97, 53, 10.);
    float *one, *four, *member, *seed;

    (void)state;
    omp_set_num_threads(1);
    one = perturbed(&land, error, 5, 6);
    omp_set_num_threads(4);
    four = perturbed(&land, error, 5, 6);
    omp_set_num_threads(threads);
    member = perturbed(&land, error, 5, 7);
    seed = perturbed(&land, error, 6, 6);
    assert_memory_equal(one, four, land.cells * sizeof *one);
    for (size_t cell = 0; cell < land.cells; cell++)
        assert_true(one[cell] != member[cell] && one[cell] != seed[cell] && member[cell] != seed[cell]);
    free(one);
    free(four);
    free(member);
    free(seed);
    landscape_free(&land);
}

static void one_cell_one_row_and_one_column_are_fields_too(void **state)
{
    static const int shapes[][2] = {{1, 1}, {1, 40}, {40, 1}};

    (void)state;
    for (int i = 0; i < 6; i++) {
        struct landscape land = landscape_new(shapes[i / 2][0], shapes[i / 2][1], 10.);
        float *map;

        land.lattice.wraps = i % 2;
        map = perturbed(&land, (struct elevation_error){1., 50.}, 8, 0);
        for (size_t cell = 0; cell < land.cells; cell++)
            assert_true(fabs(map[cell]) > 0. && fabs(map[cell]) < 6.);
        free(map);
        landscape_free(&land);
    }
}

/* A channel along the middle row of three, all falling evenly west, its nodes in columns 1 to cols - 1 and 0. */
static struct channel_network channel_on_a_slope(struct landscape *land, double slope)
{
    struct channel_network network;

    for (int row = 0; row < 3; row++)
        for (int col = 0; col < land->lattice.cols; col++) {
            land->raw[at(land, row, col)] = (float)(100. + slope * 10. * col);
            land->direction[at(land, row, col)] = row == 1 ? (col > 0 ? 4 : FLOW_OUTLET) : row == 0 ? 6 : 2;
            land->area[at(land, row, col)] = row == 1 ? 1e6 + 1e4 * (land->lattice.cols - col) : 100.;
        }
    assert_int_equal(flow_graph_build(&land->lattice, land->direction, &land->graph, NULL), SLIDE_OK);
    assert_int_equal(channels_find(&land->graph, land->area, 1e6, &network, NULL), SLIDE_OK);
    return network;
}

static void the_spread_of_ksn_over_members_is_that_of_a_step(void **state)
{
    enum { MEMBERS = 3000 };
    static const double lengths[] = {0., 20.};
    struct landscape land = landscape_new(3, 30, 10.);
    struct channel_network network = channel_on_a_slope(&land, 1.);
    double elevation[30], ksn[30], sd[30];
    float map[90];

    (void)state;
    assert_int_equal(network.nodes, 30);
    for (int i = 0; i < 2; i++) {
        const struct elevation_error error = {0.5, lengths[i]};
        const double difference = sqrt(2. - 2. * elevation_error_correlation(&error, 10.));
        struct ensemble ensemble;

        assert_int_equal(ensemble_begin(&network, &ensemble, NULL), SLIDE_OK);
        for (int member = 0; member < MEMBERS; member++) {
            float *dem = perturbed(&land, error, 9, member);

            channels_gather(&network, dem, elevation);
            channel_steepness(&network, elevation, 0.45, ksn);
            channels_scatter(&network, ksn, land.cells, map);
            ensemble_add(&ensemble, map);
            free(dem);
        }
        ensemble_sd(&ensemble, sd);
        for (size_t node = 0; node < 29; node++) {
            const double power = pow(network.area[node], 0.45);

            assert_int_equal(ensemble.count[node], MEMBERS);
            /* the relative standard error of a standard deviation from 3000: 0.013; near the ends errors are more alike
             */
            if (lengths[i] == 0. || (node > 3 && node < 25))
                assert_true(fabs(sd[node] / (difference * 0.5 / 10. * power) - 1.) < 0.06);
            assert_true(sd[node] < 1.06 * difference * 0.5 / 10. * power);
            assert_true(fabs(ensemble.mean[node] / power - 1.) < 0.01);
        }
        assert_true(ensemble.count[29] == 0 && isnan(ensemble.mean[29]) && isnan(sd[29]));
        ensemble_free(&ensemble);
    }
    channels_free(&network);
    landscape_free(&land);
}

static void moments_are_those_of_the_members_that_have_a_value(void **state)
{
    struct landscape land = landscape_new(3, 3, 10.);
    struct channel_network network = channel_on_a_slope(&land, 1.);
    static const float maps[3][9] = {
        {0, 0, 0, 1e6f, 5, NAN}, {0, 0, 0, 1e6f + 1, NAN, NAN}, {0, 0, 0, 1e6f + 5, NAN, NAN}};
    struct ensemble ensemble;
    double sd[3];

    (void)state;
    assert_int_equal(ensemble_begin(&network, &ensemble, NULL), SLIDE_OK);
    for (int member = 0; member < 3; member++)
        ensemble_add(&ensemble, maps[member]);
    ensemble_sd(&ensemble, sd);
    for (size_t node = 0; node < 3; node++) {
        const uint32_t col = network.cell[node] - 3;

        assert_int_equal(ensemble.count[node], col == 0 ? 3 : col == 1 ? 1 : 0);
        if (col == 0)
            assert_true(fabs(ensemble.mean[node] - 1000002.) < 1e-6 && fabs(sd[node] - sqrt(7.)) < 1e-6);
        else
            assert_true(isnan(sd[node]) && (col == 1 ? ensemble.mean[node] == 5. : isnan(ensemble.mean[node])));
    }
    ensemble_free(&ensemble);
    channels_free(&network);
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_field_has_its_sd_and_its_correlation),
        cmocka_unit_test(without_a_length_every_cell_errs_on_its_own),
        cmocka_unit_test(members_spread_as_much_at_edges_and_corners_as_inside),
        cmocka_unit_test(around_the_globe_the_last_column_errs_with_the_first),
        cmocka_unit_test(distances_are_true_where_cells_differ_by_row),
        cmocka_unit_test(nulls_stay_null_and_change_nothing_else),
        cmocka_unit_test(seed_and_member_make_the_error_and_the_threads_do_not),
        cmocka_unit_test(one_cell_one_row_and_one_column_are_fields_too),
        cmocka_unit_test(the_spread_of_ksn_over_members_is_that_of_a_step),
        cmocka_unit_test(moments_are_those_of_the_members_that_have_a_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
