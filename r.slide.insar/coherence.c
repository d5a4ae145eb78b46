/**
 * operation=coherence: boxcar and sibling coherence of two complex images, by bands of rows; with
 * operation=interferogram also their wrapped phase.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "radar/coherence_bias.h"
#include "radar/interferogram.h"
#include "coherence_block.h"
#include "coherence_input.h"
#include "coherence_maps.h"
#include "operations.h"

/* Tables are exact up to so many pixels, then for every 1/64 of the logarithm */
enum { EXACT_TABLES = 256, TABLES_PER_E = 64, TABLES = 2048 };

struct coherence_run {
    const struct options *options;
    struct coherence_input input;
    struct coherence_places places;
    struct coherence_block block;
    struct coherence_maps maps;
    int has[COHERENCE_OUTPUTS]; /* what must be computed, wanted or needed for what is */
    struct coherence_estimate boxcar, siblings;
    float *value[COHERENCE_OUTPUTS]; /* [block.rows * read_cols] as it goes into the maps; NULL where not computed */
    struct coherence_bias *bias[TABLES];
    int unbiased;
    double sum; /* of coherences over whole windows, their bias included */
    size_t count;
    size_t lonely; /* cells with too few siblings */
    double seconds;
};

static float *new_values(const struct coherence_run *run)
{
    return G_malloc((size_t)run->block.rows * run->places.read_cols * sizeof(float));
}

static void prepare(struct coherence_run *run)
{
    const int siblings =
        option_answer(run->options, OPTION_SIBLING_COHERENCE) || option_answer(run->options, OPTION_BXS);

    run->maps = coherence_maps_new(run->options);
    run->input = coherence_input_open(run->options, siblings);
    run->places = coherence_places_of(&run->input);
    run->block = coherence_block_new(&run->input, &run->places);
    run->unbiased = strcmp(option_answer(run->options, OPTION_BIAS), "touzi") == 0;
    for (int i = 0; i < COHERENCE_OUTPUTS; i++)
        run->has[i] = run->maps.map[i].name != NULL;
    run->has[BOXCAR] = 1; /* the mean is told of it */
    run->has[SIBLING] = siblings;
    for (int i = 0; i < COHERENCE_OUTPUTS; i++)
        run->value[i] = run->has[i] ? new_values(run) : NULL;
    run->boxcar = (struct coherence_estimate){run->value[BOXCAR], run->value[PHASE], new_values(run)};
    if (siblings)
        run->siblings = (struct coherence_estimate){run->value[SIBLING], NULL, new_values(run)};
    coherence_maps_open(&run->maps);
}

static const struct coherence_bias *bias_table(struct coherence_run *run, double pixels)
{
    const double beyond = pixels > EXACT_TABLES ? rint(TABLES_PER_E * log(pixels / EXACT_TABLES)) : 0.;
    const double about = pixels > EXACT_TABLES ? EXACT_TABLES * exp(beyond / TABLES_PER_E) : pixels;
    const double looks = about / run->input.oversampling;
    const int place = (int)fmin(TABLES - 1, fmin(pixels, EXACT_TABLES) + beyond);

    if (looks <= 1.)
        return NULL;
    if (!run->bias[place]) {
        run->bias[place] = G_malloc(sizeof *run->bias[place]);
        coherence_bias_table(looks, run->bias[place]);
    }
    return run->bias[place];
}

static void take_bias(struct coherence_run *run, const struct coherence_estimate *estimate, size_t cells)
{
    for (size_t i = 0; i < cells; i++) {
        const struct coherence_bias *bias = bias_table(run, estimate->pixels[i]);

        estimate->coherence[i] = bias ? (float)coherence_without_bias(bias, estimate->coherence[i]) : NAN;
    }
}

/* Each row by itself first, so that the sum is the same for any number of threads */
static void gather_mean(struct coherence_run *run, int rows)
{
    const float whole = (float)estimator_pixels(&run->input.estimator);
    const int from = run->places.reach_left, to = from + run->places.end_col - run->places.first_col;
    double *sum = G_calloc(rows, sizeof *sum);
    size_t count = 0;

#pragma omp parallel for reduction(+ : count)
    for (int row = 0; row < rows; row++)
        for (int col = from; col < to; col++) {
            const size_t i = (size_t)row * run->places.read_cols + col;

            if (run->boxcar.pixels[i] == whole && !isnan(run->boxcar.coherence[i])) {
                sum[row] += run->boxcar.coherence[i];
                count++;
            }
        }
    for (int row = 0; row < rows; row++)
        run->sum += sum[row];
    run->count += count;
    G_free(sum);
}

static void estimate_rows(struct coherence_run *run, int first, int rows)
{
    const size_t cells = (size_t)rows * run->places.read_cols;
    const struct image_pair pair = coherence_block_pair(&run->block, &run->input, &run->places);
    const struct sibling_cells around = coherence_block_cells(&run->block, &run->places);
    struct slide_error error;

    fatal_unless_ok(
        coherence_boxcar(&pair, &run->input.estimator, first - run->block.first, rows, &run->boxcar, &error), &error);
    if (run->has[INTERFEROGRAM])
        fatal_unless_ok(interferogram_phase(&pair, &run->input.estimator, first - run->block.first, rows,
                                            run->value[INTERFEROGRAM], &error),
                        &error);
    gather_mean(run, rows);
    if (run->unbiased)
        take_bias(run, &run->boxcar, cells);
    if (!run->has[SIBLING])
        return;
    sibling_coherence(&around, &run->input.test, &run->input.window, first - run->block.first, rows, &run->siblings);
    for (size_t i = 0; i < cells; i++)
        run->lonely += isnan(run->siblings.coherence[i]) && !isnan(run->boxcar.coherence[i]);
    if (run->unbiased)
        take_bias(run, &run->siblings, cells);
    for (size_t i = 0; run->has[DIFFERENCE] && i < cells; i++)
        run->value[DIFFERENCE][i] = run->boxcar.coherence[i] - run->siblings.coherence[i];
}

