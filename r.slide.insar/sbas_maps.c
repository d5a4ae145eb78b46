#include "sbas_maps.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/spawn.h>
#include <grass/glocale.h>

#include "grass/interrupt.h"

/* A quantity, and how its map is described. */
struct quantity {
    enum option_key option;
    const char *title;
    const char *units; /* with %s for the unit of displacement */
    const char *semantic_label;
    const char *colors;
    int symmetric;
    enum map_type type;
};

static const struct quantity quantities[SBAS_OUTPUTS] = {
    [SBAS_OUT_CUMULATIVE] = {OPTION_OUTPUT, N_("Cumulative LOS displacement at the last date, toward the satellite"),
                             "%s", "los_cumulative", "differences", 1, MAP_FLOATS},
    [SBAS_OUT_VELOCITY] = {OPTION_VELOCITY, N_("LOS velocity, toward the satellite positive"), "%s/yr", "los_velocity",
                           "differences", 1, MAP_FLOATS},
    [SBAS_OUT_VELOCITY_SD] = {OPTION_VELOCITY_SD,
                              N_("Standard error of the LOS velocity, from the pairs' misfit and the dates' scatter"),
                              "%s/yr", "los_velocity_sd", "viridis", 0, MAP_FLOATS},
    [SBAS_OUT_VELOCITY_NOISE] = {OPTION_VELOCITY_NOISE,
                                 N_("Standard error of the LOS velocity, propagated from the pairs' misfit"), "%s/yr",
                                 "los_velocity_noise", "viridis", 0, MAP_FLOATS},
    [SBAS_OUT_ACCELERATION] = {OPTION_ACCELERATION, N_("LOS acceleration, toward the satellite positive"), "%s/yr^2",
                               "los_acceleration", "differences", 1, MAP_FLOATS},
    [SBAS_OUT_STEP] = {OPTION_STEP, N_("LOS step at the event, toward the satellite positive"), "%s", "los_step",
                       "differences", 1, MAP_FLOATS},
    [SBAS_OUT_DEM_ERROR] = {OPTION_DEM_ERROR, N_("Error of the elevation model"), "m", "dem_error", "differences", 1,
                            MAP_FLOATS},
    [SBAS_OUT_RESIDUAL] = {OPTION_RESIDUAL, N_("Root mean square of the pairs' misfit"), "%s", "sbas_residual",
                           "viridis", 0, MAP_FLOATS},
    [SBAS_OUT_TEMPORAL_COHERENCE] = {OPTION_TEMPORAL_COHERENCE, N_("Temporal coherence"), "1", "temporal_coherence",
                                     "viridis", 0, MAP_FLOATS},
    [SBAS_OUT_PAIRS] = {OPTION_VALID, N_("Number of pairs with data"), "1", "sbas_pairs", "viridis", 0, MAP_CATEGORIES},
};

int sbas_wanted(const struct options *options, enum sbas_output output)
{
    return option_answer(options, quantities[output].option) != NULL;
}

/* series_20180106 */
static char *date_map(const struct options *options, int day)
{
    char text[CALENDAR_TEXT];
    char *name = NULL;

    calendar_text(day, text);
    G_asprintf(&name, "%s_%.4s%.2s%.2s", option_answer(options, OPTION_SERIES), text, text + 5, text + 8);
    if (G_legal_filename(name) < 0)
        G_fatal_error(_("series=%s is no legal beginning of a map's name"), option_answer(options, OPTION_SERIES));
    if (G_find_raster2(name, G_mapset()) && !G_get_overwrite())
        G_fatal_error(_("Raster map <%s> exists already: give another series=, or --overwrite"), name);
    return name;
}

static void open_dates(struct sbas_maps *maps)
{
    char **name = G_malloc(maps->network->dates * sizeof *name);

    for (int i = 0; i < maps->network->dates; i++)
        name[i] = date_map(maps->options, maps->network->day[i]);
    for (int i = 0; i < maps->network->dates; i++) {
        const int index = row_maps_add(&maps->maps, name[i], MAP_FLOATS);

        maps->first_date = i == 0 ? index : maps->first_date;
    }
    G_free(name);
}

struct sbas_maps sbas_maps_open(const struct options *options, const struct network *network)
{
    struct sbas_maps maps = {.options = options, .network = network, .first_date = -1};

    for (int i = 0; i < SBAS_OUTPUTS; i++)
        maps.index[i] = sbas_wanted(options, i)
                            ? row_maps_add(&maps.maps, option_answer(options, quantities[i].option), quantities[i].type)
                            : -1;
    if (option_answer(options, OPTION_SERIES))
        open_dates(&maps);
    return maps;
}

void sbas_maps_put(struct sbas_maps *maps, const struct sbas_block *block)
{
    const size_t cols = block->cols;

    for (int row = 0; row < block->rows; row++) {
        for (int i = 0; i < SBAS_OUTPUTS; i++)
            if (maps->index[i] >= 0 && block->out[i])
                row_maps_put(&maps->maps, maps->index[i], block->out[i] + row * cols);
        for (int date = 0; maps->first_date >= 0 && block->series && date < maps->network->dates; date++)
            row_maps_put(&maps->maps, maps->first_date + date,
                         block->series + ((size_t)row * maps->network->dates + date) * cols);
    }
}

