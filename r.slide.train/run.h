/** The training run: what was asked for, and the steps from maps to a written model. */
#ifndef SLIDE_TRAIN_RUN_H
#define SLIDE_TRAIN_RUN_H

#include <stdbool.h>

#include "grass/stack.h"
#include "inspection.h"
#include "learn/model.h"
#include "net_options.h"
#include "sampling_options.h"
#include "table_options.h"
#include "validation.h"
#include "treatment.h"
#include "units.h"

/** The user's wishes, checked. */
struct request {
    struct stack predictors;  /**< none where samples come from tables, until these are read */
    char **categorical;       /**< names of predictors that are categories, ended by NULL; or NULL */
    const char *model_path;   /**< NULL where the table of samples is all that is wanted */
    const char *test_map;     /**< NULL: none */
    const char *coefficients; /**< CSV file; NULL: none */
    struct treatment_options treatment;
    const struct learner *learner;
    struct learner_settings settings;
    enum split_kind split;
    double test_share;
    struct unit_request units;
    struct table_request tables;
    size_t applicability; /**< samples kept for the area of applicability; 0: none */
    struct sampling_request sampling;
    struct validation_request validation;
    struct net_request net; /**< of a spatial learner */
    struct inspection inspection;
};

/** Whether a map of landslides is given. */
bool request_has_label(const struct request *request);

/**
 * Trains, writes maps, tables and model, and fills `model` and `outcome` for the report; model_free and
 * validation_outcome_free them. Ends the module on failure.
 */
void run_training(struct request *request, struct model *model, struct validation_outcome *outcome);

#endif
