/** Where a displacement map may be taken as still: the disc of cells that are most coherent. */
#ifndef SLIDE_RADAR_REFERENCE_H
#define SLIDE_RADAR_REFERENCE_H

#include <stddef.h>

#include "base/status.h"

/** A map of coherence and the disc that is moved over it. */
struct patch_search {
    const float *coherence; /**< [rows * cols] NaN is null, as where there is no phase */
    int rows;               /**< row 0 is the northernmost */
    int cols;
    const double *east_west; /**< [rows] m, between neighbours in a row */
    double north_south;      /**< m, between rows */
    double radius;           /**< m: cells belong whose centres are this near to the middle cell's */
};

struct patch {
    int row; /**< of the middle cell */
    int col;
    size_t cells; /**< valid ones */
    double mean;  /**< of their coherence */
};

/**
 * The disc of highest mean coherence, among those with a valid middle and at least three quarters of their cells
 * valid and inside the map. Of equal ones (to 1e-12) the northernmost, then the westernmost: nothing is drawn.
 *
 * @param[out] patch  filled when SLIDE_OK
 * @return SLIDE_NO_DATA when no disc has cells enough
 */
enum slide_status patch_most_coherent(const struct patch_search *search, struct patch *patch,
                                      struct slide_error *error);

#endif
