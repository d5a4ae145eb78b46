/** The prediction run: rows of maps in, rows of probabilities out, in bounded memory. */
#ifndef SLIDE_PREDICT_RUN_H
#define SLIDE_PREDICT_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "grass/stack.h"
#include "learn/model.h"

struct request {
    const struct model *model;
    struct stack *maps; /**< of the model's predictors, in its order, not open */
    const char *model_path;
    const char *output;
    bool corrected;   /**< for the thinned negatives */
    bool trusted;     /**< values may all be outside the training range */
    double megabytes; /**< memory for blocks of rows */
};

/** What was predicted. */
struct outcome {
    uint64_t cells, null;
    double mean, min, max; /**< of the probabilities; NaN where every cell is null */
    size_t *outside;       /**< [predictors] cells outside the training range, or of an unseen category; G_free it */
};

/** Writes the map, complete, or ends the module and leaves none. */
void run_prediction(const struct request *request, struct outcome *outcome);

#endif
