#include "learn/model_json.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#define FORMAT_NAME "r.slide model"

/* titles of maps may be in any encoding: what is not UTF-8 is kept readable */
static json_t *text_to_json(const char *text)
{
    json_t *json = json_string(text);
    char *ascii;

    if (json || !(ascii = strdup(text)))
        return json;
    for (char *c = ascii; *c; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    json = json_string(ascii);
    free(ascii);
    return json;
}

static json_t *parameters_to_json(const struct model *model)
{
    const struct learner_parameter *parameter = model->learner->parameter;
    json_t *json = json_object();

    for (size_t i = 0; parameter[i].name; i++)
        json_object_set_new(json, parameter[i].name,
                            parameter[i].whole ? json_integer((json_int_t)model->settings.parameter[i])
                                               : json_real(model->settings.parameter[i]));
    return json;
}

static json_t *predictors_to_json(const struct model *model)
{
    json_t *json = json_array();

    for (size_t i = 0; i < model->predictors; i++) {
        const struct predictor *predictor = &model->predictor[i];

        json_array_append_new(json,
                              json_pack("{s:o, s:o, s:o, s:o, s:s, s:f, s:f, s:f}", "label",
                                        text_to_json(predictor->label), "map", text_to_json(predictor->map), "title",
                                        text_to_json(predictor->title), "units", text_to_json(predictor->units), "type",
                                        predictor->categorical ? "categorical" : "continuous", "min", predictor->min,
                                        "max", predictor->max, "mean", predictor->mean));
    }
    return json;
}

static json_t *transforms_to_json(const struct model *model)
{
    json_t *json = json_array();

    for (size_t i = 0; i < model->predictors; i++) {
        const struct transform_step *step = &model->transform.step[i];
        json_t *entry = json_pack("{s:o, s:s}", "predictor", text_to_json(model->predictor[i].label), "kind",
                                  transform_kind_name(step->kind));

        if (step->kind == TRANSFORM_ONE_HOT) {
            json_t *categories = json_array();

            for (size_t j = 0; j < step->width; j++)
                json_array_append_new(categories, json_integer(step->category[j]));
            json_object_set_new(entry, "categories", categories);
        }
        json_array_append_new(json, entry);
    }
    return json;
}

static json_t *features_to_json(const struct model *model)
{
    json_t *json = json_array();
    char **names = model_feature_names(model);

    for (size_t i = 0; names && i < model->transform.features; i++)
        json_array_append_new(json, text_to_json(names[i]));
    free(names);
    return json;
}

static json_t *sampling_to_json(const struct sampling *sampling)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:f}", "cells", (json_int_t)sampling->cells, "label_null",
                     (json_int_t)sampling->label_null, "predictor_null", (json_int_t)sampling->predictor_null,
                     "positive", (json_int_t)sampling->positive, "negative_available",
                     (json_int_t)sampling->negative_available, "negative", (json_int_t)sampling->negative,
                     "negatives_per_positive", sampling->negatives_per_positive, "negative_fraction",
                     sampling_negative_fraction(sampling));
}

static json_t *split_to_json(const struct split *split)
{
    return json_pack("{s:s, s:f, s:I, s:I, s:I, s:I, s:I}", "kind", split_name(split->kind), "test_share",
                     split->test_share, "cut_row", (json_int_t)split->cut_row, "train_positive",
                     (json_int_t)split->train_positive, "train_negative", (json_int_t)split->train_negative,
                     "test_positive", (json_int_t)split->test_positive, "test_negative",
                     (json_int_t)split->test_negative);
}

static json_t *region_to_json(const struct model_region *region)
{
    return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:i, s:i, s:o}", "north", region->north, "south", region->south,
                     "east", region->east, "west", region->west, "ns_res", region->ns_res, "ew_res", region->ew_res,
                     "rows", region->rows, "cols", region->cols, "projection", text_to_json(region->projection));
}

static json_t *scores_to_json(const struct model_scores *scores)
{
    if (!scores->known)
        return json_null();
    return json_pack("{s:f, s:f, s:f, s:f}", "auc_roc", scores->auc_roc, "auc_pr", scores->auc_pr, "brier",
                     scores->brier, "prevalence", scores->prevalence);
}

char *model_to_json(const struct model *model, const char *payload_checksum)
{
    json_t *json = json_pack("{s:s, s:i, s:s, s:I, s:o, s:{s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:s, s:s}}",
                             "format", FORMAT_NAME, "version", MODEL_VERSION, "method", model->learner->name, "seed",
                             (json_int_t)model->settings.seed, "parameters", parameters_to_json(model), "label", "map",
                             text_to_json(model->label_map), "predictors", predictors_to_json(model), "transforms",
                             transforms_to_json(model), "features", features_to_json(model), "sampling",
                             sampling_to_json(&model->sampling), "split", split_to_json(&model->split), "region",
                             region_to_json(&model->region), "scores", scores_to_json(&model->scores), "learner",
                             "file", model->learner->payload, "sha256", payload_checksum);
    char *text = json ? json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;

    json_decref(json);
    return text;
}

