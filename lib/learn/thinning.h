/**
 * Samples that keep a distance from one another.
 *
 * Few cells, the landslides: in random order each is kept unless one kept before it is nearer (a hard-core process by
 * random sequential adsorption, as in spThin, Aiello-Lammens et al. 2015). Many cells, the others: only those are
 * eligible that lie on a grid of that spacing laid at random, so that each is equally likely and none need be
 * remembered (systematic sampling with a random start; the start is drawn for each grid row anew).
 */
#ifndef SLIDE_LEARN_THINNING_H
#define SLIDE_LEARN_THINNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** Where cells lie on the ground: d^2 = (south_r - south_s)^2 + east_west_r east_west_s (columns)^2. */
struct sampling_ground {
    size_t rows, cols;
    const double *south;     /**< [rows] m from the first row along the meridian */
    const double *east_west; /**< [rows] m between neighbours in a row */
    bool wraps;              /**< the last column neighbours the first */
};

struct thinning {
    const struct sampling_ground *ground;
    double distance;           /**< m; 0: no thinning */
    size_t row_step, col_step; /**< of the grid, and of the buckets that neighbours are looked up in */
};

struct thinning thinning_of(const struct sampling_ground *ground, double distance);

/**
 * The grid's first column in a row, or SIZE_MAX where the grid passes the row by.
 *
 * @param[in] key  random bits of the draw
 */
size_t thinning_grid_start(const struct thinning *thinning, uint64_t key, size_t row);

/** Whether a column is on the grid that starts at `start`. */
bool thinning_on_grid(const struct thinning *thinning, size_t start, size_t col);

/**
 * Keeps cells that are at least the distance from those kept before.
 *
 * @param[in]  cell  [count] in the order in which they are tried
 * @param[in]  most  to keep
 * @param[out] kept  [count] their places in `cell`
 * @return how many are kept in *kept_count; SLIDE_OUT_OF_MEMORY
 */
enum slide_status thinning_keep(const struct thinning *thinning, const uint64_t *cell, size_t count, size_t most,
                                size_t *kept, size_t *kept_count, struct slide_error *error);

#endif
