/** Maps and landslides along lines: statistics of the cells beside them, by distance. */
#ifndef R_SLIDE_EVAL_PROFILE_H
#define R_SLIDE_EVAL_PROFILE_H

#include "cells.h"

struct profile_options {
    const char *lines;  /**< a vector map, each line of it a profile; or NULL */
    char **coordinates; /**< east, north, east, north ... of one line, ended by NULL; or NULL */
    double width;       /**< m; NaN: the longer edge of a cell */
    double step;        /**< m; NaN: the width */
    char **maps;        /**< further ones, or NULL */
    double *share;      /**< [shares] of the quantiles, 0 to 1 */
    size_t shares;
    const char *path; /**< of a CSV file; NULL: no profile is asked for */
};

/** One line for each profile, map and bin. Ends the module where there is no line, or in latitude-longitude. */
void profiles_write(const struct maps *maps, const struct profile_options *options);

#endif
