#include "learn/validation_json.h"

#include <math.h>
#include <string.h>

json_t *validation_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *validation_scores(const struct validation_summary *summary, bool quantity)
{
    json_t *json = json_object();

    for (int i = 0; i < METRICS; i++)
        if (metric_kinds[i].quantity == quantity)
            json_object_set_new(json, metric_kinds[i].name,
                                json_pack("{s:o, s:o}", "mean", validation_number(summary->mean[i]), "sd",
                                          validation_number(summary->sd[i])));
    return json;
}

static json_t *tuned_to_json(const struct model *model)
{
    const struct tuning_summary *tuned = &model->tuned;
    json_t *names = json_array();

    for (size_t i = 0; i < tuned->parameters; i++)
        json_array_append_new(names, json_string(model->recipe.learner->parameter[tuned->parameter[i]].name));
    return json_pack("{s:s, s:I, s:o}", "score", metric_kinds[tuned->by].name, "tries", (json_int_t)tuned->candidates,
                     "parameters", names);
}

void validation_to_json(const struct model *model, json_t *json)
{
    const struct validation_summary *summary = &model->validation;

    if (summary->folds > 0)
        json_object_set_new(json, "cross_validation",
                            json_pack("{s:I, s:I, s:f, s:o}", "folds", (json_int_t)summary->folds, "repeats",
                                      (json_int_t)summary->repeats, "threshold", summary->threshold, "scores",
                                      validation_scores(summary, model->recipe.learner->quantity)));
    if (model->tuned.candidates > 0)
        json_object_set_new(json, "tuning", tuned_to_json(model));
}

static double number_of(json_t *json)
{
    return json_is_number(json) ? json_number_value(json) : NAN;
}

static enum slide_status unreadable(const char *part, const char *why, struct slide_error *error)
{
    return slide_fail(error, SLIDE_BAD_INPUT, "its %s cannot be read: %s", part, why);
}

static enum slide_status read_summary(json_t *json, struct validation_summary *summary, struct slide_error *error)
{
    json_int_t folds, repeats;
    json_error_t why;
    json_t *scores;

    if (json_unpack_ex(json, &why, 0, "{s:I, s:I, s:F, s:o}", "folds", &folds, "repeats", &repeats, "threshold",
                       &summary->threshold, "scores", &scores) != 0)
        return unreadable("cross-validation", why.text, error);
    if (folds < 2 || repeats < 1)
        return unreadable("cross-validation", "it has fewer than two folds", error);
    summary->folds = (size_t)folds;
    summary->repeats = (size_t)repeats;
    for (int i = 0; i < METRICS; i++) {
        json_t *score = json_object_get(scores, metric_kinds[i].name);

        summary->mean[i] = number_of(json_object_get(score, "mean"));
        summary->sd[i] = number_of(json_object_get(score, "sd"));
    }
    return SLIDE_OK;
}

static enum slide_status read_tuned_names(json_t *names, struct model *model, struct slide_error *error)
{
    struct tuning_summary *tuned = &model->tuned;

    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        size_t parameter = 0;

        if (!name || i == LEARNER_MOST_PARAMETERS)
            return unreadable("tuning", "a parameter has no name", error);
        while (model->recipe.learner->parameter[parameter].name &&
               strcmp(model->recipe.learner->parameter[parameter].name, name) != 0)
            parameter++;
        if (!model->recipe.learner->parameter[parameter].name)
            return unreadable("tuning", "a parameter is not the method's", error);
        tuned->parameter[tuned->parameters++] = parameter;
    }
    return SLIDE_OK;
}

static enum slide_status read_tuned(json_t *json, struct model *model, struct slide_error *error)
{
    const char *score;
    json_int_t tries;
    json_error_t why;
    json_t *names;
    enum slide_status status;

    if (json_unpack_ex(json, &why, 0, "{s:s, s:I, s:o}", "score", &score, "tries", &tries, "parameters", &names) != 0)
        return unreadable("tuning", why.text, error);
    status = metric_find(score, model->recipe.learner->quantity, &model->tuned.by, error);
    if (status != SLIDE_OK || tries < 1)
        return unreadable("tuning", "its score or its number of tries is not known", error);
    model->tuned.candidates = (size_t)tries;
    return read_tuned_names(names, model, error);
}

enum slide_status validation_from_json(json_t *json, struct model *model, struct slide_error *error)
{
    json_t *summary = json_object_get(json, "cross_validation"), *tuned = json_object_get(json, "tuning");
    enum slide_status status = SLIDE_OK;

    if (summary)
        status = read_summary(summary, &model->validation, error);
    if (status == SLIDE_OK && tuned)
        status = read_tuned(tuned, model, error);
    return status;
}
