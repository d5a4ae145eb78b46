/** Models that others fitted: a member without samples. */
#ifndef SLIDE_LEARN_PUBLISHED_H
#define SLIDE_LEARN_PUBLISHED_H

#include "learn/model.h"

/**
 * Fills in the only member of a model whose learner is published. The predictors, in the order of the learner's roles,
 * get the ranges that the model is meant for.
 *
 * @param[in,out] model  with recipe and region
 */
enum slide_status model_publish(struct model *model, struct slide_error *error);

#endif