static struct map_description describe(const struct quantity *quantity, const struct sbas_story *story)
{
    char *units = NULL;

    G_asprintf(&units, quantity->units, story->unit);
    return (struct map_description){.title = _(quantity->title),
                                    .units = units,
                                    .semantic_label = quantity->semantic_label,
                                    .colors = quantity->colors,
                                    .color_low = NAN,
                                    .color_high = NAN,
                                    .symmetric = quantity->symmetric,
                                    .history = story->history,
                                    .source = story->source};
}

static struct map_time time_between(const struct network *network, int first, int last)
{
    return (struct map_time){true, {network->day[first], network->day[last]}};
}

static struct map_description describe_date(const struct sbas_maps *maps, int date, const struct sbas_story *story)
{
    struct map_description description = describe(&quantities[SBAS_OUT_CUMULATIVE], story);
    char first[CALENDAR_TEXT], day[CALENDAR_TEXT];
    char *title = NULL;

    G_asprintf(&title, _("LOS displacement from %s to %s, toward the satellite"),
               calendar_text(maps->network->day[0], first), calendar_text(maps->network->day[date], day));
    description.title = title;
    description.semantic_label = "los";
    description.time = time_between(maps->network, date, date);
    return description;
}

static char *argument(const char *key, const char *value)
{
    char *text = NULL;

    G_asprintf(&text, "%s=%s", key, value);
    return text;
}

static char *title_of_series(const struct sbas_story *story)
{
    char *title = NULL;

    G_asprintf(&title, _("LOS displacement toward the satellite [%s]"), story->unit);
    return title;
}

/* True when the space-time raster dataset holds these maps. */
static int register_dates(const char *series, const char *listed, const char *title)
{
    char *output = argument("output", series), *input = argument("input", series), *file = argument("file", listed);
    char *titled = argument("title", title), *described = argument("description", title);
    const char *overwrite = G_get_overwrite() ? "--overwrite" : "--quiet";

    return G_spawn("t.create", "t.create", "--quiet", overwrite, "type=strds", "temporaltype=absolute", output, titled,
                   described, NULL) == 0 &&
           G_spawn("t.register", "t.register", "--quiet", "--overwrite", "type=raster", input, file, NULL) == 0;
}

/* Writes the maps' names and dates; returns the file's name. */
static char *list_dates(const struct network *network, char *const *name)
{
    char *path = G_tempfile(), day[CALENDAR_TEXT];
    FILE *file = fopen(path, "w");

    if (!file)
        G_fatal_error(_("Unable to write '%s'"), path);
    for (int i = 0; i < network->dates; i++)
        fprintf(file, "%s|%s\n", name[i], calendar_text(network->day[i], day));
    fclose(file);
    return path;
}

/* Best effort: the maps go with the error that follows. */
static void unregister_dates(const char *series)
{
    char *inputs = argument("inputs", series);

    G_spawn("t.remove", "t.remove", "--quiet", "-f", "type=strds", inputs, NULL);
    G_free(inputs);
}

/* Registers the dates' maps, which are named in `name`; a failure or an interruption ends the module without them. */
static void register_all(const struct sbas_maps *maps, char *const *name, const struct sbas_story *story)
{
    const char *series = option_answer(maps->options, OPTION_SERIES);
    char *listed = list_dates(maps->network, name);
    const int registered = register_dates(series, listed, title_of_series(story));

    unlink(listed);
    if (registered && interrupt_seen())
        unregister_dates(series);
    interrupt_check();
    if (!registered)
        G_fatal_error(_("The space-time raster dataset <%s> could not be made, and the maps are removed: see the "
                        "message above. If it exists already, give another series= or --overwrite."),
                      series);
}

void sbas_maps_close(struct sbas_maps *maps, const struct sbas_story *story)
{
    const int count = maps->maps.count, dates = maps->first_date >= 0 ? maps->network->dates : 0;
    struct map_description *description = G_malloc(count * sizeof *description);
    char **name = G_malloc(count * sizeof *name);

    for (int i = 0; i < SBAS_OUTPUTS; i++)
        if (maps->index[i] >= 0) {
            description[maps->index[i]] = describe(&quantities[i], story);
            description[maps->index[i]].time = time_between(maps->network, 0, (int)maps->network->dates - 1);
        }
    for (int date = 0; date < dates; date++)
        description[maps->first_date + date] = describe_date(maps, date, story);
    for (int i = 0; i < count; i++)
        name[i] = G_store(maps->maps.map[i].name);
    row_maps_appear(&maps->maps, description);
    if (dates > 0)
        register_all(maps, name + maps->first_date, story);
    maps_kept();
    G_free(name);
    G_free(description);
}
