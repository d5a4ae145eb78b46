/** How samples were drawn, as JSON. */
#ifndef SLIDE_LEARN_SAMPLING_JSON_H
#define SLIDE_LEARN_SAMPLING_JSON_H

#include <jansson.h>

#include "learn/sampling.h"

/** The caller owns the reference. */
json_t *sampling_to_json(const struct sampling *sampling);

/** Fails with SLIDE_BAD_INPUT where something is missing or not what it must be. @param predictors  of the model */
enum slide_status sampling_from_json(json_t *json, size_t predictors, struct sampling *sampling,
                                     struct slide_error *error);

#endif
