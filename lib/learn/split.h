/** Which samples are held out from training to score the model. */
#ifndef SLIDE_LEARN_SPLIT_H
#define SLIDE_LEARN_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/table.h"

enum split_kind { SPLIT_RANDOM, SPLIT_NORTH_SOUTH };

/** Free with split_free. */
struct split {
    enum split_kind kind;
    double test_share;
    uint64_t cut_row;    /**< first row of the region held out, north_south only; the number of rows for none */
    unsigned char *test; /**< [table rows] 1 held out, 0 training */
    size_t train_positive, train_negative, test_positive, test_negative;
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
 * @param[in]  test_share            0 <= share < 1
 * @param[in]  region_rows, region_cols  of the region that the cells' numbers refer to
 * @param[out] split                 the caller frees it
 *
 * Fails with SLIDE_NO_DATA where training is left without a class, or a held-out part is asked for and lacks one.
 */
enum slide_status split_samples(const struct sample_table *table, enum split_kind kind, double test_share,
                                uint64_t seed, uint64_t region_rows, uint64_t region_cols, struct split *split,
                                struct slide_error *error);

void split_free(struct split *split);

#endif
