#include "inputs.h"

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/dates.h"

bool maps_are_named(const struct options *options)
{
    const option_set both = WITH(OPTION_INPUT) | WITH(OPTION_FILE), given = options_given(options) & both;

    if (given == 0 || given == both)
        G_fatal_error(_("Give either %s"), options_text(options, both, _("or")));
    if (given == WITH(OPTION_FILE) && option_answer(options, OPTION_DATES))
        G_fatal_error(_("dates= are those of the maps of input=: with file= they stand in the file"));
    return given == WITH(OPTION_INPUT);
}

struct day_span *dates_given(const struct options *options, int count)
{
    if (!option_answer(options, OPTION_DATES))
        return NULL;
    return option_days_of_maps("dates", options->of[OPTION_DATES]->answers, count);
}

static void take_dates(struct series *series, const struct options *options)
{
    struct day_span *days = dates_given(options, series->count);

    for (int i = 0; days && i < series->count; i++) {
        series->map[i].days = days[i];
        series->map[i].dated = true;
    }
    G_free(days);
}

struct series series_of_options(const struct options *options)
{
    struct series series = maps_are_named(options) ? series_of_names(options->of[OPTION_INPUT]->answers)
                                                   : series_of_files(options->of[OPTION_FILE]->answers);

    if (series.count == 0)
        G_fatal_error(_("file=%s lists no map"), option_answer(options, OPTION_FILE));
    take_dates(&series, options);
    return series;
}

void series_tell(const struct series *series)
{
    for (int i = 0; i < series->count; i++) {
        const struct dated_map *map = &series->map[i];
        char *days = map->dated ? days_text(map->days) : G_store(_("no date"));

        G_verbose_message("<%s> %s %s", map->map.full_name, days, map->label);
        G_free(days);
    }
}
