#include "learn/walk.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define ABREAST 16

/* `order` lists the nodes breadth first as they are met, which is also where they go */
static void lay_out(const struct trees *trees, size_t tree, int32_t *order, struct walk_node *node)
{
    const size_t first = trees->first[tree];
    uint32_t known = 1;

    order[0] = 0;
    for (uint32_t i = 0; i < known; i++) {
        const size_t from = first + (size_t)order[i];

        if (trees->left[from] < 0) {
            node[i] = (struct walk_node){.threshold = NAN, .low = i, .leaf = trees->threshold[from]};
            continue;
        }
        node[i] = (struct walk_node){
            .threshold = trees->threshold[from], .feature = (uint32_t)trees->feature[from], .low = known};
        order[known++] = trees->left[from];
        order[known++] = trees->right[from];
    }
}

enum slide_status walk_new(const struct trees *trees, struct walk *walk, struct slide_error *error)
{
    int32_t *order = malloc((trees->nodes + 1) * sizeof *order);

    *walk = (struct walk){.features = trees->features,
                          .trees = trees->trees,
                          .start = trees->start,
                          .first = malloc((trees->trees + 1) * sizeof *walk->first),
                          .node = calloc(trees->nodes + 1, sizeof *walk->node)};
    if (!order || !walk->first || !walk->node) {
        free(order);
        walk_free(walk);
        return slide_out_of_memory(error, (double)trees->nodes * sizeof *walk->node, "the trees' evaluation");
    }
    for (size_t tree = 0; tree < trees->trees; tree++) {
        walk->first[tree] = trees->first[tree];
        lay_out(trees, tree, order, walk->node + trees->first[tree]);
    }
    free(order);
    return SLIDE_OK;
}

/* rows beyond the last walk in its tracks */
static void walk_abreast(const struct walk_node *tree, const float *const *row, float *leaf)
{
    uint32_t at[ABREAST] = {0};
    bool moved = true;

    while (moved) {
        uint32_t change = 0;

        for (int i = 0; i < ABREAST; i++) {
            const struct walk_node *node = &tree[at[i]];
            const uint32_t next = node->low + (row[i][node->feature] >= node->threshold);

            change |= next ^ at[i];
            at[i] = next;
        }
        moved = change != 0;
    }
    for (int i = 0; i < ABREAST; i++)
        leaf[i] = tree[at[i]].leaf;
}

void walk_block(const struct walk *walk, const float *value, size_t rows, float *margin)
{
    for (size_t i = 0; i < rows; i++)
        margin[i] = walk->start;
    for (size_t tree = 0; tree < walk->trees; tree++) {
        for (size_t first = 0; first < rows; first += ABREAST) {
            const size_t count = rows - first < ABREAST ? rows - first : ABREAST;
            const float *row[ABREAST];
            float leaf[ABREAST];

            for (size_t i = 0; i < ABREAST; i++)
                row[i] = value + (first + (i < count ? i : count - 1)) * walk->features;
            walk_abreast(walk->node + walk->first[tree], row, leaf);
            for (size_t i = 0; i < count; i++)
                margin[first + i] += leaf[i];
        }
    }
}

void walk_free(struct walk *walk)
{
    free(walk->first);
    free(walk->node);
    *walk = (struct walk){0};
}
