/** Disorder of chi in one pass over the nodes by elevation, with all blocks left out in the same pass. */
#include "terrain/chi_disorder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_elevation(const void *left, const void *right)
{
    const struct chi_rank *a = left, *b = right;

    if (a->elevation != b->elevation)
        return a->elevation > b->elevation ? 1 : -1;
    return (a->node < b->node) - (a->node > b->node);
}

/* Going down, a subtree that has grown to the share is a block; what is left at the outlet is the last one. */
static void deal_blocks(const struct basin_profile *profile, struct chi_order *order, uint32_t *pending)
{
    const size_t share = (profile->nodes + CHI_BLOCKS - 2) / (CHI_BLOCKS - 1);

    order->blocks = 0;
    memset(order->members, 0, sizeof order->members);
    for (size_t i = 0; i < profile->nodes; i++) {
        order->rank[i].block = CHI_BLOCKS;
        pending[i] = 1;
    }
    for (size_t i = 0; i < profile->nodes; i++) {
        const uint32_t receiver = profile->receiver[i];

        if (receiver == CHANNEL_END || pending[i] >= share)
            order->rank[i].block = (uint32_t)order->blocks++;
        else
            pending[receiver] += pending[i];
    }
    for (size_t i = profile->nodes; i-- > 0;) {
        if (order->rank[i].block == CHI_BLOCKS)
            order->rank[i].block = order->rank[profile->receiver[i]].block;
        order->members[order->rank[i].block]++;
    }
}

void chi_order_fill(const struct basin_profile *profile, struct chi_order *order, uint32_t *pending)
{
    deal_blocks(profile, order, pending);
    for (size_t i = 0; i < profile->nodes; i++) {
        order->rank[i].elevation = profile->elevation[i];
        order->rank[i].node = (uint32_t)i;
    }
    qsort(order->rank, profile->nodes, sizeof *order->rank, by_elevation);
}

/* Of one set of nodes: the way from chi to chi in their order, and the ends of chi. */
struct path {
    double way, lowest, highest;
};

static double disorder_of(const struct path *path)
{
    const double range = path->highest - path->lowest;

    return range > 0. ? fmax(0., path->way - range) / range : 0.;
}

static void widen(struct path *path, double lowest, double highest)
{
    path->lowest = fmin(path->lowest, lowest);
    path->highest = fmax(path->highest, highest);
}

/* The nodes from rank `first` on that are of one block: what the way would be shorter by without them. */
static size_t leave_out(const struct basin_profile *profile, const struct chi_order *order, const double *chi,
                        size_t first, struct path *own, double *saved)
{
    const struct chi_rank *rank = order->rank;
    const double before = first > 0 ? chi[rank[first - 1].node] : NAN;
    double last = before;
    size_t i = first;

    for (; i < profile->nodes && rank[i].block == rank[first].block; i++) {
        const double here = chi[rank[i].node];

        widen(own, here, here);
        if (i > 0)
            *saved += fabs(here - last);
        last = here;
    }
    if (i < profile->nodes)
        *saved += fabs(chi[rank[i].node] - last) - (first > 0 ? fabs(chi[rank[i].node] - before) : 0.);
    return i;
}

static void disorder_without(const struct basin_profile *profile, const struct chi_order *order, const double *chi,
                             double way, double *without)
{
    struct path own[CHI_BLOCKS];
    double saved[CHI_BLOCKS] = {0.};

    for (size_t b = 0; b < order->blocks; b++)
        own[b] = (struct path){0., INFINITY, -INFINITY};
    for (size_t i = 0; i < profile->nodes;) {
        const uint32_t block = order->rank[i].block;

        i = leave_out(profile, order, chi, i, own + block, saved + block);
    }
    for (size_t b = 0; b < order->blocks; b++) {
        struct path others = {way - saved[b], INFINITY, -INFINITY};

        for (size_t other = 0; other < order->blocks; other++)
            if (other != b)
                widen(&others, own[other].lowest, own[other].highest);
        without[b] = disorder_of(&others);
    }
}

double chi_disorder(const struct basin_profile *profile, const struct chi_order *order, double theta, double *chi,
                    double *without)
{
    struct path path = {0., INFINITY, -INFINITY};

    basin_chi(profile, theta, chi);
    for (size_t i = 0; i < profile->nodes; i++) {
        const double here = chi[order->rank[i].node];

        widen(&path, here, here);
        if (i > 0)
            path.way += fabs(here - chi[order->rank[i - 1].node]);
    }
    if (without)
        disorder_without(profile, order, chi, path.way, without);
    return disorder_of(&path);
}

/* Of all nodes, then without each block. */
struct least {
    size_t sets;
    double disorder[CHI_BLOCKS + 1], theta[CHI_BLOCKS + 1];
    double greatest; /* disorder of all nodes anywhere */
};

static void scan(const struct basin_profile *profile, const struct chi_order *order, double from, double to,
                 double step, struct least *least, double *chi)
{
    const size_t count = (size_t)((to - from) / step + 1.5);

    for (size_t i = 0; i < count; i++) {
        const double theta = from + (double)i * step;
        double here[CHI_BLOCKS + 1];

        here[0] = chi_disorder(profile, order, theta, chi, here + 1);
        least->greatest = fmax(least->greatest, here[0]);
        for (size_t set = 0; set < least->sets; set++)
            if (here[set] < least->disorder[set]) {
                least->disorder[set] = here[set];
                least->theta[set] = theta;
            }
    }
}

struct chi_disorder_best chi_disorder_least(const struct basin_profile *profile, const struct chi_order *order,
                                            double lowest, double highest, double *chi)
{
    struct chi_disorder_best best = {.theta = NAN, .disorder = NAN};
    struct least least = {.sets = order->blocks + 1, .greatest = 0.};
    double from = lowest, to = highest, step = 0.05;

    for (size_t set = 0; set < least.sets; set++)
        least.disorder[set] = INFINITY;
    for (int stage = 0; stage < 3; stage++) {
        scan(profile, order, from, to, step, &least, chi);
        best.resolution = step;
        from = to = least.theta[0];
        for (size_t set = 1; set < least.sets; set++) {
            from = fmin(from, least.theta[set]);
            to = fmax(to, least.theta[set]);
        }
        from = fmax(lowest, from - step);
        to = fmin(highest, to + step);
        step = stage == 0 ? 0.01 : fmax(0.001, (to - from) / 40.);
    }
    if (least.greatest <= 0.)
        return best;
    best.theta = least.theta[0];
    best.disorder = least.disorder[0];
    memcpy(best.without, least.theta + 1, order->blocks * sizeof *best.without);
    return best;
}
