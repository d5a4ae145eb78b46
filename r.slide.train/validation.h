/** Splits by place, cross-validation and tuning in a training run: what was asked for, and the steps. */
#ifndef SLIDE_TRAIN_VALIDATION_H
#define SLIDE_TRAIN_VALIDATION_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/model.h"
#include "part_map.h"

/** The user's wishes, checked. Paths and names are NULL where not wanted. */
struct validation_request {
    double block, gap; /**< m, 0 where not given */
    const char *split_map;
    double threshold; /**< that estimates are cut at, of folds and of the held-out part */
    bool wanted;      /**< cross-validation; below, what matters then */
    size_t folds, repeats;
    const char *fold_map, *fold_table, *estimates;
    bool tuned; /**< below, what matters then */
    struct tune_grid grid;
    size_t draws;
    enum metric by;
    const char *tune_table;
};

/** What came of it. Free with validation_outcome_free. */
struct validation_outcome {
    struct validation validation; /**< no results where it was not wanted */
    struct tuning tuning;         /**< no candidates where it was not wanted */
    char *estimates;              /**< the table of held-out estimates, as CSV; NULL where it was not wanted */
    size_t estimates_size;
    struct map_set maps; /**< of the folds, under way, where it was wanted */
};

/** What coordinates mean in the current location, blocks counted from the region's corner. */
struct ground ground_of_region(const struct model_region *region);

/**
 * Tells the model what splits by place need: metres, blocks, gap, and the values of split_map at the samples; of units
 * the values that most of their ground has.
 *
 * @param[in] ground  where the samples are; NULL: in the current location
 */
void prepare_splits(const struct validation_request *request, const struct placed_samples *samples,
                    const struct ground *ground, struct model *model);

/**
 * Tunes and cross-validates on what the model's split of a draw leaves for training; the best parameters go into the
 * model's recipe. Writes the map of folds, as a map under way. Does nothing where nothing was asked for.
 */
void run_validation(const struct validation_request *request, const struct placed_samples *samples,
                    const struct draw *draw, struct model *model, struct validation_outcome *outcome);

/**
 * Writes the tables that were asked for, or ends the module. All of them go with a later fatal error, until
 * maps_kept().
 */
void write_validation_tables(const struct validation_request *request, const struct model *model,
                             const struct validation_outcome *outcome);

/** Frees what the model was told for its splits. */
void forget_splits(struct model *model);
void validation_outcome_free(struct validation_outcome *outcome);

#endif
