/** Patches as a net sees them, read from the maps when they are asked for. */
#ifndef SLIDE_TRAIN_NET_READER_H
#define SLIDE_TRAIN_NET_READER_H

#include "learn/trainer.h"
#include "learn/transform.h"
#include "net_ground.h"

/** Where a struct patch_source reads from; everything is the caller's. */
struct net_reader {
    struct net_ground *ground;
    const struct patches *patches;
    const struct transform *transform;
    struct patch_rule rule;
    bool whole; /**< a patch has one target */
    int threads;
};

struct patch_source net_source(struct net_reader *reader);

/**
 * Valid cells of training patches as samples for transforms and ranges: all, or evenly spaced ones where there are more
 * than a million.
 *
 * @param[out] table  the caller frees it
 */
void net_sample(struct net_ground *ground, const struct patches *patches, int size, struct sample_table *table);

#endif
