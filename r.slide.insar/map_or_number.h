/** Options that take a raster map or one number for all cells, read row by row. */
#ifndef R_SLIDE_INSAR_MAP_OR_NUMBER_H
#define R_SLIDE_INSAR_MAP_OR_NUMBER_H

#include <grass/raster.h>

#include "options.h"

struct map_or_number {
    const char *key;  /**< of the option */
    const char *text; /**< its answer; NULL: not given, and the number is NaN */
    int file;
    double number;
    FCELL *row; /**< NULL unless it is a map */
};

/** Ends the module when the answer is neither a finite number nor a map. */
struct map_or_number map_or_number_open(const struct options *options, enum option_key key);

void map_or_number_close(struct map_or_number *source);

/** Reads a row of the current region, under the mask; nothing to do for a number. */
void map_or_number_read(const struct map_or_number *source, int row);

/** Value of the row that was read; NaN for null and infinite cells. */
double map_or_number_at(const struct map_or_number *source, int col);

struct value_range {
    double lowest, highest;
};

/** Of all cells of the current region, under the mask; ends the module when none is valid. */
struct value_range map_or_number_range(const struct map_or_number *source);

#endif
