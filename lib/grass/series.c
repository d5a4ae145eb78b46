#define _GNU_SOURCE /* strtok_r */
#include "grass/series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/dates.h"
#include "grass/text_file.h"

static const char separators[] = " \t,|\r\n";

static struct dated_map dated_map_of(const char *name)
{
    struct dated_map map = {.map = stack_map_of(name)};

    map.dated = map_days(map.map.name, map.map.mapset, &map.days);
    map.label = G_store(map.map.has_semantic_label ? map.map.label : "");
    return map;
}

static void add(struct series *series, struct dated_map map)
{
    series->map = G_realloc(series->map, (series->count + 1) * sizeof *series->map);
    series->map[series->count++] = map;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void refuse_twice(const struct series *series)
{
    const char **names = G_malloc((series->count + 1) * sizeof *names);

    for (int i = 0; i < series->count; i++)
        names[i] = series->map[i].map.full_name;
    qsort(names, series->count, sizeof *names, by_name);
    for (int i = 1; i < series->count; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            G_fatal_error(_("<%s> is listed twice: it would count twice. Leave one out."), names[i]);
    G_free(names);
}

struct series series_of_names(char **names)
{
    struct series series = {0, NULL};

    for (; *names; names++)
        add(&series, dated_map_of(*names));
    refuse_twice(&series);
    return series;
}

/* Takes the dates off the front of the words that are left; returns the first word that is none. */
static char *take_dates(struct dated_map *map, char **rest)
{
    char *word = strtok_r(NULL, separators, rest);

    if (!word || !calendar_scan(word, &map->days.first))
        return word;
    map->dated = true;
    map->days.last = map->days.first;
    word = strtok_r(NULL, separators, rest);
    return word && calendar_scan(word, &map->days.last) ? strtok_r(NULL, separators, rest) : word;
}

static void take_label(struct dated_map *map, const char *word, char **rest)
{
    char *label = NULL;

    for (; word; word = strtok_r(NULL, separators, rest)) {
        char *longer = NULL;

        G_asprintf(&longer, "%s%s%s", label ? label : "", label ? "_" : "", word);
        G_free(label);
        label = longer;
    }
    if (label) {
        G_free(map->label);
        map->label = label;
    }
}

/* What looks like a date and is none would otherwise pass for a label. */
static bool legal_label(const char *label)
{
    return !*label || (Rast_legal_semantic_label(label) && (label[0] < '0' || label[0] > '9'));
}

static void add_line(void *target, char *line, const char *path, int number)
{
    struct series *series = target;
    char *rest = NULL, *name;
    struct dated_map map;

    line[strcspn(line, "#")] = '\0';
    name = strtok_r(line, separators, &rest);
    if (!name)
        return;
    map = dated_map_of(name);
    take_label(&map, take_dates(&map, &rest), &rest);
    if (!legal_label(map.label))
        G_fatal_error(_("'%s', line %d: '%s' is neither a date (YYYY-MM-DD) nor a label of a letter and further "
                        "letters, digits and _"),
                      path, number, map.label);
    if (map.dated && map.days.last < map.days.first)
        G_fatal_error(_("'%s', line %d: <%s> ends before it begins: write the earlier date first"), path, number,
                      map.map.full_name);
    add(series, map);
}

struct series series_of_files(char **paths)
{
    struct series series = {0, NULL};

    for (; *paths; paths++)
        text_file_read(*paths, add_line, &series);
    refuse_twice(&series);
    return series;
}

void series_refuse_undated(const struct series *series)
{
    for (int i = 0; i < series->count; i++)
        if (!series->map[i].dated)
            G_fatal_error(_("<%s> has no date: set its timestamp with r.timestamp (day, month and year), or give "
                            "dates=, or file= with lines of map and date"),
                          series->map[i].map.full_name);
}

struct day_span series_days(const struct series *series)
{
    struct day_span days = series->map[0].days;

    for (int i = 1; i < series->count; i++) {
        if (series->map[i].days.first < days.first)
            days.first = series->map[i].days.first;
        if (series->map[i].days.last > days.last)
            days.last = series->map[i].days.last;
    }
    return days;
}

struct map_time series_time(const struct series *series)
{
    struct map_time time = {.dated = series->count > 0};

    for (int i = 0; i < series->count; i++)
        time.dated = time.dated && series->map[i].dated;
    if (time.dated)
        time.days = series_days(series);
    return time;
}

struct series series_part(const struct series *series, dated_map_test *test, const void *context)
{
    struct series part = {0, NULL};

    for (int i = 0; i < series->count; i++)
        if (test(&series->map[i], context))
            add(&part, series->map[i]);
    return part;
}

char *series_names(const struct series *series)
{
    const int few = 12;
    char *names = G_store("");

    if (series->count > few) {
        G_free(names);
        G_asprintf(&names, _("%d maps: %s ... %s"), series->count, series->map[0].map.full_name,
                   series->map[series->count - 1].map.full_name);
        return names;
    }
    for (int i = 0; i < series->count; i++) {
        char *longer = NULL;

        G_asprintf(&longer, "%s%s%s", names, i ? ", " : "", series->map[i].map.full_name);
        G_free(names);
        names = longer;
    }
    return names;
}

void series_free_part(struct series *part)
{
    G_free(part->map);
    *part = (struct series){0, NULL};
}

void series_free(struct series *series)
{
    for (int i = 0; i < series->count; i++) {
        stack_map_free(&series->map[i].map);
        G_free(series->map[i].label);
    }
    series_free_part(series);
}
