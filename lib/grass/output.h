/**
 * Maps that a module leaves behind: all of them or none, each with title, unit, semantic label, colours and history.
 */
#ifndef SLIDE_GRASS_OUTPUT_H
#define SLIDE_GRASS_OUTPUT_H

#include "grass/dates.h"
#include "grass/grid.h"

/** A category of a map with few of them: what it means and its colour. */
struct map_category {
    const char *label;
    int value;
    int red, green, blue;
};

/** What a map says of itself. Texts may be NULL. */
struct map_description {
    const char *title;
    const char *units;          /**< as in "m^0.9", "1" for a ratio */
    const char *semantic_label; /**< a name that train and predict find a predictor by; [a-zA-Z0-9_] */
    const char *colors;         /**< a GRASS colour table such as "viridis"; "random" for categories */
    double color_low;           /**< value at the table's first colour; NaN: from the map's own range */
    double color_high;
    const char *history;                   /**< further lines on how it was made, parted by '\n' */
    const char *source;                    /**< the maps it was made from */
    struct map_time time;                  /**< the days that it shows */
    int symmetric;                         /**< colours centred on zero, for displacement and differences */
    const char *const *labels;             /**< of categories 1, 2 ..., ended by NULL; or NULL */
    const struct map_category *categories; /**< any numbers, labels and colours, ended by {0}; or NULL */
};

/** Turns one row of whatever `source` is into cells: FCELL or CELL, nulls as GRASS's own. */
typedef void (*map_row)(const void *source, int row, int cols, void *cells);

enum map_type { MAP_FLOATS, MAP_CATEGORIES };

/** Maps under way: their rows are on disk, but none of them can be seen before all are closed. */
struct map_set {
    struct map_under_way *map;
    int count;
};

/** Writes a map's rows at once, so that its source may go. `name` and the description's texts are needed to the end. */
void map_set_add(struct map_set *set, const char *name, enum map_type type, map_row row, const void *source,
                 const struct map_description *description);

/** map_set_add for values of the current region, [rows * cols], NaN is null. */
void map_set_add_floats(struct map_set *set, const char *name, const float *cell,
                        const struct map_description *description);

/** map_set_add for whole numbers of the current region, [rows * cols], 0 is null. */
void map_set_add_numbers(struct map_set *set, const char *name, const int *number,
                         const struct map_description *description);

/**
 * Makes all of them appear, with their metadata. A fatal error or an interruption takes them all away, until
 * maps_kept(). Empties the set.
 */
void map_set_close(struct map_set *set);

struct map_output {
    const char *name;
    const float *cell;   /**< [rows * cols] of the current region, NaN is null; or NULL: */
    const int *category; /**< the same as integers, CELL null as null */
    struct map_description description;
};

/**
 * Writes maps so that either all appear or none: a map_set in one call.
 *
 * @param outputs  entries whose name is NULL are passed over: an option that was not given
 */
void maps_write(const struct map_output *outputs, int count);

/**
 * For modules that write by rows themselves: between opening and maps_kept(), a fatal error or an interruption also
 * removes `name` if it was closed already.
 */
void map_guard(const char *name);

/** As map_guard, for a file that is beside the maps, such as a table. */
void file_guard(const char *path);

/** All is written: what was guarded stays. */
void maps_kept(void);

/** As maps_kept, where it is too late for an interruption: something is written that cannot be taken back. */
void maps_final(void);

/** Takes away what was guarded: maps that were of use only for a while. */
void maps_remove(void);

/** Gives a closed map its title, unit, semantic label, colours and history (command, sources, region). */
void map_describe(const char *name, const struct map_description *description);

#endif
