/** The best place to part a node's samples along one feature. */
#ifndef SLIDE_LEARN_SPLIT_SEARCH_H
#define SLIDE_LEARN_SPLIT_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One sample of a tree's bootstrap. */
struct bootstrap_sample {
    uint32_t row;
    uint32_t count; /**< how often it was drawn */
    float weight;   /**< count times its own weight */
    float label;
};

struct split_found {
    bool found;
    double gain;    /**< by how much the sum of errors falls */
    double squares; /**< of absolute errors: by how much that of squared ones does, which decides between equal gains */
    size_t feature;
    uint16_t left, right; /**< the bins next to the split */
};

/** Room for nodes of up to `rows` samples; free with split_scratch_free. */
struct split_scratch {
    uint64_t *key;    /**< [rows] */
    uint32_t *order;  /**< [rows] a node's samples by the feature's bin */
    uint32_t *rank;   /**< [rows] each sample's place in the order of labels */
    float *label;     /**< [rows] labels ascending */
    double *below;    /**< [rows] absolute error of the first samples of the order */
    double *tree_sum; /**< [2 * (rows + 1)] binary indexed trees of weights and weighted labels */
    uint32_t *start;  /**< [bins + 1] */
};

bool split_scratch_new(struct split_scratch *scratch, size_t rows, size_t bins);
void split_scratch_free(struct split_scratch *scratch);

/** Ranks a node's labels: what the absolute error needs once for each node. */
void split_rank_labels(const struct bootstrap_sample *sample, size_t count, struct split_scratch *scratch);

/**
 * Betters `best` where a split along the feature does; at least `least` draws stay on either side.
 *
 * Where most labels are one number, such as 0, hardly any split lowers the absolute error, since the median on either
 * side is that number: all of them are equally good. Then the one that lowers the squared error most is taken; the
 * first one would part a few samples from the rest, again and again, down to the depth where the tree has to end.
 */
void split_search(const struct bootstrap_sample *sample, size_t count, const uint16_t *code, size_t bins,
                  size_t feature, size_t least, bool absolute, struct split_scratch *scratch, struct split_found *best);

#endif
