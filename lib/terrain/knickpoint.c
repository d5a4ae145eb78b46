/** Knickpoints, stem by stem: split where the chi profile is off its chords, refit, drop what is too small. */
#include "terrain/knickpoint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "terrain/chi.h"

/* Over the nodes before one, from a stem's source down; chi and elevation above the stem's lower end. */
struct sums {
    double x, z, xx, xz;
};

struct stem {
    size_t nodes;
    uint32_t *node;    /* [nodes] from the source down to the confluence or outlet */
    struct sums *sums; /* [nodes + 1] */
    uint32_t *bend;    /* [bends + 2] places in the stem: 0, the bends downwards, nodes - 1 */
    double *drop;      /* [bends + 2] of each bend */
    size_t bends;
};

struct search {
    const struct channel_network *network;
    const double *elevation;
    double tolerance;
    double *chi;
    uint32_t *heir; /* the node upstream whose stem goes on; CHANNEL_END at sources */
    double *way;    /* m, first the longest way up, then the way down to the outlet */
    struct stem stem;
    struct knickpoints *found;
    size_t room;
};

static void find_heirs(const struct search *search)
{
    const struct channel_network *network = search->network;

    for (size_t node = 0; node < network->nodes; node++) {
        search->heir[node] = CHANNEL_END;
        search->way[node] = 0.;
    }
    for (size_t node = 0; node < network->nodes; node++) {
        const uint32_t receiver = network->receiver[node];

        if (receiver != CHANNEL_END && search->way[node] + network->step[node] > search->way[receiver]) {
            search->way[receiver] = search->way[node] + network->step[node];
            search->heir[receiver] = (uint32_t)node;
        }
    }
}

static void measure_ways_down(const struct search *search)
{
    const struct channel_network *network = search->network;

    for (size_t node = network->nodes; node-- > 0;) {
        search->way[node] = network->step[node];
        if (network->receiver[node] != CHANNEL_END)
            search->way[node] += search->way[network->receiver[node]];
    }
}

/* Nodes of the stem from this source, its end included; lists them when there is room for it. */
static size_t walk_stem(const struct search *search, size_t source, uint32_t *list)
{
    const struct channel_network *network = search->network;
    size_t node = source, count = 0;

    for (;;) {
        const uint32_t receiver = network->receiver[node];

        if (list)
            list[count] = (uint32_t)node;
        count++;
        if (receiver == CHANNEL_END)
            return count;
        if (search->heir[receiver] != node) {
            if (list)
                list[count] = receiver;
            return count + 1;
        }
        node = receiver;
    }
}

static double chi_at(const struct search *search, size_t place)
{
    return search->chi[search->stem.node[place]];
}

static double elevation_at(const struct search *search, size_t place)
{
    return search->elevation[search->stem.node[place]];
}

static void sum_up(struct search *search)
{
    struct stem *stem = &search->stem;
    const double lowest_chi = chi_at(search, stem->nodes - 1), lowest = elevation_at(search, stem->nodes - 1);

    stem->sums[0] = (struct sums){0};
    for (size_t i = 0; i < stem->nodes; i++) {
        const struct sums *before = stem->sums + i;
        const double x = chi_at(search, i) - lowest_chi, z = elevation_at(search, i) - lowest;

        stem->sums[i + 1] = (struct sums){before->x + x, before->z + z, before->xx + x * x, before->xz + x * z};
    }
}

/* Of the nodes from `first` to `last`, about the given point of the profile. */
static struct sums sums_about(const struct search *search, size_t first, size_t last, double x, double z)
{
    const struct sums *from = search->stem.sums + first, *to = search->stem.sums + last + 1;
    const double count = (double)(last + 1 - first);
    const struct sums raw = {to->x - from->x, to->z - from->z, to->xx - from->xx, to->xz - from->xz};

    return (struct sums){raw.x - count * x, raw.z - count * z, raw.xx - 2. * x * raw.x + count * x * x,
                         raw.xz - x * raw.z - z * raw.x + count * x * z};
}

/* Two lines through the nodes from a to b that meet at m. */
struct hinge {
    double above, below; /* gradients */
    double explained;    /* sum of squares about the mean, less the sum of squares about the lines */
};

