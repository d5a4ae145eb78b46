/** Panels of profiles: each map along the line, and the landslides. */
#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "chart_panels.h"
#include "profile.h"

/* The middles of the bins, in the unit of the axis. */
static const double *middles(struct sheet *sheet, const struct profile *profile, double metres)
{
    double *place = sheet_numbers(sheet, profile->bins);

    for (size_t i = 0; i < profile->bins; i++)
        place[i] = (profile->bin[i].from + profile->bin[i].to) / 2. / metres;
    return place;
}

/* A panel whose x axis is the way along the line: in km where it is long. @return metres in its unit */
static double begin_panel(struct sheet *sheet, const struct profile *profile, const char *title,
                          struct chart_panel **panel)
{
    const double metres = profile->length >= 5000. ? 1000. : 1.;

    *panel = sheet_add_panel(sheet, title);
    (*panel)->x = (struct chart_axis){.label = _("Distance along the profile"),
                                      .unit = metres > 1. ? "km" : "m",
                                      .low = 0.,
                                      .high = profile->length / metres};
    return metres;
}

static void add_band(struct sheet *sheet, const struct profiles *profiles, const struct profile *profile, int map,
                     const double *x)
{
    const struct profile_options *options = profiles->options;
    double *low = sheet_numbers(sheet, profile->bins), *high = sheet_numbers(sheet, profile->bins);
    struct chart_series *band;

    for (size_t i = 0; i < profile->bins; i++) {
        const struct profile_values *values = profile_values_at(profile, map, i);

        low[i] = values->quantile[0];
        high[i] = values->quantile[options->shares - 1];
    }
    band = sheet_add_series(sheet, CHART_BAND,
                            sheet_text(sheet, _("%.9g to %.9g %% of the cells"), 100. * options->share[0],
                                       100. * options->share[options->shares - 1]),
                            CHART_SKY);
    band->x = x;
    band->low = low;
    band->high = high;
    band->count = profile->bins;
}

static void add_map(struct sheet *sheet, const struct profiles *profiles, const struct profile *profile, int map)
{
    const char *name = profiles->map[map], *units = Rast_read_units(name, G_find_raster2(name, ""));
    double *mean = sheet_numbers(sheet, profile->bins);
    struct chart_panel *panel;
    const double metres =
        begin_panel(sheet, profile, sheet_text(sheet, _("Profile %d: %s"), profile->number, name), &panel);
    const double *x;
    struct chart_series *line;

    panel->y = (struct chart_axis){
        .label = name, .unit = units && *units && strcmp(units, "1") != 0 ? sheet_text(sheet, "%s", units) : NULL};
    x = middles(sheet, profile, metres);
    for (size_t i = 0; i < profile->bins; i++)
        mean[i] = profile_values_at(profile, map, i)->mean;
    if (profiles->options->shares > 1 && profile->bins > 1)
        add_band(sheet, profiles, profile, map, x);
    line = sheet_add_series(sheet, profile->bins > 1 ? CHART_LINE : CHART_POINTS, _("mean"), CHART_BLUE);
    line->x = x;
    line->y = mean;
    line->count = profile->bins;
}

static void add_landslides(struct sheet *sheet, const struct profile *profile)
{
    double *share = sheet_numbers(sheet, profile->bins);
    struct chart_panel *panel;
    const double metres =
        begin_panel(sheet, profile, sheet_text(sheet, _("Profile %d: landslides"), profile->number), &panel);
    struct chart_series *bars;

    panel->y = (struct chart_axis){.label = _("Landslide density"), .unit = "%"};
    for (size_t i = 0; i < profile->bins; i++)
        share[i] = 100. * profile_density(&profile->bin[i]);
    bars = sheet_add_series(sheet, CHART_BARS, _("share of landslides among the scored cells"), CHART_VERMILLION);
    bars->x = middles(sheet, profile, metres);
    bars->y = share;
    bars->count = profile->bins;
}

void add_profiles(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    const struct profiles *profiles = findings->profiles;

    (void)curves;
    for (int i = 0; i < profiles->count; i++) {
        for (int map = 0; map < profiles->maps; map++)
            add_map(sheet, profiles, &profiles->profile[i], map);
        add_landslides(sheet, &profiles->profile[i]);
    }
}
