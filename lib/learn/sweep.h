/** Trees of at most 256 leaves over at most 255 thresholds a feature, every node decided for a block of rows at once.
 */
#ifndef SLIDE_LEARN_SWEEP_H
#define SLIDE_LEARN_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/trees.h"

#define SWEEP_ROWS 256 /**< of a block */

/** One node: result = code[feature] > bound ? high : low, where low and high are leaves or earlier results. */
struct sweep_step {
    uint16_t feature;
    uint8_t bound;
    uint8_t result;    /**< slot that takes the leaves' numbers */
    uint8_t low, high; /**< a leaf's number, or a slot */
    uint8_t low_is_leaf, high_is_leaf;
};

/** Free with sweep_free. */
struct sweep {
    size_t features;
    size_t trees;
    float start;
    size_t *first_step;      /**< [trees + 1] */
    size_t *first_leaf;      /**< [trees + 1] */
    struct sweep_step *step; /**< children before parents, a tree's root last, in slot 0 */
    float *leaf;
    float *cut;  /**< [features * 256] thresholds ascending, then infinity */
    int *levels; /**< [features] halvings that find a value's rank */
};

/** @param[out] suits  false where the trees are too large for it; the sweep is then empty */
enum slide_status sweep_new(const struct trees *trees, struct sweep *sweep, bool *suits, struct slide_error *error);

/** Bytes of scratch that a block takes. */
size_t sweep_scratch(const struct sweep *sweep);

/** @param[in] value  [rows * features]; rows <= SWEEP_ROWS. @param[out] margin [rows] */
void sweep_block(const struct sweep *sweep, const float *value, size_t rows, unsigned char *scratch, float *margin);

void sweep_free(struct sweep *sweep);

#endif
