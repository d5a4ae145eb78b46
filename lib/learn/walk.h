/** Trees of any size, walked from the root by several rows at a time, so that one row's waiting is another's work. */
#ifndef SLIDE_LEARN_WALK_H
#define SLIDE_LEARN_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/trees.h"

/** A leaf has NaN for a threshold and itself for a low child: comparisons with NaN are false, so rows stay there. */
struct walk_node {
    float threshold;
    uint32_t feature;
    uint32_t low; /**< the other child stands behind it */
    float leaf;
};

/** Free with walk_free. */
struct walk {
    size_t features;
    size_t trees;
    float start;
    size_t *first;          /**< [trees + 1] */
    struct walk_node *node; /**< breadth first, children side by side */
};

enum slide_status walk_new(const struct trees *trees, struct walk *walk, struct slide_error *error);

/** @param[in] value  [rows * features]. @param[out] margin [rows] */
void walk_block(const struct walk *walk, const float *value, size_t rows, float *margin);

void walk_free(struct walk *walk);

#endif
