/** The trees that a channel network consists of: all nodes that leave the map at one place are one basin. */
#ifndef SLIDE_TERRAIN_CHANNEL_BASIN_H
#define SLIDE_TERRAIN_CHANNEL_BASIN_H

#include "terrain/channel.h"

/** Basins are numbered as their outlets are. 8 bytes a node and 8 a basin, owned by the struct. */
struct channel_basins {
    size_t count;
    uint32_t *outlet; /**< [count] the node without a receiver */
    uint32_t *of;     /**< [nodes] number of a node's basin */
    uint32_t *start;  /**< [count + 1] basin b's nodes are member[start[b]] to member[start[b + 1] - 1] */
    uint32_t *member; /**< [nodes] within a basin upstream before downstream; segments stay together */
};

/** Free with channel_basins_free. Returns SLIDE_OUT_OF_MEMORY; a network without nodes has no basins. */
enum slide_status channel_basins_find(const struct channel_network *network, struct channel_basins *basins,
                                      struct slide_error *error);

void channel_basins_free(struct channel_basins *basins);

/** One basin by itself, its nodes side by side, for what walks over it many times. The arrays belong to the caller. */
struct basin_profile {
    size_t nodes;
    uint32_t *receiver; /**< [nodes] place in these arrays, always higher; the last node is the outlet: CHANNEL_END */
    uint32_t *segment;  /**< [nodes] */
    double *log_area;   /**< [nodes] ln(A / A at the outlet) */
    double *step;       /**< [nodes] m */
    double *elevation;  /**< [nodes] m above the basin's mean, which is 0 */
    double relief;      /**< m, highest less lowest node */
};

/** Arrays for basins of up to `nodes` nodes: 32 bytes a node. Free with basin_profile_free. */
enum slide_status basin_profile_new(size_t nodes, struct basin_profile *profile, struct slide_error *error);

void basin_profile_free(struct basin_profile *profile);

/**
 * Takes one basin out of the network.
 *
 * @param[in]     elevation [nodes of the network] m
 * @param[in,out] profile   from basin_profile_new, with room for the basin
 */
void basin_profile_fill(const struct channel_network *network, const struct channel_basins *basins, size_t basin,
                        const double *elevation, struct basin_profile *profile);

/** chi as in chi.h, of one basin, with the outlet's area for reference. @param[out] chi [nodes] m */
void basin_chi(const struct basin_profile *profile, double theta, double *chi);

#endif
