/**
 * Runs of channel nodes: segments between confluences, cut further at knickpoints or into even pieces, and what a table
 * of channels says of each.
 */
#ifndef SLIDE_TERRAIN_SEGMENT_H
#define SLIDE_TERRAIN_SEGMENT_H

#include "terrain/profile.h"

/** `next` of a run that ends where the channel leaves the map. */
#define RUN_END UINT32_MAX

/**
 * Run r is the nodes first[r] to first[r + 1] - 1 and the steps down from each of them; its profile, and its line on a
 * map, ends on the node that the last one drains into: the first one of the run `next`. 8 bytes a run, owned.
 */
struct channel_runs {
    size_t count;
    uint32_t *first; /**< [count + 1] ascending; then nodes */
    uint32_t *next;  /**< [count] run downstream, or RUN_END */
};

/**
 * Cuts a network at its confluences, at marked nodes, and what is left into even pieces along the flow, as many as make
 * them come nearest to `length`. A piece is never shorter than one step.
 *
 * @param[in]  length m; 0 or less: no even pieces
 * @param[in]  cut    [nodes] non-zero where a run shall begin, such as at knickpoints; may be NULL
 * @param[out] runs   free with runs_free
 * @param[out] error  may be NULL
 * @return SLIDE_OUT_OF_MEMORY; no channel at all is no error
 */
enum slide_status runs_cut(const struct channel_network *network, double length, const uint8_t *cut,
                           struct channel_runs *runs, struct slide_error *error);

void runs_free(struct channel_runs *runs);

/** Number of nodes on a run's profile: its own, and the one it drains into. */
size_t run_points(const struct channel_network *network, const struct channel_runs *runs, size_t run);

/** What a table of channels says of one run. */
struct run_summary {
    uint32_t next;          /**< run downstream, or RUN_END */
    int order;              /**< Strahler order */
    double length;          /**< m along the flow */
    double area;            /**< m2, at the last node of its own: above the confluence */
    double slope;           /**< fall over length, a tangent; NaN without length */
    double ksn;             /**< mean of the nodes' Ksn, weighted by length; NaN without a value */
    struct line_fit fit;    /**< its profile's regression on chi: another estimate of Ksn, its standard error and R2 */
    double lowest, highest; /**< m, of its profile */
    double chi_least, chi_most; /**< m, of its profile */
};

/**
 * Summarizes every run. Ksn's standard error is that of the regression's gradient, not of the mean: neighbouring steps
 * share a node and with it an error of opposite sign, so that the scatter of single steps overstates the mean's.
 *
 * @param[in]  ksn     [nodes] m^(2 theta), NaN is passed over
 * @param[out] summary [count]
 */
void runs_summarize(const struct channel_runs *runs, const struct channel_profile *profile, const double *ksn,
                    struct run_summary *summary);

#endif
