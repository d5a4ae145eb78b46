#include "learn/numbers_json.h"

#include <math.h>

json_t *numbers_to_json(const struct named_number *number, size_t count)
{
    json_t *json = json_object();

    for (size_t i = 0; i < count; i++)
        json_object_set_new(json, number[i].name, isnan(*number[i].value) ? json_null() : json_real(*number[i].value));
    return json;
}

enum slide_status numbers_from_json(const json_t *json, const struct named_number *number, size_t count,
                                    struct slide_error *error)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_object_get(json, number[i].name);

        if (!json_is_number(value) && !json_is_null(value))
            return slide_fail(error, SLIDE_BAD_INPUT, "its score %s is missing", number[i].name);
        *number[i].value = json_is_null(value) ? NAN : json_number_value(value);
    }
    return SLIDE_OK;
}
