/** Series between axes: lines, points, bars, bands, segments, cells. */
#include "base/chart_panel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/chart_spread.h"

static const struct canvas_colour ink = {60, 60, 60, 1.};

bool panel_has_scale(const struct chart_panel *panel)
{
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].value)
            return true;
    return false;
}

const char *series_lacks(const struct chart_series *series)
{
    if (series->count == 0)
        return NULL;
    if (!series->x)
        return "x";
    if (series->mark == CHART_BAND)
        return !series->low ? "low" : !series->high ? "high" : NULL;
    if (!series->y)
        return "y";
    if (series->mark == CHART_SEGMENTS)
        return !series->x_end ? "x_end" : !series->y_end ? "y_end" : NULL;
    return series->mark == CHART_CELLS && !series->value ? "value" : NULL;
}

static void extend_all(struct axis_extent *extent, const struct chart_axis *axis, const double *value, size_t count,
                       double around)
{
    for (size_t i = 0; value && i < count; i++) {
        axis_extend(extent, axis, value[i] - around);
        axis_extend(extent, axis, value[i] + around);
    }
}

static bool has_places(const struct chart_series *series)
{
    return series->mark == CHART_BARS || series->mark == CHART_BOX || series->mark == CHART_VIOLIN;
}

/* The smallest distance between the places of bars; 1 when there is one place. */
static double spacing_of(const struct chart_panel *panel)
{
    double least = INFINITY;

    for (size_t i = 0; i < panel->series_count; i++) {
        const struct chart_series *series = &panel->series[i];
        const double *place = series->sideways ? series->y : series->x;

        for (size_t k = 1; has_places(series) && k < series->count; k++) {
            const double distance = fabs(place[k] - place[k - 1]);

            if (distance > 0. && distance < least)
                least = distance;
        }
    }
    return isfinite(least) ? least : 1.;
}

static void extend_by_series(struct panel_plot *plot, const struct chart_series *series, struct axis_extent extent[2])
{
    const struct chart_axis *x = &plot->panel->x, *y = &plot->panel->y;
    const double around = has_places(series) ? plot->bar / 2. : series->mark == CHART_CELLS ? 0.5 : 0.;
    const double around_y = series->mark == CHART_CELLS ? 0.5 : 0.;

    extend_all(&extent[0], x, series->x, series->count, series->sideways ? 0. : around);
    extend_all(&extent[1], y, series->y, series->count, series->sideways ? around : around_y);
    extend_all(&extent[0], x, series->x_end, series->count, 0.);
    extend_all(&extent[1], y, series->y_end, series->count, 0.);
    extend_all(&extent[series->sideways ? 0 : 1], series->sideways ? x : y, series->low, series->count, 0.);
    extend_all(&extent[series->sideways ? 0 : 1], series->sideways ? x : y, series->high, series->count, 0.);
    if (series->mark == CHART_BARS)
        axis_extend(&extent[series->sideways ? 0 : 1], series->sideways ? x : y, 0.);
}

/* Bars stand on the axis: no margin between it and them. */
static void stand_on_zero(struct axis_scale *scale, const struct chart_axis *axis, struct axis_extent extent)
{
    if (axis->names || scale->logarithmic || axis->low < axis->high)
        return;
    if (extent.low == 0.)
        scale->low = 0.;
    if (extent.high == 0. && extent.low < 0.)
        scale->high = 0.;
}

static struct axis_scale value_scale_of(const struct chart_panel *panel)
{
    const struct chart_axis axis = {.low = panel->scale.low, .high = panel->scale.high};
    struct axis_extent extent = axis_extent_none();
    struct axis_scale scale;

    for (size_t i = 0; i < panel->series_count; i++)
        extend_all(&extent, &axis, panel->series[i].value, panel->series[i].count, 0.);
    if (panel->scale.diverging && extent.low <= extent.high) {
        extent.high = fmax(fabs(extent.low), fabs(extent.high));
        extent.low = -extent.high;
    }
    scale = axis_scale_of(&axis, extent, false);
    scale.to = 1.;
    return scale;
}

struct panel_plot panel_plot_of(const struct canvas *canvas, const struct chart_panel *panel)
{
    struct panel_plot plot = {.canvas = canvas, .panel = panel, .bar = 0.8 * spacing_of(panel)};
    struct axis_extent extent[2] = {axis_extent_none(), axis_extent_none()};
    bool margin = true;

    for (size_t i = 0; i < panel->series_count; i++) {
        plot.bars += has_places(&panel->series[i]);
        margin = margin && panel->series[i].mark != CHART_CELLS;
        extend_by_series(&plot, &panel->series[i], extent);
    }
    if (panel->polar)
        extent[1].low = 0.;
    plot.x = axis_scale_of(&panel->x, extent[0], margin);
    plot.y = axis_scale_of(&panel->y, extent[1], margin);
    stand_on_zero(&plot.x, &panel->x, extent[0]);
    stand_on_zero(&plot.y, &panel->y, extent[1]);
    plot.value = value_scale_of(panel);
    return plot;
}

