/** The options of layouts, objects and profiles. */
#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "options.h"
#include "tables.h"

static struct Option *define_numbers(const char *key, int multiple, const char *answer, const char *label,
                                     const char *section)
{
    struct Option *option = option_define(key, TYPE_DOUBLE, section, label, NULL);

    option->multiple = multiple;
    option->answer = answer ? G_store(answer) : NULL;
    return option;
}

static void define_objects(struct options *options)
{
    const char *section = _("Objects");

    options->objects = G_define_flag();
    options->objects->key = 'o';
    options->objects->label = _("Score whole landslides and predicted patches as objects");
    options->objects->description = _("Landslides are the polygons of a vector truth, else connected landslide cells");
    options->objects->guisection = section;
    options->polygons =
        option_define_standard(G_OPT_V_INPUT, "polygons", section, _("Landslide polygons to score as objects"), NULL);
    options->polygons->description = _("One landslide for each category");
    options->overlap =
        define_numbers("overlap", NO, "0.0", _("Share of a landslide's cells that must be predicted"), section);
    options->overlap->description = _("0: a single cell is enough");
    options->sizes = define_numbers("sizes", YES, "1000.0,10000.0,100000.0",
                                    _("Breaks between classes of landslide size, in m2"), section);
    options->objects_table =
        option_define_standard(G_OPT_F_OUTPUT, "objects_table", section, _("CSV file for the objects"), NULL);
}

static void define_profile(struct options *options)
{
    const char *section = _("Profile");

    options->profile = option_define_standard(G_OPT_V_INPUT, "profile", section,
                                              _("Vector map of lines to take profiles along"), NULL);
    options->profile_coordinates = option_define_standard(G_OPT_M_COORDS, "profile_coordinates", section,
                                                          _("Points of a line to take a profile along"), NULL);
    options->profile_coordinates->multiple = YES;
    options->profile_width =
        define_numbers("profile_width", NO, NULL, _("Width of the swath beside a profile, in m"), section);
    options->profile_width->description = _("Else the longer edge of a cell");
    options->profile_step = define_numbers("profile_step", NO, NULL, _("Length of a profile's bins, in m"), section);
    options->profile_step->description = _("Else the width");
    options->profile_maps =
        option_define_standard(G_OPT_R_INPUTS, "profile_maps", section, _("Further maps to take profiles of"), NULL);
    options->profile_percentiles = define_numbers("profile_percentiles", YES, "5.0,25.0,50.0,75.0,95.0",
                                                  _("Percentiles of each bin of a profile"), section);
    options->profile_table =
        option_define_standard(G_OPT_F_OUTPUT, "profile_table", section, _("CSV file for the profiles"), NULL);
}

void define_layout_option(struct options *options)
{
    options->table = G_define_option();
    options->table->key = "table";
    options->table->type = TYPE_STRING;
    options->table->required = NO;
    options->table->label = _("Layout to print instead of all scores");
    options->table->description = _("At the first threshold");
    options->table->guisection = _("Scores");
    table_layouts_offer(options->table);
}

void define_place_options(struct options *options)
{
    define_objects(options);
    define_profile(options);
    G_option_exclusive(options->profile, options->profile_coordinates, NULL);
    G_option_requires(options->profile_table, options->profile, options->profile_coordinates, NULL);
    G_option_requires(options->profile_maps, options->profile, options->profile_coordinates, NULL);
    G_option_requires(options->objects_table, options->objects, options->polygons, NULL);
}

void refuse_table_as_json(const struct options *options)
{
    if (options->table->answer && option_is_json(options->format))
        G_fatal_error(_("table=%s is a layout of text: leave out format=json, which holds the same numbers"),
                      options->table->answer);
}

double *read_ascending(char **answers, const char *option, size_t *count)
{
    double *value;

    for (*count = 0; answers[*count];)
        ++*count;
    value = G_malloc((*count + 1) * sizeof *value);
    for (size_t i = 0; i < *count; i++) {
        value[i] = atof(answers[i]);
        if (!isfinite(value[i]) || (i > 0 && value[i] <= value[i - 1]))
            G_fatal_error(_("%s: '%s' is not above the break before it. Breaks are finite and ascend."), option,
                          answers[i]);
    }
    return value;
}

struct object_options object_options_of(const struct options *options)
{
    const char *truth = options->truth->answer;
    struct object_options objects = {.asked = options->objects->answer || options->polygons->answer,
                                     .polygons = options->polygons->answer,
                                     .overlap = atof(options->overlap->answer),
                                     .path = options->objects_table->answer};

    if (!objects.polygons && objects.asked && !G_find_raster2(truth, ""))
        objects.polygons = truth;
    if (!(objects.overlap >= 0. && objects.overlap <= 1.))
        G_fatal_error(_("overlap=%s is no share: it must lie between 0 and 1"), options->overlap->answer);
    objects.breaks = read_ascending(options->sizes->answers, "sizes", &objects.break_count);
    if (objects.break_count > 0 && objects.breaks[0] <= 0.)
        G_fatal_error(_("sizes=%s is no area: it must be above 0"), options->sizes->answers[0]);
    return objects;
}

static double read_length(const struct Option *option)
{
    const double length = option->answer ? atof(option->answer) : NAN;

    if (option->answer && !(length > 0. && isfinite(length)))
        G_fatal_error(_("%s=%s is no length: it must be above 0"), option->key, option->answer);
    return length;
}

struct profile_options profile_options_of(const struct options *options)
{
    struct profile_options profile = {.lines = options->profile->answer,
                                      .coordinates = options->profile_coordinates->answers,
                                      .width = read_length(options->profile_width),
                                      .step = read_length(options->profile_step),
                                      .maps = options->profile_maps->answers,
                                      .path = options->profile_table->answer};

    profile.share = read_ascending(options->profile_percentiles->answers, "profile_percentiles", &profile.shares);
    for (size_t i = 0; i < profile.shares; i++) {
        profile.share[i] /= 100.;
        if (!(profile.share[i] >= 0. && profile.share[i] <= 1.))
            G_fatal_error(_("profile_percentiles: '%s' lies outside 0 to 100"),
                          options->profile_percentiles->answers[i]);
    }
    return profile;
}
