/**
 * A mountain range at stream-power steady state, whose channel steepness is known: along every channel
 * (z_i - z_receiver) / d = (U / K) A^-m, so Ksn = U / K at theta = m.
 *
 * The elevation equation dz/dt = U - K A^m S is stepped with the implicit scheme of Braun and Willett (2013, eq. 23, n
 * = 1) on a D8 drainage graph, first on coarse grids, then on finer ones, with routing anew at each step. Hillslopes
 * stay at a threshold angle where the stream-power slope would be steeper. The last elevations are the steady state
 * itself, solved exactly on the last drainage graph.
 */
#ifndef EVENT_LANDSCAPE_H
#define EVENT_LANDSCAPE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define STREAM_POWER_M 0.45

/** Cell sizes per row, as in struct cell_sizes; they belong to the caller. */
struct ground {
    int rows;
    int cols;
    const double *east_west;   /**< [rows] m */
    const double *north_south; /**< [rows] m */
    const double *diagonal;    /**< [rows] m */
    const double *area;        /**< [rows] m2 */
};

/**
 * Solves the landscape.
 *
 * @param[in]  ground
 * @param[in]  seed      of the roughness that the first drainage grows from
 * @param[in]  ksn       [cells] U / K, m^0.9
 * @param[in]  threshold [cells] steepest hillslope as a tangent
 * @param[in]  base      elevation in m of the region's edge, where all rivers end
 * @param[in]  progress  called with 0 to 100; may be NULL
 * @param[out] elevation [cells] m; no depressions
 * @return SLIDE_OUT_OF_MEMORY, or SLIDE_BAD_INPUT for a grid with fewer than 3 rows or columns
 */
enum slide_status landscape_solve(const struct ground *ground, uint64_t seed, const float *ksn, const float *threshold,
                                  double base, void (*progress)(int), float *elevation, struct slide_error *error);

/** a^0.45 with + * / and sqrt alone, so that drainage decisions are the same on every machine; a > 0. */
double power_045(double a);

#endif
