/** Class weights: how much more a landslide weighs in training than another sample. */
#ifndef SLIDE_LEARN_CLASS_WEIGHT_H
#define SLIDE_LEARN_CLASS_WEIGHT_H

#include <stddef.h>

#include "learn/recipe.h"

/**
 * "none", "balanced", "positive" or "positive=number" into the recipe's weights.
 *
 * Fails with SLIDE_BAD_INPUT, naming the choices.
 */
enum slide_status class_weights_read(const char *text, struct recipe *recipe, struct slide_error *error);

/** As in the option: "none", "balanced", "positive", "positive=20". @param[out] text  [size] */
void class_weights_name(const struct recipe *recipe, char *text, size_t size);

/** Weight of a sample of label 0 and 1 among so many of either. @param[out] weight  [2] */
void class_weights_of(const struct recipe *recipe, size_t negatives, size_t positives, double weight[2]);

/** The probability without the weights: odds divided by the weights' ratio (Elkan 2001, theorem 2). */
double unweighted(double probability, double weight_ratio);

#endif
