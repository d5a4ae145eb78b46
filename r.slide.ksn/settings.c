/** From answers to settings, in the units of the library. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/vector.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "options.h"

static const double M2_A_KM2 = 1e6;

static void refuse(const struct Option *option, const char *rule)
{
    G_fatal_error(_("Option <%s> must be %s: %s"), option->key, rule, option->answer);
}

/* The answer as a number, which must lie above a limit. */
static double number_above(const struct Option *option, double limit, const char *rule)
{
    const double value = atof(option->answer);

    if (!(value > limit) || !isfinite(value))
        refuse(option, rule);
    return value;
}

static double read_theta(const struct Option *option)
{
    char *end;
    const double theta = strtod(option->answer, &end);

    if (strcmp(option->answer, "auto") == 0)
        return NAN;
    if (*end != '\0' || end == option->answer || !(theta > 0. && theta < 1.))
        refuse(option, _("auto or a number between 0 and 1, both excluded"));
    return theta;
}

static void read_window(const struct Option *option, struct settings *settings)
{
    char *unit;
    const double length = strtod(option->answer, &unit);

    settings->window = 0.;
    settings->window_nodes = 0;
    if (unit == option->answer || !(length > 0.) || !isfinite(length))
        refuse(option, _("a length in metres (500m) or nodes (11n)"));
    if (*unit == '\0' || strcmp(unit, "m") == 0) {
        settings->window = length;
        return;
    }
    settings->window_nodes = (int)length;
    if ((strcmp(unit, "n") != 0 && strcmp(unit, "nodes") != 0) || length != settings->window_nodes ||
        settings->window_nodes < 3 || settings->window_nodes % 2 == 0)
        refuse(option, _("a length in metres (500m) or an odd number of nodes from 3 on (11n)"));
}

static void read_steepness(const struct options *options, struct settings *settings)
{
    settings->threshold = number_above(options->threshold, 0., _("above 0 km2")) * M2_A_KM2;
    settings->theta = read_theta(options->theta);
    settings->gradient = gradient_method_find(options->gradient->answer);
    read_window(options->window, settings);
    settings->as_angle = options->radians->answer != 0;
    if (settings->as_angle && strcmp(settings->gradient->name, "steepest") != 0)
        G_fatal_error(_("Flag -%c goes with gradient=steepest, not with gradient=%s"), options->radians->key,
                      settings->gradient->name);
    settings->segment_length =
        options->segment_length->answer ? number_above(options->segment_length, 0., _("above 0 m")) : 0.;
    settings->cut_at_knickpoints = options->cut->answer != 0;
    settings->tolerance = number_above(options->tolerance, 0., _("above 0 m"));
}

static void read_uncertainty(const struct options *options, struct settings *settings)
{
    settings->dem_error = (struct elevation_error){0., 0.};
    if (options->dem_error->answer) {
        settings->dem_error.sd = atof(options->dem_error->answers[0]);
        settings->dem_error.length = atof(options->dem_error->answers[1]);
        if (!(settings->dem_error.sd > 0.) || !(settings->dem_error.length >= 0.))
            refuse(options->dem_error, _("a standard deviation above 0 m and a correlation length of at least 0 m"));
    }
    settings->members = atoi(options->members->answer);
    settings->seed = strtoull(options->seed->answer, NULL, 10);
}

/* All the answers of an option that takes several. */
static double *read_list(const struct Option *option, double scale, double least, double most, const char *rule,
                         size_t *count)
{
    double *list = NULL;

    for (*count = 0; option->answers[*count]; (*count)++) {
        list = G_realloc(list, (*count + 1) * sizeof *list);
        list[*count] = atof(option->answers[*count]) * scale;
        if (!(list[*count] >= least && list[*count] <= most))
            refuse(option, rule);
    }
    return list;
}

static void read_units(const struct options *options, struct settings *settings)
{
    struct slope_unit_rule *rule = &settings->unit_rule;

    settings->area_min = read_list(options->area_min, M2_A_KM2, 1e-3, 1e15, _("above 0 km2"), &settings->areas);
    settings->variance_min = read_list(options->variance_min, 1., 0., 1., _("0 to 1"), &settings->variances);
    settings->search_units = options->search->answer != 0;
    if (!settings->search_units && (settings->areas > 1 || settings->variances > 1))
        G_fatal_error(_("Several values of <%s> and <%s> go with flag -%c, which searches them for the best"),
                      options->area_min->key, options->variance_min->key, options->search->key);
    rule->threshold = number_above(options->unit_threshold, 0., _("above 0 km2")) * M2_A_KM2;
    rule->area_min = settings->area_min[0];
    rule->variance_min = settings->variance_min[0];
    rule->area_max =
        options->area_max->answer ? number_above(options->area_max, 0., _("above 0 km2")) * M2_A_KM2 : INFINITY;
    rule->reduction = number_above(options->reduction, 1., _("above 1"));
    rule->clean_size = atof(options->clean_size->answer) * M2_A_KM2;
    if (!(rule->clean_size >= 0.))
        refuse(options->clean_size, _("at least 0 km2"));
    rule->rounds = 1000;
}

