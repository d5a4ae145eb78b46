/** operation=backscatter: medians in dB of images before and after an event, and post - pre, by polarisation and orbit.
 */
#include "radar/backscatter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/dates.h"
#include "grass/fatal.h"
#include "grass/row_maps.h"
#include "grass/series_rows.h"
#include "inputs.h"
#include "operations.h"
#include "radar/temporal.h"

enum { PRE, POST, DIFFERENCE, OUTPUTS };
enum { SIDES = 2 }; /* before and after */

static const char *const suffixes[OUTPUTS] = {"pre", "post", "diff"};

/* One polarisation and orbit: its maps before and after the event, and its outputs. */
struct group {
    const char *label;
    struct series maps; /* those before, then those after */
    int count[SIDES];   /* of them */
    int index[OUTPUTS]; /* among the maps that are written */
    char *name[OUTPUTS];
};

struct backscatter_run {
    const struct options *options;
    struct day_span event;
    struct day_span window[SIDES];
    const struct backscatter_scale *in, *out;
    struct group *group;
    int groups;
    struct row_maps maps;
};

/* Which maps of a series are wanted: those of a label whose days lie in a window. */
struct wanted {
    const char *label;
    struct day_span window;
};

static bool is_wanted(const struct dated_map *map, const void *context)
{
    const struct wanted *wanted = context;

    return strcmp(map->label, wanted->label) == 0 && span_within(map->days, wanted->window);
}

static bool has_label(const struct dated_map *map, const void *label)
{
    return strcmp(map->label, label) == 0;
}

/* Days of the event itself belong to neither side: nobody knows whether the image came first. */
static void find_windows(struct backscatter_run *run)
{
    run->event = option_days("event", option_answer(run->options, OPTION_EVENT));
    run->window[PRE].last = run->event.first - 1;
    run->window[PRE].first = run->event.first - atoi(option_answer(run->options, OPTION_BUFFER_PRE));
    run->window[POST].first = run->event.last + 1;
    run->window[POST].last = run->event.last + atoi(option_answer(run->options, OPTION_BUFFER_POST));
}

static void warn_of_event_days(const struct backscatter_run *run, const struct series *series)
{
    for (int i = 0; i < series->count; i++) {
        const struct dated_map *map = &series->map[i];

        if (map->days.last >= run->event.first && map->days.first <= run->event.last)
            G_warning(_("<%s> of %s is left out: it may be from before or after the event of %s"), map->map.full_name,
                      days_text(map->days), days_text(run->event));
    }
}

static void refuse_one_sided(const struct backscatter_run *run, const struct series *series, const struct group *group)
{
    static const enum option_key buffers[SIDES] = {OPTION_BUFFER_PRE, OPTION_BUFFER_POST};
    struct series same = series_part(series, has_label, group->label);

    for (int side = 0; side < SIDES; side++)
        if (group->count[side] == 0)
            G_fatal_error(_("No map%s%s from %s: its %d maps are from %s. Increase %s, or leave these maps out."),
                          *group->label ? _(" of ") : "", group->label, days_text(run->window[side]), same.count,
                          days_text(series_days(&same)), options_text(run->options, WITH(buffers[side]), ""));
    series_free_part(&same);
}

static struct series join(const struct series *first, const struct series *second)
{
    struct series joined = {first->count + second->count, NULL};

    joined.map = G_malloc((joined.count + 1) * sizeof *joined.map);
    for (int i = 0; i < joined.count; i++)
        joined.map[i] = i < first->count ? first->map[i] : second->map[i - first->count];
    return joined;
}

static struct group group_of(const struct backscatter_run *run, const struct series *series, const char *label)
{
    struct group group = {.label = label};
    struct series side[SIDES];

    for (int i = 0; i < SIDES; i++) {
        const struct wanted wanted = {label, run->window[i]};

        side[i] = series_part(series, is_wanted, &wanted);
        group.count[i] = side[i].count;
    }
    refuse_one_sided(run, series, &group);
    group.maps = join(&side[PRE], &side[POST]);
    for (int i = 0; i < SIDES; i++)
        series_free_part(&side[i]);
    G_message(_("%s%s%d maps from %s, %d maps from %s"), label, *label ? ": " : "", group.count[PRE],
              days_text(run->window[PRE]), group.count[POST], days_text(run->window[POST]));
    series_tell(&group.maps);
    return group;
}

