#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "html_parts.h"

static void chart(struct page *page, const struct sheet *sheet, size_t panel)
{
    const char *title = sheet->panels[panel].title;
    struct slide_error error;
    char *bytes;
    size_t size;

    fatal_unless_ok(sheet_svg(sheet, panel, &bytes, &size, &error), &error);
    page_markup(page, "<figure class=\"chart\">");
    page_picture(page, "image/svg+xml", bytes, size, "", title ? title : "");
    page_markup(page, "</figure>\n");
    free(bytes);
}

size_t html_charts(struct page *page, const char *name, const struct findings *findings, const struct curves *curves)
{
    const struct chart_kind *kind = chart_kinds;
    struct sheet sheet = {0};
    size_t count;

    while (kind->name && strcmp(kind->name, name) != 0)
        kind++;
    kind->add(&sheet, findings, curves);
    count = sheet.panel_count;
    for (size_t i = 0; i < count; i++)
        chart(page, &sheet, i);
    sheet_free(&sheet);
    return count;
}

static void zone_name(struct page *page, const struct zones *zones, size_t i)
{
    const double from = zone_from(zones, i), to = zone_to(zones, i);

    if (zones->categories)
        page_row_begin(page, "%.9g", from);
    else if (isinf(from))
        page_row_begin(page, _("below %.6g"), to);
    else if (isinf(to))
        page_row_begin(page, _("%.6g and above"), from);
    else
        page_row_begin(page, _("%.6g to below %.6g"), from, to);
}

static void zone_rows(struct page *page, const struct zones *zones)
{
    for (size_t i = 0; i < zones->count; i++) {
        const struct class_count *counts = &zones->classes[i];
        const struct class_share *share = &zones->shares[i];

        zone_name(page, zones, i);
        page_count(page, counts->cells);
        page_number(page, counts->area / 1e6, 3);
        page_count(page, counts->landslides);
        page_number(page, 100. * share->area, 2);
        page_number(page, 100. * share->landslides, 2);
        page_quantity(page, share->density);
        page_number(page, share->density_ratio, 3);
        page_number(page, share->r_index, 2);
        page_row_end(page);
    }
}

static void verdict(struct page *page, const struct zones *zones)
{
    const struct class_verdict verdict = class_verdict(zones->shares, zones->count);
    const struct {
        const char *name;
        bool holds;
    } line[] = {{_("Landslide density rises from class to class"), verdict.density_rises},
                {_("Most landslides lie in the highest class"), verdict.most_in_highest},
                {_("The highest class has less than an equal share of the area"), verdict.highest_is_small}};

    page_markup(page, "<ul>");
    for (size_t i = 0; i < sizeof line / sizeof *line; i++)
        page_element(page, "li", "%s: %s", line[i].name, line[i].holds ? _("yes") : _("no"));
    page_markup(page, "</ul>");
}

static void zone_table(struct page *page, const struct zones *zones)
{
    const char *const head[] = {zones->susceptibility ? _("Class")
                                : zones->categories   ? _("Category")
                                                      : _("Interval"),
                                _("Cells"),
                                _("Area, km\xc2\xb2"),
                                _("Landslide cells"),
                                _("% of the area"),
                                _("% of the landslide area"),
                                _("Landslide density"),
                                _("Frequency ratio"),
                                _("R-index"),
                                NULL};
    char text[32];

    page_element(page, "h3",
                 zones->sectors > 0      ? _("By aspect: %s, degrees clockwise from north")
                 : zones->susceptibility ? _("By class: %s")
                                         : _("By factor: %s"),
                 zones->map);
    page_table_begin(page, NULL, head);
    zone_rows(page, zones);
    page_table_end(page);
    if (zones->nulls)
        page_element(page, "p",
                     zones->sectors > 0 ? _("Left out, null or flat: %s cells.") : _("Left out, null: %s cells."),
                     grouped(zones->nulls, text));
    if (zones->susceptibility)
        verdict(page, zones);
}

void html_zones(struct page *page, const struct findings *findings, const struct curves *curves)
{
    if (findings->zones->count == 0)
        return;
    page_section(page, "zones", _("Where the landslides are: classes, factors, aspect"));
    page_element(page, "p", "%s",
                 _("The frequency ratio is a class's share of the landslide area over its share of the area: above 1 "
                   "there are more landslides than its area would give it. The R-index is its landslide density as "
                   "percent of the sum of all classes' densities."));
    page_markup(page, "<div class=\"figures\">");
    html_charts(page, "classes", findings, curves);
    html_charts(page, "factors", findings, curves);
    html_charts(page, "aspect", findings, curves);
    page_markup(page, "</div>");
    for (int i = 0; i < findings->zones->count; i++)
        zone_table(page, &findings->zones->zones[i]);
    page_markup(page, "</section>\n");
}

static void object_row(struct page *page, const struct object_class *class)
{
    const double objects = (double)class->objects, patches = (double)class->patches;

    page_count(page, class->objects);
    page_count(page, class->touched);
    page_number(page, objects > 0. ? 100. * (double)class->touched / objects : NAN, 1);
    page_number(page, class->area > 0. ? 100. * class->touched_area / class->area : NAN, 1);
    page_count(page, class->patches);
    page_count(page, class->false_patches);
    page_number(page, patches > 0. ? 100. * (double)class->false_patches / patches : NAN, 1);
    page_number(page, class->patch_area > 0. ? 100. * class->false_area / class->patch_area : NAN, 1);
    page_row_end(page);
}

static void object_table(struct page *page, const struct object_options *options, const struct object_scores *scores)
{
    const char *const head[] = {
        _("Size, m\xc2\xb2"),   _("Landslides"),        _("touched"),   _("% of them"),       _("% of their area"),
        _("Predicted patches"), _("without landslide"), _("% of them"), _("% of their area"), NULL};

    page_table_begin(page, NULL, head);
    for (size_t i = 0; i <= options->break_count; i++) {
        if (i == options->break_count)
            page_row_begin(page, _("%.9g and above"), i > 0 ? options->breaks[i - 1] : 0.);
        else
            page_row_begin(page, _("%.9g to below %.9g"), i > 0 ? options->breaks[i - 1] : 0., options->breaks[i]);
        object_row(page, &scores->classes[i]);
    }
    page_row_begin(page, "%s", _("all"));
    object_row(page, &scores->all);
    page_table_end(page);
}

void html_objects(struct page *page, const struct findings *findings)
{
    const struct objects *objects = findings->objects;

    if (!objects->maps)
        return;
    page_section(page, "objects", _("Whole landslides"));
    page_markup(page, "<p>");
    if (objects->options->polygons)
        page_format(page, _("Landslides are the polygons of %s."), objects->options->polygons);
    else
        page_format(page, "%s", _("Landslides are connected landslide cells."));
    if (objects->options->overlap > 0.)
        page_format(page, _(" One is touched when at least %.9g %% of its cells are predicted at the first threshold."),
                    100. * objects->options->overlap);
    else
        page_format(page, "%s", _(" One is touched when one of its cells is predicted at the first threshold."));
    page_format(page, "%s", _(" A patch is what is predicted and hangs together."));
    page_markup(page, "</p>\n");
    for (int i = 0; i < findings->maps->count; i++) {
        page_element(page, "h3", "%s", findings->maps->names[i]);
        object_table(page, objects->options, &objects->maps[i]);
    }
    if (objects->options->polygons)
        page_element(page, "p", _("Polygons in whose area no scored cell's centre lies, left out: %zu."),
                     objects->without_cell);
    page_markup(page, "</section>\n");
}
