/** Whole landslides and whole predicted patches instead of cells: which are found, which are false alarms, by size. */
#ifndef R_SLIDE_EVAL_OBJECTS_H
#define R_SLIDE_EVAL_OBJECTS_H

#include <jansson.h>

#include "scores.h"

struct object_options {
    bool asked;
    const char *polygons; /**< a vector map whose categories are the objects; NULL: connected landslide cells */
    double overlap;       /**< share of an object's cells that must be predicted, 0: a single cell is enough */
    double *breaks;       /**< [break_count] m2, ascending, between the size classes */
    size_t break_count;
    const char *path; /**< of a CSV file, or NULL */
};

/** Objects of one size class. Areas in m2. */
struct object_class {
    size_t objects; /**< landslides with scored cells */
    size_t touched;
    size_t patches; /**< connected predicted cells */
    size_t false_patches;
    double area, touched_area, patch_area, false_area;
};

struct object_scores {
    struct object_class *classes; /**< [break_count + 1] */
    struct object_class all;
};

struct objects {
    const struct object_options *options;
    struct object_scores *maps; /**< NULL: not asked for */
    size_t without_cell;        /**< polygons in whose area no scored cell's centre lies */
};

/** Reads the maps again, once for each input. Each is cut at its first threshold. */
struct objects objects_of(const struct maps *maps, const struct cell_counts *counts, const struct map_scores *scores,
                          const struct object_options *options);

void print_objects(const struct maps *maps, const struct objects *objects);
json_t *json_of_objects(const struct maps *maps, const struct objects *objects);

/** One line for each map and size class, and one for all sizes; ends the module when the file cannot be written. */
void objects_write(const struct maps *maps, const struct objects *objects);

void objects_free(const struct maps *maps, struct objects *objects);

#endif
