/** The texture of clustered landslides: nothing in a cell, what the closed form says in its neighbours, and no more. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>

#include "cluster_fixture.h"
#include "base/random.h"
#include "score/ranking.h"
#include "texture.h"

enum { EVENTS = 30, EVENTS_READ = 100 };

#define SHARE 0.1

/* Sums over pairs of cells */
struct moments {
    double n, x, xx, xxxx, yy, xy;
};

static void add(struct moments *moments, double x, double y)
{
    moments->n++;
    moments->x += x;
    moments->xx += x * x;
    moments->xxxx += x * x * x * x;
    moments->yy += y * y;
    moments->xy += x * y;
}

static double correlation(const struct moments *m)
{
    return m->xy / sqrt(m->xx * m->yy);
}

static void two_cells_of_the_field_correlate_by_rho_to_the_steps_between_them(void **state)
{
    static const struct {
        int south, east;
    } lags[] = {{0, 1}, {1, 0}, {1, 1}, {0, 4}, {2, 3}, {6, 0}};
    float *field = malloc(CELLS * sizeof *field);

    (void)state;
    for (size_t lag = 0; lag < sizeof lags / sizeof *lags; lag++) {
        const int south = lags[lag].south, east = lags[lag].east;
        struct moments pairs = {0};

        for (uint64_t seed = 0; seed < 200; seed++) {
            texture_field(1000000 * seed, ROWS, COLS, field);
            for (int row = south; row < ROWS; row++)
                for (int col = east; col < COLS; col++)
                    add(&pairs, field[row * COLS + col], field[(row - south) * COLS + col - east]);
        }
        /* in each direction values repeat over (1 + rho) / (1 - rho) = 19 cells, their squares over 9.5 */
        const double spread = sqrt(9.5 * 9.5 / pairs.n);

        assert_true(fabs(pairs.x / pairs.n) < 4. * sqrt(19. * 19. / pairs.n));
        assert_true(fabs(pairs.xx / pairs.n - 1.) < 4. * sqrt(2.) * spread);
        assert_true(fabs(correlation(&pairs) - pow(TEXTURE_RHO, south + east)) < 4. * spread);
    }
    free(field);
}

/* ln of the normal density of the first `size` of four cells: value, north, west, north-west */
static double log_density(const double cell[4], size_t first, size_t size)
{
    static const int row[] = {1, 0, 1, 0}, col[] = {1, 1, 0, 0};
    gsl_matrix *factor = gsl_matrix_alloc(size, size);
    gsl_vector *x = gsl_vector_alloc(size), *mean = gsl_vector_calloc(size), *work = gsl_vector_alloc(size);
    double density = NAN;

    for (size_t i = 0; i < size; i++) {
        gsl_vector_set(x, i, cell[first + i]);
        for (size_t j = 0; j < size; j++)
            gsl_matrix_set(
                factor, i, j,
                pow(TEXTURE_RHO, abs(row[first + i] - row[first + j]) + abs(col[first + i] - col[first + j])));
    }
    gsl_linalg_cholesky_decomp1(factor);
    gsl_ran_multivariate_gaussian_log_pdf(x, mean, factor, &density, work);
    gsl_matrix_free(factor);
    gsl_vector_free(x);
    gsl_vector_free(mean);
    gsl_vector_free(work);
    return density;
}

static void evidence_of_a_cell_is_the_ratio_of_normal_densities(void **state)
{
    (void)state;
    for (int i = 0; i < 625; i++) {
        const int place[] = {i % 5 - 2, i / 5 % 5 - 2, i / 25 % 5 - 2, i / 125 - 2};
        const double cell[] = {0.7 * place[0], 0.6 * place[1], 0.5 * place[2], 0.8 * place[3]};
        const double with = log_density(cell, 0, 4) - log_density(cell, 1, 3);
        const double without = log(gsl_ran_ugaussian_pdf(cell[0]));

        assert_true(fabs(texture_log_evidence(cell[0], cell[1], cell[2], cell[3]) - (with - without)) < 1e-9);
    }
}

