/** operation=stack: statistics of many maps, of all of them or of those whose days lie in a window or a season. */
#include <limits.h>
#include <math.h>
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

/* A statistic, and how its map is described. */
struct statistic {
    enum option_key output;
    const char *title;
    const char *suffix; /* of the semantic label */
    enum map_type type;
    int is_number; /* without the maps' unit */
};

static const struct statistic statistics[] = {
    {OPTION_MEDIAN, N_("Median"), "median", MAP_FLOATS, 0},
    {OPTION_MEAN, N_("Mean"), "mean", MAP_FLOATS, 0},
    {OPTION_SD, N_("Standard deviation (divisor n)"), "sd", MAP_FLOATS, 0},
    {OPTION_VALID, N_("Number of valid values"), "count", MAP_CATEGORIES, 1},
};

enum { STATISTICS = sizeof statistics / sizeof *statistics };

/* Which days count. */
struct choice {
    int windowed;
    struct day_span window;
    int seasonal;
    struct season season;
    char *text; /* as told in messages and history; empty for all days */
};

static struct choice choice_of(const struct options *options)
{
    const char *start = option_answer(options, OPTION_START), *end = option_answer(options, OPTION_END);
    const char *season = option_answer(options, OPTION_SEASON);
    struct choice choice = {.windowed = start || end, .window = {INT_MIN, INT_MAX}, .seasonal = season != NULL};

    if (start)
        choice.window.first = option_day("start", start);
    if (end)
        choice.window.last = option_day("end", end);
    if (choice.window.last < choice.window.first)
        G_fatal_error(_("start=%s is later than end=%s"), start, end);
    if (season && !calendar_scan_season(season, &choice.season))
        G_fatal_error(_("season=%s is no season: write its first and last day as MM-DD,MM-DD"), season);
    G_asprintf(&choice.text, "%s%s%s%s%s%s", start ? " start=" : "", start ? start : "", end ? " end=" : "",
               end ? end : "", season ? " season=" : "", season ? season : "");
    return choice;
}

static bool is_chosen(const struct dated_map *map, const void *context)
{
    const struct choice *choice = context;

    return (!choice->windowed || span_within(map->days, choice->window)) &&
           (!choice->seasonal || span_in_season(map->days, choice->season));
}

static bool has_any_days(const struct dated_map *map, const void *context)
{
    (void)map;
    (void)context;
    return true;
}

static struct series choose_maps(const struct series *all, const struct choice *choice)
{
    struct series chosen;

    if (!choice->windowed && !choice->seasonal)
        return series_part(all, has_any_days, NULL);
    series_refuse_undated(all);
    chosen = series_part(all, is_chosen, choice);
    if (chosen.count == 0)
        G_fatal_error(_("No map lies within%s: the %d maps are from %s. Both dates of a pair must lie within."),
                      choice->text, all->count, days_text(series_days(all)));
    return chosen;
}

/* The label that all maps share, or NULL. */
static const char *shared_label(const struct series *series)
{
    const char *label = series->map[0].label;

    for (int i = 1; i < series->count; i++)
        if (strcmp(series->map[i].label, label) != 0) {
            G_warning(_("Maps of different kinds are stacked together: <%s> is '%s', <%s> is '%s'"),
                      series->map[0].map.full_name, label, series->map[i].map.full_name, series->map[i].label);
            return NULL;
        }
    return *label ? label : NULL;
}

static const char *shared_units(const struct series *series)
{
    const char *units = series->map[0].map.units;

    for (int i = 1; i < series->count; i++)
        if (strcmp(series->map[i].map.units, units) != 0)
            return "";
    return units;
}

struct stack_run {
    const struct options *options;
    const struct choice *choice;
    const struct series *series; /* the chosen maps */
    struct row_maps maps;
    int index[STATISTICS];  /* of its map; -1 where not wanted */
    FCELL *row[STATISTICS]; /* NULL where not wanted */
};

static void open_outputs(struct stack_run *run)
{
    for (int i = 0; i < STATISTICS; i++) {
        const char *name = option_answer(run->options, statistics[i].output);

        run->index[i] = name ? row_maps_add(&run->maps, name, statistics[i].type) : -1;
        run->row[i] = name ? Rast_allocate_f_buf() : NULL;
    }
}

static void write_rows(struct stack_run *run)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    const struct temporal_result result = {run->row[0], run->row[1], run->row[2], run->row[3]};
    struct series_rows source = series_rows_open(run->series);
    struct slide_error error;

    for (int row = 0; row < rows; row++) {
        const float *value = series_rows_get(&source, row);

        G_percent(row, rows, 2);
        fatal_unless_ok(temporal_statistics(value, run->series->count, cols, &result, &error), &error);
        for (int i = 0; i < STATISTICS; i++)
            if (run->row[i])
                row_maps_put(&run->maps, run->index[i], run->row[i]);
    }
    G_percent(1, 1, 1);
    series_rows_close(&source);
}

static char *history_of(const struct stack_run *run)
{
    char *history = NULL;
    const struct map_time time = series_time(run->series);

    G_asprintf(&history, "of %d maps%s%s%s%s", run->series->count, time.dated ? ", " : "",
               time.dated ? days_text(time.days) : "", *run->choice->text ? ", chosen by" : "", run->choice->text);
    return history;
}

static char *label_of(const char *label, const char *suffix)
{
    char *whole = NULL;

    G_asprintf(&whole, "%s%s%s", label ? label : "", label ? "_" : "", suffix);
    return whole;
}

static void close_outputs(struct stack_run *run)
{
    const char *label = shared_label(run->series), *units = shared_units(run->series);
    char *history = history_of(run), *source = series_names(run->series);
    struct map_description description[STATISTICS];

    for (int i = 0; i < STATISTICS; i++) {
        const struct statistic *statistic = &statistics[i];

        if (run->index[i] < 0)
            continue;
        description[run->index[i]] = (struct map_description){.title = _(statistic->title),
                                                              .units = statistic->is_number ? "1" : units,
                                                              .semantic_label = label_of(label, statistic->suffix),
                                                              .colors = "viridis",
                                                              .color_low = NAN,
                                                              .color_high = NAN,
                                                              .history = history,
                                                              .source = source,
                                                              .time = series_time(run->series)};
        G_free(run->row[i]);
    }
    row_maps_close(&run->maps, description);
}

static void refuse_empty(const struct stack_run *run)
{
    if (run->maps.map[0].valid == 0)
        G_fatal_error(_("None of the %d maps has a valid cell inside the current region and mask. Check g.region and "
                        "r.mask."),
                      run->series->count);
}

void run_stack(const struct options *options)
{
    const struct choice choice = choice_of(options);
    struct series all = series_of_options(options);
    struct series chosen = choose_maps(&all, &choice);
    struct stack_run run = {.options = options, .choice = &choice, .series = &chosen};

    G_message(_("%d of %d maps"), chosen.count, all.count);
    series_tell(&chosen);
    open_outputs(&run);
    write_rows(&run);
    refuse_empty(&run);
    close_outputs(&run);
    series_free_part(&chosen);
    series_free(&all);
}
