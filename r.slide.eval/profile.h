/** Maps and landslides along lines: statistics of the cells beside them, by distance. */
#ifndef R_SLIDE_EVAL_PROFILE_H
#define R_SLIDE_EVAL_PROFILE_H

#include <jansson.h>

#include "cells.h"

struct profile_options {
    const char *lines;  /**< a vector map, each line of it a profile; or NULL */
    char **coordinates; /**< east, north, east, north ... of one line, ended by NULL; or NULL */
    double width;       /**< m; NaN: the longer edge of a cell */
    double step;        /**< m; NaN: the width */
    char **maps;        /**< further ones, or NULL */
    double *share;      /**< [shares] of the quantiles, 0 to 1 */
    size_t shares;
    const char *path; /**< of a CSV file, or NULL */
};

struct profile_bin {
    double from, to; /**< m along the line */
    size_t scored;   /**< scored cells */
    size_t landslides;
};

/** Of a map's valid cells in a bin; NaN where there is none. */
struct profile_values {
    size_t cells;
    double mean, lowest, highest;
    double *quantile; /**< [profile_options.shares] */
};

struct profile {
    int number;    /**< the line's category, or its place */
    double length; /**< m */
    size_t bins;
    struct profile_bin *bin;
    struct profile_values *values; /**< [maps * bins] map by map; see profile_values_at */
};

/** No profile where none is asked for. Free with profiles_free. */
struct profiles {
    const struct profile_options *options;
    double width, step; /**< m */
    int count;
    struct profile *profile;
    int maps;
    const char **map; /**< the inputs, then the further maps */
};

/** Ends the module where there is no line, or in latitude-longitude. */
struct profiles profiles_of(const struct maps *maps, const struct profile_options *options);

/** Share of landslides among the bin's scored cells; NaN where there is none. */
double profile_density(const struct profile_bin *bin);

const struct profile_values *profile_values_at(const struct profile *profile, int map, size_t bin);

/** The CSV file: one line for each profile, map and bin. */
void profiles_write(const struct profiles *profiles);

void print_profiles(const struct profiles *profiles);

/** An empty array when none is asked for. */
json_t *json_of_profiles(const struct profiles *profiles);

void profiles_free(struct profiles *profiles);

#endif