static struct hinge fit_hinge(const struct search *search, size_t a, size_t m, size_t b)
{
    const struct stem *stem = &search->stem;
    const double count = (double)(b + 1 - a);
    const double x = chi_at(search, m) - chi_at(search, stem->nodes - 1);
    const double mean = (stem->sums[b + 1].z - stem->sums[a].z) / count;
    const struct sums up = sums_about(search, a, m, x, mean), down = sums_about(search, m + 1, b, x, mean);
    const double height = -(up.x * up.xz / up.xx + down.x * down.xz / down.xx) /
                          (count - up.x * up.x / up.xx - down.x * down.x / down.xx);
    struct hinge hinge;

    hinge.above = (up.xz - height * up.x) / up.xx;
    hinge.below = (down.xz - height * down.x) / down.xx;
    hinge.explained = hinge.above * up.xz + hinge.below * down.xz;
    return hinge;
}

/* Moves bend i to the best place between its neighbours; whether it moved. */
static int settle(struct search *search, size_t i)
{
    uint32_t *bend = search->stem.bend + i;
    const uint32_t a = bend[-1], b = bend[1], was = *bend;
    double most = -INFINITY;

    for (uint32_t m = a + 1; m < b; m++) {
        const struct hinge hinge = fit_hinge(search, a, m, b);

        if (hinge.explained > most) {
            most = hinge.explained;
            *bend = m;
        }
    }
    return *bend != was;
}

static double drop_at(const struct search *search, size_t i)
{
    const uint32_t *bend = search->stem.bend + i;
    const struct hinge hinge = fit_hinge(search, bend[-1], bend[0], bend[1]);
    const double up = chi_at(search, bend[-1]) - chi_at(search, bend[0]);
    const double down = chi_at(search, bend[0]) - chi_at(search, bend[1]);

    return (hinge.below - hinge.above) * up * down / (up + down);
}

/* The node between a and b farthest off the chord, when it is off by more than the tolerance; else a. */
static uint32_t farthest(const struct search *search, uint32_t a, uint32_t b)
{
    const double x = chi_at(search, a), z = elevation_at(search, a);
    const double gradient = b > a + 1 ? (z - elevation_at(search, b)) / (x - chi_at(search, b)) : 0.;
    double most = search->tolerance;
    uint32_t place = a;

    for (uint32_t i = a + 1; i < b; i++) {
        const double off = fabs(elevation_at(search, i) - z - gradient * (chi_at(search, i) - x));

        if (off > most) {
            most = off;
            place = i;
        }
    }
    return place;
}

/* From the source down: what lies before bend[done] is within the tolerance, the bends still to do lie at the end. */
static void split(struct search *search)
{
    struct stem *stem = &search->stem;
    const size_t top = stem->nodes - 1;
    size_t done = 0, open = top;

    stem->bend[0] = 0;
    stem->bend[top] = (uint32_t)top;
    while (open <= top) {
        const uint32_t place = farthest(search, stem->bend[done], stem->bend[open]);

        if (place == stem->bend[done])
            stem->bend[++done] = stem->bend[open++];
        else
            stem->bend[--open] = place;
    }
    stem->bends = done - 1;
}

static void settle_all(struct search *search)
{
    int moved = 1;

    for (int sweep = 0; moved && sweep < 4; sweep++) {
        moved = 0;
        for (size_t i = 1; i <= search->stem.bends; i++)
            moved |= settle(search, i);
    }
    for (size_t i = 1; i <= search->stem.bends; i++)
        search->stem.drop[i] = drop_at(search, i);
}

static void take_away(struct search *search, size_t i)
{
    struct stem *stem = &search->stem;

    memmove(stem->bend + i, stem->bend + i + 1, (stem->bends + 1 - i) * sizeof *stem->bend);
    memmove(stem->drop + i, stem->drop + i + 1, (stem->bends + 1 - i) * sizeof *stem->drop);
    stem->bends--;
    for (size_t near = i > 1 ? i - 1 : 1; near <= i && near <= stem->bends; near++)
        settle(search, near);
    for (size_t near = i > 2 ? i - 2 : 1; near <= i + 1 && near <= stem->bends; near++)
        stem->drop[near] = drop_at(search, near);
}

/* Takes the weakest bend away, again and again, until all have the tolerance; whether there was any. */
static int prune(struct search *search)
{
    struct stem *stem = &search->stem;
    const size_t before = stem->bends;

    while (stem->bends > 0) {
        size_t weakest = 1;

        for (size_t i = 2; i <= stem->bends; i++)
            if (fabs(stem->drop[i]) < fabs(stem->drop[weakest]))
                weakest = i;
        if (fabs(stem->drop[weakest]) >= search->tolerance)
            break;
        take_away(search, weakest);
    }
    return stem->bends < before;
}