static double mean_evidence(const float *texture)
{
    double sum = 0.;

    for (int row = 1; row < ROWS; row++)
        for (int col = 1; col < COLS; col++) {
            const float *t = texture + row * COLS + col;

            sum += texture_log_evidence(t[0], t[-COLS], t[-1], t[-COLS - 1]);
        }
    return sum / (ROWS - 1) / (COLS - 1);
}

static void a_cell_of_the_field_tells_as_many_nats_as_the_closed_form(void **state)
{
    const double rho = TEXTURE_RHO, spread = 1. - rho * rho, wide = (1. + rho * rho) / spread;
    float *field = malloc(CELLS * sizeof *field), *noise = malloc(CELLS * sizeof *noise);
    double with = 0., without = 0.;

    (void)state;
    for (uint64_t seed = 0; seed < EVENTS; seed++) {
        texture_field(1000000 * seed, ROWS, COLS, field);
        for (size_t cell = 0; cell < CELLS; cell++) {
            struct random_stream stream = random_stream_at(500 + 1000000 * seed, cell);

            noise[cell] = (float)random_normal(&stream);
        }
        with += mean_evidence(field) / EVENTS;
        without += mean_evidence(noise) / EVENTS;
    }
    /* Kullback and Leibler's divergences of the two laws of a cell beside its neighbours, both ways */
    assert_true(fabs(with + log(spread)) < 0.02);
    assert_true(fabs(without - (0.5 * (1. - wide * wide) - log(spread))) < 1.);
    free(field);
    free(noise);
}

static void cells_are_standard_normal_and_neighbours_go_together_on_landslides_alone(void **state)
{
    struct moments on = {0}, off = {0}, across = {0}, times = {0};

    for (uint64_t seed = 0; seed < EVENTS; seed++) {
        struct clusters clusters;

        make(*state, 100000 * seed, 0.2, &clusters);
        for (size_t i = COLS; i < CELLS; i++) {
            const int here = clusters.old[i] > 0, north = clusters.old[i - COLS] > 0;

            add(here && north ? &on : here || north ? &across : &off, clusters.before[i], clusters.before[i - COLS]);
            add(&times, clusters.before[i], clusters.after[i]);
        }
        clusters_free(&clusters);
    }
    assert_true(fabs(off.x / off.n) < 4. / sqrt(off.n) && fabs(on.x / on.n) < 4. * sqrt(19. * 19. / on.n));
    assert_true(fabs(off.xx / off.n - 1.) < 4. * sqrt(2. / off.n));
    assert_true(fabs(on.xx / on.n - 1.) < 4. * sqrt(2. * 9.5 * 9.5 / on.n));
    assert_true(fabs(off.xxxx / off.n - 3.) < 4. * sqrt(96. / off.n));
    assert_true(fabs(correlation(&off)) < 4. / sqrt(off.n) && fabs(correlation(&across)) < 4. / sqrt(across.n));
    assert_true(fabs(correlation(&times)) < 4. * sqrt(9.5 * 9.5 / times.n));
    assert_true(fabs(correlation(&on) - TEXTURE_RHO) < 0.01);
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

/* Of all events: who a reader is, how sure it is of a landslide over each cell, and whether one is there */
struct readings {
    size_t n;
    float *law, *cell, *around;
    unsigned char *covered;
};

enum { BINS = 6 }; /* of a texture, as many cells in each */

static int bin_of(double texture)
{
    const int bin = (int)(BINS * 0.5 * erfc(-texture / sqrt(2.)));

    return bin < BINS ? bin : BINS - 1;
}

/* What a cell's own two textures say of it, learned from half of the events: ratios of how often they are seen over
 * landslides and elsewhere */
struct cell_reader {
    double seen[2][BINS * BINS];
};

static void learn(struct cell_reader *reader, const struct clusters *clusters)
{
    for (size_t i = 0; i < CELLS; i++)
        if (!isnan(clusters->probability[i]))
            reader->seen[clusters->number[i] > 0][BINS * bin_of(clusters->before[i]) + bin_of(clusters->after[i])]++;
}

static double ratio(const struct cell_reader *reader, double before, double after)
{
    const int bin = BINS * bin_of(before) + bin_of(after);

    return (reader->seen[1][bin] + 1.) / (reader->seen[0][bin] + 1.);
}

static void read_event(struct readings *readings, const struct cell_reader *reader, const struct clusters *clusters)
{
    for (size_t i = 0; i < CELLS; i++)
        if (!isnan(clusters->probability[i])) {
            const double odds = clusters->probability[i] / (1. - clusters->probability[i]);

            readings->law[readings->n] = clusters->probability[i];
            readings->cell[readings->n] = (float)(odds * ratio(reader, clusters->before[i], clusters->after[i]));
            readings->around[readings->n] = clusters->reader[i];
            readings->covered[readings->n++] = clusters->number[i] > 0;
        }
}

static double precision_of(const struct readings *readings, const float *score)
{
    struct ranking ranking;
    struct slide_error error;

    assert_int_equal(ranking_of_scores(score, readings->covered, readings->n, &ranking, &error), SLIDE_OK);
    return ranking.average_precision;
}

static int descending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x < y) - (x > y);
}

