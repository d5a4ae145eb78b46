/** Options by the sections of the form. */
#include "options.h"

#include <string.h>

#include <grass/glocale.h>

#include "grass/options.h"

static struct Option *number(const char *key, const char *answer, const char *section, const char *label,
                             const char *description)
{
    struct Option *option = option_define(key, TYPE_DOUBLE, section, label, description);

    option->answer = answer ? G_store(answer) : NULL;
    return option;
}

static struct Option *input_map(const char *key, const char *section, const char *label, const char *description)
{
    return option_define_standard(G_OPT_R_INPUT, key, section, label, description);
}

static struct Flag *flag(char key, const char *section, const char *description)
{
    struct Flag *defined = G_define_flag();

    defined->key = key;
    defined->guisection = section;
    defined->description = description;
    return defined;
}

static void define_drainage(struct options *options)
{
    options->elevation = G_define_standard_option(G_OPT_R_ELEV);
    options->depression = option_define("depression", TYPE_STRING, _(DRAINAGE), NULL, NULL);
    options->depression->description = _("What is done about closed depressions");
    option_add_choice(options->depression, "carve", _("lower the way out over the lowest pass"));
    option_add_choice(options->depression, "fill", _("raise the depression to its lowest pass"));
    option_add_choice(options->depression, "keep", _("water ends in the depression"));
    options->depression->answer = G_store("carve");
    options->sinks = input_map("sinks", _(DRAINAGE), _("Name of input map of natural sinks to keep"),
                               _("Water may leave the map at cells that are neither null nor zero"));
    options->input_direction = input_map(
        "input_direction", _(DRAINAGE), _("Name of input map of flow directions, used instead of routing"),
        _("1 to 8 counterclockwise from north-east, as r.watershed or an earlier run has them; 0 or negative: outlet"));
    options->weight =
        input_map("weight", _(DRAINAGE), _("Name of input map of weights of each cell's area"),
                  _("Such as rainfall over its mean: Ksn becomes Ksn-q; channels are still found by area"));
    G_option_exclusive(options->input_direction, options->sinks, NULL);
}

static void define_steepness(struct options *options)
{
    options->threshold = number("threshold", "1", _(CHANNELS), _("Smallest drainage area of a channel (km2)"),
                                _("Cells with at least this area are channel cells; 1000 cells of 30 m are 0.9 km2"));
    options->theta = option_define("theta", TYPE_STRING, _(CHANNELS), NULL, NULL);
    options->theta->answer = G_store("0.45");
    options->theta->label = _("Reference concavity theta, or auto");
    options->theta->description =
        _("Exponent of drainage area in Ksn = S A^theta, between 0 and 1; auto estimates it and prints a table");
    options->gradient = option_define("gradient", TYPE_STRING, _(CHANNELS), NULL, NULL);
    options->gradient->label = _("How Ksn is measured along channels");
    options->gradient->description = _("Elevation maps of whole metres want one of chi, segment and smooth");
    for (const struct gradient_method *method = gradient_methods; method->name; method++)
        option_add_choice(options->gradient, method->name, method->description);
    options->gradient->answer = G_store("flow");
    options->window = option_define("window", TYPE_STRING, _(CHANNELS), NULL, NULL);
    options->window->key_desc = "length";
    options->window->answer = G_store("500m");
    options->window->label = _("Length of channel that Ksn is measured over");
    options->window->description =
        _("In metres, such as 500m, or channel cells, such as 11n (odd, from 3); for gradient=chi, segment, smooth");
    options->radians =
        flag('r', _(CHANNELS), _("Slope as an angle in radians instead of a tangent (with gradient=steepest)"));
    options->segment_length =
        number("segment_length", NULL, _(CHANNELS), _("Length of the lines in the vector map of channels (m)"),
               _("Segments between confluences are cut into even pieces; default: not cut"));
    options->cut = flag('k', _(CHANNELS), _("Cut the lines of the vector map of channels at knickpoints too"));
    options->tolerance = number("tolerance", "30", _(CHANNELS), _("Smallest drop of a knickpoint (m)"),
                                _("Take more than the vertical error of the elevation map along channels"));
}

static void define_uncertainty(struct options *options)
{
    options->dem_error = option_define("dem_error", TYPE_DOUBLE, _(UNCERTAINTY), NULL, NULL);
    options->dem_error->multiple = NO;
    options->dem_error->key_desc = "sd,length";
    options->dem_error->label = _("Error of the elevation map: standard deviation and correlation length (m)");
    options->dem_error->description =
        _("For ksn_mean and ksn_sd, and for ksn_error with gradient=flow and steepest; length 0: no correlation");
    options->members = option_define("members", TYPE_INTEGER, _(UNCERTAINTY), NULL, NULL);
    options->members->answer = G_store("20");
    options->members->options = "2-10000";
    options->members->description = _("Maps in the ensemble of ksn_mean and ksn_sd");
    options->seed = option_define("seed", TYPE_INTEGER, _(UNCERTAINTY), NULL, NULL);
    options->seed->answer = G_store("42");
    options->seed->description = _("Seed of the ensemble's random numbers");
}

