/** r.slide.ksn: drainage, channels and normalized channel steepness (Ksn) from an elevation map. */
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "report.h"
#include "run.h"

struct options {
    struct Option *elevation, *depression, *sinks, *threshold, *theta, *format;
    struct Option *map[MAPS];
};

/* One row an output map: its option, where it stands in the form, and the line of help. */
static const struct {
    const char *key, *section, *help;
} map_options[MAPS] = {
    [MAP_KSN] = {"ksn", "Channels", "Name for output map of Ksn at channel cells (m^(2 theta))"},
    [MAP_CHANNELS] = {"channels", "Channels", "Name for output map of channel cells with their Strahler order"},
    [MAP_CHI] = {"chi", "Channels", "Name for output map of chi at channel cells, reference area 1 m2 (m)"},
    [MAP_SURFACE] = {"ksn_surface", "Hillslopes",
                     "Name for output map of Ksn for every cell: the mean of the channel segment it drains into"},
    [MAP_DISTANCE] = {"distance", "Hillslopes",
                      "Name for output map of the distance along the flow to the channel (m)"},
    [MAP_LOG_SPI] = {"log_spi", "Hillslopes",
                     "Name for output map of the logarithm of the stream power index, ln(As tan b)"},
    [MAP_ACCUMULATION] = {"accumulation", "Drainage", "Name for output map of drainage area (m2)"},
    [MAP_DIRECTION] = {"direction", "Drainage",
                       "Name for output map of flow direction (1-8 counterclockwise from north-east)"},
};

static void describe_module(void)
{
    struct GModule *module = G_define_module();

    G_add_keyword(_("raster"));
    G_add_keyword(_("hydrology"));
    G_add_keyword(_("geomorphology"));
    G_add_keyword(_("channel steepness"));
    G_add_keyword(_("landslides"));
    module->label = _("Maps normalized channel steepness (Ksn) from an elevation map.");
    module->description = _("Takes depressions out, routes flow (D8), finds channels above a drainage area and "
                            "computes Ksn along them and as a surface for hillslopes.");
}

static struct Option *number_option(const char *key, const char *answer, const char *label, const char *description)
{
    struct Option *option = G_define_option();

    option->key = key;
    option->type = TYPE_DOUBLE;
    option->required = NO;
    option->answer = G_store(answer);
    option->label = label;
    option->description = description;
    option->guisection = _("Channels");
    return option;
}

static void define_inputs(struct options *options)
{
    options->elevation = G_define_standard_option(G_OPT_R_ELEV);

    options->depression = G_define_option();
    options->depression->key = "depression";
    options->depression->type = TYPE_STRING;
    options->depression->required = NO;
    options->depression->options = "carve,fill";
    options->depression->answer = "carve";
    options->depression->description = _("How closed depressions are taken out");
    options->depression->descriptions = _("carve;lower the lowest way out;fill;raise the depression to its outlet");
    options->depression->guisection = _("Drainage");

    options->sinks = G_define_standard_option(G_OPT_R_INPUT);
    options->sinks->key = "sinks";
    options->sinks->required = NO;
    options->sinks->label = _("Name of input map of natural sinks to keep");
    options->sinks->description = _("Water may leave the map at cells that are neither null nor zero");
    options->sinks->guisection = _("Drainage");

    options->threshold = number_option("threshold", "1", _("Smallest drainage area of a channel (km2)"),
                                       _("Cells with at least this area are channel cells"));
    options->theta = number_option("theta", "0.45", _("Reference concavity theta"),
                                   _("Exponent of drainage area in Ksn = S A^theta, between 0 and 1"));
}

static void define_outputs(struct options *options)
{
    struct Option **map = options->map;

    for (int i = 0; i < MAPS; i++) {
        map[i] = G_define_standard_option(G_OPT_R_OUTPUT);
        map[i]->key = map_options[i].key;
        map[i]->required = NO;
        map[i]->description = _(map_options[i].help);
        map[i]->guisection = _(map_options[i].section);
    }
    /* a run that writes nothing is a mistake */
    G_option_required(map[MAP_KSN], map[MAP_CHANNELS], map[MAP_CHI], map[MAP_SURFACE], map[MAP_DISTANCE],
                      map[MAP_LOG_SPI], map[MAP_ACCUMULATION], map[MAP_DIRECTION], NULL);

    options->format = option_define_format(_("Format of the summary on standard output"));
}

static void refuse_equal_names(const struct options *options)
{
    for (int i = 0; i < MAPS; i++)
        for (int j = 0; j < i; j++)
            if (options->map[i]->answer && options->map[j]->answer &&
                strcmp(options->map[i]->answer, options->map[j]->answer) == 0)
                G_fatal_error(_("Options <%s> and <%s> both name the output map <%s>"), options->map[j]->key,
                              options->map[i]->key, options->map[i]->answer);
}

static struct settings read_settings(const struct options *options)
{
    struct settings settings = {.elevation = options->elevation->answer, .sinks = options->sinks->answer};

    settings.treatment = strcmp(options->depression->answer, "fill") == 0 ? DEPRESSION_FILL : DEPRESSION_CARVE;
    settings.threshold = atof(options->threshold->answer) * 1e6;
    settings.theta = atof(options->theta->answer);
    for (int i = 0; i < MAPS; i++)
        settings.map[i] = options->map[i]->answer;
    if (!(settings.threshold > 0.))
        G_fatal_error(_("Option <%s> must be above 0 km2: %s"), options->threshold->key, options->threshold->answer);
    if (!(settings.theta > 0. && settings.theta < 1.))
        G_fatal_error(_("Option <%s> must lie between 0 and 1, both excluded: %s"), options->theta->key,
                      options->theta->answer);
    refuse_equal_names(options);
    return settings;
}

int main(int argc, char *argv[])
{
    struct options options;
    struct settings settings;
    struct result result;

    G_gisinit(argv[0]);
    describe_module();
    define_inputs(&options);
    define_outputs(&options);
    if (G_parser(argc, argv))
        exit(EXIT_FAILURE);

    settings = read_settings(&options);
    run(&settings, &result);
    write_maps(&settings, &result);
    write_summary(&settings, &result.summary, option_is_json(options.format));
    result_free(&result);
    exit(EXIT_SUCCESS);
}