static struct canvas_colour colour_at(const struct panel_plot *plot, const struct chart_series *series, size_t i)
{
    if (!series->value)
        return chart_colour_of(series->colour);
    if (!isfinite(series->value[i]))
        return chart_colour_of(CHART_GREY);
    return chart_scale_colour(&plot->panel->scale, axis_at(&plot->value, series->value[i]));
}

/* A line through what is finite, in pieces. */
static void draw_line(const struct panel_plot *plot, const struct chart_series *series)
{
    enum { PIECE = 256 };
    const struct canvas_pen pen = series_pen(series);
    double x[PIECE], y[PIECE];
    size_t n = 0;

    for (size_t i = 0; i < series->count; i++) {
        const double at_x = axis_at(&plot->x, series->x[i]), at_y = axis_at(&plot->y, series->y[i]);

        if (!isfinite(at_x) || !isfinite(at_y) || n + 2 > PIECE) {
            canvas_line(x, y, n, &pen);
            /* a full piece goes on from its last point */
            x[0] = n > 0 ? x[n - 1] : 0.;
            y[0] = n > 0 ? y[n - 1] : 0.;
            n = isfinite(at_x) && isfinite(at_y) && n > 0 ? 1 : 0;
        }
        if (!isfinite(at_x) || !isfinite(at_y))
            continue;
        if (series->mark == CHART_STEP && n > 0) {
            x[n] = at_x;
            y[n] = y[n - 1];
            n++;
        }
        x[n] = at_x;
        y[n++] = at_y;
    }
    canvas_line(x, y, n, &pen);
}

/* One run of a band's finite values, from `first` to before `last`, as one area. */
static void fill_run(const struct panel_plot *plot, const struct chart_series *series, size_t first, size_t last)
{
    const size_t count = last - first;
    struct canvas_colour colour = chart_colour_of(series->colour);
    double *x = malloc(4 * count * sizeof *x), *y;

    if (!x)
        return;
    y = x + 2 * count;
    colour.opacity = 0.25;
    for (size_t i = 0; i < count; i++) {
        x[i] = x[2 * count - 1 - i] = axis_at(&plot->x, series->x[first + i]);
        y[i] = axis_at(&plot->y, series->low[first + i]);
        y[2 * count - 1 - i] = axis_at(&plot->y, series->high[first + i]);
    }
    canvas_fill(x, y, 2 * count, colour);
    free(x);
}

static void draw_band(const struct panel_plot *plot, const struct chart_series *series)
{
    size_t first = 0;

    for (size_t i = 0; i <= series->count; i++) {
        const bool whole =
            i < series->count && isfinite(axis_at(&plot->x, series->x[i]) + axis_at(&plot->y, series->low[i]) +
                                          axis_at(&plot->y, series->high[i]));

        if (whole)
            continue;
        if (i > first + 1)
            fill_run(plot, series, first, i);
        first = i + 1;
    }
}

static void draw_whisker(const struct panel_plot *plot, const struct chart_series *series, size_t i, double place)
{
    const struct canvas_pen pen = {ink, 1.2, false};
    const struct axis_scale *along = series->sideways ? &plot->x : &plot->y;
    const double low = axis_at(along, series->low[i]), high = axis_at(along, series->high[i]), cap = 3.;
    const double a[] = {low, low, low, high, high, high};
    const double b[] = {place - cap, place + cap, place, place, place - cap, place + cap};

    if (isfinite(low + high + place))
        canvas_line(series->sideways ? a : b, series->sideways ? b : a, 6, &pen);
}

static void draw_points(const struct panel_plot *plot, const struct chart_series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        const double x = axis_at(&plot->x, series->x[i]), y = axis_at(&plot->y, series->y[i]);

        if (!axis_holds(&plot->x, series->x[i]) || !axis_holds(&plot->y, series->y[i]) || !isfinite(x + y))
            continue;
        if (series->low && series->high)
            draw_whisker(plot, series, i, series->sideways ? y : x);
        canvas_dot(x, y, series->size > 0. ? series->size : 6., colour_at(plot, series, i));
    }
}

static void draw_segments(const struct panel_plot *plot, const struct chart_series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        const double x[] = {axis_at(&plot->x, series->x[i]), axis_at(&plot->x, series->x_end[i])};
        const double y[] = {axis_at(&plot->y, series->y[i]), axis_at(&plot->y, series->y_end[i])};
        struct canvas_pen pen = series_pen(series);

        pen.colour = colour_at(plot, series, i);
        if (isfinite(x[0] + x[1] + y[0] + y[1]))
            canvas_line(x, y, 2, &pen);
    }
}

