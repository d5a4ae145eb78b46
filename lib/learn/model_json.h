/** A model's description as JSON: the file model.json inside a model file. */
#ifndef SLIDE_LEARN_MODEL_JSON_H
#define SLIDE_LEARN_MODEL_JSON_H

#include "learn/model.h"

/** Raised when an older r.slide could no longer read what is written. */
#define MODEL_VERSION 1

/**
 * @param[in] payload_checksum  of the learner's own bytes
 * @return JSON text, which the caller frees; NULL when memory is short
 */
char *model_to_json(const struct model *model, const char *payload_checksum);

/**
 * Everything but the learner's state.
 *
 * @param[out] model             the caller frees it, also after a failure
 * @param[out] payload_checksum  [CHECKSUM_SIZE]
 *
 * Fails with SLIDE_BAD_INPUT: not JSON, not a model, of a later version, of an unknown method, or something is missing.
 * The sentence begins in lower case, for a caller to put the file's name before it.
 */
enum slide_status model_from_json(const char *text, size_t size, struct model *model, char *payload_checksum,
                                  struct slide_error *error);

#endif
