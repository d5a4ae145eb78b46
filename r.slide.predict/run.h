/** The prediction run: rows of maps in, rows of everything that was asked for out, in bounded memory. */
#ifndef SLIDE_PREDICT_RUN_H
#define SLIDE_PREDICT_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "grass/stack.h"
#include "grass/vector_column.h"
#include "learn/model.h"
#include "net_options.h"

/** Names of maps, NULL for those not wanted. */
struct wanted {
    bool estimate; /**< what output shows, as a map or as a column */
    const char *output, *median, *mean, *deviation;
    char **quantile; /**< [quantiles] */
    size_t quantiles;
    double *share; /**< [quantiles] 0 to 1 */
    const char *outside, *dissimilarity, *applicability;
    const char *contributions; /**< prefix */
    const char *dominant;
};

/** For a model on units. */
struct unit_wishes {
    const char *map;             /**< of units; NULL for blocks */
    struct vector_target vector; /**< of no map: none */
};

struct request {
    const struct model *model;
    struct stack *maps; /**< of the model's predictors, in its order, not open */
    const char *model_path;
    struct wanted wanted;
    struct unit_wishes units;
    struct net_request net; /**< of models that are nets */
    bool median;            /**< the output is the median over members, not the marked member's */
    bool only_positive;     /**< the dominant predictor is the one that raises the prediction most */
    bool corrected;         /**< for the thinned negatives */
    bool trusted;           /**< values may all be outside the training range */
    double megabytes;       /**< memory for blocks of rows */
};

/** What was predicted. */
struct outcome {
    uint64_t cells, null; /**< or units */
    bool units;
    double mean, min, max; /**< of the output; NaN where there is none or every cell is null */
    size_t *outside;       /**< [predictors] cells outside the training range, or of an unseen category; G_free it */
    bool searched;         /**< windows were: */
    size_t detections;
    double applicable; /**< share of cells inside the area of applicability; NaN when it was not asked for */
};

/** Writes the maps, complete, or ends the module and leaves none; until maps_kept() a failure takes them away. */
void run_prediction(const struct request *request, struct outcome *outcome);

/** Empty counts. */
void outcome_begin(const struct request *request, struct outcome *outcome);

/** Says what leaves the training range, or ends the module where everything does; makes means of sums. */
void outcome_end(const struct request *request, struct outcome *outcome);

struct layers;

/** All maps appear, with their history. @param base  that contributions add to; NaN where there is none */
void finish_maps(const struct request *request, double base, struct layers *layers);

#endif