/* A row of the region, from the estimate's row at `value`, or NULL */
static void write_row(struct coherence_run *run, enum coherence_output output, int row, const float *value,
                      float *cells)
{
    for (int col = 0; col < run->places.cols; col++)
        cells[col] = value && run->places.col[col] >= 0 ? value[run->places.col[col]] : NAN;
    coherence_maps_write(&run->maps, output, row, cells);
}

/* All rows of the region from `row` on that lie above the estimate's row `end`; answers the first that does not */
static int write_rows(struct coherence_run *run, int row, int first, int end)
{
    float *cells = G_malloc(run->places.cols * sizeof *cells);

    for (; row < run->places.rows && run->places.row[row] < end; row++)
        for (enum coherence_output output = 0; output < COHERENCE_OUTPUTS; output++) {
            const int place = run->places.row[row];

            if (run->maps.map[output].name)
                write_row(run, output, row,
                          place < 0 ? NULL : run->value[output] + (size_t)(place - first) * run->places.read_cols,
                          cells);
        }
    G_free(cells);
    return row;
}

static void run_through(struct coherence_run *run)
{
    const int begin = run->places.first_row, end = run->places.end_row;
    int written = 0;

    for (int first = begin; first < end; first += run->block.rows) {
        const int rows = end - first < run->block.rows ? end - first : run->block.rows;
        double start;

        G_percent(first - begin, end - begin, 2);
        coherence_block_slide(&run->block, &run->input, &run->places, first, first + rows);
        start = omp_get_wtime();
        estimate_rows(run, first, rows);
        run->seconds += omp_get_wtime() - start;
        written = write_rows(run, written, first, first + rows);
    }
    write_rows(run, written, end, end);
    G_percent(1, 1, 1);
}

/* Touzi et al. (1999) take the bias from the mean of many samples: so much can be told for the whole region */
static void tell_mean(const struct coherence_run *run)
{
    struct coherence_bias bias;

    G_verbose_message(_("Estimating the coherence took %.3f s"), run->seconds);
    if (run->lonely > 0)
        G_important_message(_("%zu cells have fewer than %zu siblings and are null"), run->lonely,
                            run->input.window.least);
    if (run->count == 0)
        return;
    if (run->input.looks <= 1.) {
        G_important_message(_("Mean coherence of %zu whole windows: %.4f"), run->count, run->sum / (double)run->count);
        return;
    }
    coherence_bias_table(run->input.looks, &bias);
    G_important_message(_("Mean coherence of %zu whole windows: %.4f; without the bias of %g looks: %.4f"), run->count,
                        run->sum / (double)run->count, run->input.looks,
                        coherence_without_bias(&bias, run->sum / (double)run->count));
}

static void close_maps(struct coherence_run *run)
{
    const struct estimator *estimator = &run->input.estimator;
    const char *flat = run->input.has_simulated ? run->input.simulated.name : _("nothing");
    char *boxcar = NULL, *sibling = NULL, *both = NULL, *phase = NULL;

    G_asprintf(&phase, "earlier times conjugate of later, over %zu x %zu pixels; simulated phase taken away: %s",
               estimator->look_rows, estimator->look_cols, flat);
    G_asprintf(&boxcar,
               "boxcar of %zu x %zu cells, each of %zu x %zu pixels; bias=%s, oversampling=%g\n"
               "simulated phase taken away: %s",
               estimator->window_rows, estimator->window_cols, estimator->look_rows, estimator->look_cols,
               option_answer(run->options, OPTION_BIAS), run->input.oversampling, flat);
    if (run->has[SIBLING])
        G_asprintf(&sibling, "siblings among %zu x %zu cells by %s at level %s, over %s", run->input.window.rows,
                   run->input.window.cols, option_answer(run->options, OPTION_SIBLING_TEST),
                   option_answer(run->options, OPTION_SIBLING_LEVEL), run->input.sibling_names);
    G_asprintf(&both, "%s\n%s", boxcar, sibling ? sibling : "");
    coherence_maps_close(&run->maps, run->input.sources, (const char *const[]){boxcar, boxcar, sibling, both, phase});
    G_free(phase);
    G_free(boxcar);
    G_free(sibling);
    G_free(both);
}

static void free_run(struct coherence_run *run)
{
    coherence_block_free(&run->block);
    coherence_places_free(&run->places);
    for (int i = 0; i < COHERENCE_OUTPUTS; i++)
        G_free(run->value[i]);
    G_free(run->boxcar.pixels);
    G_free(run->siblings.pixels);
    for (int i = 0; i < TABLES; i++)
        G_free(run->bias[i]);
}

void run_coherence(const struct options *options)
{
    const int threads = atoi(option_answer(options, OPTION_NPROCS));
    struct coherence_run run = {.options = options};

    if (threads < 1)
        G_fatal_error(_("nprocs=%s must be at least 1"), option_answer(options, OPTION_NPROCS));
    omp_set_num_threads(threads);
    prepare(&run);
    run_through(&run);
    tell_mean(&run);
    coherence_input_close(&run.input);
    close_maps(&run);
    free_run(&run);
}
