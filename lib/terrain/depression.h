/**
 * Leads water out of closed depressions over their lowest passes, on the graph of catchments and passes (Cordonnier,
 * Bovy and Braun 2019): the minimum spanning tree of the passes, grown from the edge of the map, gives each pit its way
 * out; only the cells of depressions are touched.
 *  - Carve: the flow between a pit and its pass is turned round, and every higher cell on the way out is lowered to the
 *    pit's level until a cell at or below it is met, as the breaching of Lindsay (2016). Nothing is raised.
 *  - Fill: each cell below its depression's pass is raised to it. Nothing is lowered.
 *  - Keep: water ends in the pits.
 */
#ifndef SLIDE_TERRAIN_DEPRESSION_H
#define SLIDE_TERRAIN_DEPRESSION_H

#include "base/status.h"
#include "terrain/lattice.h"

enum depression_treatment { DEPRESSION_CARVE, DEPRESSION_FILL, DEPRESSION_KEEP };

/** What was done to the map. */
struct depression_summary {
    size_t depressions;   /**< pits, those nested in others too */
    size_t cells_changed; /**< lowered (carve) or raised (fill) */
    double volume;        /**< m3 taken away (carve) or added (fill) */
    double deepest;       /**< m, largest change of a cell */
};

/**
 * Carves: afterwards no way down the flow rises. Needs 4 bytes a cell and 40 a pass while it works.
 *
 * @param[in]     lattice
 * @param[in]     sinks     [cells] non-zero where water may leave the map, or NULL
 * @param[in]     pits      number of cells with FLOW_PIT, at least 1
 * @param[in,out] elevation [cells] m, NaN is null
 * @param[in,out] direction [cells] 1..8, FLOW_OUTLET, FLOW_PIT (no longer afterwards), 0 at null
 * @param[out]    summary
 * @param[out]    error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status depressions_carve(const struct lattice *lattice, const uint8_t *sinks, size_t pits, float *elevation,
                                    uint8_t *direction, struct depression_summary *summary, struct slide_error *error);

/** Fills, arguments as above; directions stay as they were and no longer fit the raised map. */
enum slide_status depressions_fill(const struct lattice *lattice, const uint8_t *sinks, size_t pits, float *elevation,
                                   const uint8_t *direction, struct depression_summary *summary,
                                   struct slide_error *error);

#endif
