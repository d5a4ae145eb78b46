#include "los_equation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "radar/displacement.h"

/* m: from Ka band to beyond P band */
static const double SHORTEST_WAVELENGTH = 0.005, LONGEST_WAVELENGTH = 1.;

/* The remedy where the number is that of a radar, but in another unit; empty otherwise. */
static char *other_unit(double wavelength)
{
    static const struct {
        double per_metre;
        const char *unit;
    } units[] = {{100., N_("centimetres")}, {1000., N_("millimetres")}};
    char *text = G_store("");

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const double metres = wavelength / units[i].per_metre;
        char *longer = NULL;

        if (!(metres >= SHORTEST_WAVELENGTH && metres <= LONGEST_WAVELENGTH))
            continue;
        G_asprintf(&longer, _("%s. If it is in %s, give wavelength=%.9g"), text, _(units[i].unit), metres);
        G_free(text);
        text = longer;
    }
    return text;
}

static double wavelength_of(const char *answer)
{
    const struct radar_sensor *sensor = radar_sensor_find(answer);
    char *rest;
    double wavelength;

    if (sensor) {
        G_important_message(_("Wavelength of %s: %.7f m"), sensor->description, radar_wavelength(sensor));
        return radar_wavelength(sensor);
    }
    wavelength = strtod(answer, &rest);
    if (rest == answer || *rest != '\0')
        G_fatal_error(_("wavelength=%s is neither a number of metres nor a sensor that is known"), answer);
    if (!(wavelength >= SHORTEST_WAVELENGTH && wavelength <= LONGEST_WAVELENGTH))
        G_fatal_error(_("wavelength=%s is no radar wavelength in metres: it must be from %g to %g%s"), answer,
                      SHORTEST_WAVELENGTH, LONGEST_WAVELENGTH, other_unit(wavelength));
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

struct los_equation los_equation_of(const struct options *options)
{
    const struct phase_convention *convention = phase_convention_find(option_answer(options, OPTION_PRODUCER));
    struct los_equation equation;

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
