/** Clustered landslides cover cells as often as they say, run down the slope, and show in pairs of cells alone. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <gsl/gsl_randist.h>

#include "clusters.h"
#include "slide_shape.h"
#include "texture.h"

enum { ROWS = 64, COLS = 70, CELLS = ROWS * COLS };

/* A slope that falls to the south by 30 degrees, in furrows whose sides even out over seven cells */
static void make_slope(struct event *event)
{
    float *const maps[] = {event->slope, event->pga, event->ksn, event->los};
    const float value[] = {30.f, 0.5f, 100.f, 0.4f};

    for (int i = 0; i < CELLS; i++) {
        const int row = i / COLS, col = i % COLS;

        for (int map = 0; map < 4; map++)
            maps[map][i] = value[map];
        if (row == 0 || col == 0 || row == ROWS - 1 || col == COLS - 1)
            event->slope[i] = NAN;
        event->elevation[i] = (float)(2000. - 30. * tan(M_PI / 6.) * row + 2. * sin(2. * M_PI / 7. * col));
        event->lithology[i] = LITHOLOGY_STRONG;
    }
}

static int setup(void **state)
{
    struct event *event = calloc(1, sizeof *event);

    event->rows = ROWS;
    event->cols = COLS;
    event->elevation = calloc(CELLS, sizeof(float));
    event->slope = calloc(CELLS, sizeof(float));
    event->pga = calloc(CELLS, sizeof(float));
    event->ksn = calloc(CELLS, sizeof(float));
    event->los = calloc(CELLS, sizeof(float));
    event->lithology = calloc(CELLS, sizeof(int));
    make_slope(event);
    *state = event;
    return 0;
}

static int teardown(void **state)
{
    event_free(*state);
    free(*state);
    return 0;
}

static void make(struct event *event, uint64_t seed, double share, struct clusters *clusters)
{
    struct slide_error error;

    event->seed = seed;
    assert_int_equal(clusters_make(event, share, clusters, &error), SLIDE_OK);
}

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

/* Sums over pairs of a cell and the next one down */
struct moments {
    double n, x, y, xx, yy, xy;
};

static void add(struct moments *moments, double x, double y)
{
    moments->n++;
    moments->x += x;
    moments->y += y;
    moments->xx += x * x;
    moments->yy += y * y;
    moments->xy += x * y;
}

static double correlation(const struct moments *m)
{
    const double xy = m->xy / m->n - m->x / m->n * m->y / m->n;

    return xy / sqrt((m->xx / m->n - m->x / m->n * m->x / m->n) * (m->yy / m->n - m->y / m->n * m->y / m->n));
}

static void cells_are_standard_normal_and_pairs_go_together_on_landslides_alone(void **state)
{
    struct moments on = {0}, off = {0};

    for (uint64_t seed = 0; seed < 30; seed++) {
        struct clusters clusters;

        make(*state, 100000 * seed, 0.2, &clusters);
        for (size_t i = 0; i < CELLS; i++) {
            const size_t down = clusters.receiver[i];

            if (down == i)
                continue;
            add(clusters.old[i] > 0 && clusters.old[down] > 0 ? &on : &off, clusters.before[i], clusters.before[down]);
        }
        clusters_free(&clusters);
    }
    /* along a streak of some twenty cells values repeat: its mean is worth two of its cells */
    assert_true(fabs(off.x / off.n) < 4. / sqrt(off.n) && fabs(on.x / on.n) < 4. * sqrt(19. / on.n));
    assert_true(fabs(off.xx / off.n - 1.) < 4. * sqrt(2. / off.n));
    assert_true(fabs(on.xx / on.n - 1.) < 4. * sqrt(2. * 9.5 / on.n));
    assert_true(fabs(correlation(&off)) < 4. / sqrt(off.n));
    assert_true(fabs(correlation(&on) - TEXTURE_RHO) < 0.01);
}

static void evidence_of_a_link_is_the_ratio_of_two_normal_densities(void **state)
{
    (void)state;
    for (int i = 0; i < 81; i++) {
        const int across = i % 9, along = i / 9;
        const double value = 0.5 * (across - 4), down = 0.5 * (along - 4);
        const double with = gsl_ran_bivariate_gaussian_pdf(value, down, 1., 1., TEXTURE_RHO);
        const double without = gsl_ran_ugaussian_pdf(value) * gsl_ran_ugaussian_pdf(down);

        assert_true(fabs(texture_log_evidence(value, down) - log(with / without)) < 1e-9);
    }
}

static void posterior_is_that_of_bayes_over_the_four_states_of_the_ground(void **state)
{
    static const double priors[] = {0.001, 0.01, 0.1, 0.3, 0.6}, seen[] = {-3., -0.5, 0., 1., 4.};

    (void)state;
    for (int i = 0; i < 125; i++) {
        const double prior = priors[i % 5], before = seen[i / 5 % 5], after = seen[i / 25];
        const double none = (1. - prior) * (1. - prior), old = prior * (1. - prior) * exp(before + after);
        const double fresh = prior * (1. - prior) * exp(after), both = prior * prior * exp(before + after);
        const double expected = (fresh + both) / (none + old + fresh + both);

        assert_true(fabs(texture_posterior(prior, before, after) - expected) < 1e-12);
    }
    assert_true(texture_posterior(0., 5., 700.) == 0.);
    assert_true(texture_posterior(0.1, -50., 800.) > 1. - 1e-12);
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
        cmocka_unit_test_setup_teardown(cells_are_standard_normal_and_pairs_go_together_on_landslides_alone, setup,
                                        teardown),
        cmocka_unit_test(evidence_of_a_link_is_the_ratio_of_two_normal_densities),
        cmocka_unit_test(posterior_is_that_of_bayes_over_the_four_states_of_the_ground),
        cmocka_unit_test_setup_teardown(a_plain_without_steep_ground_is_refused, setup, teardown)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
