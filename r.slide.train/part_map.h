/** Maps of what part the samples take: held out or not, and the folds of cross-validation. */
#ifndef SLIDE_TRAIN_PART_MAP_H
#define SLIDE_TRAIN_PART_MAP_H

#include "grass/output.h"
#include "grass/units.h"
#include "learn/folds.h"
#include "learn/model.h"

/** What 0 and 1 are in a map of the held-out part. */
extern const struct map_category held_out_categories[];

/** Samples sorted by cell, and the ground that each is: its cell, or all cells of its unit. */
struct placed_samples {
    const struct sample_table *table;
    struct units *units; /**< NULL where samples are cells; a unit's sample has the number of its first cell */
};

/**
 * Adds a map that is 1 where samples are held out, 0 where they train, null elsewhere; of a split by rows the whole
 * rows are, unless samples are units.
 */
void test_map_add(const char *name, const struct placed_samples *samples, const struct model *model,
                  const struct split *split, struct map_set *set);

/**
 * Adds a map with the number of its fold, from 1, where each sample is, and null elsewhere.
 *
 * @param subset  the samples that the folds are of
 * @param plan    how they were drawn, for the map's history
 * @param source  the map of landslides
 */
void fold_map_add(const char *name, const struct placed_samples *samples, const struct subset *subset,
                  const struct folds *folds, const struct split_plan *plan, const char *source, struct map_set *set);

#endif
