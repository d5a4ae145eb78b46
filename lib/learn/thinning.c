#include "learn/thinning.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/reservoir.h"

#define NOBODY UINT32_MAX

/* steps of at least `step` metres that make up the distance, in a line of `most` cells */
static size_t steps_for(double distance, double step, size_t most)
{
    const double steps = ceil(distance / step - 1e-9);

    return steps < 1. ? 1 : steps > (double)most ? most : (size_t)steps;
}

struct thinning thinning_of(const struct sampling_ground *ground, double distance)
{
    struct thinning thinning = {.ground = ground, .distance = distance};
    double shortest_south = DBL_MAX, shortest_east = DBL_MAX;

    if (distance <= 0.)
        return thinning;
    for (size_t row = 0; row < ground->rows; row++) {
        shortest_east = fmin(shortest_east, ground->east_west[row]);
        if (row > 0)
            shortest_south = fmin(shortest_south, ground->south[row] - ground->south[row - 1]);
    }
    thinning.row_step = steps_for(distance, shortest_south, ground->rows);
    thinning.col_step = steps_for(distance, shortest_east, ground->cols);
    return thinning;
}

size_t thinning_grid_start(const struct thinning *thinning, uint64_t key, size_t row)
{
    const struct sampling_ground *ground = thinning->ground;
    const uint64_t bits = priority_for(key, priority_of_item(row));

    if (row % thinning->row_step != priority_mix(key) % thinning->row_step)
        return SIZE_MAX;
    return (size_t)(bits % (ground->wraps ? ground->cols : thinning->col_step));
}

bool thinning_on_grid(const struct thinning *thinning, size_t start, size_t col)
{
    const size_t cols = thinning->ground->cols, step = thinning->col_step;

    if (!thinning->ground->wraps)
        return col % step == start;
    col = col >= start ? col - start : col + cols - start;
    return col % step == 0 && col / step < cols / step;
}

/* Buckets at least as wide as the distance: what is nearer is in a bucket or one of its eight neighbours. */
struct buckets {
    size_t rows, cols;
    uint32_t *first; /* [rows * cols] place of a kept cell in `kept`, NOBODY */
    uint32_t *next;  /* [count] */
};

static enum slide_status buckets_new(const struct thinning *thinning, size_t count, struct buckets *buckets,
                                     struct slide_error *error)
{
    const struct sampling_ground *ground = thinning->ground;
    size_t places;

    *buckets =
        (struct buckets){.rows = ground->rows / thinning->row_step + 1, .cols = ground->cols / thinning->col_step};
    places = buckets->rows * buckets->cols;
    buckets->first = malloc(places * sizeof *buckets->first);
    buckets->next = malloc((count + 1) * sizeof *buckets->next);
    if (!buckets->first || !buckets->next)
        return slide_out_of_memory(error, (double)(places + count) * sizeof(uint32_t), "thinning");
    memset(buckets->first, 0xff, places * sizeof *buckets->first);
    return SLIDE_OK;
}

static void buckets_free(struct buckets *buckets)
{
    free(buckets->first);
    free(buckets->next);
}

/* the last bucket of a row takes what does not divide */
static size_t bucket_col(const struct thinning *thinning, const struct buckets *buckets, size_t col)
{
    const size_t bucket = col / thinning->col_step;

    return bucket < buckets->cols ? bucket : buckets->cols - 1;
}

static bool is_near(const struct thinning *thinning, uint64_t a, uint64_t b)
{
    const struct sampling_ground *ground = thinning->ground;
    const size_t row_a = a / ground->cols, row_b = b / ground->cols;
    const double south = ground->south[row_a] - ground->south[row_b];
    double east = fabs((double)(a % ground->cols) - (double)(b % ground->cols));

    if (ground->wraps)
        east = fmin(east, (double)ground->cols - east);
    return south * south + ground->east_west[row_a] * ground->east_west[row_b] * east * east <
           thinning->distance * thinning->distance * (1. - 1e-12);
}

struct trial {
    const struct thinning *thinning;
    const uint64_t *cell;
    const size_t *kept;
    struct buckets buckets;
};

static bool is_free_of(const struct trial *trial, uint64_t cell, size_t row, size_t col)
{
    for (uint32_t i = trial->buckets.first[row * trial->buckets.cols + col]; i != NOBODY; i = trial->buckets.next[i])
        if (is_near(trial->thinning, trial->cell[trial->kept[i]], cell))
            return false;
    return true;
}

static bool is_free(const struct trial *trial, uint64_t cell, size_t row, size_t col)
{
    const size_t rows = trial->buckets.rows, cols = trial->buckets.cols;
    const bool wraps = trial->thinning->ground->wraps;
    const size_t north = row > 0 ? row - 1 : 0, south = row + 1 < rows ? row + 1 : row;

    for (size_t i = north; i <= south; i++) {
        if (!is_free_of(trial, cell, i, col))
            return false;
        if ((col > 0 || wraps) && !is_free_of(trial, cell, i, (col + cols - 1) % cols))
            return false;
        if ((col + 1 < cols || wraps) && !is_free_of(trial, cell, i, (col + 1) % cols))
            return false;
    }
    return true;
}

enum slide_status thinning_keep(const struct thinning *thinning, const uint64_t *cell, size_t count, size_t most,
                                size_t *kept, size_t *kept_count, struct slide_error *error)
{
    struct trial trial = {.thinning = thinning, .cell = cell, .kept = kept};
    const enum slide_status status = buckets_new(thinning, count, &trial.buckets, error);
    const size_t cols = thinning->ground->cols;

    *kept_count = 0;
    for (size_t i = 0; status == SLIDE_OK && i < count && *kept_count < most; i++) {
        const size_t row = cell[i] / cols / thinning->row_step;
        const size_t col = bucket_col(thinning, &trial.buckets, cell[i] % cols);
        uint32_t *const first = &trial.buckets.first[row * trial.buckets.cols + col];

        if (!is_free(&trial, cell[i], row, col))
            continue;
        kept[*kept_count] = i;
        trial.buckets.next[*kept_count] = *first;
        *first = (uint32_t)(*kept_count)++;
    }
    buckets_free(&trial.buckets);
    return status;
}
