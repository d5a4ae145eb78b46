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
    uint32_t *order;       /**< [rows] a node's samples by the feature's bin */
    uint32_t *half_sorted; /**< [rows] the same by the bin's last digit */
    double *above;         /**< [rows] absolute error of a sample of the order and all after it */
    uint32_t *link;        /**< [2 * (rows + 2)] samples that a sweep has not yet deleted, by label */
};

bool split_scratch_new(struct split_scratch *scratch, size_t rows);
void split_scratch_free(struct split_scratch *scratch);

/**
 * Betters `best` where a split along the feature does; at least `least` draws stay on either side.
 *
 * Where most labels are one number, such as 0, hardly any split lowers the absolute error, since the median on either
 * side is that number: all of them are equally good. Then the one that lowers the squared error most is taken; the
 * first one would part a few samples from the rest, again and again, down to the depth where the tree has to end.
 *
 * @param sample  [count] where the error is absolute, by ascending label
 */
void split_search(const struct bootstrap_sample *sample, size_t count, const uint16_t *code, size_t bins,
                  size_t feature, size_t least, bool absolute, struct split_scratch *scratch, struct split_found *best);

#endif
