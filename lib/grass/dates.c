#include "grass/dates.h"

#include <stdio.h>
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

struct map_time maps_time(const char *const *names, int count)
{
    struct map_time time = {.dated = false};

    for (int i = 0; i < count; i++) {
        const char *mapset = names[i] ? G_find_raster2(names[i], "") : NULL;
        struct day_span days;

        if (!names[i])
            continue;
        if (!mapset || !map_days(names[i], mapset, &days))
            return (struct map_time){.dated = false};
        if (!time.dated || days.first < time.days.first)
            time.days.first = days.first;
        if (!time.dated || days.last > time.days.last)
            time.days.last = days.last;
        time.dated = true;
    }
    return time;
}

/* As G_scan_timestamp reads it. */
static void write_day(int day, char text[CALENDAR_TEXT])
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month_day = calendar_month_day(day, &year);

    snprintf(text, CALENDAR_TEXT, "%d %s %d", month_day % 100, months[month_day / 100 - 1], year);
}

void map_set_time(const char *name, const struct map_time *time)
{
    char first[CALENDAR_TEXT], last[CALENDAR_TEXT], text[2 * CALENDAR_TEXT + 4];
    struct TimeStamp stamp;

    G_remove_raster_timestamp(name); /* of a map that this one overwrites */
    if (!time->dated)
        return;
    write_day(time->days.first, first);
    write_day(time->days.last, last);
    snprintf(text, sizeof text, "%s%s%s", first, time->days.first < time->days.last ? " / " : "",
             time->days.first < time->days.last ? last : "");
    if (G_scan_timestamp(&stamp, text) != 1 || G_write_raster_timestamp(name, &stamp) != 1)
        G_fatal_error(_("Cannot write the timestamp %s of <%s>"), text, name);
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
