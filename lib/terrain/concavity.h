/** The concavity theta that fits each basin best, by chi in two ways and by slope and area, how surely, and one for the
 * map. */
#ifndef SLIDE_TERRAIN_CONCAVITY_H
#define SLIDE_TERRAIN_CONCAVITY_H

#include "terrain/channel_basin.h"

/** Theta is looked for between these, the range of published values with some room (Tucker and Whipple 2002). */
#define CONCAVITY_LOWEST 0.05
#define CONCAVITY_HIGHEST 0.95

/** What a basin must have to be worked out at all, and to be said to fit. */
struct concavity_rules {
    size_t nodes;      /**< at least so many channel nodes */
    double relief;     /**< m, at least so much from the lowest to the highest node */
    double r_squared;  /**< R2 of elevation on chi, at least */
    double half_width; /**< of the interval of the best theta, at most */
    double difference; /**< between two ways, at most, unless their intervals meet */
    double confidence; /**< probability that an interval is meant to have */
};

static const struct concavity_rules CONCAVITY_RULES = {50, 50., 0.9, 0.1, 0.1, 0.95};

enum concavity_verdict {
    CONCAVITY_FITS,
    CONCAVITY_FEW_NODES,     /**< nothing is worked out */
    CONCAVITY_LITTLE_RELIEF, /**< nothing is worked out */
    CONCAVITY_AT_BOUND,      /**< straightest at the end of the range looked through: no concavity to find */
    CONCAVITY_NOT_STRAIGHT,  /**< no theta makes a line: not in steady state, or Ksn differs within the basin */
    CONCAVITY_UNSURE,        /**< the interval is wide, or there are too few segments to have one */
    CONCAVITY_DISAGREES      /**< chi and slope and area contradict each other */
};

/** NaN where there is none. */
struct theta_estimate {
    double theta;
    double lower, upper; /**< two-sided confidence interval; NaN too where theta is at a bound of the range */
    double fit;          /**< R2 of elevation on chi or of ln slope on ln area; of disorder, D at its least */
};

struct basin_concavity {
    uint32_t outlet; /**< cell of the map */
    size_t nodes;
    double area;                      /**< m2, at the outlet */
    double relief;                    /**< m, of the channels */
    struct theta_estimate chi;        /**< by linearity */
    struct theta_estimate disorder;   /**< NaN in a channel without tributaries */
    struct theta_estimate slope_area; /**< NaN with fewer than three areas */
    enum concavity_verdict verdict;
};

struct concavity {
    size_t basins;
    struct basin_concavity *basin; /**< [basins] as channel_basins numbers them */
    size_t used;                   /**< basins with enough nodes and relief */
    struct basin_concavity whole;  /**< all used basins: nodes and area summed, the greatest relief, no outlet */
};

/**
 * By chi: the theta that leaves the least sum of squares of elevation about a line on chi over all nodes of a basin,
 * trunk and tributaries (Perron and Royden 2013), by a search in steps of 0.05, then by golden section to 1e-4. Its
 * interval comes from the sandwich variance with segments between confluences as clusters (theta_interval.h) and
 * Student's t, its degrees of freedom after Satterthwaite (1946), so that a few long segments count as few.
 *
 * By disorder: the theta at which chi of all nodes, taken by elevation, goes up and down least (Hergarten, Robl and
 * Stuewe 2016; Mudd et al. 2018), so that tributaries fall onto the trunk whatever shape they have together: steady
 * state is not needed. Its interval is that of a jackknife over subtrees (chi_disorder.h).
 *
 * By slope and area: weighted regression in bins of area (slope_area.h), its interval likewise.
 *
 * For the map, all used basins are pooled: one theta, but each basin its own line, which is the sum of the misfits made
 * least; so a basin counts by its nodes and relief. The interval is the wider of those with segments and with basins as
 * clusters: the second is wide where basins disagree. Slope and area likewise, one theta with each basin's own Ks. The
 * least disorder is the mean of those basins' that have an interval, weighted by their nodes.
 *
 * With Ksn varying by a tenth between segments of trees of 20 sources, 95 % intervals hold the truth in 94 %
 * (linearity), 89 % (disorder) and 95 % (slope and area) of 200 trees; with noise of single nodes they are wider than
 * need be.
 *
 * Time: about 100 passes over the nodes, and 35 for the map. Memory: 76 bytes a node of the largest basin.
 *
 * @param[in]  elevation [nodes] m, non-increasing downstream
 * @param[out] result    free with concavity_free; all NaN in `whole` when no basin is large enough
 * @return SLIDE_OUT_OF_MEMORY; no basin at all is no error
 */
enum slide_status concavity_estimate(const struct channel_network *network, const struct channel_basins *basins,
                                     const double *elevation, const struct concavity_rules *rules,
                                     struct concavity *result, struct slide_error *error);

void concavity_free(struct concavity *result);

/** The estimate to go by: by disorder, as it bears a landscape in change, unless its interval is more than twice as
 * wide as that by linearity, or there is none: it takes tributaries, and enough of them. */
const struct theta_estimate *concavity_best(const struct basin_concavity *basin);

/** A verdict in a few words, such as for a table. */
const char *concavity_reason(enum concavity_verdict verdict);

#endif
