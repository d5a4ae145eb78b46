/** Many maps of one place, each with the day or days it was made of and a label that parts sensors and orbits. */
#ifndef SLIDE_GRASS_SERIES_H
#define SLIDE_GRASS_SERIES_H

#include <stdbool.h>

#include "base/calendar.h"
#include "grass/dates.h"
#include "grass/stack.h"

struct dated_map {
    struct stack_map map;
    bool dated;
    struct day_span days; /**< where dated: of a pair of images the earlier and the later one */
    char *label;          /**< of polarisation and orbit, legal in a map's name; empty when there is none */
};

/** Free with series_free. */
struct series {
    int count;
    struct dated_map *map;
};

/** The maps of an option's answers, ended by NULL: days from their timestamps, labels from their semantic labels. */
struct series series_of_names(char **names);

/**
 * The maps that files list, one a line: name, date or dates as YYYY-MM-DD or YYYYMMDD, then any words, such as
 * polarisation and orbit, that joined by _ become the label. Blanks, tabs, commas and | part them; # begins a remark.
 * Without a date the map's timestamp counts, without words its semantic label. Ends the module, naming file and line,
 * when a line is wrong.
 *
 * @param paths  ended by NULL
 */
struct series series_of_files(char **paths);

/** Ends the module, naming the first map without a date. */
void series_refuse_undated(const struct series *series);

/** From the earliest day of all maps to the latest; every map must be dated. */
struct day_span series_days(const struct series *series);

/** From the first to the last day of the maps, if all are dated. */
struct map_time series_time(const struct series *series);

typedef bool dated_map_test(const struct dated_map *map, const void *context);

/** The maps that pass the test, in their order. They stay the first series' own: free with series_free_part. */
struct series series_part(const struct series *series, dated_map_test *test, const void *context);

/** Names of the maps for a history: all of few, first and last of many. G_free it. */
char *series_names(const struct series *series);

void series_free_part(struct series *part);
void series_free(struct series *series);

#endif
