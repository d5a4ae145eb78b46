#include "inputs.h"

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/dates.h"

struct series series_of_options(const struct options *options)
{
    const option_set both = WITH(OPTION_INPUT) | WITH(OPTION_FILE), given = options_given(options) & both;
    struct series series;

    if (given == 0 || given == both)
        G_fatal_error(_("Give either %s"), options_text(options, both, _("or")));
    series = given == WITH(OPTION_INPUT) ? series_of_names(options->of[OPTION_INPUT]->answers)
                                         : series_of_files(options->of[OPTION_FILE]->answers);
    if (series.count == 0)
        G_fatal_error(_("file=%s lists no map"), option_answer(options, OPTION_FILE));
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
