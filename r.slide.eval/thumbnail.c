/** Blocks of cells as pixels. */
#include "thumbnail.h"

#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>

enum { LONGEST = 800, PARTS = 20 };

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

static void read_means(const char *name, struct thumbnail *thumbnail)
{
    const int file = Rast_open_old(name, G_find_raster2(name, ""));
    double *sum = G_malloc(thumbnail->width * sizeof *sum);
    size_t *count = G_malloc(thumbnail->width * sizeof *count);
    DCELL *row = Rast_allocate_d_buf();

    thumbnail->mean = G_malloc(thumbnail->width * thumbnail->height * sizeof *thumbnail->mean);
    for (size_t y = 0; y < thumbnail->height; y++) {
        sum_rows(file, (int)y * thumbnail->step, thumbnail, row, sum, count);
        for (size_t x = 0; x < thumbnail->width; x++)
            thumbnail->mean[y * thumbnail->width + x] = count[x] > 0 ? sum[x] / (double)count[x] : NAN;
    }
    Rast_close(file);
    G_free(row);
    G_free(count);
    G_free(sum);
}

/* Each pixel in the map's colour of a value; nulls stay transparent. */
static void paint_values(const char *name, const double *value, struct thumbnail *thumbnail)
{
    struct Colors colors;

    Rast_read_colors(name, G_find_raster2(name, ""), &colors);
    for (size_t i = 0; i < thumbnail->width * thumbnail->height; i++) {
        const DCELL at = value[i];
        int red, green, blue;

        if (isnan(at))
            continue;
        Rast_get_d_color(&at, &red, &green, &blue, &colors);
        paint(thumbnail, i, red, green, blue);
    }
    Rast_free_colors(&colors);
}

struct thumbnail thumbnail_of_map(const char *name)
{
    struct thumbnail thumbnail = thumbnail_new();

    read_means(name, &thumbnail);
    paint_values(name, thumbnail.mean, &thumbnail);
    return thumbnail;
}

static int ascending(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* The means that are known, in ascending order. G_free them. */
static double *sorted_means(const struct thumbnail *thumbnail, size_t *count)
{
    const size_t pixels = thumbnail->width * thumbnail->height;
    double *sorted = G_malloc((pixels + 1) * sizeof *sorted);

    *count = 0;
    for (size_t i = 0; i < pixels; i++)
        if (!isnan(thumbnail->mean[i]))
            sorted[(*count)++] = thumbnail->mean[i];
    qsort(sorted, *count, sizeof *sorted, ascending);
    return sorted;
}

bool thumbnail_is_dull(const struct thumbnail *thumbnail, double low, double high)
{
    size_t count;
    double *sorted = sorted_means(thumbnail, &count);
    const double spread = count > 1 ? sorted[count * 95 / 100] - sorted[count * 5 / 100] : 0.;

    G_free(sorted);
    return spread > 0. && spread < 0.2 * (high - low);
}

/* How many are below the value, and half of those equal to it, as a share of all, to the middle of one of 20 parts:
 * few colours make a small picture. */
static double share_below(const double *sorted, size_t count, double value)
{
    size_t first = 0, past = count, low = 0, high = count;

    while (first < past) {
        const size_t middle = first + (past - first) / 2;

        if (sorted[middle] < value)
            first = middle + 1;
        else
            past = middle;
    }
    for (low = first; low < high;) {
        const size_t middle = low + (high - low) / 2;

        if (sorted[middle] <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return (fmin(floor((double)(first + low) * PARTS / (2. * (double)count)), PARTS - 1) + 0.5) / PARTS;
}

struct thumbnail thumbnail_by_rank(const struct thumbnail *thumbnail, const char *name, double low, double high)
{
    const size_t pixels = thumbnail->width * thumbnail->height;
    struct thumbnail ranked = thumbnail_new();
    double *value = G_malloc((pixels + 1) * sizeof *value), *sorted;
    size_t count;

    sorted = sorted_means(thumbnail, &count);
    for (size_t i = 0; i < pixels; i++)
        value[i] =
            isnan(thumbnail->mean[i]) ? NAN : low + (high - low) * share_below(sorted, count, thumbnail->mean[i]);
    paint_values(name, value, &ranked);
    G_free(sorted);
    G_free(value);
    return ranked;
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
    G_free(thumbnail->mean);
    *thumbnail = (struct thumbnail){0};
}
