/** Decision trees whose leaves add up, in flat arrays: what boosting and forests leave behind, whoever grew them. */
#ifndef SLIDE_LEARN_TREES_H
#define SLIDE_LEARN_TREES_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/**
 * A row starts at node 0 of each tree; at an inner node it goes left where value[feature] < threshold, else right. The
 * sum of its leaves' values in the order of the trees, in float and from `start` on, is the margin. Children stand
 * behind their parent. Free with trees_free.
 */
struct trees {
    size_t features;
    size_t trees;
    size_t nodes;     /**< of all trees */
    float start;      /**< the margin before the first tree */
    size_t *first;    /**< [trees + 1] where a tree's nodes begin */
    int32_t *left;    /**< [nodes] counted from the tree's first node; -1 at leaves */
    int32_t *right;   /**< [nodes] */
    int32_t *feature; /**< [nodes] 0 at leaves */
    float *threshold; /**< [nodes] finite; the leaf's value at leaves */
    float *gain;      /**< [nodes] by how much the split lowered the loss; 0 at leaves */
    float *cover;     /**< [nodes] weight of the training samples that came by */
    size_t tree_room; /**< trees that `first` has room for */
    size_t node_room; /**< nodes that the arrays have room for */
};

/** Room for more nodes and trees; fails with SLIDE_OUT_OF_MEMORY only, the trees then as before. */
enum slide_status trees_reserve(struct trees *trees, size_t more_trees, size_t more_nodes, struct slide_error *error);

/** SLIDE_BAD_INPUT unless every path ends in a leaf and every feature and number is one. */
enum slide_status trees_check(const struct trees *trees, struct slide_error *error);

/** Sum of the gains of each feature's splits, divided by the sum of all. @param[out] importance [features], all 0 where
 * nothing was split */
void trees_importance(const struct trees *trees, double *importance);

void trees_free(struct trees *trees);

#endif
