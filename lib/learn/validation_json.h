/** What a model file says of its cross-validation and tuning. */
#ifndef SLIDE_LEARN_VALIDATION_JSON_H
#define SLIDE_LEARN_VALIDATION_JSON_H

#include <jansson.h>

#include "base/status.h"
#include "learn/model.h"

/** Adds "cross_validation" and "tuning" to a model's description, where there were any. */
void validation_to_json(const struct model *model, json_t *json);

/** Reads both where they are there. The learner must be known. A failure's sentence begins in lower case. */
enum slide_status validation_from_json(json_t *json, struct model *model, struct slide_error *error);

/** A number, or null for one that JSON has no word for. */
json_t *validation_number(double value);

/** The learner's scores, by name: mean and standard deviation. */
json_t *validation_scores(const struct validation_summary *summary, bool quantity);

#endif
