/** Rows of all maps of a series at once, however many there are: never whole maps, never more files than may be open.
 */
#ifndef SLIDE_GRASS_SERIES_ROWS_H
#define SLIDE_GRASS_SERIES_ROWS_H

#include "grass/series.h"

struct series_rows {
    const struct series *series;
    int rows, cols;
    int kept_open; /**< the first maps stay open; the rest are opened anew for every block of rows */
    int block;     /**< rows read together: 1 when all stay open */
    int first;     /**< row of the region that the block begins with; -1 before the first */
    float *value;  /**< [block][maps][cols] */
};

/**
 * Opens as many maps as the process may: the soft limit of open files is raised to the hard one, and two files a map
 * (cells and nulls) are counted. Rows of the current region, under the mask.
 *
 * @param series  stays with the caller until series_rows_close
 */
struct series_rows series_rows_open(const struct series *series);

/**
 * A row of all maps, valid until the next call; the caller may change it. Rows must be asked for in order.
 *
 * @return [maps][cols] NaN is null, infinite values too
 */
float *series_rows_get(struct series_rows *rows, int row);

void series_rows_close(struct series_rows *rows);

#endif
