#include "learn/tiles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int tiling_step(const struct tiling *tiling)
{
    return tiling->tile - 2 * tiling->margin - tiling->ramp;
}

int tiles_along(const struct tiling *tiling, int length)
{
    const int step = tiling_step(tiling);

    return length <= tiling->tile ? 1 : 1 + (length - tiling->tile + step - 1) / step;
}

void tile_span(const struct tiling *tiling, int length, int index, int *first, int *count)
{
    *first = index * tiling_step(tiling);
    *count = length - *first < tiling->tile ? length - *first : tiling->tile;
}

/* how much the tile that begins at `start` has taken over from the one before it */
static double taken_over(const struct tiling *tiling, int start, int cell)
{
    const int into = cell - start - tiling->margin;

    if (into < 0)
        return 0.;
    if (into >= tiling->ramp)
        return 1.;
    return 0.5 - 0.5 * cos(M_PI * (into + 0.5) / tiling->ramp);
}

double tile_weight(const struct tiling *tiling, int length, int index, int cell)
{
    const int start = index * tiling_step(tiling);
    const double from_before = index > 0 ? taken_over(tiling, start, cell) : 1.;
    const int next = start + tiling_step(tiling);

    return index + 1 < tiles_along(tiling, length) ? from_before * (1. - taken_over(tiling, next, cell)) : from_before;
}

/* a run's memory: rows of the region that tiles are still to be added to */
struct blend {
    const struct tile_run *run;
    float *sum;   /* [layers][tile][cols], from row `first` on */
    float *value; /* [layers][tile][tile] */
    float *row;   /* [layers][cols] */
    int first;
};

static void add(struct blend *blend, int down, int across, const struct tile_box *box)
{
    const struct tile_run *run = blend->run;
    const struct tiling *tiling = &run->tiling;
    const size_t plane = (size_t)tiling->tile * run->cols, cells = (size_t)box->rows * box->cols;

    for (int y = 0; y < box->rows; y++) {
        const double high = tile_weight(tiling, run->rows, down, box->row + y);

        for (int x = 0; high > 0. && x < box->cols; x++) {
            const float weight = (float)(high * tile_weight(tiling, run->cols, across, box->col + x));
            const size_t to = (size_t)(box->row + y - blend->first) * run->cols + box->col + x;

            for (size_t k = 0; weight > 0.f && k < run->layers; k++)
                blend->sum[k * plane + to] += weight * blend->value[k * cells + (size_t)y * box->cols + x];
        }
    }
}

/* gives away the rows that no further tile touches, and moves the others to the front */
static enum slide_status give(struct blend *blend, int past, struct slide_error *error)
{
    const struct tile_run *run = blend->run;
    const size_t cols = (size_t)run->cols, plane = (size_t)run->tiling.tile * cols;
    const size_t given = (size_t)(past - blend->first) * cols;
    enum slide_status status = SLIDE_OK;

    for (int row = blend->first; row < past && status == SLIDE_OK; row++) {
        for (size_t k = 0; k < run->layers; k++)
            memcpy(blend->row + k * cols, blend->sum + k * plane + (size_t)(row - blend->first) * cols,
                   cols * sizeof *blend->row);
        status = run->take(run->owner, row, blend->row, error);
    }
    for (size_t k = 0; k < run->layers; k++) {
        memmove(blend->sum + k * plane, blend->sum + k * plane + given, (plane - given) * sizeof *blend->sum);
        memset(blend->sum + (k + 1) * plane - given, 0, given * sizeof *blend->sum);
    }
    blend->first = past;
    return status;
}

static enum slide_status run_row(struct blend *blend, int down, int across_all, struct slide_error *error)
{
    const struct tile_run *run = blend->run;
    const struct tiling *tiling = &run->tiling;
    const int down_all = tiles_along(tiling, run->rows);
    enum slide_status status = SLIDE_OK;
    struct tile_box box;

    tile_span(tiling, run->rows, down, &box.row, &box.rows);
    if (run->read)
        status = run->read(run->owner, box.row, box.rows, error);
    for (int across = 0; across < across_all && status == SLIDE_OK; across++) {
        if (run->progress)
            run->progress((long)down * across_all + across, (long)down_all * across_all, 1);
        tile_span(tiling, run->cols, across, &box.col, &box.cols);
        status = run->estimate(run->owner, &box, blend->value, error);
        if (status == SLIDE_OK)
            add(blend, down, across, &box);
    }
    if (status != SLIDE_OK)
        return status;
    return give(blend, down + 1 < down_all ? box.row + tiling_step(tiling) + tiling->margin : run->rows, error);
}

enum slide_status tiles_run(const struct tile_run *run, struct slide_error *error)
{
    const size_t tile = (size_t)run->tiling.tile, cols = (size_t)run->cols;
    const int down = tiles_along(&run->tiling, run->rows), across = tiles_along(&run->tiling, run->cols);
    struct blend blend = {.run = run};
    enum slide_status status = SLIDE_OK;

    blend.sum = calloc(run->layers * tile * cols, sizeof *blend.sum);
    blend.value = malloc(run->layers * tile * tile * sizeof *blend.value);
    blend.row = malloc(run->layers * cols * sizeof *blend.row);
    if (!blend.sum || !blend.value || !blend.row)
        status = slide_out_of_memory(error, (double)run->layers * tile * cols * sizeof *blend.sum, "a row of tiles");
    for (int i = 0; i < down && status == SLIDE_OK; i++)
        status = run_row(&blend, i, across, error);
    if (run->progress && status == SLIDE_OK)
        run->progress(1, 1, 1);
    free(blend.sum);
    free(blend.value);
    free(blend.row);
    return status;
}
