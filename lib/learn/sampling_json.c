#include "learn/sampling_json.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} counts[] =
    {
        {"cells", offsetof(struct sampling, cells)},
        {"label_null", offsetof(struct sampling, label_null)},
        {"stratum_null", offsetof(struct sampling, stratum_null)},
        {"predictor_null", offsetof(struct sampling, predictor_null)},
        {"positive_available", offsetof(struct sampling, positive_available)},
        {"positive", offsetof(struct sampling, positive)},
        {"negative_available", offsetof(struct sampling, negative_available)},
        {"negative_excluded", offsetof(struct sampling, negative_excluded)},
        {"negative", offsetof(struct sampling, negative)},
        {"fixed_positive", offsetof(struct sampling, fixed_positive)},
        {"fixed_negative", offsetof(struct sampling, fixed_negative)},
},
  wishes[] = {
      {"negatives_per_positive", offsetof(struct sampling, negatives_per_positive)},
      {"thinning", offsetof(struct sampling, thinning)},
      {"buffer_least", offsetof(struct sampling, buffer_least)},
      {"buffer_most", offsetof(struct sampling, buffer_most)},
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static double number_at(const struct sampling *sampling, size_t offset)
{
    double number;

    memcpy(&number, (const char *)sampling + offset, sizeof number);
    return number;
}

static json_t *strata_to_json(const struct sampling *sampling)
{
    json_t *strata = json_array();

    for (size_t i = 0; i < sampling->strata; i++) {
        const struct sampling_stratum *stratum = &sampling->stratum[i];

        json_array_append_new(strata, json_pack("{s:i, s:I, s:I, s:I}", "category", stratum->category, "available",
                                                (json_int_t)stratum->available, "excluded",
                                                (json_int_t)stratum->excluded, "kept", (json_int_t)stratum->kept));
    }
    return json_pack("{s:s, s:I, s:o}", "allocation", allocation_name(sampling->allocation), "predictor",
                     (json_int_t)sampling->strata_predictor, "of", strata);
}

json_t *sampling_to_json(const struct sampling *sampling)
{
    const char *bytes = (const char *)sampling;
    json_t *json = json_object();

    for (size_t i = 0; i < COUNT_OF(counts); i++)
        json_object_set_new(json, counts[i].name,
                            json_integer((json_int_t) * (const uint64_t *)(bytes + counts[i].offset)));
    for (size_t i = 0; i < COUNT_OF(wishes); i++)
        json_object_set_new(json, wishes[i].name, json_real(number_at(sampling, wishes[i].offset)));
    json_object_set_new(json, "negative_fraction", json_real(sampling_negative_fraction(sampling)));
    json_object_set_new(json, "positive_fraction", json_real(sampling_positive_fraction(sampling)));
    json_object_set_new(json, "prior_ratio", json_real(sampling_ratio(sampling)));
    if (sampling->strata)
        json_object_set_new(json, "strata", strata_to_json(sampling));
    return json;
}

static enum slide_status missing(const char *name, struct slide_error *error)
{
    return slide_fail(error, SLIDE_BAD_INPUT, "its sampling cannot be read: '%s' is missing or not a number", name);
}

static enum slide_status read_strata(json_t *json, size_t predictors, struct sampling *sampling,
                                     struct slide_error *error)
{
    const char *allocation = json_string_value(json_object_get(json, "allocation"));
    const struct allocation_method *method = allocation_find(allocation ? allocation : "");
    json_t *strata = json_object_get(json, "of");
    const json_int_t predictor = json_integer_value(json_object_get(json, "predictor")); /* older models have none */

    sampling->strata = json_array_size(strata);
    if (!method || sampling->strata == 0 || sampling->strata > SAMPLING_MOST_STRATA || predictor < 0 ||
        (size_t)predictor > predictors)
        return slide_fail(error, SLIDE_BAD_INPUT, "its sampling's strata cannot be read");
    sampling->allocation = method->kind;
    sampling->strata_predictor = (size_t)predictor;
    for (size_t i = 0; i < sampling->strata; i++) {
        json_int_t available, excluded = 0, kept;

        if (json_unpack(json_array_get(strata, i), "{s:i, s:I, s?I, s:I}", "category", &sampling->stratum[i].category,
                        "available", &available, "excluded", &excluded, "kept", &kept) != 0)
            return missing("strata", error);
        sampling->stratum[i].excluded = (uint64_t)excluded;
        sampling->stratum[i].available = (uint64_t)available;
        sampling->stratum[i].kept = (uint64_t)kept;
    }
    return SLIDE_OK;
}

enum slide_status sampling_from_json(json_t *json, size_t predictors, struct sampling *sampling,
                                     struct slide_error *error)
{
    char *bytes = (char *)sampling;
    json_t *strata = json_object_get(json, "strata");

    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        json_t *value = json_object_get(json, counts[i].name);

        if (!json_is_integer(value) || json_integer_value(value) < 0)
            return missing(counts[i].name, error);
        *(uint64_t *)(bytes + counts[i].offset) = (uint64_t)json_integer_value(value);
    }
    for (size_t i = 0; i < COUNT_OF(wishes); i++) {
        json_t *value = json_object_get(json, wishes[i].name);
        double number;

        if (!json_is_number(value))
            return missing(wishes[i].name, error);
        number = json_number_value(value);
        memcpy(bytes + wishes[i].offset, &number, sizeof number);
    }
    return strata ? read_strata(strata, predictors, sampling, error) : SLIDE_OK;
}