static void find_groups(struct backscatter_run *run, const struct series *series)
{
    for (int i = 0; i < series->count; i++) {
        const char *label = series->map[i].label;
        int known = 0;

        for (int g = 0; g < run->groups; g++)
            known = known || strcmp(run->group[g].label, label) == 0;
        if (known)
            continue;
        run->group = G_realloc(run->group, (run->groups + 1) * sizeof *run->group);
        run->group[run->groups++] = group_of(run, series, label);
    }
    for (int g = 0; g < run->groups && run->groups > 1; g++)
        if (!*run->group[g].label)
            G_fatal_error(_("<%s> has no label, and other maps have one: give it a semantic label "
                            "(r.semantic.label), or words of polarisation and orbit in file="),
                          run->group[g].maps.map[0].map.full_name);
}

/* The parser knows only the prefix: what stands already must be found here. */
static char *output_name(const struct backscatter_run *run, const struct group *group, int output)
{
    char *name = NULL;

    G_asprintf(&name, "%s%s%s_%s", option_answer(run->options, OPTION_PREFIX), *group->label ? "_" : "", group->label,
               suffixes[output]);
    if (G_find_raster2(name, G_mapset()) && !G_get_overwrite())
        G_fatal_error(_("Raster map <%s> exists already: give another prefix=, or --overwrite"), name);
    return name;
}

static void open_outputs(struct backscatter_run *run)
{
    for (struct group *group = run->group; group < run->group + run->groups; group++)
        for (int i = 0; i < OUTPUTS; i++)
            group->name[i] = output_name(run, group, i);
    for (struct group *group = run->group; group < run->group + run->groups; group++)
        for (int i = 0; i < OUTPUTS; i++)
            group->index[i] = row_maps_add(&run->maps, group->name[i], MAP_FLOATS);
}

static void take_medians(const float *value, const struct group *group, int cols, float **out)
{
    const float *side[SIDES] = {value, value + (size_t)group->count[PRE] * cols};
    struct slide_error error;

    for (int i = 0; i < SIDES; i++) {
        const struct temporal_result result = {.median = out[i]};

        fatal_unless_ok(temporal_statistics(side[i], group->count[i], cols, &result, &error), &error);
    }
}

static void refuse_other_scale(const struct backscatter_run *run, const struct group *group,
                               const struct backscatter_tally *tally)
{
    for (int i = 0; i < group->maps.count; i++) {
        const char *name = group->maps.map[i].map.full_name;

        if (run->in->decibels == 0. && tally[i].valid > 0 && tally[i].negative == 0)
            G_warning(_("<%s> has no negative value in %zu cells: is it in dB? See scale="), name, tally[i].valid);
        if (run->in->decibels != 0. && tally[i].negative > tally[i].valid / 2)
            G_fatal_error(_("<%s> is not %s: %zu of %zu valid cells are negative. If it is in dB, give scale=db."),
                          name, run->in->name, tally[i].negative, tally[i].valid);
        if (run->in->decibels != 0. && tally[i].negative > 0)
            G_warning(_("<%s>: %zu of %zu valid cells are negative and count as null"), name, tally[i].negative,
                      tally[i].valid);
    }
}

static void write_group(struct backscatter_run *run, const struct group *group)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    struct series_rows source = series_rows_open(&group->maps);
    struct backscatter_tally *tally = G_calloc(group->maps.count, sizeof *tally);
    float *out[OUTPUTS];

    for (int i = 0; i < OUTPUTS; i++)
        out[i] = Rast_allocate_f_buf();
    for (int row = 0; row < rows; row++) {
        float *value = series_rows_get(&source, row);

        G_percent(row, rows, 2);
        for (int i = 0; i < group->maps.count; i++)
            backscatter_to_decibels(value + (size_t)i * cols, cols, run->in, &tally[i]);
        take_medians(value, group, cols, out);
        for (int i = 0; i < SIDES; i++)
            backscatter_from_decibels(out[i], cols, run->out);
        for (int col = 0; col < cols; col++)
            out[DIFFERENCE][col] = out[POST][col] - out[PRE][col];
        for (int i = 0; i < OUTPUTS; i++)
            row_maps_put(&run->maps, group->index[i], out[i]);
    }
    G_percent(1, 1, 1);
    refuse_other_scale(run, group, tally);
    for (int i = 0; i < OUTPUTS; i++)
        G_free(out[i]);
    G_free(tally);
    series_rows_close(&source);
}

