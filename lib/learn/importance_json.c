#include "learn/importance_json.h"

#include <stdio.h>
#include <stdlib.h>

json_t *importance_to_json(const struct model *model)
{
    json_t *value = json_array();

    for (size_t i = 0; i < model->recipe.predictors; i++)
        json_array_append_new(value, json_real(model->importance[i]));
    return json_pack("{s:s, s:o}", "measure", model->importance_measure, "value", value);
}

enum slide_status importance_from_json(const json_t *json, struct model *model, struct slide_error *error)
{
    const char *measure = json_string_value(json_object_get(json, "measure"));
    const json_t *value = json_object_get(json, "value");
    const size_t predictors = model->recipe.predictors;

    if (!json)
        return SLIDE_OK;
    if (!measure || json_array_size(value) != predictors)
        return slide_fail(error, SLIDE_BAD_INPUT, "it has %zu predictors and %zu importances", predictors,
                          json_array_size(value));
    model->importance = calloc(predictors, sizeof *model->importance);
    if (!model->importance)
        return slide_out_of_memory(error, (double)predictors * sizeof *model->importance, "importances");
    snprintf(model->importance_measure, sizeof model->importance_measure, "%s", measure);
    for (size_t i = 0; i < predictors; i++) {
        if (!json_is_number(json_array_get(value, i)))
            return slide_fail(error, SLIDE_BAD_INPUT, "the importance of '%s' is no number",
                              model->recipe.predictor[i].label);
        model->importance[i] = json_number_value(json_array_get(value, i));
    }
    return SLIDE_OK;
}
