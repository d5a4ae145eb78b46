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
#include "operations.h"
#include "radar/ramp.h"

/* Everything between the phase and the displacement, and how it is told. */
struct equation {
    double wavelength; /* m */
    double toward;     /* +1 or -1 */
    double scale;      /* units for a metre */
    const char *unit;
    const char *convention;
    char *text;
};

static double wavelength_of(const char *answer)
{
    const struct radar_sensor *sensor = radar_sensor_find(answer);
    const double shortest = 0.005, longest = 1.5; /* m: beyond Ka and P band */
    char *rest;
    double wavelength;

    if (sensor) {
        G_important_message(_("Wavelength of %s: %.7f m"), sensor->description, radar_wavelength(sensor));
        return radar_wavelength(sensor);
    }
    wavelength = strtod(answer, &rest);
    if (rest == answer || *rest != '\0')
        G_fatal_error(_("wavelength=%s is neither a number of metres nor a sensor that is known"), answer);
    if (!(wavelength >= shortest && wavelength <= longest))
        G_fatal_error(_("wavelength=%s is no radar wavelength in metres: it must be from %g to %g"), answer, shortest,
                      longest);
    return wavelength;
}

static double toward_of(const struct options *options, const struct phase_convention *convention)
{
    const char *positive = option_answer(options, OPTION_POSITIVE);

    if (convention->toward != 0.) {
        if (positive)
            G_fatal_error(_("positive= is for producer=other alone: the sign of producer=%s is known (%s)"),
                          convention->name, convention->description);
        return convention->toward;
    }
    if (!positive)
        G_fatal_error(_("producer=%s needs positive=: say whether a positive phase is motion away or toward"),
                      convention->name);
    return strcmp(positive, "toward") == 0 ? 1. : -1.;
}

static double scale_of(const char *unit)
{
    return strcmp(unit, "mm") == 0 ? 1000. : strcmp(unit, "cm") == 0 ? 100. : 1.;
}

static struct equation equation_of(const struct options *options)
{
    const struct phase_convention *convention = phase_convention_find(option_answer(options, OPTION_PRODUCER));
    struct equation equation;

    equation.toward = toward_of(options, convention);
    equation.wavelength = wavelength_of(option_answer(options, OPTION_WAVELENGTH));
    equation.unit = option_answer(options, OPTION_UNIT);
    equation.scale = scale_of(equation.unit);
    equation.convention = convention->description;
    equation.text = NULL;
    G_asprintf(&equation.text, "d = %slambda phi / (4 pi), lambda = %.9g m, d in %s", equation.toward < 0. ? "-" : "",
               equation.wavelength, equation.unit);
    return equation;
}

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

static void take_ramp(struct grid *displacement, const struct equation *equation)
{
    struct slide_error error;
    struct plane plane;

    fatal_unless_ok(ramp_fit(displacement->cell, displacement->rows, displacement->cols, &plane, &error), &error);
    ramp_remove(displacement->cell, displacement->rows, displacement->cols, &plane);
    G_message(_("Plane taken away: %.6g %s from west to east, %.6g %s from north to south"),
              plane.per_col * displacement->cols, equation->unit, plane.per_row * displacement->rows, equation->unit);
}

struct mean {
    double sum;
    size_t count;
};

static void mean_add(struct mean *mean, const struct grid *grid, int row, int col)
{
    const float value = grid->cell[(size_t)row * grid->cols + col];

    if (isnan(value))
        return;
    mean->sum += value;
    mean->count++;
}

/* The cells of one row that are within the radius, from the reference's column outwards. */
static void mean_add_row(struct mean *mean, const struct grid *grid, const struct Cell_head *region, int row,
                         const double *place, double radius)
{
    const int middle = (int)Rast_easting_to_col(place[0], region);
    const double north = Rast_row_to_northing(row + 0.5, region);

    for (int step = -1; step <= 1; step += 2)
        for (int col = step < 0 ? middle : middle + 1; col >= 0 && col < grid->cols; col += step) {
            if (G_distance(place[0], place[1], Rast_col_to_easting(col + 0.5, region), north) > radius)
                break;
            mean_add(mean, grid, row, col);
        }
}

