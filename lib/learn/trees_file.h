/** Trees as bytes in XGBoost's binary JSON (UBJSON, model schema of XGBoost 1.7), which any of its languages reads. */
#ifndef SLIDE_LEARN_TREES_FILE_H
#define SLIDE_LEARN_TREES_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/trees.h"

/**
 * Reads a model that XGBoost or trees_write made.
 *
 * @param[in]  features  that the model must expect
 * @param[in]  logistic  the stored start is a probability, the trees' one its logit
 * @param[out] trees     the caller frees them; empty on failure. SLIDE_BAD_INPUT where the bytes are no such model
 */
enum slide_status trees_read(const char *bytes, size_t size, size_t features, bool logistic, struct trees *trees,
                             struct slide_error *error);

/** Writes a model whose prediction is the margin itself. @param[out] bytes  the caller frees them */
enum slide_status trees_write(const struct trees *trees, char **bytes, size_t *size, struct slide_error *error);

#endif
