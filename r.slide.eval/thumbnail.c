/** Blocks of cells as pixels. */
#include "thumbnail.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>

enum { LONGEST = 800 };

static struct thumbnail thumbnail_new(void)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols(), longer = rows > cols ? rows : cols;
    struct thumbnail thumbnail = {.step = (longer + LONGEST - 1) / LONGEST};

    thumbnail.width = (size_t)((cols + thumbnail.step - 1) / thumbnail.step);
    thumbnail.height = (size_t)((rows + thumbnail.step - 1) / thumbnail.step);
    thumbnail.rgba = G_calloc(thumbnail.width * thumbnail.height, 4);
    return thumbnail;
}

static void paint(struct thumbnail *thumbnail, size_t pixel, int red, int green, int blue)
{
    unsigned char *rgba = thumbnail->rgba + 4 * pixel;

    rgba[0] = (unsigned char)red;
    rgba[1] = (unsigned char)green;
    rgba[2] = (unsigned char)blue;
    rgba[3] = 255;
}

/* Sums and counts of one row of pixels. */
static void sum_rows(int file, int first, const struct thumbnail *thumbnail, DCELL *row, double *sum, size_t *count)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();

    for (size_t i = 0; i < thumbnail->width; i++) {
        sum[i] = 0.;
        count[i] = 0;
    }
    for (int r = first; r < first + thumbnail->step && r < rows; r++) {
        Rast_get_d_row(file, row, r);
        for (int col = 0; col < cols; col++)
            if (isfinite(row[col])) {
                sum[col / thumbnail->step] += row[col];
                count[col / thumbnail->step]++;
            }
    }
}

struct thumbnail thumbnail_of_map(const char *name)
{
    const char *mapset = G_find_raster2(name, "");
    const int file = Rast_open_old(name, mapset);
    struct thumbnail thumbnail = thumbnail_new();
    double *sum = G_malloc(thumbnail.width * sizeof *sum);
    size_t *count = G_malloc(thumbnail.width * sizeof *count);
    DCELL *row = Rast_allocate_d_buf();
    struct Colors colors;

    Rast_read_colors(name, mapset, &colors);
    for (size_t y = 0; y < thumbnail.height; y++) {
        sum_rows(file, (int)y * thumbnail.step, &thumbnail, row, sum, count);
        for (size_t x = 0; x < thumbnail.width; x++) {
            const DCELL mean = count[x] > 0 ? sum[x] / (double)count[x] : 0.;
            int red, green, blue;

            if (count[x] == 0)
                continue;
            Rast_get_d_color(&mean, &red, &green, &blue, &colors);
            paint(&thumbnail, y * thumbnail.width + x, red, green, blue);
        }
    }
    Rast_free_colors(&colors);
    Rast_close(file);
    G_free(row);
    G_free(count);
    G_free(sum);
    return thumbnail;
}

/* @param count  of each enum outcome; the last of equals gives way, and 0 is returned where there is none */
static int prevailing(const size_t count[REJECTION + 1])
{
    if (count[HIT] + count[MISS] > 0)
        return count[HIT] >= count[MISS] ? HIT : MISS;
    if (count[FALSE_ALARM] + count[REJECTION] > 0)
        return count[FALSE_ALARM] >= count[REJECTION] ? FALSE_ALARM : REJECTION;
    return 0;
}

static void count_outcomes(const struct outcome_source *source, int first, int step, size_t (*count)[REJECTION + 1])
{
    for (int row = first; row < first + step && row < source->rows->rows; row++) {
        cell_rows_read(source->rows, row);
        for (int col = 0; col < source->rows->cols; col++)
            if (cell_is_scored(source->rows, col))
                count[col / step][outcome_of(source, col)]++;
    }
}

struct thumbnail thumbnail_of_outcomes(const struct maps *maps, const struct cell_counts *counts, int map,
                                       double threshold)
{
    struct cell_rows rows = cell_rows_open(maps);
    const struct outcome_source source = {maps, counts, &rows, map, threshold};
    struct thumbnail thumbnail = thumbnail_new();

    for (size_t y = 0; y < thumbnail.height; y++) {
        size_t(*count)[REJECTION + 1] = G_calloc(thumbnail.width, sizeof *count);

        count_outcomes(&source, (int)y * thumbnail.step, thumbnail.step, count);
        for (size_t x = 0; x < thumbnail.width; x++) {
            const int outcome = prevailing(count[x]);

            if (outcome > 0)
                paint(&thumbnail, y * thumbnail.width + x, outcomes[outcome - 1].red, outcomes[outcome - 1].green,
                      outcomes[outcome - 1].blue);
        }
        G_free(count);
    }
    cell_rows_close(&rows);
    return thumbnail;
}

void thumbnail_free(struct thumbnail *thumbnail)
{
    G_free(thumbnail->rgba);
    *thumbnail = (struct thumbnail){0};
}
