/** chi against its closed forms: a channel of constant area, and a steady-state profile, a straight line with slope
 * Ksn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terrain/chi.h"
#include "terrain_fixture.h"

enum { LENGTH = 200, MIDDLE = 2 };
static const double KSN = 120., THETA = 0.45;

/* A valley along row 2 of 5 in steady state: dz = ksn A^-theta dx with A = 5 (LENGTH - col) cells of 900 m2 */
static struct landscape steady_valley(void)
{
    struct landscape land = landscape_new(5, LENGTH, 30.);
    double bed = 100.;

    for (int col = 0; col < LENGTH; col++) {
        if (col > 0)
            bed += KSN * pow(5. * (LENGTH - col) * 900., -THETA) * 30.;
        for (int row = 0; row < 5; row++)
            land.raw[at(&land, row, col)] = (float)(bed + 1000. * abs(row - MIDDLE));
    }
    return land;
}

static struct channel_network channels_of(struct landscape *land)
{
    struct channel_network network;

    assert_int_equal(drain(land, DEPRESSION_CARVE), SLIDE_OK);
    assert_int_equal(channels_find(&land->graph, land->area, 3. * 5. * 900., &network, NULL), SLIDE_OK);
    return network;
}

/* The channel's nodes run from its source, two columns from the eastern edge, west to its outlet in column 0. */
static size_t node_at(int col)
{
    return LENGTH - 3 - col;
}

static void elevation_is_ksn_times_chi_in_steady_state(void **state)
{
    struct landscape land = steady_valley();
    struct channel_network network = channels_of(&land);
    double *chi = malloc(network.nodes * sizeof *chi);

    (void)state;
    channel_chi(&network, THETA, 1., chi);
    assert_int_equal(network.nodes, LENGTH - 2);
    for (int col = 0; col < LENGTH - 2; col++) {
        const double rise = land.elevation[at(&land, MIDDLE, col)] - land.elevation[at(&land, MIDDLE, 0)];

        assert_true(fabs(KSN * chi[node_at(col)] - rise) < 1e-3);
    }
    channels_free(&network);
    free(chi);
    landscape_free(&land);
}

static void chi_is_the_sum_of_its_steps_and_scales_with_the_reference_area(void **state)
{
    struct landscape land = steady_valley();
    struct channel_network network = channels_of(&land);
    double *chi = malloc(network.nodes * sizeof *chi);
    double sum = 0.;

    (void)state;
    channel_chi(&network, 0.5, 1e6, chi);
    for (int col = 1; col < LENGTH - 2; col++) {
        sum += sqrt(1e6 / (5. * (LENGTH - col) * 900.)) * 30.;
        assert_true(fabs(chi[node_at(col)] / sum - 1.) < 1e-12);
    }
    channels_free(&network);
    free(chi);
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elevation_is_ksn_times_chi_in_steady_state),
        cmocka_unit_test(chi_is_the_sum_of_its_steps_and_scales_with_the_reference_area),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
