/** The colours of series and scales, and how a series looks in the legend. */
#include <math.h>

#include "base/chart_panel.h"

struct canvas_colour chart_colour_of(int colour)
{
    static const struct canvas_colour okabe_ito[CHART_COLOURS] = {
        {0, 114, 178, 1.},  {213, 94, 0, 1.},    {0, 158, 115, 1.}, {230, 159, 0, 1.},
        {86, 180, 233, 1.}, {204, 121, 167, 1.}, {0, 0, 0, 1.},     {240, 228, 66, 1.},
    };
    const struct canvas_colour grey = {130, 130, 130, 1.};

    return colour < 0 ? grey : okabe_ito[colour % CHART_COLOURS];
}

struct canvas_colour chart_scale_colour(const struct chart_scale *scale, double share)
{
    static const int ramp[2][5][3] = {
        {{240, 228, 66}, {122, 196, 96}, {0, 158, 115}, {0, 100, 128}, {20, 30, 90}},
        {{0, 114, 178}, {140, 185, 220}, {245, 245, 245}, {235, 170, 125}, {213, 94, 0}},
    };
    const double at = fmax(0., fmin(1., share)) * 4.;
    const int low = at >= 4. ? 3 : (int)at;
    const int *a = ramp[scale->diverging][low], *b = ramp[scale->diverging][low + 1];
    const double t = at - low;

    return (struct canvas_colour){(int)lround(a[0] + t * (b[0] - a[0])), (int)lround(a[1] + t * (b[1] - a[1])),
                                  (int)lround(a[2] + t * (b[2] - a[2])), 1.};
}

struct canvas_pen series_pen(const struct chart_series *series)
{
    return (struct canvas_pen){chart_colour_of(series->colour), series->size > 0. ? series->size : 2.,
                               series->dashed || series->colour >= CHART_COLOURS};
}

static void draw_line_sample(const struct chart_series *series, struct canvas_box box)
{
    const double middle = (box.bottom + box.top) / 2., x[] = {box.left, box.right}, y[] = {middle, middle};
    struct canvas_pen pen = series_pen(series);

    if (series->value)
        pen.colour = chart_colour_of(CHART_GREY);
    canvas_line(x, y, 2, &pen);
}

void series_draw_sample(const struct chart_series *series, struct canvas_box box)
{
    struct canvas_colour colour = chart_colour_of(series->value ? CHART_GREY : series->colour);

    switch (series->mark) {
    case CHART_POINTS:
        canvas_dot((box.left + box.right) / 2., (box.bottom + box.top) / 2., series->size > 0. ? series->size : 7.,
                   colour);
        break;
    case CHART_LINE:
    case CHART_STEP:
    case CHART_SEGMENTS:
        draw_line_sample(series, box);
        break;
    case CHART_BAND:
        colour.opacity = 0.25;
        canvas_fill_box(box, colour);
        break;
    default:
        canvas_fill_box(box, colour);
    }
}
