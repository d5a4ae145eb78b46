/** The nets of a model, made by the plugin. */
#ifndef SLIDE_PREDICT_NET_MEMBERS_H
#define SLIDE_PREDICT_NET_MEMBERS_H

#include "learn/net.h"
#include "run.h"

/** Free with net_members_free. */
struct net_members {
    const struct net_border *border;
    size_t count;
    void **net;     /**< [count] */
    size_t *member; /**< [count] which of the model it is */
};

/** All members, or the marked one alone; ends the module where the plugin is missing or a net cannot be made. */
void net_members_open(const struct request *request, bool all, struct net_members *members);

void net_members_free(struct net_members *members);

#endif
