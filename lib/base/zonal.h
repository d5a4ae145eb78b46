/**
 * Statistics of maps over mapping units, gathered cell by cell in one pass, in any order of units.
 *
 * Cells count by their weight, such as their area, but for the median, which counts cells. Memory: 24 bytes for each
 * unit and column; for a median 4 bytes for each cell of a unit; for a majority 24 bytes for each pair of unit and
 * category that occurs, up to four times that while the table grows.
 */
#ifndef SLIDE_BASE_ZONAL_H
#define SLIDE_BASE_ZONAL_H

#include <stddef.h>

#include "base/statistic.h"
#include "base/status.h"
#include "base/unit_index.h"

/** One number for each unit. */
struct zonal_column {
    size_t source; /**< index of its map */
    struct statistic statistic;
    double turn; /**< of a circular mean: a full turn in the map's unit, such as 360 */
    float flat;  /**< of a circular mean: the value of cells without a direction, which count as none */
};

struct tally;

/** Free with zonal_free. */
struct zonal {
    size_t units;
    size_t columns;
    const struct zonal_column *column; /**< [columns] the caller's */
    double *state;                     /* [units * columns * 3] what it means depends on the statistic */
    float **held;                      /* [columns] values of a median's cells, by unit; NULL for other statistics */
    size_t *start;                     /* [units + 1] where a unit's held values begin */
    struct tally *tally;               /* [columns] of majorities */
};

/** @param[in] index  the units, with at least as many cells each as will be added. Fails with SLIDE_OUT_OF_MEMORY. */
enum slide_status zonal_start(struct zonal *zonal, const struct zonal_column *column, size_t columns,
                              const struct unit_index *index, struct slide_error *error);

/**
 * Adds one cell.
 *
 * @param[in] unit    below zonal->units
 * @param[in] weight  > 0
 * @param[in] value   [sources] NaN is null and counts in no statistic of that map
 * Fails with SLIDE_BAD_INPUT for a majority of values that are no whole numbers below 2^24, SLIDE_OUT_OF_MEMORY.
 */
enum slide_status zonal_add(struct zonal *zonal, size_t unit, double weight, const float *value,
                            struct slide_error *error);

/**
 * mean = sum w x / sum w and sd = sqrt(sum w (x - mean)^2 / sum w), updated cell by cell (West 1979); circular mean =
 * atan2(sum w sin x, sum w cos x) as 0 <= angle < turn (Fisher 1993, eq. 2.9), null where the directions cancel to less
 * than 1e-9 of their weight; median: the mean of the two middle values of an even number; majority: the category of the
 * largest weight, the least of several.
 *
 * @param[out] value  [units * columns], NaN where a unit has no valid cell of the map
 */
void zonal_finish(struct zonal *zonal, float *value);

void zonal_free(struct zonal *zonal);

#endif
