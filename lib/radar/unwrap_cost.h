/** What a minimum-cost flow starts from: the difference expected of each pair of neighbours, and the price of others.
 */
#ifndef SLIDE_RADAR_UNWRAP_COST_H
#define SLIDE_RADAR_UNWRAP_COST_H

#include <stdint.h>

#include "base/status.h"
#include "radar/residue.h"

/** Highest cost of a cycle. */
#define UNWRAP_COST_MOST 255

/** Each [2 * cells], by pair; unused where pair_holds says no, but jumps are 0 there. */
struct pair_prior {
    int8_t *jump;  /**< cycles to add to the difference from the pair's cell to its other one when there is no flow */
    uint8_t *cost; /**< of each cycle more or fewer, 0 to UNWRAP_COST_MOST */
};

/**
 * Jumps bring each difference within half a cycle of the one expected. Expected is the circular mean of the wrapped
 * differences in the same direction in a window of 11 x 11 cells, where they agree: where their mean resultant length
 * R (Mardia and Jupp 2000) is 0.4 or more; elsewhere 0, which gives pair_jump. In dense fringes whose wrap
 * lines were blurred by resampling this keeps fringes from being lost; in noise differences do not agree.
 *
 * Without coherence the cost is 1 + 254 R^2. With it, it is R^2 (2 pi)^2 / (v + v'), a squared cycle in units of the
 * difference's variance, where v is the variance of single-look phase at a cell's coherence g (Bamler and Hartl 1998):
 * v = pi^2 / 3 - pi asin(g) + asin(g)^2 - Li2(g^2) / 2; 1 at least and never more than UNWRAP_COST_MOST. R^2 keeps cuts
 * cheap along a fault whose sides are coherent: without it they ran to the border of the map.
 *
 * @param[in]  phase      within (-2 pi, 2 pi)
 * @param[in]  coherence  [cells] 0 to 1, null counts as 0; or NULL
 */
enum slide_status unwrap_prior(const struct wrapped_phase *phase, const float *coherence,
                               const struct pair_prior *prior, struct slide_error *error);

#endif
