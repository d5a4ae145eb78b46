/** The network of a stack of interferograms for readers: dates, pairs and perpendicular baselines, as data and drawn.
 */
#ifndef R_SLIDE_INSAR_SBAS_NETWORK_H
#define R_SLIDE_INSAR_SBAS_NETWORK_H

#include <jansson.h>

#include "pair_correction.h"
#include "pair_stack.h"

/** Perpendicular baseline of each date in metres since the first, the pairs' inverted as displacements are. */
void network_baselines(const struct pair_stack *stack, double *baseline);

/**
 * {"dates": [{date, subset, baseline}], "pairs": [{map, earlier, later, baseline, elevation_radians_per_km,
 * elevation_correlation}]}; what is not known is left out.
 */
json_t *network_json(const struct pair_stack *stack, const struct pair_correction *correction);

/** Draws network=: dates and their baselines, a line for each pair. Does nothing without the option. */
void network_draw(const struct options *options, const struct pair_stack *stack);

#endif
