/** Exact medians of many maps over the cells that all of them have, read by rows three times, without holding any. */
#ifndef SLIDE_RADAR_MAP_MEDIAN_H
#define SLIDE_RADAR_MAP_MEDIAN_H

#include <stddef.h>

#include "base/status.h"

enum { MAP_MEDIAN_PASSES = 3 };

struct map_median;

/** @return NULL when memory is short: 32 kB a map */
struct map_median *map_median_new(int maps);

void map_median_free(struct map_median *median);

/**
 * Takes a row in; all rows must be given once in each pass.
 *
 * @param value  [maps][cols] NaN is null: such a column does not count in any map
 */
void map_median_add(struct map_median *median, const float *value, int cols);

/** Ends a pass: the histogram of the values' leading bits tells where the middle lies (radix selection). */
void map_median_end_pass(struct map_median *median);

/** Cells that all maps have. */
size_t map_median_cells(const struct map_median *median);

/** After the last pass: the middle value, or the mean of the two in the middle; NaN when there is no cell. */
double map_median_of(const struct map_median *median, int map);

#endif
