/** The clustered landslides and their texture as GRASS maps. */
#ifndef EVENT_CLUSTER_MAPS_H
#define EVENT_CLUSTER_MAPS_H

#include "clusters.h"

/** Writes all maps of the clusters, or none. */
void write_cluster_maps(const struct clusters *clusters, const char *history);

#endif
