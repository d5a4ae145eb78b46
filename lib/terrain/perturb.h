/**
 * What an elevation model's own error does to a result: maps with a random error of given size and correlation added,
 * and the mean and standard deviation of what is worked out from each of them.
 */
#ifndef SLIDE_TERRAIN_PERTURB_H
#define SLIDE_TERRAIN_PERTURB_H

#include "base/status.h"
#include "terrain/channel.h"

/**
 * Error of an elevation map: Gaussian, stationary, with correlation exp(-(distance / length)^2), one of the two models
 * that Oksanen and Sarjakoski (2005) compare.
 */
struct elevation_error {
    double sd;     /**< m */
    double length; /**< m, where the correlation has fallen to 1/e; 0: every cell on its own */
};

/** Correlation of the errors of two points `distance` m apart. */
double elevation_error_correlation(const struct elevation_error *error, double distance);

/**
 * Adds member `member` of an ensemble of errors: white noise, one stream of random numbers a row, smoothed along rows
 * and then across them by Gaussian weights exp(-2 (distance / length)^2) up to 1.5 lengths away, by true distances,
 * each sum divided by the root of its squared weights, so that the standard deviation is the same up to the edges.
 * White noise smoothed by a Gaussian of standard deviation s has the correlation exp(-distance^2 / 4 s^2). The same
 * bits for any number of threads. The correlation is the stated one for lengths of two cells or more, less for shorter
 * ones, and higher within 1.5 lengths of an edge. Time grows with length over cell size. Needs 4 bytes a cell.
 *
 * @param[in]  elevation [cells] m; NaN is null and stays so; null cells do not change the others' errors
 * @param[in]  error     sd and length at least 0
 * @param[in]  seed
 * @param[in]  member    of the ensemble, from 0
 * @param[out] perturbed [cells] m
 * @param[out] failure   may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status perturb_elevation(const struct lattice *lattice, const float *elevation,
                                    const struct elevation_error *error, uint64_t seed, uint64_t member,
                                    float *perturbed, struct slide_error *failure);

/**
 * Mean and spread over the members of an ensemble at the nodes of a reference network, which must outlive it. 20 bytes
 * a node, owned.
 */
struct ensemble {
    const struct channel_network *network;
    uint32_t *count; /**< [nodes] members with a value there */
    double *mean;    /**< [nodes] NaN where there is none */
    double *squares; /**< [nodes] sum of squared deviations from the mean */
};

/** Free with ensemble_free. Returns SLIDE_OUT_OF_MEMORY. */
enum slide_status ensemble_begin(const struct channel_network *network, struct ensemble *ensemble,
                                 struct slide_error *error);

/**
 * Counts one member in (Welford 1962).
 *
 * @param[in] map [cells] NaN, such as where this member has no channel, is passed over
 */
void ensemble_add(struct ensemble *ensemble, const float *map);

/** Standard deviation over the members. @param[out] sd [nodes] NaN with fewer than two values */
void ensemble_sd(const struct ensemble *ensemble, double *sd);

void ensemble_free(struct ensemble *ensemble);

#endif
