/** Dates of maps and of options: GRASS's timestamps as days of the calendar. */
#ifndef SLIDE_GRASS_DATES_H
#define SLIDE_GRASS_DATES_H

#include <stdbool.h>

#include "base/calendar.h"

/**
 * The day, or the first and last day, of a map's timestamp; a time zone is turned into UTC before.
 * False when the map has no timestamp, or one that is no day: relative, or of a month or a year.
 */
bool map_days(const char *name, const char *mapset, struct day_span *days);

/** The days that a map shows, where they are known. */
struct map_time {
    bool dated;
    struct day_span days;
};

/**
 * The time from the first to the last day of maps: what is made of them shows just that. Not known where one of them
 * has no timestamp. @param names  [count], NULL entries are passed over
 */
struct map_time maps_time(const char *const *names, int count);

/** Gives a map of the current mapset its timestamp, or none where the time is not known. */
void map_set_time(const char *name, const struct map_time *time);

/** The day that an option's answer says; ends the module, naming option and answer, when it is no date. */
int option_day(const char *key, const char *answer);

/** The day, or "first,last", that an option's answer says; ends the module when it is neither or in wrong order. */
struct day_span option_days(const char *key, const char *answer);

/**
 * The days of `count` maps as an option's answers, ended by NULL, say them in the maps' order: YYYY-MM-DD or YYYYMMDD,
 * of a pair of images both joined by _. Ends the module, naming option and answer, when there are more or fewer or one
 * is wrong. G_free the result, [count].
 */
struct day_span *option_days_of_maps(const char *key, char **answers, int count);

/** "2018-09-06", or "2018-09-06 to 2018-09-18". G_free it. */
char *days_text(struct day_span days);

#endif
