/** Panels of tables: classes, factors, and the rose of aspect. */
#include <math.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "chart_panels.h"

typedef double share_reader(const struct class_share *share);

static double read_area(const struct class_share *share)
{
    return 100. * share->area;
}

static double read_landslides(const struct class_share *share)
{
    return 100. * share->landslides;
}

static double read_r_index(const struct class_share *share)
{
    return share->r_index;
}

static double read_ratio(const struct class_share *share)
{
    return share->density_ratio;
}

static const char *name_of(struct sheet *sheet, const struct zones *zones, size_t i)
{
    const double from = zone_from(zones, i), to = zone_to(zones, i);

    if (zones->categories)
        return sheet_text(sheet, "%.6g", from);
    if (isinf(from))
        return sheet_text(sheet, "< %.4g", to);
    if (isinf(to))
        return sheet_text(sheet, "\xe2\x89\xa5 %.4g", from);
    return sheet_text(sheet, "%.4g \xe2\x80\x93 %.4g", from, to);
}

static void name_classes(struct sheet *sheet, const struct zones *zones, struct chart_axis *axis)
{
    const char **names = sheet_names(sheet, zones->count);

    for (size_t i = 0; i < zones->count; i++)
        names[i] = name_of(sheet, zones, i);
    axis->names = names;
    axis->name_count = zones->count;
}

/* One series of the classes' values; places are 0, 1, 2 ... times `step`. */
static void add_shares(struct sheet *sheet, const struct zones *zones, share_reader *read, double step,
                       enum chart_mark mark, const char *label, int colour)
{
    struct chart_series *series = sheet_add_series(sheet, mark, label, colour);
    double *x = sheet_numbers(sheet, zones->count), *y = sheet_numbers(sheet, zones->count);

    for (size_t i = 0; i < zones->count; i++) {
        x[i] = step * (double)i;
        y[i] = read(&zones->shares[i]);
    }
    series->x = x;
    series->y = y;
    series->count = zones->count;
}

void add_classes(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    (void)curves;
    for (int t = 0; t < findings->zones->count; t++) {
        const struct zones *zones = &findings->zones->zones[t];
        struct chart_panel *panel;

        if (!zones->susceptibility)
            continue;
        panel = sheet_add_panel(sheet, sheet_text(sheet, _("Classes of %s"), zones->map));
        panel->x.label = _("Susceptibility class");
        panel->y = (struct chart_axis){.label = _("Share"), .unit = "%"};
        name_classes(sheet, zones, &panel->x);
        add_shares(sheet, zones, read_area, 1., CHART_BARS, _("of the area"), CHART_SKY);
        add_shares(sheet, zones, read_landslides, 1., CHART_BARS, _("of the landslide area"), CHART_VERMILLION);
        add_shares(sheet, zones, read_r_index, 1., CHART_BARS, _("R-index"), CHART_BLACK);
    }
}

void add_factors(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    (void)curves;
    for (int t = 0; t < findings->zones->count; t++) {
        const struct zones *zones = &findings->zones->zones[t];
        const double from[2] = {-0.5, 1.}, to[2] = {(double)zones->count - 0.5, 1.};
        struct chart_panel *panel;

        if (zones->susceptibility || zones->sectors > 0)
            continue;
        panel = sheet_add_panel(sheet, sheet_text(sheet, _("Landslides by %s"), zones->map));
        panel->x.label = zones->categories ? sheet_text(sheet, _("Category of %s"), zones->map)
                                           : sheet_text(sheet, _("Interval of %s"), zones->map);
        panel->y.label = _("Frequency ratio");
        name_classes(sheet, zones, &panel->x);
        add_shares(sheet, zones, read_ratio, 1., CHART_BARS, _("share of landslide area / share of area"), CHART_BLUE);
        sheet_add_guide(sheet, _("no relation"), from, to);
    }
}

void add_aspect(struct sheet *sheet, const struct findings *findings, const struct curves *curves)
{
    (void)curves;
    for (int t = 0; t < findings->zones->count; t++) {
        const struct zones *zones = &findings->zones->zones[t];
        struct chart_panel *panel;

        if (zones->sectors == 0)
            continue;
        panel = sheet_add_panel(sheet, sheet_text(sheet, _("Landslides by aspect (%s)"), zones->map));
        panel->polar = true;
        panel->y = (struct chart_axis){.label = _("Share of all"), .unit = "%"};
        add_shares(sheet, zones, read_landslides, 360. / zones->sectors, CHART_BARS, _("share of the landslide area"),
                   CHART_VERMILLION);
        add_shares(sheet, zones, read_area, 360. / zones->sectors, CHART_LINE, _("share of the area"), CHART_BLUE);
    }
}
