/**
 * The integral transform of river profiles: a steady-state profile is a straight line against chi, its gradient Ksn.
 */
#ifndef SLIDE_TERRAIN_CHI_H
#define SLIDE_TERRAIN_CHI_H

#include "terrain/channel.h"

/**
 * chi = integral of (A_0 / A)^theta dx along the channel, up from where it leaves the map (Perron and Royden 2013, eq.
 * 6). Each step counts with the area of its upper node, as the Ksn of that node does, so that elevation differences
 * along a channel are exactly the sum of Ksn A_0^-theta dchi.
 *
 * @param[in]  theta           reference concavity, 0 < theta < 1
 * @param[in]  reference_area  A_0, m2; with 1 the gradient of elevation against chi is Ksn
 * @param[out] chi             [nodes] m; 0 where a channel leaves the map
 */
void channel_chi(const struct channel_network *network, double theta, double reference_area, double *chi);

#endif
