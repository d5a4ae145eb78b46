/**
 * How well a basin's profiles fall onto one another against chi, whatever the shape of the one curve they make: the
 * right theta brings tributaries and trunk together even while a wave of incision is passing through them.
 */
#ifndef SLIDE_TERRAIN_CHI_DISORDER_H
#define SLIDE_TERRAIN_CHI_DISORDER_H

#include "terrain/channel_basin.h"

enum { CHI_BLOCKS = 9 };

/** A node in the order of elevation. */
struct chi_rank {
    double elevation;
    uint32_t node; /**< place in the basin's profile */
    uint32_t block;
};

/**
 * A basin's nodes from low to high; of equals (whole metres) the one further down a channel first. For the jackknife
 * they are dealt into subtrees of about an eighth of the basin each: what lies on one branch errs together.
 */
struct chi_order {
    struct chi_rank *rank;      /**< [nodes] of the caller */
    size_t blocks;              /**< at most CHI_BLOCKS */
    size_t members[CHI_BLOCKS]; /**< nodes in each block */
};

/** @param[out] pending [nodes] used up */
void chi_order_fill(const struct basin_profile *profile, struct chi_order *order, uint32_t *pending);

/**
 * Disorder D = (sum |chi_{i+1} - chi_i| - (chi_max - chi_min)) / (chi_max - chi_min), the nodes in the order of their
 * elevation (Hergarten, Robl and Stuewe 2016; normalised as in Mudd et al. 2018): 0 where chi never falls as
 * elevation rises.
 *
 * @param[out] chi     [nodes]
 * @param[out] without [blocks] the same without each block; may be NULL
 * @return D of all nodes
 */
double chi_disorder(const struct basin_profile *profile, const struct chi_order *order, double theta, double *chi,
                    double *without);

/** Thetas of least disorder. */
struct chi_disorder_best {
    double theta, disorder;     /**< of all nodes; NaN when no theta makes any disorder: a channel by itself */
    double without[CHI_BLOCKS]; /**< theta without each block */
    double resolution;          /**< theta is told no finer than this */
};

/**
 * Looks for them on ever finer grids of theta, the last in steps of 0.001 or a fortieth of the range where the least
 * disorders of all blocks lie. @param[out] chi [nodes] used up
 */
struct chi_disorder_best chi_disorder_least(const struct basin_profile *profile, const struct chi_order *order,
                                            double lowest, double highest, double *chi);

#endif