static void refuse_empty(const struct backscatter_run *run, const struct group *group)
{
    const char *name = group->name[DIFFERENCE];

    if (run->maps.map[group->index[DIFFERENCE]].valid == 0)
        G_fatal_error(_("No cell of <%s> would be valid: nowhere inside the current region and mask is a map of both "
                        "sides valid. Check g.region and r.mask."),
                      name);
}

static struct series side_of(const struct group *group, int side)
{
    return (struct series){group->count[side], group->maps.map + (side == POST ? group->count[PRE] : 0)};
}

static char *history_of(const struct backscatter_run *run, const struct group *group, int output)
{
    const struct series before = side_of(group, PRE), after = side_of(group, POST);
    char *history = NULL;

    if (output == DIFFERENCE)
        G_asprintf(&history, "<%s> - <%s>, event of %s\nmedians in dB of %d and %d maps", group->name[POST],
                   group->name[PRE], days_text(run->event), group->count[POST], group->count[PRE]);
    else
        G_asprintf(&history, "median in dB of %d maps of %s, event of %s\nfrom %s, to %s", group->count[output],
                   days_text(series_days(output == PRE ? &before : &after)), days_text(run->event), run->in->name,
                   run->out->name);
    return history;
}

static struct map_description describe(const struct backscatter_run *run, const struct group *group, int output)
{
    static const char *const titles[OUTPUTS] = {N_("Median backscatter before the event"),
                                                N_("Median backscatter after the event"),
                                                N_("Backscatter after minus before the event")};
    const struct series side = output == DIFFERENCE ? group->maps : side_of(group, output);
    struct map_description description = {.units = run->out->unit,
                                          .colors = output == DIFFERENCE ? "differences" : "grey",
                                          .color_low = NAN,
                                          .color_high = NAN,
                                          .symmetric = output == DIFFERENCE,
                                          .history = history_of(run, group, output),
                                          .source = series_names(&side),
                                          .time = series_time(&side)};
    char *title = NULL, *label = NULL;

    G_asprintf(&title, "%s%s%s", _(titles[output]), *group->label ? ", " : "", group->label);
    G_asprintf(&label, "%s_%s", *group->label ? group->label : "backscatter", suffixes[output]);
    description.title = title;
    description.semantic_label = label;
    return description;
}

static void close_outputs(struct backscatter_run *run)
{
    struct map_description *description = G_malloc(run->maps.count * sizeof *description);

    for (const struct group *group = run->group; group < run->group + run->groups; group++)
        for (int i = 0; i < OUTPUTS; i++) {
            refuse_empty(run, group);
            description[group->index[i]] = describe(run, group, i);
        }
    row_maps_close(&run->maps, description);
    for (const struct group *group = run->group; group < run->group + run->groups; group++)
        G_important_message("<%s>, <%s>, <%s>", group->name[PRE], group->name[POST], group->name[DIFFERENCE]);
    G_free(description);
}

void run_backscatter(const struct options *options)
{
    struct backscatter_run run = {.options = options,
                                  .in = backscatter_scale_find(option_answer(options, OPTION_SCALE)),
                                  .out = backscatter_scale_find(option_answer(options, OPTION_OUTPUT_SCALE))};
    struct series series;

    find_windows(&run);
    series = series_of_options(options);
    series_refuse_undated(&series);
    warn_of_event_days(&run, &series);
    find_groups(&run, &series);
    open_outputs(&run);
    for (int g = 0; g < run.groups; g++)
        write_group(&run, &run.group[g]);
    close_outputs(&run);
    for (int g = 0; g < run.groups; g++)
        series_free_part(&run.group[g].maps);
    G_free(run.group);
    series_free(&series);
}
