/** The levels of subsets of dates that no pair connects: those that make the squared mean velocities least. */
#ifndef SLIDE_RADAR_SUBSET_LEVEL_H
#define SLIDE_RADAR_SUBSET_LEVEL_H

#include <stdbool.h>

#include "radar/band.h"
#include "radar/network.h"

/** One cell's dates and subsets, and working memory; the arrays are made by subset_levels_make. */
struct subset_levels {
    const struct network *network;
    int *subset;        /**< [dates] of the date; -1 for one without a pair: see network_subsets */
    int *first;         /**< [subsets] first date of each */
    int subsets, dates; /**< dates that have a pair */
    struct band normal; /**< [subsets - 1] */
    double *level;      /**< [dates] */
};

/** @return false when memory is short; free it all the same */
bool subset_levels_make(const struct network *network, struct subset_levels *levels);

void subset_levels_free(struct subset_levels *levels);

/**
 * Takes in the pairs of a cell.
 *
 * @param used  [pairs] zero for a pair that does not count
 * @return false when the levels are not determined to working precision
 */
bool subset_levels_set(struct subset_levels *levels, const unsigned char *used);

/** A date that is zero by definition before levels are added: each subset's first one, and one without a pair. */
bool subset_levels_is_ground(const struct subset_levels *levels, int date);

/**
 * Adds to each subset but the first the level that makes the sum of squared mean velocities between successive dates
 * least (Berardino et al. 2002: minimum norm).
 *
 * @param[in,out] x  [dates] displacements, each subset's first date zero
 */
void subset_levels_add(struct subset_levels *levels, double *x);

/** The adjoint: what a functional of levelled displacements is of those before. @param[in,out] functional [dates] */
void subset_levels_adjoint(struct subset_levels *levels, double *functional);

#endif