static enum surface_method surface_method(const char *answer)
{
    if (strcmp(answer, "nearest") == 0)
        return SURFACE_NEAREST;
    return strcmp(answer, "kernel") == 0 ? SURFACE_KERNEL : SURFACE_BASIN;
}

static enum depression_treatment treatment(const char *answer)
{
    if (strcmp(answer, "fill") == 0)
        return DEPRESSION_FILL;
    return strcmp(answer, "keep") == 0 ? DEPRESSION_KEEP : DEPRESSION_CARVE;
}

/* An output's name without its mapset, which can only be the current one. */
static const char *output_name(const struct Option *option)
{
    char name[GNAME_MAX], mapset[GMAPSET_MAX];

    if (!option->answer)
        return NULL;
    if (G_unqualified_name(option->answer, G_mapset(), name, mapset) < 0)
        G_fatal_error(_("Output map <%s> of option <%s> is not in the current mapset <%s>"), option->answer,
                      option->key, G_mapset());
    return G_store(name);
}

static void read_outputs(const struct options *options, struct settings *settings)
{
    const struct Option *all[MAPS + VECTORS];
    const char *name[MAPS + VECTORS];
    int wanted = 0;

    for (int i = 0; i < MAPS + VECTORS; i++) {
        all[i] = i < MAPS ? options->map[i] : options->vector[i - MAPS];
        name[i] = output_name(all[i]);
        wanted += name[i] != NULL;
        for (int j = i < MAPS ? 0 : MAPS; j < i; j++)
            if (name[i] && name[j] && strcmp(name[i], name[j]) == 0)
                G_fatal_error(_("Options <%s> and <%s> both name the output map <%s>"), all[j]->key, all[i]->key,
                              name[i]);
    }
    for (int i = 0; i < MAPS; i++)
        settings->map[i] = name[i];
    for (int i = 0; i < VECTORS; i++) {
        settings->vector[i] = name[MAPS + i];
        if (name[MAPS + i] && Vect_legal_filename(name[MAPS + i]) < 0)
            G_fatal_error(_("<%s> is no legal name for the vector map of option <%s>"), name[MAPS + i],
                          all[MAPS + i]->key);
    }
    if (wanted == 0 && !isnan(settings->theta))
        G_fatal_error(_("Nothing to do: name an output map, such as ksn=, or ask for theta=auto"));
    if (settings->map[MAP_SURFACE_SD] && settings->surface != SURFACE_KERNEL)
        G_fatal_error(_("Option <%s> needs surface=kernel"), outputs[MAP_SURFACE_SD].key);
}

static void refuse_inputs_as_outputs(const struct options *options)
{
    struct Option *const input[] = {options->elevation, options->sinks, options->input_direction, options->weight,
                                    NULL};
    struct Option *output[MAPS + 1] = {NULL};

    for (int i = 0; i < MAPS; i++)
        output[i] = options->map[i];
    options_refuse_inputs(output, input);
}

struct settings settings_read(const struct options *options)
{
    struct settings settings = {.elevation = options->elevation->answer,
                                .sinks = options->sinks->answer,
                                .input_direction = options->input_direction->answer,
                                .weight = options->weight->answer,
                                .treatment = treatment(options->depression->answer),
                                .surface = surface_method(options->surface->answer),
                                .as_json = option_is_json(options->format)};

    read_steepness(options, &settings);
    read_uncertainty(options, &settings);
    read_units(options, &settings);
    settings.radius = number_above(options->radius, 0., _("above 0 m"));
    settings.memory = options->memory->answer ? number_above(options->memory, 0., _("above 0 MB")) * 1e6 : 0.;
    settings.threads = (int)number_above(options->nprocs, 0.5, _("at least 1"));
    read_outputs(options, &settings);
    refuse_inputs_as_outputs(options);
    return settings;
}
