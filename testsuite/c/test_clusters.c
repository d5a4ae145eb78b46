/** Clustered landslides cover cells as often as they say, and run down the slope. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cluster_fixture.h"
#include "slide_shape.h"

static void landslides_cover_cells_as_often_as_the_probability_says(void **state)
{
    enum { EVENTS = 100 };
    double *expected = calloc(CELLS, sizeof *expected), *covered = calloc(CELLS, sizeof *covered);
    double *old = calloc(CELLS, sizeof *old), inside = 0., mean = 0., beyond = 0.;

    for (uint64_t seed = 0; seed < EVENTS; seed++) {
        struct clusters clusters;

        make(*state, 100000 * seed, 0.05, &clusters);
        for (int i = 0; i < CELLS; i++) {
            expected[i] = clusters.probability[i];
            covered[i] += clusters.number[i] > 0;
            old[i] += clusters.old[i] > 0;
        }
        clusters_free(&clusters);
    }
    for (int i = 0; i < CELLS; i++)
        if (!isnan(expected[i])) {
            const double spread = sqrt(EVENTS * expected[i] * (1. - expected[i]));

            inside++;
            mean += expected[i];
            beyond += fabs(covered[i] - EVENTS * expected[i]) > 3. * spread;
            beyond += fabs(old[i] - EVENTS * expected[i]) > 3. * spread;
        }
    assert_true(fabs(mean / inside - 0.05) < 1e-6);
    /* 0.27 % of normal numbers lie that far out; the binomial's skewness makes it a little more */
    assert_true(beyond < 0.01 * 2. * inside);
    free(expected);
    free(covered);
    free(old);
}

static void landslides_lie_below_their_crown_and_larger_ones_hold_smaller_ones(void **state)
{
    const struct event *event = *state;
    const size_t crown = 10 * COLS + 35;
    struct slide_shaper shaper;
    struct slide_error error;
    size_t of_size[SLIDE_SIZES] = {0};

    assert_int_equal(slide_shaper_make(&shaper, event, &error), SLIDE_OK);
    slide_shape(&shaper, crown);
    for (size_t i = 0; i < shaper.count; i++) {
        const int south = (int)(shaper.cell[i] / COLS) - 10, east = (int)(shaper.cell[i] % COLS) - 35;
        const int size = (unsigned char)shaper.size[shaper.cell[i]];

        assert_in_range(south + 2, 0, slide_sizes[SLIDE_SIZES - 1].length + 7);
        assert_in_range(east + 5, 0, 10);
        for (int larger = size; larger < SLIDE_SIZES; larger++)
            of_size[larger]++;
    }
    slide_shaper_free(&shaper);
    for (int size = 0; size < SLIDE_SIZES; size++) {
        const struct slide_size *a = &slide_sizes[size];
        const double tongue = 1.5 * a->radius * a->length; /* of width radius at the crown and twice that at the foot */

        assert_true(of_size[size] > tongue && of_size[size] < tongue + 2.5 * a->length + 3. * a->radius * a->radius);
    }
}

static void a_plain_without_steep_ground_is_refused(void **state)
{
    struct event *event = *state;
    struct clusters clusters;
    struct slide_error error;

    for (int i = 0; i < CELLS; i++)
        event->slope[i] = isnan(event->slope[i]) ? NAN : 5.f;
    assert_int_equal(clusters_make(event, 0.05, &clusters, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "20 degrees"));
    clusters_free(&clusters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(landslides_cover_cells_as_often_as_the_probability_says, setup, teardown),
        cmocka_unit_test_setup_teardown(landslides_lie_below_their_crown_and_larger_ones_hold_smaller_ones, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_plain_without_steep_ground_is_refused, setup, teardown)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
