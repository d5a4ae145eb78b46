/**
 * Maps that a module leaves behind: all of them or none, each with title, unit, semantic label, colours and history.
 */
#ifndef SLIDE_GRASS_OUTPUT_H
#define SLIDE_GRASS_OUTPUT_H

#include "grass/grid.h"

/** What a map says of itself. Texts may be NULL. */
struct map_description {
    const char *title;
    const char *units;          /**< as in "m^0.9", "1" for a ratio */
    const char *semantic_label; /**< a name that train and predict find a predictor by; [a-zA-Z0-9_] */
    const char *colors;         /**< a GRASS colour table such as "viridis" */
    double color_low;           /**< value at the table's first colour; NaN: from the map's own range */
    double color_high;
    int symmetric;       /**< colours centred on zero, for displacement and differences */
    const char *history; /**< further lines on how it was made, parted by '\n' */
    const char *source;  /**< the maps it was made from */
};

struct map_output {
    const char *name;
    const float *cell;   /**< [rows * cols] of the current region, NaN is null; or NULL: */
    const int *category; /**< the same as integers, CELL null as null */
    struct map_description description;
};

/**
 * Writes maps so that either all appear or none: all rows of all of them go to disk before the first is closed.
 *
 * @param outputs  entries whose name is NULL are passed over: an option that was not given
 */
void maps_write(const struct map_output *outputs, int count);

/**
 * For modules that write by rows themselves: between opening and maps_kept(), a fatal error also removes `name` if it
 * was closed already.
 */
void map_guard(const char *name);

/** All is written: what was guarded stays. */
void maps_kept(void);

/** Gives a closed map its title, unit, semantic label, colours and history (command, sources, region). */
void map_describe(const char *name, const struct map_description *description);

#endif
