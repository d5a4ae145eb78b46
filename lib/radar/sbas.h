/** Small-baseline inversion of one cell: interferograms to displacement at every date, and what can be said of it. */
#ifndef SLIDE_RADAR_SBAS_H
#define SLIDE_RADAR_SBAS_H

#include <stdbool.h>

#include "radar/network.h"

enum { SBAS_TERMS_MOST = 6, SBAS_VELOCITY = 1 };

/** What is the same for all cells. */
struct sbas_problem {
    const struct network *network;
    int min_pairs;     /**< a cell with fewer has no solution */
    double per_radian; /**< displacement for each radian */
    bool coherence;    /**< the temporal coherence is wanted: half of the time */
    bool deviation;    /**< velocity_sd is wanted */
    int terms; /**< of the model of displacement over time, at most SBAS_TERMS_MOST; term SBAS_VELOCITY is time */
    const double *term; /**< [terms][dates] */
};

enum sbas_verdict { SBAS_SOLVED, SBAS_NO_PAIR, SBAS_FEW_PAIRS, SBAS_SINGULAR, SBAS_VERDICTS };

struct sbas_solution {
    double *displacement;      /**< [dates] since the cell's first date with a pair; NaN at dates without one */
    int pairs;                 /**< that had data */
    int dates;                 /**< that had a pair */
    int subsets;               /**< that no pair connects; with more than one the solution is that of minimum norm */
    double residual_rms;       /**< of pair minus model, unweighted */
    double temporal_coherence; /**< |sum exp(i misfit)| / pairs (Pepe and Lanari 2006); NaN unless wanted */
    double coefficient[SBAS_TERMS_MOST]; /**< of the terms; NaN where the dates do not tell them apart */
    double velocity_noise; /**< standard error of the velocity by error propagation from the pairs' misfit alone */
    double velocity_sd; /**< and from the dates' scatter about the model too: see error_variance; NaN unless wanted */
};

/** Working memory for one thread. */
struct sbas;

/** @param problem  stays with the caller @return NULL when memory is short */
struct sbas *sbas_new(const struct sbas_problem *problem);

void sbas_free(struct sbas *sbas);

/**
 * Solves one cell. Where the pairs connect all dates that have one, displacements minimise the weighted squares of
 * pair - (later - earlier), zero at the first date: a banded normal matrix and Cholesky's factor of it. Where they fall
 * into subsets, the mean velocities between successive dates have minimum norm among all that minimise these squares
 * (Berardino et al. 2002). This is the solution that the singular value decomposition gives, reached
 * without it: each subset is solved by itself, and their levels are those of least squared velocities.
 *
 * A factor is used again while pairs with data stay the same and all weigh the same. The answer depends on nothing but
 * the arguments.
 *
 * @param[in]  displacement  [pairs] of the later date since the earlier one; NaN is null
 * @param[in]  weight        [pairs] not negative; a pair of zero weight or NaN does not count; NULL: all weigh the same
 * @param[out] solution      its array is the caller's; all NaN unless solved
 */
enum sbas_verdict sbas_solve(struct sbas *sbas, const double *displacement, const double *weight,
                             struct sbas_solution *solution);

#endif
