#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "base/picture.h"
#include "grass/fatal.h"
#include "html_parts.h"
#include "thumbnail.h"

/* East-west over north-south extent on the ground. */
static double aspect_ratio(void)
{
    struct Cell_head window;
    double ratio;

    Rast_get_window(&window);
    ratio = (window.east - window.west) / (window.north - window.south);
    return window.proj == PROJECTION_LL ? ratio * cos((window.north + window.south) / 2. * M_PI / 180.) : ratio;
}

static void picture(struct page *page, const struct thumbnail *thumbnail, const char *words)
{
    struct slide_error error;
    char attributes[120], *bytes;
    size_t size;

    fatal_unless_ok(picture_png(thumbnail->rgba, thumbnail->width, thumbnail->height, &bytes, &size, &error), &error);
    snprintf(attributes, sizeof attributes, "width=\"%zu\" height=\"%zu\" style=\"aspect-ratio:%.4f\"",
             thumbnail->width, thumbnail->height, aspect_ratio());
    page_picture(page, "image/png", bytes, size, attributes, words);
    free(bytes);
}

static void scale_words(struct page *page, const struct thumbnail *thumbnail)
{
    struct Cell_head window;
    const double metres = G_database_units_to_meters_factor();

    Rast_get_window(&window);
    page_markup(page, "<br>");
    page_format(page, "%s", _("North is up."));
    if (window.proj != PROJECTION_LL && metres > 0.)
        page_format(page, _(" The map is %.4g km wide."), (window.east - window.west) * metres / 1e3);
    if (thumbnail->step > 1)
        page_format(page, _(" A pixel stands for %d x %d cells."), thumbnail->step, thumbnail->step);
}

/* What the colours run from and to: the colour table's range where it has one, else the map's. */
static void colour_range(const char *name, const struct map_range *range, double ends[2])
{
    struct Colors colors;

    Rast_read_colors(name, G_find_raster2(name, ""), &colors);
    Rast_get_d_color_range(&ends[0], &ends[1], &colors);
    Rast_free_colors(&colors);
    if (!isfinite(ends[0]) || !isfinite(ends[1]) || ends[1] - ends[0] > 1e9 || ends[1] <= ends[0]) {
        ends[0] = range->lowest;
        ends[1] = range->highest;
    }
    if (fabs(ends[0]) < 1e-3 * (ends[1] - ends[0]))
        ends[0] = 0.;
}

/* A bar in the map's colours from low to high, and five numbers under it. */
static void colour_bar(struct page *page, const char *name, const double range[2], const char *format,
                       const double ends[2])
{
    enum { STOPS = 16 };
    struct Colors colors;
    DCELL lowest, highest;
    char text[40];

    Rast_read_colors(name, G_find_raster2(name, ""), &colors);
    Rast_get_d_color_range(&lowest, &highest, &colors);
    page_markup(page, "<div class=\"ramp\" style=\"background:linear-gradient(90deg");
    for (int i = 0; i <= STOPS; i++) {
        const DCELL value = fmax(lowest, range[0] + (range[1] - range[0]) * i / STOPS);
        int red, green, blue;

        Rast_get_d_color(&value, &red, &green, &blue, &colors);
        snprintf(text, sizeof text, ",#%02x%02x%02x", red, green, blue);
        page_markup(page, text);
    }
    page_markup(page, ")\"></div><div class=\"ends\">");
    for (int i = 0; i <= 4; i++)
        page_element(page, "span", format, ends[0] + (ends[1] - ends[0]) * i / 4.);
    page_markup(page, "</div>");
    Rast_free_colors(&colors);
}

