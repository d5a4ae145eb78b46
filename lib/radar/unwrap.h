/** Phase unwrapping: whole cycles added to wrapped phase, part by part, and a count of what could not be made smooth.
 */
#ifndef SLIDE_RADAR_UNWRAP_H
#define SLIDE_RADAR_UNWRAP_H

#include <stdint.h>

#include "base/status.h"
#include "radar/residue.h"

struct unwrapping {
    float *phase;       /**< [cells] radians, as given plus whole cycles; may be the array of the wrapped phase */
    int32_t *component; /**< [cells] 1 and up in the order of first cells; 0 at nulls */
    size_t components;  /**< parts that hang together over edges; between them cycles are not known */
    size_t residues;
    size_t cut_cells; /**< cells that differ from a neighbour by more than half a cycle */
};

/**
 * Finds the cycles to add to every cell: 0 in the first cell of each component, in reading order.
 *
 * @param[in]  coherence  [cells] or NULL; a method may leave it alone
 * @param[out] cycles     [cells] 0 at nulls
 * @param[out] first      [cells] number of the first cell of the component; its own at nulls
 */
typedef enum slide_status unwrap_method(const struct wrapped_phase *phase, const float *coherence, int32_t *cycles,
                                        uint32_t *first, struct slide_error *error);

struct unwrapper {
    const char *name;
    const char *description;
    unwrap_method *find;
};

/** Ends with a row whose name is NULL. */
extern const struct unwrapper unwrappers[];

/** NULL when there is no such name. */
const struct unwrapper *unwrapper_find(const char *name);

/**
 * Unwraps. What must be left out, such as water, is null. Takes 44 bytes a cell for a while with either method.
 *
 * @param[in]  phase       up to 2^31 - 1 cells and columns together, within (-2 pi, 2 pi)
 * @param[in]  coherence   [cells] 0 to 1, or NULL: then minimum-cost flow takes its costs from the phase
 * @param[out] unwrapping  its arrays belong to the caller; filled when SLIDE_OK
 * @return SLIDE_NO_DATA when all is null; SLIDE_BAD_INPUT for phase out of range
 */
enum slide_status unwrap(const struct wrapped_phase *phase, const float *coherence, const struct unwrapper *method,
                         struct unwrapping *unwrapping, struct slide_error *error);

#endif
