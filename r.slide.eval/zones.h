/** Landslides by class of the scored maps, of a map of classes, and by interval of any factor. */
#ifndef R_SLIDE_EVAL_ZONES_H
#define R_SLIDE_EVAL_ZONES_H

#include "cells.h"
#include "score/classes.h"

/** One map's classes. */
struct zones {
    const char *map;
    int input;           /**< which of the inputs it is; -1: another map */
    bool susceptibility; /**< classes in ascending order that are judged, not a factor's */
    bool categories;     /**< else intervals between breaks: at or above the lower, below the upper */
    int sectors;         /**< of a map of aspect, from north clockwise; 0: another map */
    bool single_precision;
    double *breaks; /**< [count - 1] ascending; or [count] the categories */
    size_t count;
    struct class_count *classes;
    struct class_share *shares;
    size_t nulls; /**< scored cells that are null or infinite here, or flat ground in a map of aspect */
};

struct zone_options {
    const char *classes;  /**< a map of classes, or NULL */
    char **breaks;        /**< of the inputs, or NULL */
    char **factors;       /**< or NULL */
    char **factor_breaks; /**< of the factors, or NULL: ten intervals of equal width, categories of integer maps */
    const char *aspect;   /**< degrees counterclockwise from east, 0 where flat; or NULL */
    int sectors;          /**< that it is parted in */
};

struct zone_tables {
    struct zones *zones;
    int count;
};

/** All tables that the options ask for, in one reading of the maps. */
struct zone_tables zones_of(const struct maps *maps, const struct cell_counts *counts,
                            const struct zone_options *options);

/** Lower and upper bound of a class; infinite at the ends. A category is both. Of a sector, degrees clockwise from
 * north. */
double zone_from(const struct zones *zones, size_t i);
double zone_to(const struct zones *zones, size_t i);

void zones_free(struct zone_tables *tables);

#endif