static double gradient_between(const struct search *search, size_t a, size_t b)
{
    const struct stem *stem = &search->stem;
    const double count = (double)(b + 1 - a);
    const struct sums line = sums_about(search, a, b, (stem->sums[b + 1].x - stem->sums[a].x) / count,
                                        (stem->sums[b + 1].z - stem->sums[a].z) / count);

    return line.xz / line.xx;
}

static int keep_bends(struct search *search)
{
    const struct stem *stem = &search->stem;
    struct knickpoints *found = search->found;

    for (size_t i = 1; i <= stem->bends; i++) {
        const uint32_t *bend = stem->bend + i, node = stem->node[*bend];

        if (found->count == search->room) {
            const size_t room = 2 * search->room + 64;
            struct knickpoint *point = realloc(found->point, room * sizeof *point);

            if (!point)
                return 0;
            found->point = point;
            search->room = room;
        }
        found->point[found->count++] = (struct knickpoint){.node = node,
                                                           .drop = stem->drop[i],
                                                           .ksn_above = gradient_between(search, bend[-1], bend[0]),
                                                           .ksn_below = gradient_between(search, bend[0], bend[1]),
                                                           .chi = search->chi[node],
                                                           .distance = search->way[node]};
    }
    return 1;
}

static int search_stem(struct search *search, size_t source)
{
    search->stem.nodes = walk_stem(search, source, search->stem.node);
    if (search->stem.nodes < 3)
        return 1;
    sum_up(search);
    split(search);
    do
        settle_all(search);
    while (prune(search));
    return keep_bends(search);
}

static int allocate(struct search *search)
{
    const size_t nodes = search->network->nodes;

    search->chi = malloc((nodes + 1) * sizeof *search->chi);
    search->heir = malloc((nodes + 1) * sizeof *search->heir);
    search->way = malloc((nodes + 1) * sizeof *search->way);
    return search->chi && search->heir && search->way;
}

static int allocate_stem(struct search *search)
{
    struct stem *stem = &search->stem;
    size_t longest = 0;

    for (size_t node = 0; node < search->network->nodes; node++)
        if (search->heir[node] == CHANNEL_END) {
            const size_t count = walk_stem(search, node, NULL);

            longest = count > longest ? count : longest;
        }
    stem->node = malloc((longest + 1) * sizeof *stem->node);
    stem->sums = malloc((longest + 1) * sizeof *stem->sums);
    stem->bend = malloc((longest + 1) * sizeof *stem->bend);
    stem->drop = malloc((longest + 1) * sizeof *stem->drop);
    return stem->node && stem->sums && stem->bend && stem->drop;
}

static int by_node(const void *left, const void *right)
{
    const uint32_t a = ((const struct knickpoint *)left)->node, b = ((const struct knickpoint *)right)->node;

    return (a > b) - (a < b);
}

static int search_all(struct search *search)
{
    measure_ways_down(search);
    for (size_t node = 0; node < search->network->nodes; node++)
        if (search->heir[node] == CHANNEL_END && !search_stem(search, node))
            return 0;
    if (search->found->count > 0)
        qsort(search->found->point, search->found->count, sizeof *search->found->point, by_node);
    return 1;
}

enum slide_status knickpoints_find(const struct channel_network *network, const double *elevation, double theta,
                                   double tolerance, struct knickpoints *found, struct slide_error *error)
{
    struct search search = {.network = network, .elevation = elevation, .tolerance = tolerance, .found = found};
    int memory = allocate(&search);

    *found = (struct knickpoints){0};
    if (memory) {
        channel_chi(network, theta, 1., search.chi);
        find_heirs(&search);
        memory = allocate_stem(&search) && search_all(&search);
    }
    free(search.chi);
    free(search.heir);
    free(search.way);
    free(search.stem.node);
    free(search.stem.sums);
    free(search.stem.bend);
    free(search.stem.drop);
    if (memory)
        return SLIDE_OK;
    knickpoints_free(found);
    return slide_out_of_memory(error, 68. * (double)network->nodes, "the search for knickpoints");
}

void knickpoints_free(struct knickpoints *found)
{
    free(found->point);
    *found = (struct knickpoints){0};
}

void knickpoints_mark(const struct knickpoints *found, size_t nodes, uint8_t *mark)
{
    memset(mark, 0, nodes);
    for (size_t i = 0; i < found->count; i++)
        mark[found->point[i].node] = 1;
}
