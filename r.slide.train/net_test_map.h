/** The map of the part that was held out from a net's training. */
#ifndef SLIDE_TRAIN_NET_TEST_MAP_H
#define SLIDE_TRAIN_NET_TEST_MAP_H

#include "learn/model.h"
#include "learn/patches.h"

/** 1 in held-out patches, 0 in those for training only, null elsewhere; a failure takes it away until maps_kept(). */
void net_write_test_map(const char *name, const struct model *model, const struct patch_ground *ground,
                        const struct patches *patches, int size);

#endif
