#include "pair_dates.h"

#include <stddef.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/dates.h"

struct pair_dates pair_dates_of(const char *name)
{
    struct pair_dates pair = {.map = name};
    const char *mapset = name ? G_find_raster2(name, "") : NULL;

    if (mapset)
        pair.dated = map_days(name, mapset, &pair.days);
    return pair;
}

/* An image that is known to be from one side of the event. */
struct image {
    const char *map;
    int day;
};

static struct image later(struct image image, const char *map, int day)
{
    return !image.map || day > image.day ? (struct image){map, day} : image;
}

static struct image earlier(struct image image, const char *map, int day)
{
    return !image.map || day < image.day ? (struct image){map, day} : image;
}

static void refuse_event(struct image before, struct image after, struct day_span event)
{
    char day[CALENDAR_TEXT];

    if (before.map && before.day > event.first)
        G_fatal_error(_("Wrong date order: <%s> needs an image before the event of %s, but has %s"), before.map,
                      days_text(event), calendar_text(before.day, day));
    if (after.map && after.day < event.last)
        G_fatal_error(_("Wrong date order: <%s> needs an image after the event of %s, but has %s"), after.map,
                      days_text(event), calendar_text(after.day, day));
}

void refuse_wrong_order(const struct pair_dates *pair, const struct day_span *event)
{
    struct image before = {NULL, 0}, after = {NULL, 0};
    const struct pair_dates *co = &pair[PAIR_CO];

    if (pair[PAIR_PRE].dated)
        before = later(before, pair[PAIR_PRE].map, pair[PAIR_PRE].days.last);
    if (pair[PAIR_POST].dated)
        after = earlier(after, pair[PAIR_POST].map, pair[PAIR_POST].days.first);
    if (co->dated && co->days.first != co->days.last) {
        before = later(before, co->map, co->days.first);
        after = earlier(after, co->map, co->days.last);
    }
    if (before.map && after.map && before.day >= after.day) {
        char last[CALENDAR_TEXT], first[CALENDAR_TEXT];

        G_fatal_error(_("Wrong date order: <%s> should have an image of %s before the event, and <%s> one of %s after "
                        "it. A pair that spans the event belongs to co=; timestamps are set with r.timestamp."),
                      before.map, calendar_text(before.day, last), after.map, calendar_text(after.day, first));
    }
    if (event)
        refuse_event(before, after, *event);
}
