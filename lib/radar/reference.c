#include "radar/reference.h"

#include <math.h>
#include <stdlib.h>

/* Sums over the discs around every cell of one row. */
struct row_sums {
    double *sum;      /* [cols] */
    size_t *count;    /* [cols] */
    double *sums_to;  /* [cols + 1] of a row, its cells before a column */
    size_t *count_to; /* [cols + 1] */
    size_t full;      /* cells of a disc without gaps */
};

static int allocate(struct row_sums *sums, size_t cols)
{
    *sums = (struct row_sums){calloc(cols, sizeof(double)), calloc(cols, sizeof(size_t)),
                              calloc(cols + 1, sizeof(double)), calloc(cols + 1, sizeof(size_t)), 0};
    return sums->sum && sums->count && sums->sums_to && sums->count_to;
}

static void release(struct row_sums *sums)
{
    free(sums->sum);
    free(sums->count);
    free(sums->sums_to);
    free(sums->count_to);
}

static void sum_up_to(const float *cell, int cols, struct row_sums *sums)
{
    sums->sums_to[0] = 0.;
    sums->count_to[0] = 0;
    for (int col = 0; col < cols; col++) {
        const int valid = !isnan(cell[col]);

        sums->sums_to[col + 1] = sums->sums_to[col] + (valid ? cell[col] : 0.);
        sums->count_to[col + 1] = sums->count_to[col] + valid;
    }
}

/* One row's part of the discs: `half` cells to either side of each column. */
static void add_row(const struct patch_search *search, int row, int half, struct row_sums *sums)
{
    sum_up_to(search->coherence + (size_t)row * search->cols, search->cols, sums);
    for (int col = 0; col < search->cols; col++) {
        const int from = col > half ? col - half : 0;
        const int to = col + half < search->cols ? col + half + 1 : search->cols;

        sums->sum[col] += sums->sums_to[to] - sums->sums_to[from];
        sums->count[col] += sums->count_to[to] - sums->count_to[from];
    }
}

static void sum_discs(const struct patch_search *search, int middle, struct row_sums *sums)
{
    const int reach = (int)fmin(search->radius / search->north_south, search->rows);

    for (int col = 0; col < search->cols; col++) {
        sums->sum[col] = 0.;
        sums->count[col] = 0;
    }
    sums->full = 0;
    for (int step = -reach; step <= reach; step++) {
        const int row = middle + step;
        const double north = step * search->north_south;
        const double chord = sqrt(fmax(search->radius * search->radius - north * north, 0.));
        const int inside = row >= 0 && row < search->rows;
        const double wide = fmin(chord / search->east_west[inside ? row : middle], search->cols);

        sums->full += 2 * (size_t)wide + 1;
        if (inside)
            add_row(search, row, (int)wide, sums);
    }
}

static void keep_best(const struct patch_search *search, int row, const struct row_sums *sums, struct patch *best)
{
    const double alike = 1e-12;

    for (int col = 0; col < search->cols; col++) {
        const size_t count = sums->count[col];
        double mean;

        if (isnan(search->coherence[(size_t)row * search->cols + col]) || 4 * count < 3 * sums->full)
            continue;
        mean = sums->sum[col] / (double)count;
        if (best->cells == 0 || mean > best->mean + alike)
            *best = (struct patch){row, col, count, mean};
    }
}

enum slide_status patch_most_coherent(const struct patch_search *search, struct patch *patch, struct slide_error *error)
{
    struct row_sums sums;

    *patch = (struct patch){0};
    if (!allocate(&sums, search->cols)) {
        release(&sums);
        return slide_out_of_memory(error, 32. * search->cols, "the search of a reference");
    }
    for (int row = 0; row < search->rows; row++) {
        sum_discs(search, row, &sums);
        keep_best(search, row, &sums, patch);
    }
    release(&sums);
    if (patch->cells == 0)
        return slide_fail(error, SLIDE_NO_DATA,
                          "No place has valid coherence and phase in three quarters of the cells within %g m of it. "
                          "Give a smaller radius=, or a place by reference=east,north,radius.",
                          search->radius);
    return SLIDE_OK;
}
