/** A block of rows: its cells' values, and all that is predicted from them. */
#ifndef SLIDE_PREDICT_BLOCK_H
#define SLIDE_PREDICT_BLOCK_H

#include "layers.h"
#include "run.h"

/** Where what is predicted goes: indices of layers, -1 for what is not wanted. */
struct targets {
    int output, median, mean, deviation;
    int quantile;      /**< the first of them */
    int contributions; /**< the first of them, one for each predictor */
    int dominant, outside, dissimilarity, applicability;
};

/** Cells that are null in no map are packed to its front. */
struct block {
    int rows;
    size_t valid;
    float *value;        /**< [cells * predictors] */
    float *feature;      /**< [cells * features] */
    float *estimate;     /**< [cells], or [members * cells] when all are asked */
    float *index;        /**< [cells] dissimilarity */
    float *contribution; /**< [cells * (features + 1)] */
    size_t *place;       /**< [cells] of the packed cells */
    double base;         /**< mean prediction that contributions add to; NaN before the first */
};

/** For so many cells, or units. */
struct block block_of(const struct request *request, size_t cells);

/** As many rows as fill the request's memory, one at least. */
struct block block_new(const struct request *request, int layers);

/** Reads rows and fills all layers for their valid cells; counts go to the outcome. */
void block_predict(const struct request *request, const struct targets *targets, int first, int rows,
                   struct block *block, struct layers *layers, struct outcome *outcome);

/** Moves the cells that are null in no predictor to the front. @param[in] cells  in block->value */
void block_pack(struct block *block, size_t cells, size_t predictors);

/** Fills all layers for packed cells; counts what they are like in the outcome. */
void block_estimate(const struct request *request, const struct targets *targets, struct block *block,
                    struct layers *layers, struct outcome *outcome);

/* The steps of block_estimate, for those who come by estimates or contributions in another way. */

/** Counts, and maps where wanted, which predictors leave the training range. */
void block_leave(const struct request *request, const struct targets *targets, const struct block *block,
                 const struct layers *layers, struct outcome *outcome);

/** Fills what is made of estimates, [members * valid] in block->estimate where several are asked, else [valid]. */
void block_combine(const struct request *request, const struct targets *targets, const struct block *block,
                   const struct layers *layers);

/** Fills a cell's contributions and the dominant predictor. @param[in] contribution [predictors] */
void block_explain_cell(const struct request *request, const struct targets *targets, size_t cell,
                        const float *contribution, const struct layers *layers);

/** Adds the output's cells to mean, least and most. */
void block_account(const struct targets *targets, const struct block *block, const struct layers *layers,
                   struct outcome *outcome);

void block_free(struct block *block);

#endif
