/**
 * Fast evaluation of trees, the same bits as adding up leaf by leaf. Small trees are swept: predictor values become one
 * byte each, their rank among the thresholds, and every node is decided for a block of rows at once, by comparisons of
 * bytes that a compiler makes vector instructions of. Large trees are walked, several rows at a time.
 */
#ifndef SLIDE_LEARN_EVALUATOR_H
#define SLIDE_LEARN_EVALUATOR_H

#include <stddef.h>

#include "base/status.h"
#include "learn/trees.h"

struct evaluator;

/** The trees must have passed trees_check; they are not needed afterwards. Free with evaluator_free. */
enum slide_status evaluator_new(const struct trees *trees, struct evaluator **evaluator, struct slide_error *error);

/**
 * Margins of rows.
 *
 * @param[in]  value   [rows * features] row by row, no NaN; infinities count as beyond all thresholds
 * @param[out] margin  [rows]
 */
enum slide_status evaluator_margin(const struct evaluator *evaluator, const float *value, size_t rows, int threads,
                                   float *margin, struct slide_error *error);

void evaluator_free(struct evaluator *evaluator);

#endif
