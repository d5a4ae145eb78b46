/** Where a panel's frame lies, what is written around it, and the drawing of all of it. */
#include "base/chart_frame.h"

#include <math.h>

#include "base/chart_axis.h"
#include "base/chart_panel.h"

static const double gap = 8., tick_size = 12., label_size = 13., title_size = 15., legend_line = 19., scale_width = 14.;
static const double x_spacing = 75., y_spacing = 45.;
static const struct canvas_colour ink = {40, 40, 40, 1.}, grid = {228, 228, 228, 1.}, rim = {130, 130, 130, 1.};

/* Places around a panel's frame. */
struct layout {
    struct panel_plot plot;
    struct axis_ticks x_ticks, y_ticks;
    struct canvas_box cell; /**< all the panel's room */
    bool names_upward;      /**< of the x axis */
    double x_room, y_room;  /**< of tick texts */
};

static double widest(const struct axis_ticks *ticks)
{
    double width = 0.;

    for (size_t i = 0; i < ticks->count; i++)
        width = fmax(width, canvas_text_width(ticks->tick[i].text, tick_size));
    return width;
}

static bool has_text(const struct chart_axis *axis)
{
    return (axis->label && *axis->label) || (axis->unit && *axis->unit);
}

static void legend_advance(const struct chart_series *series, double width, double *x, int *line)
{
    const double needs = fmin(width, 34. + canvas_text_width(series->label, tick_size) + 2. * gap);

    if (*x > 0. && *x + needs > width) {
        *x = 0.;
        ++*line;
    }
    *x += needs;
}

/* Lines that the legend takes, and how long the last of them is. */
static int legend_lines(const struct chart_panel *panel, double width, double *last)
{
    double x = 0.;
    int line = 0;

    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].label)
            legend_advance(&panel->series[i], width, &x, &line);
    *last = x;
    return x > 0. ? line + 1 : 0;
}

/* Under the frame if it is short, else under all of the panel. */
static void draw_legend(const struct layout *layout, double left, double width, double top)
{
    const struct chart_panel *panel = layout->plot.panel;
    double last;
    const int lines = legend_lines(panel, width, &last);
    const struct canvas_type type = {.size = tick_size, .colour = ink};
    double x = 0.;
    int line = 0;

    if (lines == 1)
        left = fmax(left, fmin(layout->plot.frame.left, left + width - last));
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct chart_series *series = &panel->series[i];
        const double before = x;
        const int line_before = line;
        char text[300];

        if (!series->label)
            continue;
        legend_advance(series, width, &x, &line);
        const double from = left + (line == line_before ? before : 0.), y = top - legend_line * (line + 0.5);

        series_draw_sample(series, (struct canvas_box){from, from + 26., y - 5., y + 5.});
        canvas_text_within(series->label, tick_size, width - 34., text, sizeof text);
        canvas_text(from + 34., y, text, &type);
    }
}

/* What the ticks of an axis say takes room beside it: names at most this share of the panel. */
static const double most_of_names = 0.42;

static void measure_y(struct layout *layout, double height)
{
    const struct chart_panel *panel = layout->plot.panel;

    axis_ticks_of(&panel->y, &layout->plot.y, height, panel->square ? x_spacing : y_spacing, &layout->y_ticks);
    layout->y_room = fmin(fmax(widest(&layout->y_ticks), panel->y.least_room),
                          most_of_names * (layout->cell.right - layout->cell.left));
}

static void measure_x(struct layout *layout, double width)
{
    const struct chart_panel *panel = layout->plot.panel;
    double widest_text;

    axis_ticks_of(&panel->x, &layout->plot.x, width, x_spacing, &layout->x_ticks);
    widest_text = widest(&layout->x_ticks);
    layout->names_upward =
        panel->x.names && layout->x_ticks.count > 0 && widest_text + 6. > width / (double)layout->x_ticks.count;
    layout->x_room = tick_size + 2.;
    if (layout->names_upward)
        layout->x_room = fmin(widest_text, most_of_names * (layout->cell.top - layout->cell.bottom));
}

static double scale_room(const struct layout *layout)
{
    const struct chart_scale *scale = &layout->plot.panel->scale;
    struct axis_ticks ticks;

    if (!panel_has_scale(layout->plot.panel))
        return 0.;
    axis_ticks_of(&(struct chart_axis){0}, &layout->plot.value, 300., y_spacing, &ticks);
    return 2. * gap + scale_width + 6. + widest(&ticks) + (scale->label || scale->unit ? label_size + gap : 0.);
}