static enum slide_status unreadable(const char *part, const json_error_t *why, struct slide_error *error)
{
    return slide_fail(error, SLIDE_BAD_INPUT, "its %s cannot be read: %s", part, why->text);
}

static enum slide_status read_parameters(json_t *json, struct model *model, struct slide_error *error)
{
    const struct learner_parameter *parameter = model->learner->parameter;

    for (size_t i = 0; parameter[i].name; i++) {
        json_t *value = json_object_get(json, parameter[i].name);

        if (!json_is_number(value))
            return slide_fail(error, SLIDE_BAD_INPUT, "its parameter %s is missing", parameter[i].name);
        model->settings.parameter[i] = json_number_value(value);
    }
    return SLIDE_OK;
}

static enum slide_status read_predictor(json_t *json, struct predictor *predictor, struct slide_error *error)
{
    const char *label, *map, *title, *units, *type;
    json_error_t why;

    if (json_unpack_ex(json, &why, 0, "{s:s, s:s, s:s, s:s, s:s, s:F, s:F, s:F}", "label", &label, "map", &map, "title",
                       &title, "units", &units, "type", &type, "min", &predictor->min, "max", &predictor->max, "mean",
                       &predictor->mean) != 0)
        return unreadable("predictors", &why, error);
    predictor->label = strdup(label);
    predictor->map = strdup(map);
    predictor->title = strdup(title);
    predictor->units = strdup(units);
    predictor->categorical = strcmp(type, "categorical") == 0;
    if (!predictor->label || !predictor->map || !predictor->title || !predictor->units)
        return slide_out_of_memory(error, 0., "predictors");
    return SLIDE_OK;
}

static enum slide_status read_step(json_t *json, struct transform_step *step, struct slide_error *error)
{
    json_t *categories = json_object_get(json, "categories");
    const char *kind = json_string_value(json_object_get(json, "kind"));
    enum slide_status status = transform_kind_find(kind ? kind : "", &step->kind, error);

    if (status != SLIDE_OK || step->kind == TRANSFORM_IDENTITY) {
        step->width = 1;
        return status;
    }
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

static enum slide_status read_inputs(json_t *predictors, json_t *transforms, struct model *model,
                                     struct slide_error *error)
{
    const size_t count = json_array_size(predictors);
    enum slide_status status = SLIDE_OK;

    if (count == 0 || json_array_size(transforms) != count)
        return slide_fail(error, SLIDE_BAD_INPUT, "it has %zu predictors and %zu transforms", count,
                          json_array_size(transforms));
    model->predictor = calloc(count, sizeof *model->predictor);
    model->transform.step = calloc(count, sizeof *model->transform.step);
    if (!model->predictor || !model->transform.step)
        return slide_out_of_memory(error, (double)count * sizeof *model->predictor, "predictors");
    model->predictors = model->transform.predictors = count;
    for (size_t i = 0; i < count && status == SLIDE_OK; i++) {
        status = read_predictor(json_array_get(predictors, i), &model->predictor[i], error);
        if (status == SLIDE_OK)
            status = read_step(json_array_get(transforms, i), &model->transform.step[i], error);
    }
    transform_place(&model->transform);
    return status;
}

static enum slide_status read_sampling(json_t *json, struct sampling *sampling, struct slide_error *error)
{
    json_int_t cells, label_null, predictor_null, positive, available, negative;
    json_error_t why;

    if (json_unpack_ex(json, &why, 0, "{s:I, s:I, s:I, s:I, s:I, s:I, s:F}", "cells", &cells, "label_null", &label_null,
                       "predictor_null", &predictor_null, "positive", &positive, "negative_available", &available,
                       "negative", &negative, "negatives_per_positive", &sampling->negatives_per_positive) != 0)
        return unreadable("sampling", &why, error);
    sampling->cells = (uint64_t)cells;
    sampling->label_null = (uint64_t)label_null;
    sampling->predictor_null = (uint64_t)predictor_null;
    sampling->positive = (uint64_t)positive;
    sampling->negative_available = (uint64_t)available;
    sampling->negative = (uint64_t)negative;
    return SLIDE_OK;
}

static enum slide_status read_split(json_t *json, struct split *split, struct slide_error *error)
{
    json_int_t cut_row, train_positive, train_negative, test_positive, test_negative;
    const struct split_method *method;
    const char *kind;
    json_error_t why;

