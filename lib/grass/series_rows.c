#include "grass/series_rows.h"

#include <math.h>

#include <sys/resource.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

enum { FILES_A_MAP = 2, FILES_FOR_OTHERS = 128 };
static const double block_bytes = 256e6; /* of maps that cannot all stay open */

static int maps_that_may_be_open(void)
{
    const rlim_t most = 1 << 20;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    if (limit.rlim_cur < limit.rlim_max) {
        const struct rlimit raised = {limit.rlim_max, limit.rlim_max};

        if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    if (limit.rlim_cur > most)
        limit.rlim_cur = most;
    return limit.rlim_cur > FILES_FOR_OTHERS ? (int)((limit.rlim_cur - FILES_FOR_OTHERS) / FILES_A_MAP) : 0;
}

static void open_map(struct stack_map *map)
{
    map->file = Rast_open_old(map->name, map->mapset);
}

static void close_map(struct stack_map *map)
{
    Rast_close(map->file);
    map->file = -1;
}

static int rows_in_block(const struct series_rows *rows)
{
    const double row_bytes = (double)rows->series->count * rows->cols * sizeof *rows->value;
    const double fit = block_bytes / row_bytes;

    if (rows->kept_open == rows->series->count || fit < 1.)
        return 1;
    return fit < rows->rows ? (int)fit : rows->rows;
}

struct series_rows series_rows_open(const struct series *series)
{
    const int most = maps_that_may_be_open();
    struct series_rows rows = {.series = series, .rows = Rast_window_rows(), .cols = Rast_window_cols(), .first = -1};

    rows.kept_open = series->count;
    if (series->count > most) {
        rows.kept_open = most > 0 ? most - 1 : 0; /* one more while it is read */
        G_message(_("%d maps, and only %d may be open: the others are opened for each block of rows. Raise the limit "
                    "of open files (ulimit -n) to read faster."),
                  series->count, rows.kept_open);
    }
    for (int i = 0; i < rows.kept_open; i++)
        open_map(&series->map[i].map);
    rows.block = rows_in_block(&rows);
    rows.value = G_malloc((size_t)rows.block * series->count * rows.cols * sizeof *rows.value);
    return rows;
}

static void read_map(const struct series_rows *rows, int index)
{
    const int left = rows->rows - rows->first, count = left < rows->block ? left : rows->block;
    struct stack_map *map = &rows->series->map[index].map;

    if (index >= rows->kept_open)
        open_map(map);
    for (int row = 0; row < count; row++) {
        float *cell = rows->value + ((size_t)row * rows->series->count + index) * rows->cols;

        Rast_get_f_row(map->file, cell, rows->first + row);
        for (int col = 0; col < rows->cols; col++)
            if (isinf(cell[col]))
                cell[col] = NAN;
    }
    if (index >= rows->kept_open)
        close_map(map);
}

float *series_rows_get(struct series_rows *rows, int row)
{
    if (rows->first < 0 || row >= rows->first + rows->block) {
        rows->first = row;
        for (int i = 0; i < rows->series->count; i++)
            read_map(rows, i);
    }
    return rows->value + (size_t)(row - rows->first) * rows->series->count * rows->cols;
}

void series_rows_close(struct series_rows *rows)
{
    for (int i = 0; i < rows->kept_open; i++)
        close_map(&rows->series->map[i].map);
    G_free(rows->value);
    rows->value = NULL;
}
