#include "learn/transform_json.h"

#include <math.h>
#include <stdlib.h>

static void scaling_to_json(const struct transform_step *step, json_t *entry)
{
    json_t *shift = json_array(), *spread = json_array();

    for (size_t i = 0; i < step->width; i++) {
        json_array_append_new(shift, json_real(step->shift[i]));
        json_array_append_new(spread, json_real(step->spread[i]));
    }
    json_object_set_new(entry, "shift", shift);
    json_object_set_new(entry, "spread", spread);
}

static void step_to_json(const struct transform_step *step, json_t *entry)
{
    json_t *categories;

    if (step->kind != TRANSFORM_ONE_HOT) {
        if (step->kind == TRANSFORM_CIRCULAR)
            json_object_set_new(entry, "zero_is_flat", json_boolean(step->zero_is_flat));
        if (step->absolute)
            json_object_set_new(entry, "absolute", json_true());
        if (step->floor > 0.)
            json_object_set_new(entry, "logarithm_floor", json_real(step->floor));
        scaling_to_json(step, entry);
        return;
    }
    categories = json_array();
    for (size_t i = 0; i < step->width; i++)
        json_array_append_new(categories, json_integer(step->category[i]));
    json_object_set_new(entry, "categories", categories);
}

json_t *transforms_to_json(const struct recipe *recipe, const struct transform *transform)
{
    json_t *json = json_array();

    for (size_t i = 0; i < recipe->predictors; i++) {
        const char *label = recipe->predictor[i].label;
        json_t *named = json_string(label); /* NULL where the label is no UTF-8 */
        json_t *entry = json_pack("{s:o, s:s}", "predictor", named ? named : json_string("?"), "kind",
                                  transform_kind_name(transform->step[i].kind));

        step_to_json(&transform->step[i], entry);
        json_array_append_new(json, entry);
    }
    return json;
}

static enum slide_status categories_from_json(const json_t *json, struct transform_step *step,
                                              struct slide_error *error)
{
    const json_t *categories = json_object_get(json, "categories");

    step->width = json_array_size(categories);
    if (step->width == 0 || step->width > TRANSFORM_MOST_CATEGORIES)
        return slide_fail(error, SLIDE_BAD_INPUT, "a predictor's categories are missing");
    step->category = calloc(step->width, sizeof *step->category);
    if (!step->category)
        return slide_out_of_memory(error, (double)step->width * sizeof(int), "categories");
    for (size_t i = 0; i < step->width; i++)
        step->category[i] = (int)json_integer_value(json_array_get(categories, i));
    return SLIDE_OK;
}

static enum slide_status step_from_json(const json_t *json, struct transform_step *step, struct slide_error *error)
{
    const char *kind = json_string_value(json_object_get(json, "kind"));
    const json_t *shift = json_object_get(json, "shift"), *spread = json_object_get(json, "spread");
    enum slide_status status = transform_kind_find(kind ? kind : "", &step->kind, error);

    if (status != SLIDE_OK || step->kind == TRANSFORM_ONE_HOT)
        return status == SLIDE_OK ? categories_from_json(json, step, error) : status;
    step->width = step->kind == TRANSFORM_CIRCULAR ? 2 : 1;
    step->zero_is_flat = json_is_true(json_object_get(json, "zero_is_flat"));
    step->absolute = json_is_true(json_object_get(json, "absolute"));
    step->floor = json_number_value(json_object_get(json, "logarithm_floor"));
    for (size_t i = 0; i < step->width; i++) {
        step->shift[i] = json_number_value(json_array_get(shift, i));
        step->spread[i] = json_number_value(json_array_get(spread, i));
        if (!json_is_number(json_array_get(shift, i)) || !(step->spread[i] > 0.))
            return slide_fail(error, SLIDE_BAD_INPUT, "the scaling of a predictor is missing");
    }
    return SLIDE_OK;
}

enum slide_status transforms_from_json(const json_t *json, size_t predictors, struct transform *transform,
                                       struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    if (json_array_size(json) != predictors)
        return slide_fail(error, SLIDE_BAD_INPUT, "it has %zu predictors and %zu transforms", predictors,
                          json_array_size(json));
    transform->step = calloc(predictors, sizeof *transform->step);
    if (!transform->step)
        return slide_out_of_memory(error, (double)predictors * sizeof *transform->step, "transforms");
    transform->predictors = predictors;
    for (size_t i = 0; i < predictors && status == SLIDE_OK; i++)
        status = step_from_json(json_array_get(json, i), &transform->step[i], error);
    transform_place(transform);
    return status;
}
