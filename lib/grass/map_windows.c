#include "grass/map_windows.h"

#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

static size_t line_length(const struct map_windows *windows)
{
    return (size_t)windows->cols * windows->stack->count;
}

static void load(struct map_windows *windows)
{
    G_message(_("Reading %d maps..."), windows->stack->count);
    for (int row = 0; row < windows->rows; row++) {
        G_percent(row, windows->rows, 5);
        stack_read_rows(windows->stack, row, 1, windows->all + (size_t)row * line_length(windows));
    }
    G_percent(1, 1, 1);
    stack_close(windows->stack);
}

void map_windows_open(struct stack *stack, double megabytes, struct map_windows *windows)
{
    size_t bytes;

    *windows = (struct map_windows){.stack = stack, .rows = Rast_window_rows(), .cols = Rast_window_cols()};
    bytes = (size_t)windows->rows * line_length(windows) * sizeof *windows->all;
    stack_open(stack);
    windows->line = G_malloc(line_length(windows) * sizeof *windows->line);
    if ((double)bytes > megabytes * 1e6) {
        G_important_message(_("The maps need %.0f MB, memory= allows %g: patches are read from the maps again and "
                              "again, which is slower"),
                            (double)bytes / 1e6, megabytes);
        return;
    }
    windows->all = G_malloc(bytes);
    load(windows);
}

const float *map_windows_row(struct map_windows *windows, int row)
{
    if (windows->all)
        return windows->all + (size_t)row * line_length(windows);
    stack_read_rows(windows->stack, row, 1, windows->line);
    return windows->line;
}

/* a window and where its values go */
struct wanted {
    struct map_window window;
    float *value;
};

static int by_row(const void *a, const void *b)
{
    const struct wanted *left = a, *right = b;

    return (left->window.row > right->window.row) - (left->window.row < right->window.row);
}

/* gives one row to all windows that hold it; `wanted` is sorted by row, the first ones may be done */
static void share_row(struct map_windows *windows, const struct wanted *wanted, size_t count, int size, int row)
{
    const size_t maps = (size_t)windows->stack->count, width = (size_t)size * maps;
    const float *line = NULL;

    for (size_t i = 0; i < count && wanted[i].window.row <= row; i++) {
        const int inside = row - wanted[i].window.row;

        if (inside >= size)
            continue;
        if (!line)
            line = map_windows_row(windows, row);
        memcpy(wanted[i].value + (size_t)inside * width, line + (size_t)wanted[i].window.col * maps,
               width * sizeof *line);
    }
}

void map_windows_read(struct map_windows *windows, const struct map_window *window, size_t count, int size,
                      float *value)
{
    const size_t length = (size_t)size * size * windows->stack->count;
    struct wanted *wanted = G_malloc((count + 1) * sizeof *wanted);

    for (size_t i = 0; i < count; i++)
        wanted[i] = (struct wanted){window[i], value + i * length};
    qsort(wanted, count, sizeof *wanted, by_row);
    for (int row = count ? wanted[0].window.row : 0; count && row < wanted[count - 1].window.row + size; row++)
        share_row(windows, wanted, count, size, row);
    G_free(wanted);
}

void map_windows_close(struct map_windows *windows)
{
    if (!windows->all)
        stack_close(windows->stack);
    G_free(windows->all);
    G_free(windows->line);
    *windows = (struct map_windows){0};
}
