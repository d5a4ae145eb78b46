/** The predictors' importances in the model file. */
#ifndef SLIDE_LEARN_IMPORTANCE_JSON_H
#define SLIDE_LEARN_IMPORTANCE_JSON_H

#include <jansson.h>

#include "base/status.h"
#include "learn/model.h"

/** What measures them, and one number a predictor; the model must have them. */
json_t *importance_to_json(const struct model *model);

/**
 * @param[in]     json   NULL where the file has none
 * @param[in,out] model  its predictors are there already
 *
 * Fails with SLIDE_BAD_INPUT where they are not one number a predictor.
 */
enum slide_status importance_from_json(const json_t *json, struct model *model, struct slide_error *error);

#endif
