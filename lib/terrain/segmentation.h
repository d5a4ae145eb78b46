/**
 * How good a map of slope units is, and the search for the best one: units that face one way within, and another way
 * than their neighbours (Espindola et al. 2006, as Alvioli et al. 2016 use it for aspect).
 */
#ifndef SLIDE_TERRAIN_SEGMENTATION_H
#define SLIDE_TERRAIN_SEGMENTATION_H

#include "terrain/slope_unit.h"

/** A rule's two values that are searched for, and how good its units are. */
struct segmentation {
    double area_min;     /**< m2 */
    double variance_min; /**< circular variance of aspect */
    size_t units;
    double internal;  /**< V, m2-weighted mean circular variance of aspect; the lower the better */
    double external;  /**< I, Moran's index of mean aspect; the lower the better; NaN where there is none */
    double objective; /**< F, the higher the better, 0..2; NaN where I is */
};

/**
 * Internal variance V = sum(s_i c_i) / sum(s_i), s_i the area and c_i the circular variance of aspect of unit i
 * (Alvioli et al. 2016). Units that are all level have no aspect and are left out.
 *
 * @return 0..1; NaN where no unit has an aspect
 */
double segmentation_internal(const struct patch_graph *units);

/**
 * Moran's index of mean aspect between units that share an edge (Moran 1950; Espindola et al. 2006):
 * I = N sum_ij(w_ij d_i . d_j) / (sum_ij(w_ij) sum_i(|d_i|^2)), w_ij = 1 for neighbours and 0 for others. Aspect is a
 * direction, so the deviations d_i = u_i - mean(u) are vectors, u_i being the unit vector in the mean direction of
 * unit i, and their products are scalar products: 350 and 10 degrees are near each other. Units without a mean
 * direction are left out, of N too.
 *
 * @return NaN where there are no neighbours or all units face the same way
 */
double segmentation_external(const struct patch_graph *units);

/**
 * Fills F = (Vmax - V) / (Vmax - Vmin) + (Imax - I) / (Imax - Imin), the extremes taken over all candidates that have
 * both V and I (Espindola et al. 2006). A term that is the same for all of them counts 0.
 *
 * @param[in,out] candidate [count] in: internal and external; out: objective
 * @return index of the highest F, the first among equals; 0 where none has one
 */
size_t segmentation_choose(struct segmentation *candidate, size_t count);

/**
 * Finds the slope units of every pair of area_min and variance_min and says which are best.
 *
 * @param[in]  ground        prepared for the lowest threshold of all pairs
 * @param[in]  rule          everything else; its own area_min and variance_min do not count
 * @param[in]  area_min      [areas] m2
 * @param[in]  variance_min  [variances]
 * @param[out] candidate     [areas * variances], variance_min changing first
 * @param[out] best          index of the best candidate
 * @param[out] error         may be NULL
 * @return as slope_units_find
 */
enum slide_status segmentation_search(const struct slope_ground *ground, const struct slope_unit_rule *rule,
                                      const double *area_min, size_t areas, const double *variance_min,
                                      size_t variances, struct segmentation *candidate, size_t *best,
                                      struct slide_error *error);

#endif
