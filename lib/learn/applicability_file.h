/** The area of applicability inside a model file: its numbers in model.json, its points as a file of their own. */
#ifndef SLIDE_LEARN_APPLICABILITY_FILE_H
#define SLIDE_LEARN_APPLICABILITY_FILE_H

#include <jansson.h>

#include "learn/applicability.h"

/** Of the file of points: 4-byte little-endian floats, sample by sample. */
#define APPLICABILITY_FILE "applicability.bin"

/** All but the points, whose checksum must be there. NULL when memory is short. */
json_t *applicability_to_json(const struct applicability *applicability);

/**
 * @param[in]  features       of the marked member's transforms
 * @param[out] applicability  the caller frees it, also after a failure
 */
enum slide_status applicability_from_json(json_t *json, size_t features, struct applicability *applicability,
                                          struct slide_error *error);

/** The points as bytes, which the caller frees; NULL when memory is short. */
char *applicability_to_bytes(const struct applicability *applicability, size_t *size);

/** Takes the points and builds the tree. Fails with SLIDE_BAD_INPUT when there are more or fewer, or one is NaN. */
enum slide_status applicability_from_bytes(const char *bytes, size_t size, struct applicability *applicability,
                                           struct slide_error *error);

#endif
