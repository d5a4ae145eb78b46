/** What a net learns from: the predictors by windows, each cell's role, and which part of the split it is in. */
#ifndef SLIDE_TRAIN_NET_GROUND_H
#define SLIDE_TRAIN_NET_GROUND_H

#include "grass/map_windows.h"
#include "learn/patches.h"
#include "run.h"

/** Free with net_ground_free. */
struct net_ground {
    struct map_windows windows;
    struct patch_ground patches; /**< its arrays are owned here */
    struct sampling cells;       /**< counts of cells */
};

/** Reads label and predictors; ends the module where no landslide cell is left. */
void net_ground_read(struct request *request, const struct model *model, struct net_ground *ground);

void net_ground_free(struct net_ground *ground);

#endif
