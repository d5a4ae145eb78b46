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

/* The same in steps, for those who need a part: a hundred forests take gigabytes. */

/** All that is known of the model but its learners' states and its training samples; as model_read. */
enum slide_status model_read_description(const char *path, struct model *model, struct slide_error *error);

/** The learners of members first to first + count - 1, below model->members. The model stays the caller's to free. */
enum slide_status model_read_learners(const char *path, int threads, size_t first, size_t count, struct model *model,
                                      struct slide_error *error);

/** The training samples of the area of applicability, where the model has them. */
enum slide_status model_read_applicability(const char *path, struct model *model, struct slide_error *error);

/** Fails where model_read would, holding one member at a time; the model has none of their states afterwards. */
enum slide_status model_verify(const char *path, struct model *model, struct slide_error *error);

#endif
