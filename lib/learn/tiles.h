/**
 * A region in overlapping tiles: where they lie, how much each counts where they overlap, and a run over them in
 * memory for one row of tiles.
 *
 * A tile's outer `margin`, where its edge shows in what a net says, counts nothing; over the `ramp` inside of it one
 * tile gives way to the next along a smooth curve. Weights of all tiles add up to 1 everywhere. At the region's own
 * edges tiles end and count in full, as one tile over the whole region would.
 */
#ifndef SLIDE_LEARN_TILES_H
#define SLIDE_LEARN_TILES_H

#include <stddef.h>

#include "base/status.h"

struct tiling {
    int tile;   /**< cells along a side */
    int margin; /**< cells that count nothing */
    int ramp;   /**< cells over which a tile gives way to the next, at most tiling_step(); 0: at once */
};

/** From the start of one tile to that of the next. */
int tiling_step(const struct tiling *tiling);

/** Tiles along a length. */
int tiles_along(const struct tiling *tiling, int length);

/** The cells of tile `index` along a length. */
void tile_span(const struct tiling *tiling, int length, int index, int *first, int *count);

/** The weight of tile `index` at a cell of it. @param[in] cell  counted from the region's edge */
double tile_weight(const struct tiling *tiling, int length, int index, int cell);

/** Cells of the region. */
struct tile_box {
    int row, rows, col, cols;
};

/** A run over all tiles, row by row of tiles. */
struct tile_run {
    struct tiling tiling;
    int rows, cols; /**< of the region */
    size_t layers;  /**< values of a cell */
    void *owner;
    /** These rows are needed from now on, and no row before them; may be NULL. */
    enum slide_status (*read)(void *owner, int first, int count, struct slide_error *error);
    /** @param[out] value  [layers][box->rows][box->cols] */
    enum slide_status (*estimate)(void *owner, const struct tile_box *box, float *value, struct slide_error *error);
    /** Takes a finished row of the region; rows come in order. @param[in] value  [layers][cols] */
    enum slide_status (*take)(void *owner, int row, const float *value, struct slide_error *error);
    void (*progress)(long done, long all, int step); /**< of tiles; may be NULL */
};

enum slide_status tiles_run(const struct tile_run *run, struct slide_error *error);

#endif
