/**
 * From elevation to flow directions: steepest descent, flats, depressions. Afterwards every cell reaches an outlet
 * along a way that never rises.
 */
#ifndef SLIDE_TERRAIN_ROUTING_H
#define SLIDE_TERRAIN_ROUTING_H

#include "terrain/depression.h"

struct routing_summary {
    struct depression_summary depression;
    size_t flat_cells; /**< that drain across a flat */
};

/**
 * D8 routing. Water may leave the map at its edge, beside null and at sinks; such a cell drains inward when it has a
 * lower neighbour, as in r.watershed, and is an outlet otherwise. With DEPRESSION_KEEP pits are outlets too. Threads:
 * those of OpenMP; the result does not depend on their number. Needs 9 bytes a cell (both arrays included) and 40 a
 * pass between depressions.
 *
 * @param[in]     sinks     [cells] non-zero at natural sinks, or NULL
 * @param[in,out] elevation [cells] m, NaN is null; carved or filled
 * @param[out]    direction [cells] 1..8, FLOW_OUTLET, 0 at null
 * @param[out]    summary
 * @param[out]    error     may be NULL
 * @return SLIDE_NO_DATA when all is null, SLIDE_BAD_INPUT for 2^31 cells or more, SLIDE_OUT_OF_MEMORY
 */
enum slide_status flow_route(const struct lattice *lattice, enum depression_treatment treatment, const uint8_t *sinks,
                             float *elevation, uint8_t *direction, struct routing_summary *summary,
                             struct slide_error *error);

#endif
