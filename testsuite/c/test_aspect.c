/** Aspect of planes and its circular statistics against closed forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terrain/aspect.h"
#include "terrain_fixture.h"

static void a_plane_faces_one_way_up_to_its_edges_whatever_the_shape_of_cells(void **state)
{
    (void)state;
    for (int degrees = 0; degrees < 360; degrees += 15) {
        struct landscape land = landscape_new(6, 7, 30.);
        const double downhill[2] = {cos(degrees * M_PI / 180.), sin(degrees * M_PI / 180.)};

        for (int row = 0; row < 6; row++) {
            land.east_west[row] = 17.;
            land.area_of_row[row] = 17. * 30.;
            for (int col = 0; col < 7; col++)
                land.raw[at(&land, row, col)] = (float)(-0.3 * (downhill[0] * 17. * col - downhill[1] * 30. * row));
        }
        land.raw[at(&land, 2, 3)] = NAN;
        for (int row = 0; row < 6; row++)
            for (int col = 0; col < 7; col++) {
                double aspect[2];

                if (row == 2 && col == 3)
                    continue;
                assert_int_equal(aspect_find(&land.lattice, land.raw, at(&land, row, col), row, col, aspect), 1);
                assert_true(fabs(aspect[0] - downhill[0]) < 1e-5 && fabs(aspect[1] - downhill[1]) < 1e-5);
            }
        landscape_free(&land);
    }
}

/* Horn's weights by hand: heights 1..9 squared, row by row, on cells of 1 m. */
static void the_gradient_has_horns_weights(void **state)
{
    struct landscape land = landscape_new(3, 3, 1.);
    const double east = (9. + 2. * 36. + 81. - 1. - 2. * 16. - 49.) / 8.;
    const double north = (1. + 2. * 4. + 9. - 49. - 2. * 64. - 81.) / 8.;
    double aspect[2];

    (void)state;
    for (int cell = 0; cell < 9; cell++)
        land.raw[cell] = (float)((cell + 1) * (cell + 1));
    assert_int_equal(aspect_find(&land.lattice, land.raw, 4, 1, 1, aspect), 1);
    assert_true(fabs(aspect[0] + east / hypot(east, north)) < 1e-12);
    assert_true(fabs(aspect[1] + north / hypot(east, north)) < 1e-12);
    landscape_free(&land);
}

static void around_the_globe_a_slope_goes_on_over_the_cut(void **state)
{
    struct landscape land = landscape_new(3, 8, 10.);
    double aspect[2];

    (void)state;
    land.lattice.wraps = 1;
    for (int cell = 0; cell < 24; cell++)
        land.raw[cell] = (float)abs(cell % 8 - 4);
    /* the crest is at column 0, the valley at column 4 */
    assert_int_equal(aspect_find(&land.lattice, land.raw, 8, 1, 0, aspect), 0);
    assert_int_equal(aspect_find(&land.lattice, land.raw, 15, 1, 7, aspect), 1);
    assert_true(aspect[0] == -1. && aspect[1] == 0.);
    landscape_free(&land);
}

static void level_ground_and_a_lone_cell_face_no_way(void **state)
{
    struct landscape land = landscape_new(1, 1, 10.);
    double aspect[2] = {7., 7.};

    (void)state;
    assert_int_equal(aspect_find(&land.lattice, land.raw, 0, 0, 0, aspect), 0);
    assert_true(aspect[0] == 0. && aspect[1] == 0.);
    landscape_free(&land);
}

static struct aspect_sum facing(double degrees)
{
    return (struct aspect_sum){1., cos(degrees * M_PI / 180.), sin(degrees * M_PI / 180.), 1, 1};
}

static struct aspect_sum fan(double first, double last, int count)
{
    struct aspect_sum sum = {.cells = 0};

    for (int i = 0; i < count; i++) {
        const struct aspect_sum one = facing(first + (last - first) * (i + 0.5) / count);

        aspect_add(&sum, &one);
    }
    return sum;
}

static void variance_has_its_closed_forms(void **state)
{
    const struct aspect_sum one = fan(70., 70., 5), opposite = fan(-90., 270., 2), right_angle = fan(-45., 135., 2);
    const struct aspect_sum half_turn = fan(0., 180., 20000), level = {.cells = 4, .area = 4.};

    (void)state;
    assert_true(fabs(aspect_variance(&one)) < 1e-12);
    assert_true(fabs(aspect_variance(&opposite) - 1.) < 1e-12);
    assert_true(fabs(aspect_variance(&right_angle) - (1. - sqrt(0.5))) < 1e-12);
    assert_true(fabs(aspect_variance(&half_turn) - (1. - 2. / M_PI)) < 1e-8);
    assert_true(aspect_variance(&level) == 0.);
}

static void level_cells_do_not_change_variance_and_mean(void **state)
{
    struct aspect_sum sum = fan(10., 100., 9);
    const struct aspect_sum level = {.cells = 100, .area = 100.};
    const double before = aspect_variance(&sum);

    (void)state;
    aspect_add(&sum, &level);
    assert_int_equal(sum.cells, 109);
    assert_true(sum.area == 109.);
    assert_true(aspect_variance(&sum) == before);
    assert_true(fabs(aspect_mean(&sum) - 55.) < 1e-9);
}

static void the_mean_of_350_and_20_degrees_is_5(void **state)
{
    const struct aspect_sum across = fan(335., 395., 2), south = facing(270.), level = {.cells = 1};

    (void)state;
    assert_true(fabs(aspect_mean(&across) - 5.) < 1e-9);
    assert_true(fabs(aspect_mean(&south) - 270.) < 1e-9);
    assert_true(isnan(aspect_mean(&level)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plane_faces_one_way_up_to_its_edges_whatever_the_shape_of_cells),
        cmocka_unit_test(the_gradient_has_horns_weights),
        cmocka_unit_test(around_the_globe_a_slope_goes_on_over_the_cut),
        cmocka_unit_test(level_ground_and_a_lone_cell_face_no_way),
        cmocka_unit_test(variance_has_its_closed_forms),
        cmocka_unit_test(level_cells_do_not_change_variance_and_mean),
        cmocka_unit_test(the_mean_of_350_and_20_degrees_is_5),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