    if (json_unpack_ex(json, &why, 0, "{s:s, s:F, s:I, s:I, s:I, s:I, s:I}", "kind", &kind, "test_share",
                       &split->test_share, "cut_row", &cut_row, "train_positive", &train_positive, "train_negative",
                       &train_negative, "test_positive", &test_positive, "test_negative", &test_negative) != 0)
        return unreadable("split", &why, error);
    method = split_method_find(kind);
    if (!method)
        return slide_fail(error, SLIDE_BAD_INPUT, "the split '%s' is not known to this version of r.slide", kind);
    split->kind = method->kind;
    split->cut_row = (uint64_t)cut_row;
    split->train_positive = (size_t)train_positive;
    split->train_negative = (size_t)train_negative;
    split->test_positive = (size_t)test_positive;
    split->test_negative = (size_t)test_negative;
    return SLIDE_OK;
}

static enum slide_status read_region(json_t *json, struct model_region *region, struct slide_error *error)
{
    const char *projection;
    json_error_t why;

    if (json_unpack_ex(json, &why, 0, "{s:F, s:F, s:F, s:F, s:F, s:F, s:i, s:i, s:s}", "north", &region->north, "south",
                       &region->south, "east", &region->east, "west", &region->west, "ns_res", &region->ns_res,
                       "ew_res", &region->ew_res, "rows", &region->rows, "cols", &region->cols, "projection",
                       &projection) != 0)
        return unreadable("region", &why, error);
    strncpy(region->projection, projection, sizeof region->projection - 1);
    return SLIDE_OK;
}

static enum slide_status read_scores(json_t *json, struct model_scores *scores, struct slide_error *error)
{
    json_error_t why;

    scores->known = !json_is_null(json);
    if (scores->known &&
        json_unpack_ex(json, &why, 0, "{s:F, s:F, s:F, s:F}", "auc_roc", &scores->auc_roc, "auc_pr", &scores->auc_pr,
                       "brier", &scores->brier, "prevalence", &scores->prevalence) != 0)
        return unreadable("scores", &why, error);
    return SLIDE_OK;
}

static enum slide_status read_head(json_t *json, struct model *model, char *payload_checksum, struct slide_error *error)
{
    const char *format, *method, *label, *checksum;
    json_int_t seed;
    json_error_t why;
    int version;

    if (json_unpack_ex(json, &why, 0, "{s:s, s:i}", "format", &format, "version", &version) != 0 ||
        strcmp(format, FORMAT_NAME) != 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "its model.json does not describe a model of r.slide.train");
    if (version != MODEL_VERSION)
        return slide_fail(
            error, SLIDE_BAD_INPUT,
            "it has format version %d, this r.slide reads version %d: train it anew or install the r.slide "
            "that wrote it",
            version, MODEL_VERSION);
    if (json_unpack_ex(json, &why, 0, "{s:s, s:I, s:{s:s}, s:{s:s}}", "method", &method, "seed", &seed, "label", "map",
                       &label, "learner", "sha256", &checksum) != 0)
        return unreadable("description", &why, error);
    model->learner = learner_find(method);
    if (!model->learner)
        return slide_fail(error, SLIDE_BAD_INPUT, "its method '%s' is not known to this version of r.slide", method);
    model->settings = learner_defaults(model->learner, (uint64_t)seed);
    model->label_map = strdup(label);
    payload_checksum[0] = '\0';
    strncat(payload_checksum, checksum, CHECKSUM_SIZE - 1);
    return model->label_map ? SLIDE_OK : slide_out_of_memory(error, 0., "the label's name");
}

enum slide_status model_from_json(const char *text, size_t size, struct model *model, char *payload_checksum,
                                  struct slide_error *error)
{
    json_error_t why;
    json_t *json = json_loadb(text, size, 0, &why);
    enum slide_status status;

    *model = (struct model){0};
    if (!json)
        return slide_fail(error, SLIDE_BAD_INPUT, "its model.json is not JSON (line %d: %s)", why.line, why.text);
    status = read_head(json, model, payload_checksum, error);
    if (status == SLIDE_OK)
        status = read_parameters(json_object_get(json, "parameters"), model, error);
    if (status == SLIDE_OK)
        status = read_inputs(json_object_get(json, "predictors"), json_object_get(json, "transforms"), model, error);
    if (status == SLIDE_OK)
        status = read_sampling(json_object_get(json, "sampling"), &model->sampling, error);
    if (status == SLIDE_OK)
        status = read_split(json_object_get(json, "split"), &model->split, error);
    if (status == SLIDE_OK)
        status = read_region(json_object_get(json, "region"), &model->region, error);
    if (status == SLIDE_OK)
        status = read_scores(json_object_get(json, "scores"), &model->scores, error);
    json_decref(json);
    return status;
}
