/** The options of models that are nets, and the request that they make. */
#ifndef SLIDE_PREDICT_NET_OPTIONS_H
#define SLIDE_PREDICT_NET_OPTIONS_H

#include <grass/gis.h>

#include "learn/model.h"
#include "learn/net.h"

struct net_options {
    struct Option *tile, *passes, *steps, *device;
    struct Option *heat, *detections, *score, *window_stride, *overlap;
};

/** The user's wishes, checked against the model. */
struct net_request {
    int threads;
    enum net_device device;
    int tile;                      /**< cells along a side; 0: as memory allows */
    size_t passes;                 /**< of Monte-Carlo dropout; 0: none */
    size_t steps;                  /**< of integrated gradients */
    const char *heat, *detections; /**< maps; NULL: none */
    double score;                  /**< from which on a window is a detection */
    int window_stride;
    double overlap; /**< more of it with a better detection, and a detection goes */
};

/** Before G_parser. */
void define_net_options(struct net_options *options);

/** After G_parser: ends the module where an option does not go with the model. */
void read_net_request(const struct net_options *options, const struct model *model, int threads,
                      struct net_request *request);

#endif
