/** The growing of a chart. */
#include "grass/sheet.h"

#include <stdarg.h>

#include <grass/gis.h>

enum { COLUMN_WIDTH = 600, ONLY_COLUMN_WIDTH = 720, ROW_HEIGHT = 560 };

static void *keep(struct sheet *sheet, void *pointer)
{
    sheet->owned = G_realloc(sheet->owned, (sheet->owned_count + 1) * sizeof *sheet->owned);
    sheet->owned[sheet->owned_count++] = pointer;
    return pointer;
}

struct chart_panel *sheet_add_panel(struct sheet *sheet, const char *title)
{
    struct chart_panel *panel;

    sheet->panels = G_realloc(sheet->panels, (sheet->panel_count + 1) * sizeof *sheet->panels);
    panel = &sheet->panels[sheet->panel_count++];
    *panel = (struct chart_panel){.title = title};
    sheet->series = NULL;
    return panel;
}

struct chart_series *sheet_add_series(struct sheet *sheet, enum chart_mark mark, const char *label, int colour)
{
    struct chart_panel *panel = &sheet->panels[sheet->panel_count - 1];
    const size_t count = panel->series_count;
    struct chart_series *longer = keep(sheet, G_malloc((count + 1) * sizeof *longer));

    for (size_t i = 0; i < count; i++)
        longer[i] = sheet->series[i];
    longer[count] = (struct chart_series){.mark = mark, .label = label, .colour = colour};
    sheet->series = longer;
    panel->series = longer;
    panel->series_count = count + 1;
    return &longer[count];
}

void sheet_add_guide(struct sheet *sheet, const char *label, const double from[2], const double to[2])
{
    struct chart_series *guide = sheet_add_series(sheet, CHART_LINE, label, CHART_GREY);
    double *x = sheet_numbers(sheet, 2), *y = sheet_numbers(sheet, 2);

    x[0] = from[0];
    x[1] = to[0];
    y[0] = from[1];
    y[1] = to[1];
    guide->x = x;
    guide->y = y;
    guide->count = 2;
    guide->dashed = true;
    guide->size = 1.5;
}

double *sheet_numbers(struct sheet *sheet, size_t count)
{
    return keep(sheet, G_malloc((count + 1) * sizeof(double)));
}

const char **sheet_names(struct sheet *sheet, size_t count)
{
    return keep(sheet, G_calloc(count + 1, sizeof(const char *)));
}

const char *sheet_text(struct sheet *sheet, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;

    va_start(arguments, format);
    G_vasprintf(&text, format, arguments);
    va_end(arguments);
    return keep(sheet, text);
}

enum slide_status sheet_write(const struct sheet *sheet, size_t first, size_t last, const char *path,
                              struct slide_error *error)
{
    const size_t count = last - first, columns = sheet->columns ? sheet->columns : count > 1 ? 2 : 1;
    const int width = sheet->columns == 1 ? ONLY_COLUMN_WIDTH : (int)columns * COLUMN_WIDTH;
    const int row_height = sheet->row_height ? sheet->row_height : ROW_HEIGHT;
    const struct chart chart = {.panels = sheet->panels + first,
                                .panel_count = count,
                                .columns = columns,
                                .width = width,
                                .height = (int)((count + columns - 1) / columns) * row_height};

    return chart_write(&chart, path, error);
}

void sheet_free(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->owned_count; i++)
        G_free(sheet->owned[i]);
    G_free(sheet->owned);
    G_free(sheet->panels);
    *sheet = (struct sheet){0};
}
