#include "learn/linear.h"

#include <math.h>
#include <string.h>

struct learner_coefficient learner_coefficient_of(double estimate, double standard_error, bool aliased)
{
    const double error = aliased ? NAN : standard_error, z = estimate / error;

    return (struct learner_coefficient){
        .estimate = estimate, .standard_error = error, .z = z, .p = erfc(fabs(z) / M_SQRT2), .aliased = aliased};
}

void linear_rescale(size_t features, const double *shift, const double *spread, double *coefficient, double *covariance)
{
    const size_t n = features + 1;

    for (size_t j = 0; j < features; j++) {
        coefficient[j] /= spread[j];
        coefficient[features] -= coefficient[j] * shift[j];
    }
    if (!covariance)
        return;
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k < n; k++)
            covariance[j * n + k] /= (j < features ? spread[j] : 1.) * (k < features ? spread[k] : 1.);
    for (size_t k = 0; k < n; k++)
        for (size_t j = 0; j < features; j++)
            covariance[features * n + k] -= shift[j] * covariance[j * n + k];
    for (size_t k = 0; k < n; k++)
        for (size_t j = 0; j < features; j++)
            covariance[k * n + features] -= shift[j] * covariance[k * n + j];
}

json_t *linear_numbers(const double *number, size_t count)
{
    json_t *json = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(json, json_real(number[i]));
    return json;
}

enum slide_status linear_save(json_t *json, char **bytes, size_t *size, struct slide_error *error)
{
    *bytes = json ? json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) : NULL;
    json_decref(json);
    if (!*bytes)
        return slide_out_of_memory(error, 0., "the coefficients");
    *size = strlen(*bytes);
    return SLIDE_OK;
}

enum slide_status linear_take(const json_t *json, const char *key, size_t count, double *number,
                              struct slide_error *error)
{
    const json_t *value = json_object_get(json, key);

    if (json_is_array(value) && json_array_size(value) != count)
        return slide_fail(error, SLIDE_BAD_INPUT, "The learner's '%s' holds %zu numbers, the transforms make %zu.", key,
                          json_array_size(value), count);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;

        number[i] = json_number_value(one);
        if (!json_is_number(one) || !isfinite(number[i]) || (count > 1 && !json_is_array(value)))
            return slide_fail(error, SLIDE_BAD_INPUT, "The learner's '%s' is missing or no number.", key);
    }
    return SLIDE_OK;
}
