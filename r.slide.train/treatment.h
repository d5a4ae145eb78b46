/** What is done with the predictors and the classes before the learner sees them: options and the request's part. */
#ifndef SLIDE_TRAIN_TREATMENT_H
#define SLIDE_TRAIN_TREATMENT_H

#include <grass/gis.h>

#include "grass/stack.h"
#include "learn/recipe.h"

struct treatment_options {
    struct Option *circular, *absolute, *logarithm, *scale, *weights, *calibration, *folds, *roles;
    struct Flag *keep_weighted;
};

/** What is done with the predictors. Before G_parser. */
void treatment_define_of_predictors(struct treatment_options *options);

/** Class weights, calibration, roles. Before G_parser. */
void treatment_define_of_classes(struct treatment_options *options);

/**
 * Sets scale, weights and calibration. Ends the module where an option is not right, or does not go with the learner.
 */
void treatment_read(const struct treatment_options *options, struct recipe *recipe);

/**
 * Says what is taken of each predictor. Ends the module where a name is none of the predictors or two treatments of one
 * contradict each other.
 *
 * @param[in,out] recipe  with predictors, in the order of `maps`
 */
void treatment_of_predictors(const struct treatment_options *options, const struct stack *maps, struct recipe *recipe);

/**
 * For a published model: the maps in the order of its roles, by `role=map` of the option, else by their labels.
 * Ends the module where a role has no map or a map no role.
 */
void treatment_order_by_role(const struct treatment_options *options, const struct learner *learner,
                             struct stack *maps);

#endif
