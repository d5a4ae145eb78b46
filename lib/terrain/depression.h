/**
 * Takes closed depressions out of an elevation map, so that every cell can drain: the first step of flow routing.
 *
 * Water may leave the map at cells on its edge, next to null, and at natural sinks that the caller keeps. The map is
 * flooded from there, the lowest cell of the frontier next (priority-flood, Barnes, Lehman and Mulla 2014a, with the
 * unraised elevation as key, as in the least-cost search of Ehlschlaeger 1989): each cell remembers where the flood
 * came from. Inside a depression the flood runs down to the pit along the lowest cells before it rises.
 *  - Carve (Lindsay 2016): from each pit back along the flood's way, every higher cell is lowered to the pit's level
 *    until a cell at or below it is met. Nothing is raised.
 *  - Fill: each cell below the flood's highest level so far is raised to it, the level of its pass. Nothing is lowered.
 * Afterwards every cell reaches an outlet along a way that never rises; flats remain, see flat.h.
 */
#ifndef SLIDE_TERRAIN_DEPRESSION_H
#define SLIDE_TERRAIN_DEPRESSION_H

#include "base/status.h"
#include "terrain/lattice.h"

enum depression_treatment { DEPRESSION_CARVE, DEPRESSION_FILL };

/** What was done to the map. */
struct depression_summary {
    size_t depressions;   /**< those nested below one pass count once */
    size_t cells_changed; /**< lowered (carve) or raised (fill) */
    double volume;        /**< m3 taken away (carve) or added (fill) */
    double deepest;       /**< m, largest change of a cell */
};

/** Marks in `outlet`: a cell where water may leave the map. */
#define OUTLET_CANDIDATE 9

/**
 * Conditions the elevation in place. Needs 5 bytes a cell (both arrays) and the flood's frontier.
 *
 * @param[in]     lattice
 * @param[in]     treatment
 * @param[in,out] elevation [cells] m, NaN is null and stays null
 * @param[in,out] outlet    [cells] in: non-zero at natural sinks to keep; out: OUTLET_CANDIDATE at all cells where
 *                          water may leave the map, 0 elsewhere
 * @param[out]    summary
 * @param[out]    error     may be NULL
 * @return SLIDE_NO_DATA when all is null, SLIDE_BAD_INPUT for 2^32 cells or more, SLIDE_OUT_OF_MEMORY
 */
enum slide_status depressions_remove(const struct lattice *lattice, enum depression_treatment treatment,
                                     float *elevation, uint8_t *outlet, struct depression_summary *summary,
                                     struct slide_error *error);

#endif
