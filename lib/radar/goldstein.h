/**
 * The adaptive filter of Goldstein and Werner (1998) for wrapped interferometric phase: in overlapping windows the
 * spectrum Z of exp(i phase) becomes S^strength Z, where S is its smoothed magnitude, so that fringes gain on noise.
 */
#ifndef SLIDE_RADAR_GOLDSTEIN_H
#define SLIDE_RADAR_GOLDSTEIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct goldstein {
    size_t window;     /**< cells on a side, even, 8 to 512 */
    size_t step;       /**< cells from a window to the next, 1 to window / 2 */
    double strength;   /**< 0, which changes nothing, to 1 */
    bool by_coherence; /**< strength of a window is 1 - its mean coherence (Baran et al. 2003) */
};

/** A filter that rows are put into and taken from, in order; it holds window rows and no more. */
struct goldstein_filter;

/**
 * Windows begin at multiples of step and also hang over all edges of the map, beyond which, as in nulls, the signal is
 * zero. S is the mean magnitude of 3 x 3 neighbouring frequencies over the largest such mean, so that no window gains
 * over its neighbours. Filtered windows are added with weights that fall linearly from their middle to their edges. A
 * window without a valid coherence is left as it is where strength goes by coherence.
 *
 * @param cols  of the map
 * @param[out] filter  free with goldstein_free
 */
enum slide_status goldstein_new(const struct goldstein *settings, size_t cols, struct goldstein_filter **filter,
                                struct slide_error *error);

/**
 * Puts the next row. Where this fills a row of windows they are filtered, in parallel; the result is bit-identical for
 * any number of threads. All rows that can be taken must have been taken before.
 *
 * @param phase      [cols] radians, wrapped or not; NaN is null; NULL: an empty row below the map
 * @param coherence  [cols] 0 to 1, NaN is null; read only by coherence, else may be NULL
 */
void goldstein_put(struct goldstein_filter *filter, const float *phase, const float *coherence);

/**
 * Takes the next row, when it is ready. After the last row empty ones must be put until all rows are taken.
 *
 * @param[out] phase  [cols] radians, -pi to pi; NaN exactly where the row was null
 * @return whether there was one
 */
bool goldstein_take(struct goldstein_filter *filter, float *phase);

void goldstein_free(struct goldstein_filter *filter);

#endif
