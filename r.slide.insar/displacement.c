/** operation=displacement: unwrapped phase to motion along the line of sight, toward the satellite positive. */
#include "radar/displacement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/grid.h"
#include "grass/output.h"
#include "los_equation.h"
#include "operations.h"
#include "radar/ramp.h"
#include "ramp_choice.h"
#include "reference.h"

static struct grid read_phase(const char *name)
{
    const double nearly_a_turn = 6.2;
    struct grid phase = grid_read(name);
    const size_t cells = grid_cells(&phase);
    double lowest = INFINITY, highest = -INFINITY;

    for (size_t i = 0; i < cells; i++) {
        lowest = fmin(lowest, phase.cell[i]);
        highest = fmax(highest, phase.cell[i]);
    }
    if (lowest > highest)
        G_fatal_error(_("No valid cell in <%s> inside the current region and mask. Check g.region and r.mask."), name);
    if (lowest >= -M_PI - 1e-6 && highest <= M_PI + 1e-6 && highest - lowest > nearly_a_turn)
        G_warning(_("<%s> lies from %.4f to %.4f radians: it looks wrapped. Displacement needs unwrapped phase."), name,
                  lowest, highest);
    return phase;
}

static void take_ramp(struct grid *displacement, const struct grid *exclude, const struct ramp_choice *choice,
                      const struct los_equation *equation)
{
    const int rows = displacement->rows, cols = displacement->cols;
    struct slide_error error;
    struct ramp ramp;

    fatal_unless_ok(ramp_fit(displacement->cell, exclude->cell, rows, cols, choice->shape, &ramp, &error), &error);
    ramp_remove(displacement->cell, rows, cols, &ramp);
    G_message(_("Ramp taken away (%s): through the region's middle %.6g %s from west to east, %.6g %s from north to "
                "south"),
              choice->name, ramp_at(&ramp, rows / 2., cols) - ramp_at(&ramp, rows / 2., 0.), equation->unit,
              ramp_at(&ramp, rows, cols / 2.) - ramp_at(&ramp, 0., cols / 2.), equation->unit);
}

/* Cells that moved, to be left out of the ramp's fit and of the search of a reference; empty without exclude=. */
static struct grid read_exclude(const struct options *options)
{
    const char *name = option_answer(options, OPTION_EXCLUDE);
    struct grid exclude = {0};

    if (!name)
        return exclude;
    if (!ramp_choice_of(options) && !reference_is_auto(options))
        G_fatal_error(_("exclude= needs ramp=plane, ramp=quadratic or reference=auto: nothing else leaves cells out"));
    exclude = grid_read(name);
    return exclude;
}

static struct grid magnitude_of(const struct grid *displacement)
{
    struct grid magnitude = grid_new();

    for (size_t i = 0; i < grid_cells(&magnitude); i++)
        magnitude.cell[i] = fabsf(displacement->cell[i]);
    return magnitude;
}

static char *history_of(const struct options *options, const struct los_equation *equation,
                        const struct reference *reference)
{
    const char *exclude = option_answer(options, OPTION_EXCLUDE);
    char *history = NULL, *place = NULL;

    if (reference->given)
        G_asprintf(&place, "reference %s%.15g,%.15g radius %g m, %zu cells", reference->automatic ? "found at " : "",
                   reference->east, reference->north, reference->radius, reference->cells);
    G_asprintf(&history, "%s\ntoward the satellite positive\n%s\nramp: %s%s%s; %s", equation->text,
               equation->convention, option_answer(options, OPTION_RAMP), exclude ? ", outside " : "",
               exclude ? exclude : "", place ? place : "no reference");
    G_free(place);
    return history;
}

static char *sources_of(const struct options *options)
{
    const char *coherence = option_answer(options, OPTION_COHERENCE);
    char *sources = NULL;

    G_asprintf(&sources, "%s%s%s", option_answer(options, OPTION_PHASE), coherence ? ", " : "",
               coherence ? coherence : "");
    return sources;
}

static void write_maps(const struct options *options, const struct los_equation *equation,
                       const struct reference *reference, const struct grid *displacement)
{
    const char *absolute = option_answer(options, OPTION_ABSOLUTE), *phase = option_answer(options, OPTION_PHASE);
    struct grid magnitude = {0};
    const struct map_description signed_map = {.title = _("LOS displacement, toward the satellite positive"),
                                               .units = equation->unit,
                                               .semantic_label = "los",
                                               .colors = "differences",
                                               .symmetric = 1,
                                               .history = history_of(options, equation, reference),
                                               .source = sources_of(options),
                                               .time = maps_time(&phase, 1)};
    struct map_description unsigned_map = signed_map;

    unsigned_map.title = _("Magnitude of the LOS displacement");
    unsigned_map.semantic_label = "los_abs";
    unsigned_map.colors = "viridis";
    unsigned_map.symmetric = 0;
    unsigned_map.color_low = 0.;
    unsigned_map.color_high = NAN;
    if (absolute)
        magnitude = magnitude_of(displacement);

    const struct map_output outputs[] = {
        {.name = option_answer(options, OPTION_OUTPUT), .cell = displacement->cell, .description = signed_map},
        {.name = absolute, .cell = magnitude.cell, .description = unsigned_map},
    };

    maps_write(outputs, sizeof outputs / sizeof *outputs);
    grid_free(&magnitude);
}

void run_displacement(const struct options *options)
{
    const struct los_equation equation = los_equation_of(options);
    const struct ramp_choice *ramp = ramp_choice_of(options);
    struct reference reference = reference_of(options);
    struct grid exclude = read_exclude(options);

    G_important_message(_("Displacement toward the satellite: %s (%s)"), equation.text, equation.convention);

    struct grid displacement = read_phase(option_answer(options, OPTION_PHASE));

    displacement_from_phase(displacement.cell, grid_cells(&displacement),
                            equation.scale * displacement_per_radian(equation.wavelength, equation.toward),
                            displacement.cell);
    if (ramp)
        take_ramp(&displacement, &exclude, ramp, &equation);
    if (reference.automatic)
        reference_find(&reference, options, &displacement, &exclude);
    if (reference.given)
        reference_take(&reference, options, &displacement, equation.unit);
    write_maps(options, &equation, &reference, &displacement);
    grid_free(&displacement);
    grid_free(&exclude);
}