static void make_square(struct canvas_box *frame)
{
    const double width = frame->right - frame->left, height = frame->top - frame->bottom;
    const double less_width = fmax(0., width - height), less_height = fmax(0., height - width);

    frame->left += less_width / 2.;
    frame->right -= less_width / 2.;
    frame->bottom += less_height;
}

static void set_pixels(struct panel_plot *plot)
{
    const struct canvas_box *frame = &plot->frame;
    const bool downward = plot->panel->y.reversed != (plot->panel->y.names != NULL);

    plot->x.from = plot->panel->x.reversed ? frame->right : frame->left;
    plot->x.to = plot->panel->x.reversed ? frame->left : frame->right;
    plot->y.from = downward ? frame->top : frame->bottom;
    plot->y.to = downward ? frame->bottom : frame->top;
}

static void lay_out(struct layout *layout)
{
    const struct chart_panel *panel = layout->plot.panel;
    const struct canvas_box *cell = &layout->cell;
    struct canvas_box *frame = &layout->plot.frame;
    const double inner = cell->right - cell->left - 2. * gap;
    double last;

    *frame = (struct canvas_box){cell->left + gap, cell->right - gap, cell->bottom + gap, cell->top - gap};
    frame->top -= panel->title ? title_size + gap : 4.;
    frame->bottom += legend_line * legend_lines(panel, inner, &last);
    frame->right -= panel->polar ? 0. : fmax(2. * gap, scale_room(layout));
    frame->bottom += has_text(panel->polar ? &panel->y : &panel->x) ? label_size + gap : 0.;
    if (!panel->polar) {
        frame->left += has_text(&panel->y) ? label_size + gap : 0.;
        measure_y(layout, frame->top - frame->bottom - tick_size);
        frame->left += layout->y_room + gap;
        measure_x(layout, frame->right - frame->left);
        frame->bottom += layout->x_room + gap;
        measure_y(layout, frame->top - frame->bottom);
    }
    frame->right = fmax(frame->right, frame->left + 10.);
    frame->top = fmax(frame->top, frame->bottom + 10.);
    if (panel->square) {
        make_square(frame);
        measure_x(layout, frame->right - frame->left);
        measure_y(layout, frame->top - frame->bottom);
    }
    set_pixels(&layout->plot);
}

static void draw_x_tick(const struct layout *layout, const struct axis_tick *tick)
{
    const struct canvas_box *frame = &layout->plot.frame;
    const double at = axis_at(&layout->plot.x, tick->value), below = frame->bottom - gap;
    const double x[] = {at, at}, y[] = {frame->bottom, frame->top}, short_y[] = {frame->bottom, frame->bottom - 4.};
    const struct canvas_pen pen = {grid, 1., false}, mark = {rim, 1., false};
    struct canvas_type type = {.size = tick_size, .align = 0.5, .colour = ink};
    char text[CHART_TICK_TEXT];

    if (!layout->plot.panel->x.names)
        canvas_line(x, y, 2, &pen);
    canvas_line(x, short_y, 2, &mark);
    if (layout->names_upward) {
        canvas_text_within(tick->text, tick_size, layout->x_room, text, sizeof text);
        type.align = 1.;
        type.upward = true;
        canvas_text(at, below, text, &type);
    } else
        canvas_text(at, below - tick_size / 2., tick->text, &type);
}

static void draw_y_tick(const struct layout *layout, const struct axis_tick *tick)
{
    const struct canvas_box *frame = &layout->plot.frame;
    const double at = axis_at(&layout->plot.y, tick->value);
    const double x[] = {frame->left, frame->right}, y[] = {at, at}, short_x[] = {frame->left, frame->left - 4.};
    const struct canvas_pen pen = {grid, 1., false}, mark = {rim, 1., false};
    const struct canvas_type type = {.size = tick_size, .align = 1., .colour = ink};
    char text[CHART_TICK_TEXT];

    if (!layout->plot.panel->y.names)
        canvas_line(x, y, 2, &pen);
    canvas_line(short_x, y, 2, &mark);
    canvas_text_within(tick->text, tick_size, layout->y_room, text, sizeof text);
    canvas_text(frame->left - gap, at, text, &type);
}

