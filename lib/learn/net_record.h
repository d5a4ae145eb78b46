/** What a model of a net knows of its training beyond the parameters, and its part of model.json. */
#ifndef SLIDE_LEARN_NET_RECORD_H
#define SLIDE_LEARN_NET_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "learn/augment.h"
#include "learn/net.h"
#include "learn/patches.h"

/** All zero for an imported net but size and engine. */
struct net_record {
    enum net_loss_kind loss;
    struct augmentation augmentation;
    bool backbone;               /**< the training began from a backbone's weights */
    size_t parameters;           /**< trained ones */
    struct patch_counts patches; /**< of the first member */
    bool by_chance;              /**< held-out patches were drawn */
    size_t epochs, best;         /**< of the marked member: how many it trained, and from 1 the one that was kept */
    double best_loss;            /**< of that epoch, on held-out patches if there were any */
    char engine[64];             /**< library and device that trained it */
};

/** A new reference. */
json_t *net_record_to_json(const struct net_record *record);

/** Fails with SLIDE_BAD_INPUT, the sentence beginning in lower case. */
enum slide_status net_record_from_json(const json_t *json, struct net_record *record, struct slide_error *error);

#endif
