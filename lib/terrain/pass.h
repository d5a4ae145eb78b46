/**
 * The lowest passes between neighbouring catchments: the graph on which depressions are joined to what drains
 * (Cordonnier, Bovy and Braun 2019). Catchment 0 is all that leaves the map, catchment k what drains into the k-th pit.
 */
#ifndef SLIDE_TERRAIN_PASS_H
#define SLIDE_TERRAIN_PASS_H

#include "base/status.h"
#include "terrain/lattice.h"

/** Label of null cells. */
#define CATCHMENT_NONE UINT32_MAX

/** A step between two catchments, or off the map. */
struct pass {
    uint32_t catchment[2]; /**< the lower number first */
    float height;          /**< m, of the higher one of the two cells */
    float foot;            /**< m, of the lower one; -INFINITY off the map */
    uint32_t cell;         /**< its side in the second catchment */
    uint8_t direction;     /**< from `cell` to the first catchment; 0: off the map */
};

struct pass_list {
    struct pass *pass;
    size_t count;
};

/**
 * Labels every cell with the catchment that its directions lead to. Cells are shared among threads; the result does not
 * depend on their number.
 *
 * @param[in]  direction [cells] 1..8, FLOW_PIT, FLOW_OUTLET, or 0 at null; no cycles
 * @param[out] label     [cells] 0..pits, pits numbered row by row; CATCHMENT_NONE at null
 * @param[out] pit_cell  [pits + 1] the pits' cells; entry 0 is not used
 */
void catchments_label(const struct lattice *lattice, const uint8_t *direction, uint32_t *label, uint32_t *pit_cell);

/**
 * The lowest pass between each two catchments that touch. Among passes of one height that with the lowest foot is
 * taken, then that of the lowest cell number and direction, so that the result does not depend on the number of
 * threads. Each cell on the map's edge, beside null or marked as a sink is a pass off the map. Needs 40 bytes a pass
 * while it works.
 *
 * @param[in]  elevation [cells] m
 * @param[in]  label     [cells] from catchments_label
 * @param[in]  sinks     [cells] non-zero where water may leave the map, or NULL
 * @param[out] passes    free its `pass`
 * @param[out] error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status passes_find(const struct lattice *lattice, const float *elevation, const uint32_t *label,
                              const uint8_t *sinks, struct pass_list *passes, struct slide_error *error);

#endif
