/** The folds of cross-validation as a map to look at. */
#ifndef SLIDE_TRAIN_FOLD_MAP_H
#define SLIDE_TRAIN_FOLD_MAP_H

#include "grass/units.h"
#include "learn/folds.h"

/**
 * Writes a map with the number of its fold, from 1, at each sample, in all cells of one that is a mapping unit, and
 * null elsewhere. It goes with a later fatal error, until maps_kept().
 *
 * @param subset  the samples that the folds are of
 * @param plan    how they were drawn, for the map's history
 * @param units   that the samples are; NULL for cells
 * @param source  the map of landslides
 */
void write_fold_map(const char *name, const struct sample_table *table, const struct subset *subset,
                    const struct folds *folds, const struct split_plan *plan, struct units *units, const char *source);

#endif
