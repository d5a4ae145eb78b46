/** What the shape of the ground says of water at a cell: slope along the flow, stream power, topographic wetness. */
#ifndef SLIDE_TERRAIN_WETNESS_H
#define SLIDE_TERRAIN_WETNESS_H

#include "terrain/flow.h"

/**
 * A_s is the drainage area per unit of contour, taken as area over the square root of the cell's area (m); tan(beta)
 * the slope along the flow, in the indices at least FLOW_SMALLEST_SLOPE, so that flats have a value.
 */
enum wetness_index {
    WETNESS_SLOPE,     /**< tan(beta) itself, 0 on flats and carved ways */
    WETNESS_POWER,     /**< stream power index A_s tan(beta), m (Moore, Grayson and Ladson 1991) */
    WETNESS_LOG_POWER, /**< its natural logarithm, ln(m) */
    WETNESS_TWI        /**< topographic wetness index ln(A_s / tan(beta)), ln(m) (Beven and Kirkby 1979) */
};

/**
 * @param[in]  graph
 * @param[in]  elevation [cells] m, as the directions were made from
 * @param[in]  area      [cells] m2, the cell itself included; not read for WETNESS_SLOPE, which may pass NULL
 * @param[in]  index
 * @param[out] value     [cells] NaN at null and at outlets, which have no slope; must not be one of the inputs
 */
void wetness(const struct flow_graph *graph, const float *elevation, const double *area, enum wetness_index index,
             float *value);

#endif