/* Where nearly all of a map has one colour, as where landslides are rare. */
static void rank_figure(struct page *page, const char *name, const struct thumbnail *thumbnail, const double range[2])
{
    static const double percent[] = {0., 100.};
    struct thumbnail ranked = thumbnail_by_rank(thumbnail, name, range[0], range[1]);

    page_markup(page, "<figure class=\"map\">");
    picture(page, &ranked, _("The same map by rank"));
    colour_bar(page, name, range, "%.0f %%", percent);
    page_markup(page, "<figcaption>");
    page_element(page, "b", "%s", name);
    page_format(page, "%s", _(" by rank: how many of the pixels have less, in twentieths. The colours are the map's."));
    page_markup(page, "</figcaption></figure>\n");
    thumbnail_free(&ranked);
}

static void map_figure(struct page *page, const struct findings *findings, int map)
{
    const char *name = findings->maps->inputs[map];
    struct thumbnail thumbnail = thumbnail_of_map(name);
    const char *mapset = G_find_raster2(name, ""), *units = Rast_read_units(name, mapset);
    double range[2];

    page_markup(page, "<figure class=\"map\">");
    picture(page, &thumbnail, name);
    colour_range(name, &findings->counts->range[map], range);
    colour_bar(page, name, range, "%.3g", range);
    page_markup(page, "<figcaption>");
    page_element(page, "b", "%s", findings->maps->names[map]);
    if (*Rast_get_cell_title(name, mapset))
        page_format(page, " %s", Rast_get_cell_title(name, mapset));
    if (units && *units && strcmp(units, "1") != 0)
        page_format(page, " (%s)", units);
    page_format(page, _(". Scored cells hold %.4g to %.4g."), findings->counts->range[map].lowest,
                findings->counts->range[map].highest);
    scale_words(page, &thumbnail);
    page_markup(page, "</figcaption></figure>\n");
    if (thumbnail_is_dull(&thumbnail, range[0], range[1]))
        rank_figure(page, name, &thumbnail, range);
    thumbnail_free(&thumbnail);
}

static void outcome_legend(struct page *page, const struct confusion *counts)
{
    const size_t count[] = {counts->true_positives, counts->false_negatives, counts->false_positives,
                            counts->true_negatives};
    char style[80], text[32];

    page_markup(page, "<div class=\"legend\">");
    for (int i = 0; i < REJECTION; i++) {
        snprintf(style, sizeof style, "<span><i class=\"swatch\" style=\"background:#%02x%02x%02x\"></i>",
                 outcomes[i].red, outcomes[i].green, outcomes[i].blue);
        page_markup(page, style);
        page_format(page, "%s: %s", _(outcomes[i].label), grouped(count[i], text));
        page_markup(page, "</span>");
    }
    page_markup(page, "</div>");
}

static void outcome_figure(struct page *page, const struct findings *findings, int map)
{
    const struct cut *cut = &findings->scores[map].cuts[0];
    const struct map_range *range = &findings->counts->range[map];
    struct thumbnail thumbnail = thumbnail_of_outcomes(findings->maps, findings->counts, map,
                                                       threshold_for(findings->maps, range, cut->threshold));

    page_markup(page, "<figure class=\"map\">");
    picture(page, &thumbnail, _("Hits, misses and false alarms"));
    page_markup(page, "<figcaption>");
    outcome_legend(page, &cut->confusion);
    page_element(page, "b", "%s", findings->maps->names[map]);
    page_format(page, _(" at or above %.6g, in cells; white was not scored."), cut->threshold);
    if (thumbnail.step > 1)
        page_format(page, "%s", _(" A pixel with landslide cells is a hit or a miss, whichever most of them are."));
    page_markup(page, "</figcaption></figure>\n");
    thumbnail_free(&thumbnail);
}

void html_maps(struct page *page, const struct findings *findings)
{
    page_section(page, "maps", _("Maps"));
    for (int i = 0; i < findings->maps->count; i++) {
        page_markup(page, "<div class=\"figures\">");
        map_figure(page, findings, i);
        outcome_figure(page, findings, i);
        page_markup(page, "</div>");
    }
    page_markup(page, "</section>\n");
}
