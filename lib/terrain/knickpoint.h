/** Knickpoints: where a river profile, drawn against chi, bends. */
#ifndef SLIDE_TERRAIN_KNICKPOINT_H
#define SLIDE_TERRAIN_KNICKPOINT_H

#include "terrain/channel.h"

/** Tolerance in m when nobody knows better: of the order of the vertical error of global DEMs along rivers. */
#define KNICKPOINT_TOLERANCE 30.

struct knickpoint {
    uint32_t node;
    /**
     * m, how high the knickpoint stands above the straight line in chi between its neighbours on the stem (knickpoints
     * or ends), the profile fitted by two lines that meet there. Positive where the river is steeper below: the top
     * of a waterfall of H metres has nearly H; negative where it is steeper above: the foot of the fall has nearly -H.
     */
    double drop;
    double ksn_above, ksn_below; /**< m^(2 theta), gradients of the least-squares lines up and down to the neighbours */
    double chi;                  /**< m, with a reference area of 1 m2 */
    double distance;             /**< m along the flow to where the channel leaves the map */
};

struct knickpoints {
    size_t count;
    struct knickpoint *point; /**< [count] in the order of the nodes */
};

/**
 * In chi a river in steady state is a straight line (Perron and Royden 2013), and a change of uplift or of rock a bend
 * in it. As in TopoToolbox's knickpointfinder (Schwanghart and Scherler 2014; Stolle et al. 2019), a knickpoint is put
 * where the profile is farthest from its model, again and again, until it is nowhere farther than the tolerance; but
 * the model is a chain of straight lines in chi, not a profile concave against distance, so that bends of both kinds
 * are found (the chain is that of Douglas and Peucker 1973). Then, as single nodes carry the noise of the DEM: every
 * knickpoint moves between its neighbours to where two least-squares lines that meet leave the least sum of squares
 * (Hudson 1966), and the knickpoint of the least drop is taken away, until all have the tolerance.
 *
 * Profiles run along stems. A stem comes down from a source to where it meets one with the longer way up (the same
 * length: the lower node number); its own lower end is the confluence's node, which belongs to the longer stem. So a
 * node is searched once; a bend at a confluence is found on the longer stem alone, and the top of a fall with which a
 * tributary hangs above its trunk is found on the tributary. Sources, outlets and ends are no knickpoints.
 *
 * With a theta that does not fit, profiles are curved in chi, and knickpoints divide the curve.
 *
 * Needs 20 bytes a node and 48 a node of the longest stem.
 *
 * @param[in]  elevation [nodes] m, non-increasing downstream
 * @param[in]  theta     reference concavity, 0 < theta < 1
 * @param[in]  tolerance m, > 0: smallest drop, up or down; more than the vertical error of the profile
 * @param[out] found     free with knickpoints_free
 * @param[out] error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status knickpoints_find(const struct channel_network *network, const double *elevation, double theta,
                                   double tolerance, struct knickpoints *found, struct slide_error *error);

void knickpoints_free(struct knickpoints *found);

/** Where segments may be cut: 1 at knickpoints, 0 elsewhere. @param[out] mark [nodes] */
void knickpoints_mark(const struct knickpoints *found, size_t nodes, uint8_t *mark);

#endif
