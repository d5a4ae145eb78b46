/** Which samples are held out from training to score the model. */
#ifndef SLIDE_LEARN_SPLIT_H
#define SLIDE_LEARN_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/table.h"

enum split_kind { SPLIT_RANDOM, SPLIT_NORTH_SOUTH };

/** How the held-out part is to be chosen. */
struct split_plan {
    enum split_kind kind;
    double test_share; /**< 0 <= share < 1 */
    uint64_t seed;
    uint64_t region_rows, region_cols; /**< of the region that the cells' numbers refer to */
};

/** How many samples of either class are where. */
struct split_counts {
    size_t train_positive, train_negative, test_positive, test_negative;
};

/** The rows of either part. Free with split_free. */
struct split {
    struct subset train, test;
    struct split_counts counts;
};

/** The kinds' names, as in the option and the model file, and a line on each; ends with a NULL name. */
struct split_method {
    const char *name;
    const char *description;
    enum split_kind kind;
};
extern const struct split_method split_methods[];

/** NULL when there is none of that name. */
const struct split_method *split_method_find(const char *name);
const char *split_name(enum split_kind kind);

/**
 * The first row of the southern part that is held out, so that round(test_share * rows) rows are.
 */
uint64_t split_cut_row(uint64_t region_rows, double test_share);

/**
 * Random: in each class exactly round(test_share * n) samples are held out, drawn by the seed and the cell's number.
 * North-south: the samples in the southern rows from split_cut_row on; no neighbours across but along one line.
 *
 * @param[in]  drawn  the samples to part
 * @param[out] split  the caller frees it
 *
 * Fails with SLIDE_NO_DATA where training is left without a class, or a held-out part is asked for and lacks one.
 */
enum slide_status split_samples(const struct sample_table *table, const struct subset *drawn,
                                const struct split_plan *plan, struct split *split, struct slide_error *error);

void split_free(struct split *split);

#endif