static void define_hillslopes(struct options *options)
{
    options->surface = option_define("surface", TYPE_STRING, _(HILLSLOPES), NULL, NULL);
    options->surface->description = _("How ksn_surface takes Ksn from channels");
    option_add_choice(options->surface, "basin", _("mean of the channel segment whose sub-basin a cell lies in"));
    option_add_choice(options->surface, "nearest", _("value of the first channel cell down the flow"));
    option_add_choice(options->surface, "kernel", _("mean of the channel cells within radius="));
    options->surface->answer = G_store("basin");
    options->radius = number("radius", "1000", _(HILLSLOPES), _("Radius of the circle around each cell (m)"),
                             _("For surface=kernel, ksn_density, ksn_class and drainage_density"));
}

static void define_units(struct options *options)
{
    options->unit_threshold =
        number("unit_threshold", "5", _(UNITS), _("Slope units: area at which first half-basins begin (km2)"),
               _("They are split at a falling threshold"));
    options->area_min = number("area_min", "0.15", _(UNITS), _("Slope units: least mean area of a split (km2)"),
                               _("One value, or several with -o"));
    options->area_min->multiple = YES;
    options->area_max = number("area_max", NULL, _(UNITS), _("Slope units: area above which a unit is split (km2)"),
                               _("Whatever its aspect; default: no limit"));
    options->variance_min =
        number("variance_min", "0.2", _(UNITS), _("Slope units: variance of aspect above which they split"),
               _("0 to 1, cvmin of the literature; one value, or several with -o"));
    options->variance_min->multiple = YES;
    options->reduction =
        number("reduction", "5", _(UNITS), _("Slope units: reduction factor of the threshold, above 1"),
               _("Each round takes threshold / reduction off the threshold"));
    options->clean_size = number("clean_size", "0.02", _(UNITS),
                                 _("Slope units: area below which a unit joins a neighbour (km2)"), _("0: none does"));
    options->search = flag('o', _(UNITS), _("Search the values of area_min and variance_min for the best slope units"));
}

static struct Option *output_map(int standard, const char *key, const char *description, const char *section)
{
    return option_define_standard(standard, key, section, NULL, description);
}

/* The outputs of a section; `section` as the table names it. */
static void define_outputs(struct options *options, const char *section)
{
    for (int i = 0; i < MAPS; i++)
        if (strcmp(outputs[i].section, section) == 0)
            options->map[i] = output_map(G_OPT_R_OUTPUT, outputs[i].key, _(outputs[i].help), _(section));
    for (int i = 0; i < VECTORS; i++)
        if (strcmp(vector_outputs[i].section, section) == 0)
            options->vector[i] =
                output_map(G_OPT_V_OUTPUT, vector_outputs[i].key, _(vector_outputs[i].help), _(section));
}

static void define_rules(struct options *options)
{
    struct Option **map = options->map;

    /* areas are drawn from the raster map; an ensemble wants to know the error */
    G_option_requires(options->vector[VECTOR_SLOPE_UNITS], map[MAP_SLOPE_UNITS], NULL);
    G_option_requires(map[MAP_KSN_MEAN], options->dem_error, NULL);
    G_option_requires(map[MAP_KSN_SD], options->dem_error, NULL);
    G_option_requires(options->search, map[MAP_SLOPE_UNITS], NULL);
    G_option_requires(options->cut, options->vector[VECTOR_CHANNELS], NULL);
}

static void define_resources(struct options *options)
{
    options->memory = option_define("memory", TYPE_INTEGER, _("Resources"), NULL, NULL);
    options->memory->key_desc = "memory in MB";
    options->memory->label = _("Most memory to be used (in MB)");
    options->memory->description = _("A run that needs more says so before it starts; default: no limit");
    options->nprocs = G_define_standard_option(G_OPT_M_NPROCS);
    options->nprocs->guisection = _("Resources");
    options->format = option_define_format(_("Format of the summary on standard output"));
}

void options_define(struct options *options)
{
    define_drainage(options);
    define_outputs(options, DRAINAGE);
    define_steepness(options);
    define_outputs(options, CHANNELS);
    define_uncertainty(options);
    define_outputs(options, UNCERTAINTY);
    define_hillslopes(options);
    define_outputs(options, HILLSLOPES);
    define_units(options);
    define_outputs(options, UNITS);
    define_rules(options);
    define_resources(options);
}
