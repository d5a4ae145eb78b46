#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "html_parts.h"

static void coordinate(struct page *page, const char *name, double value, int projection,
                       void (*format)(double, char *, int))
{
    char text[64];

    format(value, text, projection);
    page_fact(page, name, "%s", text);
}

static void projection(struct page *page)
{
    struct Key_Value *info = G_get_projinfo();
    const char *name = info ? G_find_key_value("name", info) : NULL;

    page_fact(page, _("Projection"), "%s", name ? name : G_database_projection_name());
    G_free_key_value(info);
}

static void region(struct page *page)
{
    struct Cell_head window;
    char ns[64], ew[64];

    Rast_get_window(&window);
    page_fact(page, _("Location, mapset"), "%s, %s", G_location(), G_mapset());
    projection(page);
    coordinate(page, _("North"), window.north, window.proj, G_format_northing);
    coordinate(page, _("South"), window.south, window.proj, G_format_northing);
    coordinate(page, _("East"), window.east, window.proj, G_format_easting);
    coordinate(page, _("West"), window.west, window.proj, G_format_easting);
    G_format_resolution(window.ns_res, ns, window.proj);
    G_format_resolution(window.ew_res, ew, window.proj);
    page_fact(page, _("Cells"), _("%d rows by %d columns, each %s north to south by %s east to west"), window.rows,
              window.cols, ns, ew);
}

static void count(struct page *page, const char *name, size_t cells, size_t all)
{
    char text[32];

    page_fact(page, name, "%s (%.4g %%)", grouped(cells, text), 100. * (double)cells / (double)all);
}

static void nulls_by_map(struct page *page, const struct findings *findings)
{
    const struct maps *maps = findings->maps;
    char text[32];

    for (int i = 0; i < maps->count && maps->count > 1; i++) {
        page_row_begin(page, _("null in %s"), maps->inputs[i]);
        page_element(page, "td", "%s", grouped(findings->counts->range[i].nulls, text));
        page_row_end(page);
    }
}

static void map_fact(struct page *page, const struct maps *maps, int map)
{
    const char *fact = maps->count > 1 ? _("Scored map") : _("Map");

    if (strcmp(maps->names[map], maps->inputs[map]) == 0)
        page_fact(page, fact, "%s", maps->inputs[map]);
    else
        page_fact(page, fact, "%s: %s", maps->names[map], maps->inputs[map]);
}

void html_cells(struct page *page, const struct findings *findings)
{
    const struct maps *maps = findings->maps;
    const struct cell_counts *counts = findings->counts;
    const size_t scored = counts->positives + counts->negatives;
    static const char *const head[] = {"What", "Which", NULL};

    page_section(page, "cells", _("What was scored where"));
    page_element(page, "p", "%s",
                 _("All maps are scored on the same cells: those where every map and the truth are known, inside the "
                   "test area if there is one. What was left out is counted."));
    page_markup(page, "<div class=\"facts\">");
    page_table_begin(page, NULL, head);
    for (int i = 0; i < maps->count; i++)
        map_fact(page, maps, i);
    page_fact(page, _("Mapped landslides"), "%s%s", maps->truth.name,
              maps->truth.polygons ? _(" (polygons; a landslide where a cell's centre lies in one)") : "");
    if (!isnan(maps->truth.threshold))
        page_fact(page, _("A landslide where"), _("%s is above %.9g"), maps->truth.name, maps->truth.threshold);
    page_fact(page, _("Test area"), "%s", maps->test ? maps->test : _("none: every cell"));
    if (!isnan(maps->prior))
        page_fact(page, _("Probabilities corrected"), _("from a share of landslides of %.9g to %.9g"), maps->prior,
                  counts->prevalence);
    region(page);
    count(page, _("Cells of the region"), counts->in_region, counts->in_region);
    count(page, _("Cells scored"), scored, counts->in_region);
    if (maps->test)
        count(page, _("Left out: outside the test area"), counts->outside_test, counts->in_region);
    count(page, _("Left out: null in the truth"), counts->without_truth, counts->in_region);
    count(page, _("Left out: null in a map"), counts->without_input, counts->in_region);
    nulls_by_map(page, findings);
    count(page, _("Landslide cells"), counts->positives, scored);
    page_fact(page, _("Prevalence"), "%.6g", counts->prevalence);
    page_table_end(page);
    page_markup(page, "</div></section>\n");
}
