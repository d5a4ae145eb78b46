/** The options of nets, and the request that they make. */
#ifndef SLIDE_TRAIN_NET_OPTIONS_H
#define SLIDE_TRAIN_NET_OPTIONS_H

#include <stdbool.h>

#include <grass/gis.h>

#include "learn/augment.h"
#include "learn/net_learner.h"

#define NET_NUMBERS 12

struct net_options {
    struct Option *number[NET_NUMBERS]; /**< that are parameters of the learner too */
    struct Option *loss, *augment, *backbone, *file, *device, *memory, *history, *chart;
    struct Flag *resume;
};

/** The user's wishes beyond the learner's parameters, checked. */
struct net_request {
    enum net_loss_kind loss;
    struct augmentation augmentation;
    enum net_device device;
    const char *backbone; /**< file; NULL: none */
    const char *file;     /**< of an imported net */
    double megabytes;
    bool resume;
    const char *history, *chart; /**< files; NULL: none */
};

/** Before G_parser. */
void define_net_options(struct net_options *options);

/** After G_parser: numbers go into the settings. Ends the module where an option does not go with the learner. */
void read_net_request(const struct net_options *options, const struct learner *learner,
                      struct learner_settings *settings, struct net_request *request);

#endif