static void draw_rim(const struct canvas_box *box)
{
    const double x[] = {box->left, box->right, box->right, box->left, box->left};
    const double y[] = {box->bottom, box->bottom, box->top, box->top, box->bottom};
    const struct canvas_pen pen = {rim, 1.2, false};

    canvas_line(x, y, 5, &pen);
}

static void draw_axes(const struct layout *layout)
{
    for (size_t i = 0; i < layout->x_ticks.count; i++)
        draw_x_tick(layout, &layout->x_ticks.tick[i]);
    for (size_t i = 0; i < layout->y_ticks.count; i++)
        draw_y_tick(layout, &layout->y_ticks.tick[i]);
}

static void draw_caption(double x, double y, const char *label, const char *unit, bool upward, double room)
{
    const struct canvas_type type = {.size = label_size, .align = 0.5, .upward = upward, .colour = ink};
    char whole[300], text[300];

    axis_caption(label, unit, whole, sizeof whole);
    canvas_text_within(whole, label_size, room, text, sizeof text);
    canvas_text(x, y, text, &type);
}

/* Captions, the legend and the title, all outside of the frame. */
static void draw_surroundings(const struct layout *layout)
{
    const struct chart_panel *panel = layout->plot.panel;
    const struct canvas_box *frame = &layout->plot.frame, *cell = &layout->cell;
    const struct chart_axis *below = panel->polar ? &panel->y : &panel->x;
    const double middle = (frame->left + frame->right) / 2., width = cell->right - cell->left - 2. * gap;
    const double under_ticks = frame->bottom - (panel->polar ? 0. : gap + layout->x_room);
    const double under = under_ticks - (has_text(below) ? gap + label_size : 0.);
    const struct canvas_type type = {.size = title_size, .align = 0.5, .bold = true, .colour = ink};
    char text[300];

    if (has_text(below))
        draw_caption(middle, under + label_size / 2., below->label, below->unit, false, width);
    if (has_text(&panel->y) && !panel->polar)
        draw_caption(frame->left - gap - layout->y_room - gap - label_size / 2., (frame->bottom + frame->top) / 2.,
                     panel->y.label, panel->y.unit, true, cell->top - cell->bottom - 2. * gap);
    draw_legend(layout, cell->left + gap, width, under - gap / 2.);
    if (panel->title) {
        canvas_text_within(panel->title, title_size * 1.08, width, text, sizeof text);
        canvas_text(middle, frame->top + gap + title_size / 2., text, &type);
    }
}

static void draw_scale(const struct layout *layout)
{
    enum { STEPS = 64 };
    const struct chart_scale *scale = &layout->plot.panel->scale;
    const struct canvas_box *frame = &layout->plot.frame;
    const double left = frame->right + 2. * gap, right = left + scale_width, height = frame->top - frame->bottom;
    const struct canvas_box box = {left, right, frame->bottom, frame->top};
    const struct canvas_type type = {.size = tick_size, .colour = ink};
    struct axis_scale value = layout->plot.value;
    struct axis_ticks ticks;

    for (int i = 0; i < STEPS; i++)
        canvas_fill_box((struct canvas_box){left, right, frame->bottom + height * i / STEPS,
                                            frame->bottom + height * (i + 1) / STEPS},
                        chart_scale_colour(scale, (i + 0.5) / STEPS));
    draw_rim(&box);
    value.from = frame->bottom;
    value.to = frame->top;
    axis_ticks_of(&(struct chart_axis){0}, &value, height, y_spacing, &ticks);
    for (size_t i = 0; i < ticks.count; i++)
        canvas_text(right + 6., axis_at(&value, ticks.tick[i].value), ticks.tick[i].text, &type);
    draw_caption(right + 6. + widest(&ticks) + gap + label_size / 2., (frame->bottom + frame->top) / 2., scale->label,
                 scale->unit, true, height);
}

void chart_panel_draw(const struct canvas *canvas, const struct chart_panel *panel, struct canvas_box cell)
{
    struct layout layout = {.plot = panel_plot_of(canvas, panel), .cell = cell};

    lay_out(&layout);
    if (panel->polar)
        panel_draw_rose(&layout.plot);
    else {
        draw_axes(&layout);
        draw_rim(&layout.plot.frame); /* under the series: a curve along it is seen */
        panel_draw_series(&layout.plot);
        if (panel_has_scale(panel))
            draw_scale(&layout);
    }
    draw_surroundings(&layout);
}
