/** A model's description as JSON: the file model.json inside a model file. */
#ifndef SLIDE_LEARN_MODEL_JSON_H
#define SLIDE_LEARN_MODEL_JSON_H

#include <jansson.h>

#include "learn/model.h"

/** Raised when an older r.slide could no longer read what is written. */
#define MODEL_VERSION 2

#define MODEL_FILE_NAME_SIZE 80

/** Name of the file of a member's piece inside the model file. @param[out] name  [MODEL_FILE_NAME_SIZE] */
void model_file_name(const struct model *model, size_t member, size_t piece, char *name);

/**
 * @param[in] model  its members have the checksums of their learners' bytes
 * @return JSON text, which the caller frees; NULL when memory is short
 */
char *model_to_json(const struct model *model);

/**
 * Everything but the learners' states.
 *
 * @param[out] model  the caller frees it, also after a failure
 *
 * Fails with SLIDE_BAD_INPUT: not JSON, not a model, of another version, of an unknown method, or something is missing.
 * The sentence begins in lower case, for a caller to put the file's name before it.
 */
enum slide_status model_from_json(const char *text, size_t size, struct model *model, struct slide_error *error);

/* Parts of the description that tables of samples have too. */

json_t *predictors_to_json(const struct predictor *list, size_t predictors);
json_t *region_to_json(const struct model_region *region);

/** @param[out] predictor  [*predictors], the caller frees it, also after a failure */
enum slide_status predictors_from_json(json_t *json, struct predictor **predictor, size_t *predictors,
                                       struct slide_error *error);

enum slide_status region_from_json(json_t *json, struct model_region *region, struct slide_error *error);

#endif
