/**
 * Texture that only neighbours reveal. Every cell by itself is a standard normal number, over landslides as elsewhere;
 * but over a landslide a cell goes with the next one down the steepest way: t = rho t(down) + sqrt(1 - rho^2) n, so
 * that streaks run down it. The links form a tree, so the density of a whole map is a product over links.
 */
#ifndef EVENT_TEXTURE_H
#define EVENT_TEXTURE_H

#include "clusters.h"

#define TEXTURE_RHO 0.9    /* correlation of a cell over a landslide with the next one down */
#define TEXTURE_REACH 3    /* cells: a reader looks at 7 x 7 */
#define TEXTURE_FILLED 0.7 /* share of the links around a covered cell that the reader takes to be streaked */

/**
 * A cell's value: follows the landslide down to where it ends, and comes back up.
 *
 * @param streaked  [cells] above 0 over landslides
 * @param seed      of the map's noise
 */
double texture_value(const size_t *receiver, const int *streaked, uint64_t seed, size_t cell);

/** ln of how much likelier a cell's value and that down from it are with the link than without. */
double texture_log_evidence(double value, double down);

/**
 * Probability of a new landslide over a cell for a reader who knows the law and what was seen around the cell, each of
 * new and old landslides covering it or not, independently of each other.
 *
 * @param prior   of a new landslide, and of an old one
 * @param before  ln of how much likelier what is seen before the earthquake is with streaks than without
 * @param after   the same after it
 */
double texture_posterior(double prior, double before, double after);

/** Draws the texture maps before and after, and what the reader makes of them. @return SLIDE_OUT_OF_MEMORY */
enum slide_status texture_clusters(struct clusters *clusters, struct slide_error *error);

#endif
