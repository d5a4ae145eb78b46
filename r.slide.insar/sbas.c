/** operation=sbas: a stack of unwrapped interferograms to displacement at every date, velocity and what limits them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/dates.h"
#include "grass/fatal.h"
#include "grass/series_rows.h"
#include "inputs.h"
#include "los_equation.h"
#include "operations.h"
#include "base/chart.h"
#include "pair_correction.h"
#include "pair_stack.h"
#include "radar/displacement.h"
#include "sbas_maps.h"
#include "sbas_model.h"
#include "sbas_reference.h"
#include "sbas_network.h"
#include "sbas_report.h"
#include "sbas_screen.h"

struct sbas_run {
    const struct options *options;
    struct los_equation equation;
    struct pair_stack stack;
    struct pair_correction correction;
    struct sbas_screen screen;
    const struct weight_method *method;
    struct weight_table table;
    struct sbas_reference reference;
    struct sbas_model model;
    struct closure closure;
    struct sbas_plan plan;
    int subsets;
    struct sbas_tally tally;
};

static int whole_number(const struct options *options, enum option_key key, int least, int most)
{
    const char *answer = option_answer(options, key);
    const int number = atoi(answer);

    if (number < least || number > most)
        G_fatal_error(_("%s=%s must be from %d to %d"), options->of[key]->key, answer, least, most);
    return number;
}

static void choose_weight(struct sbas_run *run)
{
    const char *looks = option_answer(run->options, OPTION_EQUIVALENT_LOOKS);

    run->method = weight_method_find(option_answer(run->options, OPTION_WEIGHT));
    if (looks && (!run->method->weight || strcmp(run->method->name, "coherence") == 0))
        G_fatal_error(_("equivalent_looks= is for weight=variance and weight=fisher: leave it out"));
    if (!run->method->weight)
        return;
    if (!run->stack.coherent)
        G_fatal_error(_("weight=%s needs coherence maps, by coherence= or in file="), run->method->name);
    if (!looks && strcmp(run->method->name, "variance") == 0)
        G_fatal_error(_("weight=variance needs equivalent_looks=: the number of independent looks of the phase"));
    weight_table_make(run->method, looks ? whole_number(run->options, OPTION_EQUIVALENT_LOOKS, 1, PHASE_LOOKS_MOST) : 1,
                      &run->table);
    run->plan.weight = &run->table;
}

/* Which solution, and why. */
static void tell_method(struct sbas_run *run)
{
    const struct network *network = &run->stack.network;
    int *subset = G_malloc(network->dates * sizeof *subset);
    char *days = days_text((struct day_span){network->day[0], network->day[network->dates - 1]});

    run->subsets = network_subsets(network, NULL, subset);
    G_important_message(_("%d pairs of %d dates, %s"), network->pairs, network->dates, days);
    if (run->subsets == 1)
        G_important_message(
            _("The pairs connect all dates: %s least squares on displacement; velocities of minimum norm "
              "only in cells whose gaps part the dates"),
            run->method->weight ? _("weighted") : _("unweighted"));
    else
        G_important_message(_("The pairs fall into %d subsets that none connects: least squares leaves their levels "
                              "open, and velocities of minimum norm are taken (Berardino et al. 2002)"),
                            run->subsets);
    G_free(days);
    G_free(subset);
}

static void make_plan(struct sbas_run *run)
{
    run->plan.problem = (struct sbas_problem){
        .network = &run->stack.network,
        .min_pairs = whole_number(run->options, OPTION_MIN_PAIRS, 1, 1 << 30),
        .per_radian = run->equation.scale * displacement_per_radian(run->equation.wavelength, run->equation.toward),
        .coherence = sbas_wanted(run->options, SBAS_OUT_TEMPORAL_COHERENCE),
        .deviation = sbas_wanted(run->options, SBAS_OUT_VELOCITY_SD),
        .terms = run->model.terms,
        .term = run->model.term};
    run->plan.offset = run->reference.offset;
    run->plan.filter = run->screen.wanted ? &run->screen.filter : NULL;
    run->plan.acceleration = run->model.acceleration;
    run->plan.step = run->model.step;
    run->plan.dem_error = run->model.dem_error;
    run->plan.threads = whole_number(run->options, OPTION_NPROCS, 1, 4096);
}

