/** Samples that are mapping units or blocks of cells: what was asked for, their statistics, labels and parts. */
#ifndef SLIDE_TRAIN_UNITS_H
#define SLIDE_TRAIN_UNITS_H

#include <grass/gis.h>

#include "grass/stack.h"
#include "grass/units.h"
#include "learn/model.h"
#include "sampling_options.h"

struct unit_options {
    struct Option *units, *lad, *statistic, *share, *truth_threshold;
};

/** The user's wishes, checked; no kind but cells where there were none. */
struct unit_request {
    enum mapping_kind kind;
    const char *map; /**< of units; NULL for blocks */
    int rows, cols;  /**< of a block */
    const char *statistic;
    double share, truth_threshold;
    struct units units; /**< once samples are gathered; units_free it */
};

/** Before G_parser. */
void units_define(struct unit_options *options);

/** After G_parser. */
void units_read(const struct unit_options *options, struct unit_request *request);

/**
 * Puts the statistics in the place of the predictors: one predictor for each, named such as slope_mean. Ends the module
 * where a name is none of the predictors, or a statistic makes no sense of it.
 *
 * @param[in]     maps   the predictors' maps
 * @param[in,out] model  its recipe's predictors are those of the maps before
 */
void units_describe(const struct unit_request *request, const struct stack *maps, struct model *model);

/**
 * Units that have a label and all their statistics are drawn as cells are, and placed at their centroids. The label is
 * the share of landslides in the unit's labelled area for a learner of quantities, else whether it is a positive unit:
 * one whose share is above 0 and at least `share`. Ends the module, saying what is missing, where there is but one unit
 * or a class is absent, or where the sampling asks for distances or strata.
 *
 * @param[out] draw  [sampling->repeats]
 */
void units_gather(struct unit_request *request, const struct sampling_request *sampling, struct stack *maps,
                  const struct model *model, struct sample_table *table, struct draw *draw);

/**
 * Numbers of the units that are samples, null elsewhere.
 *
 * @param[in]  number  of each sample of the subset, below 0 for none; or NULL for `same` at all of them
 * @param[out] numbers [units], null before
 */
void units_mark(const struct units *units, const struct sample_table *table, const struct subset *subset,
                const int *number, int same, CELL *numbers);

/**
 * The numbers of the units at the cells of a row, null where there is no unit; between units_open and units_close.
 *
 * @param place  room for a row
 */
void units_paint_row(struct units *units, int row, const CELL *numbers, size_t *place, CELL *cells);

/** Fills the rows of an open map of the held-out part: the cells of a unit are of its part. */
void units_fill_test_map(struct unit_request *request, int map, const struct sample_table *table,
                         const struct split *split);

#endif
