/** One panel with its axes, captions, legend and colour scale. */
#ifndef SLIDE_BASE_CHART_FRAME_H
#define SLIDE_BASE_CHART_FRAME_H

#include "base/chart.h"
#include "base/chart_canvas.h"

/** Draws all of the panel within the cell, in pixels. */
void chart_panel_draw(const struct canvas *canvas, const struct chart_panel *panel, struct canvas_box cell);

#endif
