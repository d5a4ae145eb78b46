/** Folds of cross-validation: each sample is in one, and each fold is once the part that scores go by. */
#ifndef SLIDE_LEARN_FOLDS_H
#define SLIDE_LEARN_FOLDS_H

#include <stddef.h>

#include "base/status.h"
#include "learn/split.h"
#include "learn/table.h"

/** As many folds as there are blocks, zones or events. */
#define FOLDS_ALL 0

/** Free with folds_free. */
struct folds {
    size_t folds;
    size_t samples;
    int *of; /**< [samples] 0 to folds - 1; -1 in none, where the map of zones is null */
};

/**
 * Random: each class is dealt out in an order that the seed draws, so that folds differ by one sample of it at most.
 * Rows, columns: bands of whole rows or columns with about as many samples each, from north or west.
 * Blocks, map, event: whole groups, see groups_deal. Clusters: those of k-means.
 *
 * @param[in]  folds  at least 2, or FOLDS_ALL; the plan's test share does not matter
 * @param[out] out    the caller frees it
 *
 * Fails with SLIDE_BAD_INPUT for more folds than there are rows, blocks, zones or events with samples.
 */
enum slide_status folds_make(const struct sample_table *table, const struct subset *subset,
                             const struct split_plan *plan, size_t folds, struct folds *out, struct slide_error *error);

/**
 * Training and validation part of one fold, the plan's gap between them.
 *
 * @param[in]  fold   from 0
 * @param[out] split  the caller frees it; test is the validation part
 *
 * Fails with SLIDE_NO_DATA, naming the fold by its number from 1, where a part lacks a class.
 */
enum slide_status folds_split(const struct folds *folds, size_t fold, const struct sample_table *table,
                              const struct subset *subset, const struct split_place *place, struct split *split,
                              struct slide_error *error);

void folds_free(struct folds *folds);

#endif
