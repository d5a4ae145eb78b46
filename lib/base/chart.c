/** Charts as files: panels side by side on one sheet, written whole. */
#include "base/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/chart_canvas.h"
#include "base/chart_frame.h"
#include "base/chart_panel.h"
#include "base/whole_file.h"

enum { COLUMN_WIDTH = 640, ROW_HEIGHT = 480, SMALLEST = 100, LARGEST = 20000 };

const char *const chart_file_types = ".png or .svg";

static bool ends_in(const char *path, const char *ending)
{
    const size_t length = strlen(path), end = strlen(ending);

    return length > end && strcasecmp(path + length - end, ending) == 0;
}

/* PLplot's driver for the type of the file; NULL: none. */
static const char *device_for(const char *path)
{
    return ends_in(path, ".png") ? "pngcairo" : ends_in(path, ".svg") ? "svg" : NULL;
}

enum slide_status chart_check_path(const char *path, struct slide_error *error)
{
    const char *device = device_for(path);
    enum slide_status status;

    if (!device)
        return slide_fail(error, SLIDE_BAD_INPUT, "A chart cannot be written to '%s': its name must end in %s", path,
                          chart_file_types);
    status = whole_file_check(path, error);
    return status == SLIDE_OK ? canvas_check_device(device, error) : status;
}

static size_t columns_of(const struct chart *chart)
{
    return chart->columns > 0 ? chart->columns : 1;
}

static size_t rows_of(const struct chart *chart)
{
    return (chart->panel_count + columns_of(chart) - 1) / columns_of(chart);
}

/* The tallest of a row's panels, beside other rows. */
static double height_of_row(const struct chart *chart, size_t row)
{
    const size_t columns = columns_of(chart);
    double height = 0.;

    for (size_t i = row * columns; i < (row + 1) * columns && i < chart->panel_count; i++)
        height = fmax(height, chart->panels[i].height > 0. ? chart->panels[i].height : 1.);
    return height;
}

static void draw_chart(const struct canvas *canvas, const void *subject)
{
    const double title_size = 17., gap = 8.;
    const struct canvas_colour ink = {40, 40, 40, 1.};
    const struct chart *chart = subject;
    const size_t columns = columns_of(chart), rows = rows_of(chart);
    const struct canvas_type type = {.size = title_size, .align = 0.5, .bold = true, .colour = ink};
    double top = canvas->height - (chart->title ? title_size + 2. * gap : 0.), all = 0., room = top;
    char text[300];

    if (chart->title) {
        canvas_text_within(chart->title, title_size * 1.08, canvas->width - 2. * gap, text, sizeof text);
        canvas_text(canvas->width / 2., canvas->height - gap - title_size / 2., text, &type);
    }
    for (size_t row = 0; row < rows; row++)
        all += height_of_row(chart, row);
    for (size_t row = 0; row < rows; row++) {
        const double height = room * height_of_row(chart, row) / all, width = canvas->width / (double)columns;

        for (size_t col = 0; col < columns && row * columns + col < chart->panel_count; col++)
            chart_panel_draw(canvas, &chart->panels[row * columns + col],
                             (struct canvas_box){width * (double)col, width * (double)(col + 1), top - height, top});
        top -= height;
    }
}

static enum slide_status check_panel(const struct chart_panel *panel, struct slide_error *error)
{
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct chart_series *series = &panel->series[i];
        const char *name = series->label ? series->label : "without a label", *lacks = series_lacks(series);

        if (lacks)
            return slide_fail(error, SLIDE_BAD_INPUT, "Series %zu of a chart (%s) has no array '%s', which it needs", i,
                              name, lacks);
        if (panel->polar && series->mark != CHART_BARS && series->mark != CHART_LINE)
            return slide_fail(error, SLIDE_BAD_INPUT, "Series %zu of a rose (%s) must be bars or a line", i, name);
    }
    return SLIDE_OK;
}

static enum slide_status check_chart(const struct chart *chart, struct canvas canvas, struct slide_error *error)
{
    if (chart->panel_count == 0)
        return slide_fail(error, SLIDE_NO_DATA, "A chart without a panel cannot be drawn");
    if (canvas.width < SMALLEST || canvas.width > LARGEST || canvas.height < SMALLEST || canvas.height > LARGEST)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "A chart of %.0f x %.0f pixels cannot be drawn: each side must be %d "
                          "to %d",
                          canvas.width, canvas.height, SMALLEST, LARGEST);
    for (size_t i = 0; i < chart->panel_count; i++) {
        const enum slide_status status = check_panel(&chart->panels[i], error);

        if (status != SLIDE_OK)
            return status;
    }
    return SLIDE_OK;
}

static enum slide_status draw_on(const char *device, const struct chart *chart, struct canvas_picture *picture,
                                 struct slide_error *error)
{
    const struct canvas canvas = {
        chart->width != 0 ? chart->width : COLUMN_WIDTH * (double)columns_of(chart),
        chart->height != 0 ? chart->height : ROW_HEIGHT * (double)rows_of(chart),
    };
    const enum slide_status status = check_chart(chart, canvas, error);

    return status == SLIDE_OK ? canvas_draw(device, canvas, draw_chart, chart, picture, error) : status;
}

enum slide_status chart_svg(const struct chart *chart, char **bytes, size_t *size, struct slide_error *error)
{
    struct canvas_picture picture = {NULL, 0};
    const enum slide_status status = draw_on("svg", chart, &picture, error);

    *bytes = status == SLIDE_OK ? picture.bytes : NULL;
    *size = status == SLIDE_OK ? picture.size : 0;
    return status;
}

enum slide_status chart_write(const struct chart *chart, const char *path, struct slide_error *error)
{
    struct canvas_picture picture;
    enum slide_status status = chart_check_path(path, error);

    if (status == SLIDE_OK)
        status = draw_on(device_for(path), chart, &picture, error);
    if (status != SLIDE_OK)
        return status;
    status = whole_file_write(path, picture.bytes, picture.size, error);
    free(picture.bytes);
    return status;
}
