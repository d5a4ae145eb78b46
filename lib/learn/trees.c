#include "learn/trees.h"

#include <math.h>
#include <stdlib.h>

static enum slide_status grow(void *array, size_t count, size_t size, struct slide_error *error)
{
    void **place = array;
    void *longer = realloc(*place, count * size);

    if (!longer)
        return slide_out_of_memory(error, (double)count * size, "the trees");
    *place = longer;
    return SLIDE_OK;
}

static enum slide_status reserve_nodes(struct trees *trees, size_t room, struct slide_error *error)
{
    void *const arrays[] = {&trees->left,      &trees->right, &trees->feature,
                            &trees->threshold, &trees->gain,  &trees->cover};
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < sizeof arrays / sizeof *arrays && status == SLIDE_OK; i++)
        status = grow(arrays[i], room, sizeof(float), error); /* int32_t is as large */
    if (status == SLIDE_OK)
        trees->node_room = room;
    return status;
}

enum slide_status trees_reserve(struct trees *trees, size_t more_trees, size_t more_nodes, struct slide_error *error)
{
    const size_t tree_need = trees->trees + more_trees, node_need = trees->nodes + more_nodes;
    enum slide_status status = SLIDE_OK;

    if (tree_need > trees->tree_room || !trees->first) {
        const size_t room = tree_need + tree_need / 2;

        status = grow(&trees->first, room + 1, sizeof *trees->first, error);
        if (status == SLIDE_OK) {
            trees->tree_room = room;
            trees->first[0] = 0;
        }
    }
    if (status == SLIDE_OK && node_need > trees->node_room)
        status = reserve_nodes(trees, node_need + node_need / 2, error);
    return status;
}

static int node_is_right(const struct trees *trees, size_t tree, size_t node)
{
    const int32_t count = (int32_t)(trees->first[tree + 1] - trees->first[tree]);
    const int32_t place = (int32_t)(node - trees->first[tree]);
    const int32_t left = trees->left[node], right = trees->right[node];

    if (!isfinite(trees->threshold[node]) || !isfinite(trees->gain[node]))
        return 0;
    if (left < 0)
        return right < 0;
    return left > place && right > place && left < count && right < count && left != right &&
           trees->feature[node] >= 0 && (size_t)trees->feature[node] < trees->features;
}

enum slide_status trees_check(const struct trees *trees, struct slide_error *error)
{
    if (!isfinite(trees->start))
        return slide_fail(error, SLIDE_BAD_INPUT, "The trees start from no finite number.");
    for (size_t tree = 0; tree < trees->trees; tree++) {
        if (trees->first[tree + 1] <= trees->first[tree])
            return slide_fail(error, SLIDE_BAD_INPUT, "Tree %zu has no node.", tree + 1);
        for (size_t node = trees->first[tree]; node < trees->first[tree + 1]; node++)
            if (!node_is_right(trees, tree, node))
                return slide_fail(error, SLIDE_BAD_INPUT, "Node %zu of tree %zu is damaged.", node - trees->first[tree],
                                  tree + 1);
    }
    return SLIDE_OK;
}

void trees_importance(const struct trees *trees, double *importance)
{
    double sum = 0.;

    for (size_t feature = 0; feature < trees->features; feature++)
        importance[feature] = 0.;
    for (size_t node = 0; node < trees->nodes; node++)
        if (trees->left[node] >= 0) {
            importance[trees->feature[node]] += trees->gain[node];
            sum += trees->gain[node];
        }
    for (size_t feature = 0; feature < trees->features && sum > 0.; feature++)
        importance[feature] /= sum;
}

void trees_free(struct trees *trees)
{
    free(trees->first);
    free(trees->left);
    free(trees->right);
    free(trees->feature);
    free(trees->threshold);
    free(trees->gain);
    free(trees->cover);
    *trees = (struct trees){0};
}