static void draw_bars(const struct panel_plot *plot, const struct chart_series *series, double shift, double width)
{
    const struct axis_scale *across = series->sideways ? &plot->y : &plot->x;
    const struct axis_scale *along = series->sideways ? &plot->x : &plot->y;
    const double *place = series->sideways ? series->y : series->x;
    const double *length = series->sideways ? series->x : series->y;
    const double foot = axis_at(along, along->logarithmic ? along->low : fmax(along->low, fmin(along->high, 0.)));

    for (size_t i = 0; i < series->count; i++) {
        const double a = axis_at(across, place[i] + shift - width / 2.),
                     b = axis_at(across, place[i] + shift + width / 2.);
        const double top = axis_at(along, length[i]);
        const struct canvas_box upright = {a, b, foot, top}, lying = {foot, top, a, b};

        if (!isfinite(a + b + top))
            continue;
        canvas_fill_box(series->sideways ? lying : upright, chart_colour_of(series->colour));
        if (series->low && series->high)
            draw_whisker(plot, series, i, (a + b) / 2.);
    }
}

static void draw_cells(const struct panel_plot *plot, const struct chart_series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        const struct canvas_box box = {axis_at(&plot->x, series->x[i] - 0.5), axis_at(&plot->x, series->x[i] + 0.5),
                                       axis_at(&plot->y, series->y[i] - 0.5), axis_at(&plot->y, series->y[i] + 0.5)};

        if (isfinite(series->value[i]))
            canvas_fill_box(box, colour_at(plot, series, i));
    }
}

/* Their values, dark on light and light on dark. */
static void print_cells(const struct panel_plot *plot, const struct chart_series *series)
{
    const struct canvas_colour white = {255, 255, 255, 1.};

    for (size_t i = 0; i < series->count; i++) {
        const struct canvas_colour under = colour_at(plot, series, i);
        const bool light = 0.3 * under.red + 0.59 * under.green + 0.11 * under.blue > 140.;
        const struct canvas_type type = {.size = 11., .align = 0.5, .colour = light ? ink : white};
        char text[32];

        if (!isfinite(series->value[i]))
            continue;
        snprintf(text, sizeof text, "%.2f", series->value[i]);
        canvas_text(axis_at(&plot->x, series->x[i]), axis_at(&plot->y, series->y[i]), text, &type);
    }
}

static void draw_one(const struct panel_plot *plot, const struct chart_series *series, size_t bar)
{
    const double width = plot->bars > 0 ? plot->bar / (double)plot->bars : 0.;
    const double shift = ((double)bar + 0.5) * width - plot->bar / 2.;

    switch (series->mark) {
    case CHART_LINE:
    case CHART_STEP:
        draw_line(plot, series);
        break;
    case CHART_POINTS:
        draw_points(plot, series);
        break;
    case CHART_BARS:
        draw_bars(plot, series, series->sideways && !plot->panel->y.names ? -shift : shift, width);
        break;
    case CHART_BAND:
        draw_band(plot, series);
        break;
    case CHART_SEGMENTS:
        draw_segments(plot, series);
        break;
    case CHART_CELLS:
        draw_cells(plot, series);
        break;
    default:
        spread_draw(plot, series, shift, width * 0.8);
    }
}

static void draw_note(const struct panel_plot *plot, const struct chart_note *note)
{
    const double x = axis_at(&plot->x, note->x), y = axis_at(&plot->y, note->y), size = 11., gap = 7.;
    struct canvas_type type = {.size = size, .colour = ink};
    double at;

    if (!isfinite(x + y) || !note->text)
        return;
    if (x + gap + canvas_text_width(note->text, size) > plot->frame.right)
        type.align = 1.;
    at = type.align > 0. ? x - gap : x + gap;
    canvas_text_on_white(at, fmax(plot->frame.bottom + size, fmin(plot->frame.top - size, y)), note->text, &type);
}

void panel_draw_series(const struct panel_plot *plot)
{
    const struct chart_panel *panel = plot->panel;
    const double beyond = 3.; /* so that points and lines on the frame are whole */
    size_t bar = 0;

    canvas_clip(plot->canvas, (struct canvas_box){plot->frame.left - beyond, plot->frame.right + beyond,
                                                  plot->frame.bottom - beyond, plot->frame.top + beyond});
    for (size_t i = 0; i < panel->series_count; i++) {
        draw_one(plot, &panel->series[i], bar);
        bar += has_places(&panel->series[i]);
    }
    canvas_unclip(plot->canvas);
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].printed && panel->series[i].value)
            print_cells(plot, &panel->series[i]);
    for (size_t i = 0; i < panel->note_count; i++)
        draw_note(plot, &panel->notes[i]);
}