static void plan_loops(struct sbas_run *run)
{
    const char *loops = option_answer(run->options, OPTION_LOOPS);
    struct slide_error error;

    if (strcmp(loops, "keep") == 0)
        return;
    fatal_unless_ok(closure_make(&run->stack.network, &run->closure, &error), &error);
    if (run->closure.triplets == 0)
        G_fatal_error(_("loops=%s has nothing to look at: no three pairs of the network make a loop"), loops);
    G_message(_("%d loops of three pairs"), run->closure.triplets);
    run->plan.closure = &run->closure;
    run->plan.repair = strcmp(loops, "repair") == 0;
}

static double memory_of(const struct sbas_run *run)
{
    return whole_number(run->options, OPTION_MEMORY, 1, 1 << 30) * 1e6;
}

static bool wants_series(const struct sbas_run *run)
{
    return option_answer(run->options, OPTION_SERIES) || run->screen.wanted;
}

/* Rows of a block within memory=: what is read, and what is written. */
static int rows_of_block(const struct sbas_run *run)
{
    const int dates = run->stack.network.dates;
    const int maps =
        sbas_plan_maps(&run->plan) + SBAS_OUTPUTS + (wants_series(run) ? dates : 0) + (run->screen.wanted ? dates : 0);
    const double rows = memory_of(run) / ((double)maps * Rast_window_cols() * sizeof(float));

    return rows < 1. ? 1 : rows > Rast_window_rows() ? Rast_window_rows() : (int)rows;
}

static void allocate_outputs(const struct sbas_run *run, struct sbas_block *block)
{
    const size_t cells = (size_t)block->rows * block->cols, all = cells * run->stack.network.dates;

    for (int i = 0; i < SBAS_OUTPUTS; i++)
        block->out[i] = sbas_wanted(run->options, i) ? G_malloc(cells * sizeof(float)) : NULL;
    block->series = wants_series(run) ? G_malloc(all * sizeof(float)) : NULL;
    block->rough = run->screen.wanted ? G_malloc(all * sizeof(float)) : NULL;
}

static void free_outputs(struct sbas_block *block)
{
    for (int i = 0; i < SBAS_OUTPUTS; i++)
        G_free(block->out[i]);
    G_free(block->series);
    G_free(block->rough);
}

