/** Inside of one panel's frame: series drawn between axes that are already in place. */
#ifndef SLIDE_BASE_CHART_PANEL_H
#define SLIDE_BASE_CHART_PANEL_H

#include "base/chart.h"
#include "base/chart_axis.h"
#include "base/chart_canvas.h"

/** A panel on its way to the canvas. */
struct panel_plot {
    const struct canvas *canvas;
    const struct chart_panel *panel;
    struct canvas_box frame; /**< between the axes */
    struct axis_scale x, y;
    struct axis_scale value; /**< of the colours */
    double bar;              /**< room for the bars at one place, in units of their axis */
    size_t bars;             /**< series that share it */
};

/** Ranges of the axes and of the colours, from what the panel's series hold; frame and pixels are still 0. */
struct panel_plot panel_plot_of(const struct canvas *canvas, const struct chart_panel *panel);

/** Whether a colour scale belongs beside the panel. */
bool panel_has_scale(const struct chart_panel *panel);

/** Whether the array that is drawn may be NULL: otherwise its name. @return NULL: the series is whole */
const char *series_lacks(const struct chart_series *series);

/** All series, then the notes. */
void panel_draw_series(const struct panel_plot *plot);

/** The same of a rose; the frame is a square. */
void panel_draw_rose(const struct panel_plot *plot);

/** Colour number `colour` of enum chart_colour, around again when there are no more. */
struct canvas_colour chart_colour_of(int colour);

/** The colour of a share of the scale, 0 to 1. */
struct canvas_colour chart_scale_colour(const struct chart_scale *scale, double share);

/** A series' own line. */
struct canvas_pen series_pen(const struct chart_series *series);

/** How the series looks, in a box of the legend. */
void series_draw_sample(const struct chart_series *series, struct canvas_box box);

#endif
