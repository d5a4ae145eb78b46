/** Scores by their names in a model file, those that are not defined as null. */
#ifndef SLIDE_LEARN_NUMBERS_JSON_H
#define SLIDE_LEARN_NUMBERS_JSON_H

#include <stddef.h>

#include <jansson.h>

#include "base/status.h"

struct named_number {
    const char *name;
    double *value; /**< NaN is null in the file */
};

/** An object of them; the caller owns the reference. @param[in] number  [count] */
json_t *numbers_to_json(const struct named_number *number, size_t count);

/** Fails with SLIDE_BAD_INPUT where one is missing or no number. @param[out] number  [count] values are set */
enum slide_status numbers_from_json(const json_t *json, const struct named_number *number, size_t count,
                                    struct slide_error *error);

#endif
