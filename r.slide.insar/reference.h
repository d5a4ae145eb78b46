/** reference=: the place whose mean displacement becomes zero, given or found where coherence is highest. */
#ifndef R_SLIDE_INSAR_REFERENCE_H
#define R_SLIDE_INSAR_REFERENCE_H

#include <stddef.h>

#include "grass/grid.h"
#include "options.h"

struct reference {
    int given;          /**< there is one */
    int automatic;      /**< to be found by reference_find */
    int radius_given;   /**< by radius= */
    double east, north; /**< map coordinates */
    double radius;      /**< m; zero: the one cell that holds the place */
    size_t cells;       /**< that its mean was taken of, after reference_take */
};

/** reference=auto */
int reference_is_auto(const struct options *options);

/** Reads reference=, radius= and whether coherence= is needed; ends the module when they make no sense together. */
struct reference reference_of(const struct options *options);

/** reference_of without asking for coherence=: for an operation that has its coherence from elsewhere. */
struct reference reference_place_of(const struct options *options);

/** Sets the place to the most coherent disc of this map and prints it. @param coherence  null where none may lie */
void reference_find_in(struct reference *reference, const struct grid *coherence);

/** Columns of a row, none where first > last. */
struct reference_columns {
    int first, last;
};

/**
 * The cells of a row that belong to the reference: those whose centres are within the radius, and the one that holds
 * the place. Ends the module when the place lies outside the region.
 */
struct reference_columns reference_columns_of(const struct reference *reference, int row);

/** Sets the place to the most coherent disc of cells that have displacement and are not excluded, and prints it. */
void reference_find(struct reference *reference, const struct options *options, const struct grid *displacement,
                    const struct grid *exclude);

/** Takes the mean of the cells whose centres are within the radius from the whole map. */
void reference_take(struct reference *reference, const struct options *options, struct grid *displacement,
                    const char *unit);

#endif
