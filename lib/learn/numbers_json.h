/** Scores by their names in a model file, those that are not defined as null. */
#ifndef SLIDE_LEARN_NUMBERS_JSON_H
#define SLIDE_LEARN_NUMBERS_JSON_H

#include <stddef.h>

#include <jansson.h>

#include "base/status.h"

/** Where a double stands in the struct that holds it. */
struct number_field {
    const char *name;
    size_t offset;
};

/** An object of them, NaN as null; the caller owns the reference. @param[in] field  [count] */
json_t *numbers_to_json(const struct number_field *field, size_t count, const void *holder);

/** Fails with SLIDE_BAD_INPUT where one is missing or no number. Without `json` all become NaN. */
enum slide_status numbers_from_json(const json_t *json, const struct number_field *field, size_t count, void *holder,
                                    struct slide_error *error);

#endif
