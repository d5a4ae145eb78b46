/** A number for each category of a vector map that is there already, in a column of its attribute table. */
#ifndef SLIDE_GRASS_VECTOR_COLUMN_H
#define SLIDE_GRASS_VECTOR_COLUMN_H

#include <stddef.h>

/** A column that is there may be filled anew only with --overwrite. */
struct vector_target {
    const char *map;
    const char *column;
    int layer;
};

/**
 * Ends the module, naming what is wrong, unless the map is in the current mapset, its layer has a table, and the column
 * is either absent or holds real numbers and may be overwritten.
 */
void vector_column_check(const struct vector_target *target);

/**
 * Adds the column where it is absent and sets it in the rows of these categories, in one transaction.
 *
 * @param[in] value  [count] NaN becomes NULL
 * @return how many of the categories have a row in the table
 */
size_t vector_column_write(const struct vector_target *target, const int *category, const float *value, size_t count);

#endif