/* Mean of the cells whose centres are within the radius of the place, and of the one that holds it. */
static double reference_mean(const struct grid *grid, const double *place, double radius, const char *name)
{
    struct Cell_head region;
    struct mean mean = {0., 0};
    double row_here, col_here;

    G_get_set_window(&region);
    row_here = floor(Rast_northing_to_row(place[1], &region));
    col_here = floor(Rast_easting_to_col(place[0], &region));
    if (row_here < 0 || row_here >= grid->rows || col_here < 0 || col_here >= grid->cols)
        G_fatal_error(_("reference=%.12g,%.12g lies outside the current region"), place[0], place[1]);
    G_begin_distance_calculations();
    if (radius > 0.)
        for (int row = 0; row < grid->rows; row++)
            if (G_distance(place[0], place[1], place[0], Rast_row_to_northing(row + 0.5, &region)) <= radius)
                mean_add_row(&mean, grid, &region, row, place, radius);
    if (mean.count == 0)
        mean_add(&mean, grid, (int)row_here, (int)col_here);
    if (mean.count == 0)
        G_fatal_error(_("No valid cell of <%s> within %g m of reference=%.12g,%.12g: give another place or a larger "
                        "radius="),
                      name, radius, place[0], place[1]);
    G_verbose_message(_("Reference area: %zu cells"), mean.count);
    return mean.sum / (double)mean.count;
}

/* m; zero is the one cell that holds the place */
static double radius_of(const struct options *options)
{
    const char *answer = option_answer(options, OPTION_RADIUS);
    const double radius = answer ? atof(answer) : 0.;

    if (!(radius >= 0.) || isinf(radius))
        G_fatal_error(_("radius=%s must be zero or a positive number of metres"), answer);
    return radius;
}

static void take_reference(const struct options *options, struct grid *displacement, const struct equation *equation)
{
    char **answers = options->of[OPTION_REFERENCE]->answers;
    const double place[2] = {atof(answers[0]), atof(answers[1])};
    const double radius = radius_of(options);
    double mean;

    if (!(radius >= 0.) || isinf(radius))
        G_fatal_error(_("radius=%s must be zero or a positive number of metres"),
                      option_answer(options, OPTION_RADIUS));
    mean = reference_mean(displacement, place, radius, option_answer(options, OPTION_PHASE));
    G_message(_("Taken away as reference: %.6g %s"), mean, equation->unit);
    for (size_t i = 0; i < grid_cells(displacement); i++)
        displacement->cell[i] = (float)(displacement->cell[i] - mean);
}

static struct grid magnitude_of(const struct grid *displacement)
{
    struct grid magnitude = grid_new();

    for (size_t i = 0; i < grid_cells(&magnitude); i++)
        magnitude.cell[i] = fabsf(displacement->cell[i]);
    return magnitude;
}

static char *history_of(const struct options *options, const struct equation *equation)
{
    char *history = NULL, *reference = NULL;

    if (options->of[OPTION_REFERENCE]->answers)
        G_asprintf(&reference, "reference %s,%s radius %g m", options->of[OPTION_REFERENCE]->answers[0],
                   options->of[OPTION_REFERENCE]->answers[1], radius_of(options));
    G_asprintf(&history, "%s\ntoward the satellite positive\n%s\nramp: %s; %s", equation->text, equation->convention,
               option_answer(options, OPTION_RAMP), reference ? reference : "no reference");
    G_free(reference);
    return history;
}

void run_displacement(const struct options *options)
{
    const struct equation equation = equation_of(options);
    const char *phase = option_answer(options, OPTION_PHASE), *absolute = option_answer(options, OPTION_ABSOLUTE);
    const int referenced = options->of[OPTION_REFERENCE]->answers != NULL;

    if (!referenced && option_answer(options, OPTION_RADIUS))
        G_fatal_error(_("radius= needs reference=: there is no place to measure it from"));
    G_important_message(_("Displacement toward the satellite: %s (%s)"), equation.text, equation.convention);

    struct grid displacement = read_phase(phase), magnitude = {0};

    displacement_from_phase(displacement.cell, grid_cells(&displacement),
                            equation.scale * displacement_per_radian(equation.wavelength, equation.toward),
                            displacement.cell);
    if (strcmp(option_answer(options, OPTION_RAMP), "plane") == 0)
        take_ramp(&displacement, &equation);
    if (referenced)
        take_reference(options, &displacement, &equation);
    if (absolute)
        magnitude = magnitude_of(&displacement);

    const struct map_description signed_map = {.title = _("LOS displacement, toward the satellite positive"),
                                               .units = equation.unit,
                                               .semantic_label = "los",
                                               .colors = "differences",
                                               .symmetric = 1,
                                               .history = history_of(options, &equation),
                                               .source = phase};
    struct map_description unsigned_map = signed_map;

    unsigned_map.title = _("Magnitude of the LOS displacement");
    unsigned_map.semantic_label = "los_abs";
    unsigned_map.colors = "viridis";
    unsigned_map.symmetric = 0;
    unsigned_map.color_low = 0.;
    unsigned_map.color_high = NAN;

    const struct map_output outputs[] = {
        {.name = option_answer(options, OPTION_OUTPUT), .cell = displacement.cell, .description = signed_map},
        {.name = absolute, .cell = magnitude.cell, .description = unsigned_map},
    };

    maps_write(outputs, sizeof outputs / sizeof *outputs);
    grid_free(&displacement);
    grid_free(&magnitude);
}
