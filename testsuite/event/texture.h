/**
 * Texture that only neighbours reveal. Every cell by itself is a standard normal number, over landslides as elsewhere;
 * but elsewhere cells know nothing of each other, and over a landslide they belong to a field in which two cells i rows
 * and j columns apart have the correlation rho^(i + j), as if the ground had been smeared: a separable autoregressive
 * process. Of a cell and its three neighbours to the north-west, it is in closed form how much likelier they are so.
 */
#ifndef EVENT_TEXTURE_H
#define EVENT_TEXTURE_H

#include "clusters.h"

#define TEXTURE_RHO 0.9    /* correlation of neighbours over a landslide */
#define TEXTURE_REACH 2    /* cells: a reader looks at 7 x 7 */
#define TEXTURE_FILLED 0.5 /* share of what is around a covered cell that the reader takes to be covered too */

/**
 * Draws the field that landslides show: t = rho (north + west) - rho^2 north-west + (1 - rho^2) n.
 *
 * @param[out] field  [rows * cols]
 */
void texture_field(uint64_t seed, int rows, int cols, float *field);

/** ln of how much likelier a cell's value is beside its three neighbours of the field than alone. */
double texture_log_evidence(double value, double north, double west, double north_west);

/**
 * Probability of a new landslide over a cell for a reader who knows the law and what was seen around the cell, each of
 * new and old landslides covering it or not, independently of each other.
 *
 * @param prior   of a new landslide, and of an old one
 * @param before  ln of how much likelier what is seen before the earthquake is over a landslide than elsewhere
 * @param after   the same after it
 */
double texture_posterior(double prior, double before, double after);

/** Draws the texture maps before and after, and what the reader makes of them. @return SLIDE_OUT_OF_MEMORY */
enum slide_status texture_clusters(struct clusters *clusters, struct slide_error *error);

#endif
