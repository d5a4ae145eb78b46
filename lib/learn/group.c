#include "learn/group.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/shuffle.h"

/* a sample and what it is grouped by */
struct keyed {
    long key[2];
    size_t place;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *left = a, *right = b;

    if (left->key[0] != right->key[0])
        return left->key[0] < right->key[0] ? -1 : 1;
    return (left->key[1] > right->key[1]) - (left->key[1] < right->key[1]);
}

static enum slide_status groups_room(size_t samples, struct groups *groups, struct slide_error *error)
{
    *groups = (struct groups){.samples = samples,
                              .of = malloc((samples + 1) * sizeof *groups->of),
                              .size = calloc(samples + 1, sizeof *groups->size),
                              .positive = calloc(samples + 1, sizeof *groups->positive)};
    if (groups->of && groups->size && groups->positive)
        return SLIDE_OK;
    groups_free(groups);
    return slide_out_of_memory(error, 3. * (double)samples * sizeof *groups->of, "groups of samples");
}

/* `keyed` holds the samples that belong somewhere; frees it */
static enum slide_status number_groups(const struct sample_table *table, const struct subset *subset,
                                       struct keyed *keyed, size_t count, struct groups *groups,
                                       struct slide_error *error)
{
    const enum slide_status status = groups_room(subset->rows, groups, error);

    if (status == SLIDE_OK) {
        qsort(keyed, count, sizeof *keyed, by_key);
        for (size_t i = 0; i < subset->rows; i++)
            groups->of[i] = GROUP_NONE;
        for (size_t i = 0; i < count; i++) {
            groups->groups += i == 0 || by_key(&keyed[i - 1], &keyed[i]) != 0;
            groups->of[keyed[i].place] = groups->groups - 1;
            groups->size[groups->groups - 1]++;
            groups->positive[groups->groups - 1] += table->label[subset->row[keyed[i].place]] > 0.f;
        }
    }
    free(keyed);
    return status;
}

static struct keyed *keyed_room(size_t samples, struct slide_error *error)
{
    struct keyed *keyed = malloc((samples + 1) * sizeof *keyed);

    if (!keyed)
        (void)slide_out_of_memory(error, (double)samples * sizeof *keyed, "groups of samples");
    return keyed;
}

enum slide_status groups_of_blocks(const struct sample_table *table, const struct subset *subset,
                                   const struct ground *ground, double block, struct groups *groups,
                                   struct slide_error *error)
{
    struct keyed *keyed = keyed_room(subset->rows, error);

    if (!keyed)
        return SLIDE_OUT_OF_MEMORY;
    for (size_t i = 0; i < subset->rows; i++) {
        keyed[i].place = i;
        place_block(table, subset->row[i], ground, block, &keyed[i].key[0], &keyed[i].key[1]);
    }
    return number_groups(table, subset, keyed, subset->rows, groups, error);
}

enum slide_status groups_of_numbers(const struct sample_table *table, const struct subset *subset, const int *number,
                                    int none, struct groups *groups, struct slide_error *error)
{
    struct keyed *keyed = keyed_room(subset->rows, error);
    size_t count = 0;

    if (!keyed)
        return SLIDE_OUT_OF_MEMORY;
    for (size_t i = 0; i < subset->rows; i++)
        if (number[subset->row[i]] != none)
            keyed[count++] = (struct keyed){{number[subset->row[i]], 0}, i};
    return number_groups(table, subset, keyed, count, groups, error);
}

/* the groups in an order that the seed gives; the caller frees it */
static struct shuffled *draw_order(const struct groups *groups, uint64_t seed, struct slide_error *error)
{
    struct shuffled *order = malloc((groups->groups + 1) * sizeof *order);

    if (!order) {
        (void)slide_out_of_memory(error, (double)groups->groups * sizeof *order, "the order of groups");
        return NULL;
    }
    for (size_t i = 0; i < groups->groups; i++)
        order[i] = shuffled_item(seed ^ 0x67726f757073ULL, i, i);
    shuffled_sort(order, groups->groups);
    return order;
}

struct load {
    size_t positive, all;
};

static size_t lightest(const struct load *load, size_t parts)
{
    size_t best = 0;

    for (size_t i = 1; i < parts; i++)
        if (load[i].positive < load[best].positive ||
            (load[i].positive == load[best].positive && load[i].all < load[best].all))
            best = i;
    return best;
}

/* part of each group, [groups] */
static void deal_in_order(const struct groups *groups, const struct shuffled *order, size_t parts, struct load *load,
                          size_t *part)
{
    for (size_t i = 0; i < groups->groups; i++) {
        const size_t group = order[i].item, to = parts == groups->groups ? group : lightest(load, parts);

        load[to].positive += groups->positive[group];
        load[to].all += groups->size[group];
        part[group] = to;
    }
}

enum slide_status groups_deal(const struct groups *groups, size_t parts, uint64_t seed, int *part,
                              struct slide_error *error)
{
    struct shuffled *order = draw_order(groups, seed, error);
    struct load *load = calloc(parts + 1, sizeof *load);
    size_t *of_group = malloc((groups->groups + 1) * sizeof *of_group);
    enum slide_status status = SLIDE_OK;

    if (order && load && of_group) {
        deal_in_order(groups, order, parts, load, of_group);
        for (size_t i = 0; i < groups->samples; i++)
            part[i] = groups->of[i] == GROUP_NONE ? -1 : (int)of_group[groups->of[i]];
    } else {
        status = slide_out_of_memory(error, (double)groups->groups * sizeof *of_group, "the dealing of groups");
    }
    free(order);
    free(load);
    free(of_group);
    return status;
}

enum slide_status groups_draw(const struct groups *groups, double share, uint64_t seed, unsigned char *drawn,
                              struct slide_error *error)
{
    struct shuffled *order = draw_order(groups, seed, error);
    unsigned char *taken = calloc(groups->groups + 1, 1);
    size_t all = 0, held = 0, count = 0;

    if (!order || !taken) {
        free(order);
        free(taken);
        return slide_out_of_memory(error, (double)groups->groups, "the draw of groups");
    }
    for (size_t i = 0; i < groups->groups; i++)
        all += groups->size[i];
    for (size_t i = 0; i < groups->groups && count + 1 < groups->groups; i++) {
        const size_t size = groups->size[order[i].item];
        const double before = fabs((double)held - share * (double)all);

        if (count > 0 && fabs((double)(held + size) - share * (double)all) >= before)
            continue;
        taken[order[i].item] = 1;
        held += size;
        count++;
    }
    for (size_t i = 0; i < groups->samples; i++)
        drawn[i] = groups->of[i] != GROUP_NONE && taken[groups->of[i]];
    free(order);
    free(taken);
    return SLIDE_OK;
}

void groups_free(struct groups *groups)
{
    free(groups->of);
    free(groups->size);
    free(groups->positive);
    *groups = (struct groups){0};
}
