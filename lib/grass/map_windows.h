/**
 * Square windows of many maps at the current region: from memory where the maps fit, else from the maps themselves.
 *
 * Training asks for windows in a shuffled order. In memory that costs nothing. Where memory does not do, the windows of
 * one call are served together, and each row of the maps that any of them needs is read once; rows are whole, since
 * GRASS decompresses them whole. That is some ten milliseconds for a row of many maps, hence about a second for the
 * patches of one step, which takes a net longer to learn from. No copy of the maps is written.
 */
#ifndef SLIDE_GRASS_MAP_WINDOWS_H
#define SLIDE_GRASS_MAP_WINDOWS_H

#include <stddef.h>

#include "grass/stack.h"

/** Free with map_windows_close. */
struct map_windows {
    struct stack *stack; /**< the caller's, open where the maps are not in memory */
    int rows, cols;      /**< of the region */
    float *all;          /**< [rows][cols][maps]; NULL: not in memory */
    float *line;         /**< [cols][maps] */
};

/** The north-western cell of a window. */
struct map_window {
    int row, col;
};

/** Reads the maps if `megabytes` hold them, with progress. */
void map_windows_open(struct stack *stack, double megabytes, struct map_windows *windows);

/** One row of the region, [cols][maps], NaN is null; good until the next call. */
const float *map_windows_row(struct map_windows *windows, int row);

/**
 * @param[in]  window  [count] whole inside the region
 * @param[out] value   [count][size][size][maps] NaN is null, infinite too
 */
void map_windows_read(struct map_windows *windows, const struct map_window *window, size_t count, int size,
                      float *value);

void map_windows_close(struct map_windows *windows);

#endif
