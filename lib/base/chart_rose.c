/** Roses: sectors by azimuth. */
#include <math.h>

#include "base/chart_panel.h"

enum { ARC_STEPS = 12, CIRCLE_STEPS = 120 };

static const struct canvas_colour ink = {60, 60, 60, 1.}, faint = {215, 215, 215, 1.}, frame = {130, 130, 130, 1.};

struct rose {
    const struct panel_plot *plot;
    double x, y, radius; /**< pixels; the outermost circle */
};

static double radius_of(const struct rose *rose, double value)
{
    return rose->radius * fmax(0., fmin(1., value / rose->plot->y.high));
}

/* Pixels of a point at an azimuth, degrees clockwise from north. */
static void place(const struct rose *rose, double azimuth, double radius, double *x, double *y)
{
    *x = rose->x + radius * sin(azimuth * M_PI / 180.);
    *y = rose->y + radius * cos(azimuth * M_PI / 180.);
}

static void draw_arc(const struct rose *rose, double from, double to, double radius, const struct canvas_pen *pen)
{
    double x[CIRCLE_STEPS + 1], y[CIRCLE_STEPS + 1];

    for (int i = 0; i <= CIRCLE_STEPS; i++)
        place(rose, from + (to - from) * i / CIRCLE_STEPS, radius, &x[i], &y[i]);
    canvas_line(x, y, CIRCLE_STEPS + 1, pen);
}

static void draw_net(const struct rose *rose, const struct axis_ticks *ticks)
{
    static const char *const points[] = {"N", "NE", "E", "SE", "S", "SW", "W", "NW"};
    const struct canvas_pen ring = {faint, 1., false}, rim = {frame, 1.2, false};

    for (int i = 0; i < 8; i++) {
        const struct canvas_type type = {.size = 13., .align = 0.5, .bold = i % 2 == 0, .colour = ink};
        double x[2] = {rose->x, 0.}, y[2] = {rose->y, 0.};

        place(rose, 45. * i, rose->radius, &x[1], &y[1]);
        canvas_line(x, y, 2, &ring);
        place(rose, 45. * i, rose->radius + 15., &x[1], &y[1]);
        canvas_text(x[1], y[1], points[i], &type);
    }
    for (size_t i = 0; i < ticks->count; i++)
        draw_arc(rose, 0., 360., radius_of(rose, ticks->tick[i].value), &ring);
    draw_arc(rose, 0., 360., rose->radius, &rim);
}

static void draw_radii(const struct rose *rose, const struct axis_ticks *ticks)
{
    const struct canvas_type type = {.size = 11., .align = 0.5, .colour = ink};
    const double beside = 67.5;

    for (size_t i = 0; i < ticks->count; i++) {
        double x, y;

        if (ticks->tick[i].value <= 0.)
            continue;
        place(rose, beside, radius_of(rose, ticks->tick[i].value), &x, &y);
        canvas_text_on_white(x, y, ticks->tick[i].text, &type);
    }
}

static void draw_sectors(const struct rose *rose, const struct chart_series *series)
{
    const double half = 180. / (double)series->count * 0.94;

    for (size_t i = 0; i < series->count; i++) {
        double x[ARC_STEPS + 2] = {rose->x}, y[ARC_STEPS + 2] = {rose->y};

        if (!isfinite(series->x[i]) || !(series->y[i] > 0.))
            continue;
        for (int k = 0; k <= ARC_STEPS; k++)
            place(rose, series->x[i] + half * (2. * k / ARC_STEPS - 1.), radius_of(rose, series->y[i]), &x[k + 1],
                  &y[k + 1]);
        canvas_fill(x, y, ARC_STEPS + 2, chart_colour_of(series->colour));
    }
}

static void draw_outline(const struct rose *rose, const struct chart_series *series)
{
    const double half = 180. / (double)series->count;
    const struct canvas_pen pen = series_pen(series);

    for (size_t i = 0; i < series->count; i++)
        if (isfinite(series->x[i]) && series->y[i] > 0.)
            draw_arc(rose, series->x[i] - half, series->x[i] + half, radius_of(rose, series->y[i]), &pen);
}

void panel_draw_rose(const struct panel_plot *plot)
{
    const struct canvas_box *box = &plot->frame;
    const double room = fmin(box->right - box->left, box->top - box->bottom) / 2. - 26.;
    const struct rose rose = {plot, (box->left + box->right) / 2., (box->bottom + box->top) / 2., fmax(10., room)};
    struct axis_ticks ticks;

    axis_ticks_of(&plot->panel->y, &plot->y, rose.radius, 40., &ticks);
    draw_net(&rose, &ticks);
    for (size_t i = 0; i < plot->panel->series_count; i++) {
        const struct chart_series *series = &plot->panel->series[i];

        if (series->count > 0 && series->mark == CHART_BARS)
            draw_sectors(&rose, series);
        else if (series->count > 0)
            draw_outline(&rose, series);
    }
    draw_radii(&rose, &ticks);
}
