/**
 * The model file: a zip with model.json (what the model is) and the learner's own model, which other programs can read.
 * The same model gives the same bytes: the file holds no time and no place.
 */
#ifndef SLIDE_LEARN_MODEL_FILE_H
#define SLIDE_LEARN_MODEL_FILE_H

#include "learn/model.h"

/**
 * Writes beside `path` and renames when all is on disk: a failure leaves no file, and an older one untouched.
 *
 * @param[in,out] model  gets its identity
 */
enum slide_status model_write(struct model *model, const char *path, struct slide_error *error);

/**
 * @param[in]  threads  for predictions, at least 1
 * @param[out] model    the caller frees it with model_free; nothing to free after a failure
 *
 * Fails with SLIDE_IO or SLIDE_BAD_INPUT, naming the file: missing, cut short, altered, of another version, not a
 * model.
 */
enum slide_status model_read(const char *path, int threads, struct model *model, struct slide_error *error);

#endif
