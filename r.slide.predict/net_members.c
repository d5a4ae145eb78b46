#include "net_members.h"

#include <grass/gis.h>

#include "grass/fatal.h"
#include "grass/net_plugin.h"
#include "learn/net_learner.h"

void net_members_open(const struct request *request, bool all, struct net_members *members)
{
    const struct model *model = request->model;
    const struct net_start start = {request->net.device, request->net.threads, 0, NULL, 0};
    struct slide_error error;

    fatal_unless_ok(net_open(net_plugin_path(), &members->border, &error), &error);
    members->count = all ? model->members : 1;
    members->net = G_calloc(members->count, sizeof *members->net);
    members->member = G_calloc(members->count, sizeof *members->member);
    for (size_t i = 0; i < members->count; i++) {
        const size_t number = all ? i : model->marked;
        const struct member *member = &model->member[number];
        const struct net_design design = net_design_of(&model->recipe, member->transform.features);
        const struct net_weights *weights = member->piece->fitted;

        members->member[i] = number;
        fatal_unless_ok(members->border->load(&design, weights->bytes, weights->size, &start, &members->net[i], &error),
                        &error);
    }
}

void net_members_free(struct net_members *members)
{
    for (size_t i = 0; i < members->count; i++)
        members->border->free(members->net[i]);
    G_free(members->net);
    G_free(members->member);
}