/* Displacements that are still to be filtered wait; all else is written. */
static void put_block(struct sbas_run *run, struct sbas_maps *maps, const struct sbas_block *block)
{
    struct sbas_block now = *block;

    if (run->screen.wanted) {
        sbas_screen_store(&run->screen, block);
        now.out[SBAS_OUT_CUMULATIVE] = now.series = NULL;
    }
    sbas_maps_put(maps, &now);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void solve(struct sbas_run *run, struct sbas_maps *maps)
{
    const struct series part = {sbas_plan_maps(&run->plan), run->stack.all.map};
    const int rows = Rast_window_rows(), most = rows_of_block(run);
    struct series_rows source = series_rows_open(&part);
    struct sbas_block block = {.rows = most, .cols = source.cols};
    const size_t row_cells = (size_t)part.count * source.cols;
    float *value = G_malloc(most * row_cells * sizeof *value);
    double inversion = 0., began;
    struct slide_error error;

    allocate_outputs(run, &block);
    block.value = value;
    G_message(_("Inverting blocks of %d rows..."), most);
    for (int first = 0; first < rows; first += most) {
        G_percent(first, rows, 2);
        block.rows = rows - first < most ? rows - first : most;
        for (int row = 0; row < block.rows; row++) {
            memcpy(value + row * row_cells, series_rows_get(&source, first + row), row_cells * sizeof *value);
            pair_correction_apply(&run->correction, first + row, value + row * row_cells, source.cols);
        }
        began = seconds();
        fatal_unless_ok(sbas_block_solve(&run->plan, &block, &run->tally, &error), &error);
        inversion += seconds() - began;
        put_block(run, maps, &block);
    }
    G_percent(1, 1, 1);
    G_verbose_message(_("The inversion took %.3f s"), inversion);
    series_rows_close(&source);
    free_outputs(&block);
    G_free(value);
}

static void refuse_unsolved(const struct sbas_run *run)
{
    if (run->tally.verdict[SBAS_SOLVED] > 0)
        return;
    G_fatal_error(_("No cell was solved: %zu have no pair with data inside the current region and mask, %zu have fewer "
                    "than min_pairs=%d. Check g.region, r.mask and min_pairs=."),
                  run->tally.verdict[SBAS_NO_PAIR], run->tally.verdict[SBAS_FEW_PAIRS], run->plan.problem.min_pairs);
}

static void close_maps(const struct sbas_run *run, struct sbas_maps *maps)
{
    char *history = NULL, *source = series_names(&run->stack.phase);

    G_asprintf(&history,
               "%s\ntoward the satellite positive\n%s\nreference: %s\n%d pairs of %d dates, subsets: %d\n"
               "weight: %s; loops: %s; model of displacement over time: %s%s%s%s%s",
               run->equation.text, run->equation.convention, run->reference.text, run->stack.network.pairs,
               run->stack.network.dates, run->subsets, run->method->name, option_answer(run->options, OPTION_LOOPS),
               run->model.text, *run->correction.text ? "\n" : "", run->correction.text, *run->screen.text ? "\n" : "",
               run->screen.text);

    const struct sbas_story story = {run->equation.unit, history, source};

    sbas_maps_close(maps, &story);
    G_free(history);
    G_free(source);
}

/* What can be refused before the long work begins. */
static void check_network_path(const struct options *options)
{
    const char *path = option_answer(options, OPTION_NETWORK);
    struct slide_error error;

    if (path)
        fatal_unless_ok(chart_check_path(path, &error), &error);
}

static void free_run(struct sbas_run *run)
{
    sbas_screen_free(&run->screen);
    sbas_model_free(&run->model);
    closure_free(&run->closure);
    G_free(run->reference.offset);
    G_free(run->reference.text);
    pair_correction_free(&run->correction);
    pair_stack_free(&run->stack);
}

static void write_all(struct sbas_run *run)
{
    struct sbas_maps maps = sbas_maps_open(run->options, &run->stack.network);

    solve(run, &maps);
    refuse_unsolved(run);
    if (run->screen.wanted)
        sbas_screen_write(&run->screen, &maps, run->plan.threads, run->equation.unit);
    network_draw(run->options, &run->stack);
    close_maps(run, &maps);
    sbas_report(run->options,
                &(struct sbas_account){&run->plan, run->subsets, &run->tally, &run->stack, &run->correction});
}

void run_sbas(const struct options *options)
{
    struct sbas_run run = {.options = options, .equation = los_equation_of(options)};

    check_network_path(options);
    run.stack = pair_stack_of(options);
    series_tell(&run.stack.all);
    choose_weight(&run);
    G_important_message(_("Displacement toward the satellite: %s (%s)"), run.equation.text, run.equation.convention);
    tell_method(&run);
    run.model = sbas_model_of(options, &run.stack, &run.equation);
    run.screen = sbas_screen_of(options, &run.stack.network, memory_of(&run));
    run.correction = pair_correction_of(options, &run.stack);
    run.reference = sbas_reference_of(options, &run.stack, &run.correction);
    make_plan(&run);
    plan_loops(&run);
    write_all(&run);
    free_run(&run);
}
