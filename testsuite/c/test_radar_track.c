/** Simulated backscatter: its speckle has the moments that Goodman gives, and landslides change it as planted. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_psi.h>

#include "landscape.h"
#include "radar/geometry.h"
#include "radar_track.h"

enum { ROWS = 40, COLS = 200, CELLS = ROWS * COLS };

/* Ridges that run north, 30 m cells: flanks of so many degrees, 50 columns each; the western half of each faces west */
struct scene_of_ridges {
    struct event event;
    struct clusters clusters;
    struct radar_track track[ORBITS];
};

static void make_ground(struct event *event, double degrees)
{
    *event = (struct event){.rows = ROWS, .cols = COLS, .seed = 42};
    event->elevation = calloc(CELLS, sizeof(float));
    event->slope = calloc(CELLS, sizeof(float));
    event->cover = calloc(CELLS, sizeof(int));
    for (int i = 0; i < CELLS; i++) {
        const int col = i % COLS % 100, height = col < 50 ? col : 100 - col;

        event->elevation[i] = (float)(500. + 30. * tan(degrees * M_PI / 180.) * height);
        event->slope[i] = (float)degrees;
        event->cover[i] = COVER_FOREST;
    }
}

/* Landslides, or none, everywhere */
static void make_scene(struct scene_of_ridges *scene, double degrees, int number)
{
    double size[ROWS];
    const struct ground ground = {ROWS, COLS, size, size, size, size};

    for (int row = 0; row < ROWS; row++)
        size[row] = 30.;
    make_ground(&scene->event, degrees);
    scene->clusters = (struct clusters){.event = &scene->event, .number = calloc(CELLS, sizeof(int))};
    for (int i = 0; i < CELLS; i++)
        scene->clusters.number[i] = number;
    for (enum orbit orbit = ASCENDING; orbit < ORBITS; orbit++)
        assert_int_equal(radar_track_make(&scene->clusters, &ground, orbit, &scene->track[orbit], NULL), SLIDE_OK);
}

