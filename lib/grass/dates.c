#include "grass/dates.h"

#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/datetime.h>
#include <grass/glocale.h>

static bool day_of(const DateTime *stamp, int *day)
{
    DateTime utc;
    int minutes;

    datetime_copy(&utc, stamp);
    if (!datetime_is_absolute(&utc) || utc.to < DATETIME_DAY || datetime_is_negative(&utc))
        return false;
    if (datetime_get_timezone(&utc, &minutes) == 0)
        datetime_change_to_utc(&utc);
    *day = calendar_day(utc.year, utc.month, utc.day);
    return true;
}

bool map_days(const char *name, const char *mapset, struct day_span *days)
{
    struct TimeStamp stamp;
    DateTime first, last;
    int count;

    if (G_read_raster_timestamp(name, mapset, &stamp) != 1)
        return false;
    G_get_timestamps(&stamp, &first, &last, &count);
    return count > 0 && day_of(&first, &days->first) && day_of(count > 1 ? &last : &first, &days->last);
}

int option_day(const char *key, const char *answer)
{
    int day;

    if (!calendar_scan(answer, &day))
        G_fatal_error(_("%s=%s is no date: write YYYY-MM-DD"), key, answer);
    return day;
}

static struct day_span days_parted_by(char separator, const char *key, const char *answer)
{
    char *first = G_store(answer);
    char *last = strchr(first, separator);
    struct day_span days;

    if (last)
        *last++ = '\0';
    days.first = option_day(key, first);
    days.last = last ? option_day(key, last) : days.first;
    if (days.last < days.first)
        G_fatal_error(_("%s=%s: the first date is later than the last"), key, answer);
    G_free(first);
    return days;
}

struct day_span option_days(const char *key, const char *answer)
{
    return days_parted_by(',', key, answer);
}

struct day_span *option_days_of_maps(const char *key, char **answers, int count)
{
    struct day_span *days = G_malloc(count * sizeof *days);
    int given = 0;

    while (answers[given])
        given++;
    if (given != count)
        G_fatal_error(_("%s= has %d answers for %d maps: give one for each, in their order"), key, given, count);
    for (int i = 0; i < count; i++)
        days[i] = days_parted_by('_', key, answers[i]);
    return days;
}

char *days_text(struct day_span days)
{
    char first[CALENDAR_TEXT], last[CALENDAR_TEXT];
    char *text = NULL;

    calendar_text(days.first, first);
    calendar_text(days.last, last);
    if (days.first == days.last)
        return G_store(first);
    G_asprintf(&text, _("%s to %s"), first, last);
    return text;
}
