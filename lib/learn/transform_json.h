/** A member's transforms as JSON, a part of model.json. */
#ifndef SLIDE_LEARN_TRANSFORM_JSON_H
#define SLIDE_LEARN_TRANSFORM_JSON_H

#include <jansson.h>

#include "learn/recipe.h"
#include "learn/transform.h"

/** A new reference. */
json_t *transforms_to_json(const struct recipe *recipe, const struct transform *transform);

/** Fails with SLIDE_BAD_INPUT, the sentence beginning in lower case. @param[out] transform  the caller frees it */
enum slide_status transforms_from_json(const json_t *json, size_t predictors, struct transform *transform,
                                       struct slide_error *error);

#endif
