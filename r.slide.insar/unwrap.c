/** operation=unwrap: whole cycles added to wrapped phase, and the parts between which they are not known. */
#include "radar/unwrap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>
#include <jansson.h>

#include "coherence_grid.h"
#include "grass/fatal.h"
#include "grass/grid.h"
#include "grass/options.h"
#include "grass/output.h"
#include "operations.h"

struct unwrap_run {
    const struct options *options;
    const struct unwrapper *method;
    struct grid phase;     /* wrapped, later unwrapped, in place */
    struct grid coherence; /* empty when not given */
    struct unwrapping result;
    size_t *cells; /* [result.components] */
};

/* Before hours of reading: what cannot be had is asked for first. */
static void refuse_unreachable_memory(void)
{
    const double bytes_a_cell = 52.; /* phase, component, and what unwrap() takes for a while */
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    const double bytes = bytes_a_cell * rows * cols;
    void *volatile trial = malloc((size_t)bytes); /* volatile: or compilers leave it out */

    if (!trial)
        G_fatal_error(_("Not enough memory for unwrapping %d x %d cells: about %.0f MB are needed. Use a smaller or "
                        "coarser region."),
                      rows, cols, bytes / 1e6);
    free(trial);
}

static void choose_method(struct unwrap_run *run)
{
    const struct unwrapper *method = unwrapper_find(option_answer(run->options, OPTION_METHOD));

    if (option_answer(run->options, OPTION_COHERENCE) && strcmp(method->name, "flow") != 0)
        G_fatal_error(_("coherence= is for method=flow alone: method=%s has no costs that it could give. Leave it out, "
                        "or make cells of low coherence null (exclude=)"),
                      method->name);
    run->method = method;
}

static void leave_out(struct grid *phase, const char *name)
{
    struct grid exclude = grid_read(name);
    const size_t cells = grid_cells(phase);

    for (size_t i = 0; i < cells; i++)
        if (!isnan(exclude.cell[i]) && exclude.cell[i] != 0.f)
            phase->cell[i] = NAN;
    grid_free(&exclude);
}

static void refuse_what_is_no_wrapped_phase(const struct grid *phase, const char *name)
{
    const size_t cells = grid_cells(phase);
    size_t outside = 0, valid = 0;
    float farthest = 0.f;

    for (size_t i = 0; i < cells; i++) {
        if (isnan(phase->cell[i]))
            continue;
        valid++;
        outside += fabs(phase->cell[i]) >= PHASE_CYCLE;
        if (fabsf(phase->cell[i]) > fabsf(farthest))
            farthest = phase->cell[i];
    }
    if (outside > 0)
        G_fatal_error(_("<%s> is no wrapped phase in radians: it holds %.9g, outside -2 pi to 2 pi, as are %zu of %zu "
                        "valid cells. Make null what is nodata (r.null); what is unwrapped already needs no more."),
                      name, farthest, outside, valid);
}

static struct grid read_phase(const struct options *options)
{
    const char *name = option_answer(options, OPTION_PHASE), *exclude = option_answer(options, OPTION_EXCLUDE);
    struct grid phase = grid_read(name);

    if (exclude)
        leave_out(&phase, exclude);
    refuse_what_is_no_wrapped_phase(&phase, name);
    if (grid_valid_cells(&phase) == 0)
        G_fatal_error(_("No valid cell in <%s> inside the current region and mask%s%s%s. Check g.region and r.mask."),
                      name, exclude ? _(", outside <") : "", exclude ? exclude : "", exclude ? ">" : "");
    return phase;
}

static void unwrap_phase(struct unwrap_run *run)
{
    const struct wrapped_phase wrapped = {run->phase.cell, run->phase.rows, run->phase.cols};
    struct slide_error error;

    run->result.phase = run->phase.cell;
    run->result.component = G_malloc(grid_cells(&run->phase) * sizeof *run->result.component);
    G_message(_("Unwrapping by %s..."), run->method->description);
    fatal_unless_ok(unwrap(&wrapped, run->coherence.cell, run->method, &run->result, &error), &error);
    grid_free(&run->coherence);
}