/* Average precision that the law has on average: of the cells above each, the mean probability is the precision */
static double expected_precision(float *probability, size_t n)
{
    double above = 0., sum = 0.;

    qsort(probability, n, sizeof *probability, descending);
    for (size_t i = 0; i < n; i++) {
        above += probability[i];
        sum += probability[i] * above / (double)(i + 1);
    }
    return sum / above;
}

static void readings_make(struct event *event, struct readings *readings)
{
    struct cell_reader reader = {0};

    *readings = (struct readings){.law = malloc(EVENTS_READ * CELLS * sizeof(float)),
                                  .cell = malloc(EVENTS_READ * CELLS * sizeof(float)),
                                  .around = malloc(EVENTS_READ * CELLS * sizeof(float)),
                                  .covered = malloc(EVENTS_READ * CELLS)};
    for (uint64_t seed = 0; seed < 2 * EVENTS_READ; seed++) {
        struct clusters clusters;

        make(event, 100000 * seed, SHARE, &clusters);
        if (seed < EVENTS_READ)
            learn(&reader, &clusters);
        else
            read_event(readings, &reader, &clusters);
        clusters_free(&clusters);
    }
}

static void readings_free(struct readings *readings)
{
    free(readings->law);
    free(readings->cell);
    free(readings->around);
    free(readings->covered);
}

static void a_look_at_neighbours_is_worth_far_more_than_all_that_a_cell_can_know(void **state)
{
    struct readings readings;

    readings_make(*state, &readings);
    const double law = precision_of(&readings, readings.law), cell = precision_of(&readings, readings.cell);
    const double around = precision_of(&readings, readings.around);
    const double ceiling = expected_precision(readings.law, readings.n);

    print_message("average precision: law %.4f (expected %.4f), with the cell's texture %.4f, with 6 x 6 cells' %.4f\n",
                  law, ceiling, cell, around);
    /* some seven landslides an event: the share that they cover is uncertain by 7 % */
    assert_true(fabs(law - ceiling) < 0.25 * ceiling);
    assert_true(fabs(cell - law) < 0.05 * law);
    assert_true(around > law + 0.5);
    readings_free(&readings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_cells_of_the_field_correlate_by_rho_to_the_steps_between_them),
        cmocka_unit_test(evidence_of_a_cell_is_the_ratio_of_normal_densities),
        cmocka_unit_test(a_cell_of_the_field_tells_as_many_nats_as_the_closed_form),
        cmocka_unit_test_setup_teardown(cells_are_standard_normal_and_neighbours_go_together_on_landslides_alone, setup,
                                        teardown),
        cmocka_unit_test(posterior_is_that_of_bayes_over_the_four_states_of_the_ground),
        cmocka_unit_test_setup_teardown(a_look_at_neighbours_is_worth_far_more_than_all_that_a_cell_can_know, setup,
                                        teardown)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