static void free_scene(struct scene_of_ridges *scene)
{
    for (enum orbit orbit = ASCENDING; orbit < ORBITS; orbit++)
        radar_track_free(&scene->track[orbit]);
    free(scene->clusters.number);
    free(scene->event.elevation);
    free(scene->event.slope);
    free(scene->event.cover);
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void gamma_numbers_have_the_gamma_distribution(void **state)
{
    enum { DRAWS = 20000 };
    static const double shapes[] = {1., 2.5, 4.4, 30.};
    double *drawn = malloc(DRAWS * sizeof *drawn);

    (void)state;
    for (int s = 0; s < 4; s++) {
        double farthest = 0.;

        for (int i = 0; i < DRAWS; i++) {
            struct random_stream stream = random_stream_at(11 + (uint64_t)s, (uint64_t)i);

            drawn[i] = gamma_draw(&stream, shapes[s]);
        }
        qsort(drawn, DRAWS, sizeof *drawn, compare);
        for (int i = 0; i < DRAWS; i++)
            farthest = fmax(farthest, fabs(gsl_cdf_gamma_P(drawn[i], shapes[s], 1.) - (i + 0.5) / DRAWS));
        /* Kolmogorov's bound that one sample in ten thousand passes */
        assert_true(farthest < 2.23 / sqrt(DRAWS));
    }
    free(drawn);
}

/* With the power known, what is left in dB is 10 / ln 10 (ln Gamma(L) - ln L): mean psi(L) - ln L, variance psi'(L) */
static void speckle_has_the_moments_of_its_number_of_looks(void **state)
{
    const double decibel = 10. / M_LN10;
    struct scene_of_ridges scene;
    double sum = 0., squares = 0., n = 0.;

    (void)state;
    make_scene(&scene, 20., 0);
    for (int image = 0; image < SCENES; image++)
        for (size_t cell = 0; cell < CELLS; cell++) {
            const double drawn = scene_draw(&scene.track[ASCENDING], VV, image, cell);
            const double mean = scene_mean(&scene.track[ASCENDING], VV, image, cell);
            const double rest = drawn - 10. * log10(pow(10., mean / 10.) + pow(10., -2.2));

            if (isnan(drawn))
                continue;
            sum += rest;
            squares += rest * rest;
            n++;
        }
    const double mean = sum / n, variance = squares / n - mean * mean;
    const double expected = decibel * decibel * gsl_sf_psi_1(SCENE_LOOKS);

    assert_true(n > 0.97 * SCENES * CELLS);
    assert_true(fabs(mean - decibel * (gsl_sf_psi(SCENE_LOOKS) - log(SCENE_LOOKS))) < 4. * sqrt(expected / n));
    assert_true(fabs(variance / expected - 1.) < 4. * sqrt(4. / n));
    free_scene(&scene);
}

static void landslides_brighten_slopes_that_face_the_radar_and_darken_the_others(void **state)
{
    struct scene_of_ridges scene;

    (void)state;
    make_scene(&scene, 25., 7);
    for (size_t cell = 0; cell < CELLS; cell++) {
        const double ascending = landslide_change(&scene.track[ASCENDING], VV, cell);
        const double descending = landslide_change(&scene.track[DESCENDING], VV, cell);
        const size_t col = cell % COLS % 50;

        if (col < 2 || col > 47)
            continue;
        /* ascending looks east and sees the flanks that face west */
        assert_true(cell % COLS % 100 < 50 ? ascending > 1.5 && descending < -1.5
                                           : ascending < -1.5 && descending > 1.5);
        assert_true(landslide_change(&scene.track[ASCENDING], VH, cell) < -1.7);
    }
    free_scene(&scene);
}

static void scenes_differ_by_the_change_after_the_earthquake_alone(void **state)
{
    struct scene_of_ridges with, without;

    (void)state;
    make_scene(&with, 25., 7);
    make_scene(&without, 25., 0);
    for (int image = 0; image < SCENES; image++)
        for (size_t cell = 0; cell < CELLS; cell += 7) {
            const double change = scene_mean(&with.track[DESCENDING], VH, image, cell) -
                                  scene_mean(&without.track[DESCENDING], VH, image, cell);
            const double planted = landslide_change(&with.track[DESCENDING], VH, cell);

            assert_int_equal(scene_day(DESCENDING, image) > 0, image >= SCENES_BEFORE);
            assert_true(fabs(change - (image < SCENES_BEFORE ? 0. : planted)) < 1e-9);
        }
    free_scene(&with);
    free_scene(&without);
}

/* Flanks of 44 degrees toward a radar at 39 lie over, and no landslide changes them */
static void slopes_in_layover_show_nothing(void **state)
{
    struct scene_of_ridges scene;
    int hidden = 0;

    (void)state;
    make_scene(&scene, 44., 7);
    for (size_t cell = 0; cell < CELLS; cell++) {
        const struct radar_track *track = &scene.track[ASCENDING];

        if (radar_track_sees(track, cell))
            continue;
        hidden++;
        scene.clusters.number[cell] = 0;
        const double quiet = scene_mean(track, VV, SCENES - 1, cell);

        scene.clusters.number[cell] = 7;
        assert_true(scene_mean(track, VV, SCENES - 1, cell) == quiet);
    }
    /* the western flanks do */
    assert_in_range(hidden, CELLS / 3, CELLS);
    free_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gamma_numbers_have_the_gamma_distribution),
        cmocka_unit_test(speckle_has_the_moments_of_its_number_of_looks),
        cmocka_unit_test(landslides_brighten_slopes_that_face_the_radar_and_darken_the_others),
        cmocka_unit_test(scenes_differ_by_the_change_after_the_earthquake_alone),
        cmocka_unit_test(slopes_in_layover_show_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