/* Component 0, at nulls, becomes null. */
static void count_components(struct unwrap_run *run)
{
    const size_t cells = grid_cells(&run->phase);

    run->cells = G_calloc(run->result.components, sizeof *run->cells);
    for (size_t i = 0; i < cells; i++)
        if (run->result.component[i] > 0)
            run->cells[run->result.component[i] - 1]++;
        else
            Rast_set_c_null_value(&run->result.component[i], 1);
}

static char *sources_of(const struct options *options)
{
    static const enum option_key keys[] = {OPTION_COHERENCE, OPTION_EXCLUDE};
    char *sources = G_store(option_answer(options, OPTION_PHASE));

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *name = option_answer(options, keys[i]);
        char *longer = NULL;

        if (!name)
            continue;
        G_asprintf(&longer, "%s, %s", sources, name);
        G_free(sources);
        sources = longer;
    }
    return sources;
}

static void write_maps(const struct unwrap_run *run)
{
    const struct unwrapping *result = &run->result;
    const char *phase = option_answer(run->options, OPTION_PHASE);
    const struct map_time time = maps_time(&phase, 1);
    char *sources = sources_of(run->options), *history = NULL;

    G_asprintf(&history, "%s\nthe first cell of each component keeps its phase\n%zu residues, %zu cut cells, %zu %s",
               run->method->description, result->residues, result->cut_cells, result->components,
               result->components == 1 ? "component" : "components");

    const struct map_output outputs[] = {
        {.name = option_answer(run->options, OPTION_OUTPUT),
         .cell = result->phase,
         .description = {.title = _("Unwrapped phase"),
                         .units = "rad",
                         .semantic_label = "unwrapped_phase",
                         .colors = "viridis",
                         .color_low = NAN,
                         .color_high = NAN,
                         .history = history,
                         .source = sources,
                         .time = time}},
        {.name = option_answer(run->options, OPTION_COMPONENTS),
         .category = result->component,
         .description = {.title = _("Connected components of unwrapped phase"),
                         .semantic_label = "unwrap_components",
                         .colors = "random",
                         .history = history,
                         .source = sources,
                         .time = time}},
    };

    maps_write(outputs, sizeof outputs / sizeof *outputs);
    G_free(history);
    G_free(sources);
}

static void print_plain(const struct unwrap_run *run)
{
    printf("residues=%zu\ncut_cells=%zu\ncomponents=%zu\n", run->result.residues, run->result.cut_cells,
           run->result.components);
    for (size_t i = 0; i < run->result.components; i++)
        printf("component_%zu_cells=%zu\n", i + 1, run->cells[i]);
}

static void print_json(const struct unwrap_run *run)
{
    json_t *components = json_array(), *report;

    for (size_t i = 0; i < run->result.components; i++)
        json_array_append_new(
            components, json_pack("{s:I, s:I}", "component", (json_int_t)i + 1, "cells", (json_int_t)run->cells[i]));
    report =
        json_pack("{s:s, s:I, s:I, s:o}", "method", run->method->name, "residues", (json_int_t)run->result.residues,
                  "cut_cells", (json_int_t)run->result.cut_cells, "components", components);
    json_dumpf(report, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(report);
}

void run_unwrap(const struct options *options)
{
    const char *coherence = option_answer(options, OPTION_COHERENCE);
    struct unwrap_run run = {.options = options};

    choose_method(&run);
    refuse_unreachable_memory();
    run.phase = read_phase(options);
    if (coherence)
        run.coherence = coherence_grid_read(coherence);
    unwrap_phase(&run);
    count_components(&run);
    if (run.result.components > 1)
        G_important_message(_("%zu components: between them the number of whole cycles is not known"),
                            run.result.components);
    write_maps(&run);
    if (option_is_json(options->of[OPTION_FORMAT]))
        print_json(&run);
    else
        print_plain(&run);
    G_free(run.cells);
    G_free(run.result.component);
    grid_free(&run.phase);
}
