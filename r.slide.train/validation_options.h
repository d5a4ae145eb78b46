/** The options of splits by place, cross-validation and tuning, and the request that they make. */
#ifndef SLIDE_TRAIN_VALIDATION_OPTIONS_H
#define SLIDE_TRAIN_VALIDATION_OPTIONS_H

#include <grass/gis.h>

#include "validation.h"

struct validation_options {
    struct Option *block, *gap, *split_map;
    struct Option *folds, *cv_repeats, *threshold, *fold_map, *fold_table, *cv_estimates;
    struct Option *tune, *tune_draws, *tune_score, *tune_table;
};

/** How the held-out part is cut: beside the split itself. Before G_parser. */
void define_split_places(struct validation_options *options);

/** Cross-validation and tuning. Before G_parser, after the former. */
void define_validation_options(struct validation_options *options);

/** After G_parser, once learner and split are known. Ends the module where something is not right. */
void read_validation_request(const struct validation_options *options, const struct learner *learner,
                             enum split_kind split, struct validation_request *request);

#endif
