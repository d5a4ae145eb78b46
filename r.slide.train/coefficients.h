/** The coefficients of linear models, as tables for people and programs. */
#ifndef SLIDE_TRAIN_COEFFICIENTS_H
#define SLIDE_TRAIN_COEFFICIENTS_H

#include <jansson.h>

#include "learn/model.h"

/** A table with | between its columns, and the deviances; nothing for learners without coefficients. */
void coefficients_print(const struct model *model);

/** The same into `json` as "coefficients", "deviance" and "null_deviance". */
void coefficients_to_json(const struct model *model, json_t *json);

/** A CSV file, which goes with a later fatal error; ends the module, naming the file, where it cannot be written. */
void coefficients_write(const struct model *model, const char *path);

#endif
