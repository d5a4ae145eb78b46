#include "learn/numbers_json.h"

#include <math.h>

json_t *numbers_to_json(const struct number_field *field, size_t count, const void *holder)
{
    json_t *json = json_object();

    for (size_t i = 0; i < count; i++) {
        const double *value = (const void *)((const char *)holder + field[i].offset);

        json_object_set_new(json, field[i].name, isnan(*value) ? json_null() : json_real(*value));
    }
    return json;
}

enum slide_status numbers_from_json(const json_t *json, const struct number_field *field, size_t count, void *holder,
                                    struct slide_error *error)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *number = json_object_get(json, field[i].name);
        double *value = (void *)((char *)holder + field[i].offset);

        if (json && !json_is_number(number) && !json_is_null(number))
            return slide_fail(error, SLIDE_BAD_INPUT, "its score %s is missing", field[i].name);
        *value = json_is_number(number) ? json_number_value(number) : NAN;
    }
    return SLIDE_OK;
}
