/** operation=filter: the filter of Goldstein and Werner (1998) over a map of wrapped phase, a band of rows at a time.
 */
#include "radar/goldstein.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/row_maps.h"
#include "radar/change.h"
#include "operations.h"

static const int WINDOW = 64; /* where window= is not given */

static const double TURN = M_PI + 1e-5; /* beyond it a phase was not wrapped, whatever the rounding */

struct filter_run {
    const struct options *options;
    struct goldstein settings;
    struct goldstein_filter *filter;
    int phase, coherence; /* open maps; coherence -1 without */
    int rows, cols;
    FCELL *phase_row, *coherence_row;
    float *filtered;
    struct row_maps maps;
    struct coherence_tally tally;
    size_t valid, unwrapped; /* cells; those whose phase is not between -pi and pi */
};

static size_t parse_cells(const struct options *options, enum option_key key, const char *text)
{
    char *rest;
    const long cells = strtol(text, &rest, 10);

    if (rest == text || *rest != '\0' || cells < 1 || cells > 1000000)
        G_fatal_error(_("%s%s is no number of cells"), options_text(options, WITH(key), ""), text);
    return (size_t)cells;
}

static double parse_strength(const char *text)
{
    char *rest;
    const double strength = strtod(text, &rest);

    if (rest == text || *rest != '\0' || !(strength >= 0. && strength <= 1.))
        G_fatal_error(_("strength=%s must be a number from 0 to 1, or coherence"), text);
    return strength;
}

static struct goldstein settings_of(const struct options *options)
{
    const char *strength = option_answer(options, OPTION_STRENGTH), *window = option_answer(options, OPTION_WINDOW);
    struct goldstein settings = {.by_coherence = strcmp(strength, "coherence") == 0};

    if (settings.by_coherence != (option_answer(options, OPTION_COHERENCE) != NULL))
        G_fatal_error(settings.by_coherence ? _("strength=coherence needs coherence=")
                                            : _("coherence= has no use without strength=coherence"));
    if (!settings.by_coherence)
        settings.strength = parse_strength(strength);
    settings.window = window ? parse_cells(options, OPTION_WINDOW, window) : WINDOW;
    settings.step = parse_cells(options, OPTION_WINDOW_STEP, option_answer(options, OPTION_WINDOW_STEP));
    return settings;
}

static void prepare(struct filter_run *run)
{
    const char *coherence = option_answer(run->options, OPTION_COHERENCE);
    const int threads = atoi(option_answer(run->options, OPTION_NPROCS));
    struct slide_error error;

    if (threads < 1)
        G_fatal_error(_("nprocs=%s must be at least 1"), option_answer(run->options, OPTION_NPROCS));
    omp_set_num_threads(threads);
    run->settings = settings_of(run->options);
    run->rows = Rast_window_rows();
    run->cols = Rast_window_cols();
    fatal_unless_ok(goldstein_new(&run->settings, run->cols, &run->filter, &error), &error);
    run->phase = Rast_open_old(option_answer(run->options, OPTION_PHASE), "");
    run->coherence = coherence ? Rast_open_old(coherence, "") : -1;
    run->phase_row = Rast_allocate_f_buf();
    run->coherence_row = Rast_allocate_f_buf();
    run->filtered = G_malloc(run->cols * sizeof *run->filtered);
    row_maps_add(&run->maps, option_answer(run->options, OPTION_OUTPUT), MAP_FLOATS);
}

/* GRASS's null is a NaN */
static void read_row(struct filter_run *run, int row)
{
    Rast_get_f_row(run->phase, run->phase_row, row);
    for (int col = 0; col < run->cols; col++) {
        run->valid += isfinite(run->phase_row[col]) != 0;
        run->unwrapped += isfinite(run->phase_row[col]) && fabsf(run->phase_row[col]) > TURN;
    }
    if (run->coherence < 0)
        return;
    Rast_get_f_row(run->coherence, run->coherence_row, row);
    coherence_count_outside(run->coherence_row, run->cols, &run->tally);
}

static void filter_rows(struct filter_run *run)
{
    int written = 0;

    for (int row = 0; written < run->rows; row++) {
        const int inside = row < run->rows;

        G_percent(written, run->rows, 2);
        if (inside)
            read_row(run, row);
        goldstein_put(run->filter, inside ? run->phase_row : NULL, run->coherence_row);
        while (written < run->rows && goldstein_take(run->filter, run->filtered)) {
            row_maps_put(&run->maps, 0, run->filtered);
            written++;
        }
    }
    G_percent(1, 1, 1);
}

static void refuse_bad_input(const struct filter_run *run)
{
    const char *phase = option_answer(run->options, OPTION_PHASE);

    if (run->valid == 0)
        G_fatal_error(_("No valid cell in <%s> inside the current region and mask. Check g.region and r.mask."), phase);
    if (run->tally.outside > 0)
        G_fatal_error(_("<%s> is no coherence map: it holds %.9g, outside 0 to 1, as are %zu of %zu valid cells"),
                      option_answer(run->options, OPTION_COHERENCE), run->tally.farthest, run->tally.outside,
                      run->tally.valid);
    if (run->settings.by_coherence && run->tally.valid == 0)
        G_fatal_error(_("No valid cell in <%s> inside the current region and mask. Check g.region and r.mask."),
                      option_answer(run->options, OPTION_COHERENCE));
    if (run->unwrapped > 0)
        G_important_message(_("%zu of %zu cells of <%s> are beyond -pi to pi: the output is wrapped"), run->unwrapped,
                            run->valid, phase);
}

static void close_maps(struct filter_run *run)
{
    const char *phase = option_answer(run->options, OPTION_PHASE);
    char *history = NULL;
    struct map_description description = {.title = _("Filtered wrapped phase"),
                                          .units = "rad",
                                          .semantic_label = "wrapped_phase",
                                          .colors = "wave",
                                          .color_low = -M_PI,
                                          .color_high = M_PI,
                                          .source = phase,
                                          .time = maps_time(&phase, 1)};

    if (run->settings.by_coherence)
        G_asprintf(&history, "Goldstein filter, window %zu, step %zu, strength 1 - mean of <%s>", run->settings.window,
                   run->settings.step, option_answer(run->options, OPTION_COHERENCE));
    else
        G_asprintf(&history, "Goldstein filter, window %zu, step %zu, strength %g", run->settings.window,
                   run->settings.step, run->settings.strength);
    description.history = history;
    row_maps_close(&run->maps, &description);
    G_free(history);
}

void run_filter(const struct options *options)
{
    struct filter_run run = {.options = options};

    prepare(&run);
    filter_rows(&run);
    refuse_bad_input(&run);
    close_maps(&run);
    Rast_close(run.phase);
    if (run.coherence >= 0)
        Rast_close(run.coherence);
    goldstein_free(run.filter);
    G_free(run.phase_row);
    G_free(run.coherence_row);
    G_free(run.filtered);
}
