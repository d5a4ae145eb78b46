#include "learn/model_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "learn/applicability_file.h"
#include "learn/importance_json.h"
#include "learn/piece_json.h"
#include "learn/sampling_json.h"
#include "learn/transform_json.h"
#include "learn/validation_json.h"

#define FORMAT_NAME "r.slide model"
#define LONGEST_NAME 511 /* of name@mapset */

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
    const struct learner_parameter *parameter = model->recipe.learner->parameter;
    json_t *json = json_object();

    for (size_t i = 0; parameter[i].name; i++)
        json_object_set_new(json, parameter[i].name,
                            parameter[i].whole ? json_integer((json_int_t)model->recipe.settings.parameter[i])
                                               : json_real(model->recipe.settings.parameter[i]));
    return json;
}

/* of a model on units */
static void add_statistic(const struct predictor *predictor, json_t *json)
{
    char name[STATISTIC_NAME_SIZE];

    statistic_name(&predictor->statistic, name);
    json_object_set_new(json, "source", text_to_json(predictor->source));
    json_object_set_new(json, "statistic", json_string(name));
    json_object_set_new(json, "zero_is_flat", json_boolean(predictor->zero_is_flat));
}

json_t *predictors_to_json(const struct predictor *list, size_t predictors)
{
    json_t *json = json_array();

    for (size_t i = 0; i < predictors; i++) {
        const struct predictor *predictor = &list[i];

        json_array_append_new(json,
                              json_pack("{s:o, s:o, s:o, s:o, s:s, s:f, s:f, s:f}", "label",
                                        text_to_json(predictor->label), "map", text_to_json(predictor->map), "title",
                                        text_to_json(predictor->title), "units", text_to_json(predictor->units), "type",
                                        predictor->categorical ? "categorical" : "continuous", "min", predictor->min,
                                        "max", predictor->max, "mean", predictor->mean));
        if (isfinite(predictor->typical))
            json_object_set_new(json_array_get(json, i), "typical", json_real(predictor->typical));
        if (predictor->source)
            add_statistic(predictor, json_array_get(json, i));
    }
    return json;
}

static json_t *features_to_json(const struct recipe *recipe, const struct member *member)
{
    json_t *json = json_array();
    char **names = member_feature_names(recipe, member);

    for (size_t i = 0; names && i < member->transform.features; i++)
        json_array_append_new(json, text_to_json(names[i]));
    free(names);
    return json;
}

static json_t *counts_to_json(const struct split_counts *counts)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "train_positive", (json_int_t)counts->train_positive,
                     "train_negative", (json_int_t)counts->train_negative, "test_positive",
                     (json_int_t)counts->test_positive, "test_negative", (json_int_t)counts->test_negative, "left_out",
                     (json_int_t)counts->left_out);
}

json_t *region_to_json(const struct model_region *region)
{
    return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:i, s:i, s:o}", "north", region->north, "south", region->south,
                     "east", region->east, "west", region->west, "ns_res", region->ns_res, "ew_res", region->ew_res,
                     "rows", region->rows, "cols", region->cols, "projection", text_to_json(region->projection));
}

static json_t *scores_to_json(const struct member_scores *scores)
{
    json_t *json;

    if (!scores->known)
        return json_null();
    json = json_pack("{s:f, s:f, s:f, s:f}", "auc_roc", scores->auc_roc, "auc_pr", scores->auc_pr, "brier",
                     scores->brier, "prevalence", scores->prevalence);
    if (scores->cut.known)
        json_object_set_new(json, "cut", cut_scores_to_json(&scores->cut));
    if (scores->quantity.known)
        json_object_set_new(json, "quantity", quantity_scores_to_json(&scores->quantity));
    return json;
}

static json_t *members_to_json(const struct model *model)
{
    json_t *json = json_array();

    for (size_t i = 0; i < model->members; i++) {
        const struct member *member = &model->member[i];

        json_array_append_new(json,
                              json_pack("{s:o, s:f, s:I, s:o, s:o, s:o, s:o, s:o}", "pieces", pieces_to_json(model, i),
                                        "weight_ratio", member->weight_ratio, "seed", (json_int_t)member->seed,
                                        "sampling", sampling_to_json(&member->sampling), "counts",
                                        counts_to_json(&member->counts), "scores", scores_to_json(&member->scores),
                                        "transforms", transforms_to_json(&model->recipe, &member->transform),
                                        "features", features_to_json(&model->recipe, member)));
    }
    return json;
}

void model_file_name(const struct model *model, size_t member, size_t piece, char *name)
{
    char member_folder[24] = "", piece_folder[24] = "";

    if (model->members > 1)
        snprintf(member_folder, sizeof member_folder, "member_%u/", (unsigned)member + 1);
    if (model->member[member].pieces > 1)
        snprintf(piece_folder, sizeof piece_folder, "piece_%u/", (unsigned)piece + 1);
    snprintf(name, MODEL_FILE_NAME_SIZE, "%s%s%.24s", member_folder, piece_folder, model->recipe.learner->payload);
}

char *model_to_json(const struct model *model)
{
    json_t *json =
        json_pack("{s:s, s:i, s:s, s:I, s:o, s:o, s:{s:o}, s:o, s:{s:s, s:f, s:f, s:f}, s:o, s:I, s:o}", "format",
                  FORMAT_NAME, "version", MODEL_VERSION, "method", model->recipe.learner->name, "seed",
                  (json_int_t)model->recipe.settings.seed, "parameters", parameters_to_json(model), "preparation",
                  preparation_to_json(&model->recipe), "label", "map", text_to_json(model->label_map), "predictors",
                  predictors_to_json(model->recipe.predictor, model->recipe.predictors), "split", "kind",
                  split_name(model->split), "test_share", model->test_share, "block", model->place.block, "gap",
                  model->place.gap, "region", region_to_json(&model->region), "marked", (json_int_t)model->marked,
                  "members", members_to_json(model));
    char *text;

    if (json && model->mapping.kind != MAPPING_CELLS)
        json_object_set_new(json, "units", mapping_to_json(&model->mapping));
    validation_to_json(model, json);
    if (json && model->events)
        json_object_set_new(json, "events", events_to_json(model->event, model->events));
    if (json && model->applicability.points)
        json_object_set_new(json, "applicability", applicability_to_json(&model->applicability));
    if (json && model->importance)
        json_object_set_new(json, "importance", importance_to_json(model));
    if (json && model->recipe.learner->spatial)
        json_object_set_new(json, "net", net_record_to_json(&model->net));
    text = json ? json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;

    json_decref(json);
    return text;
}

static enum slide_status unreadable(const char *part, const json_error_t *why, struct slide_error *error)
{
    return slide_fail(error, SLIDE_BAD_INPUT, "its %s cannot be read: %s", part, why->text);
}

static enum slide_status read_parameters(json_t *json, struct model *model, struct slide_error *error)
{
    const struct learner_parameter *parameter = model->recipe.learner->parameter;

    for (size_t i = 0; parameter[i].name; i++) {
        json_t *value = json_object_get(json, parameter[i].name);

        if (!json_is_number(value))
            return slide_fail(error, SLIDE_BAD_INPUT, "its parameter %s is missing", parameter[i].name);
        model->recipe.settings.parameter[i] = json_number_value(value);
    }
    return SLIDE_OK;
}

/* GRASS copies names into buffers, which what no map is called must not reach */
static enum slide_status check_name(const char *name, struct slide_error *error)
{
    if (strlen(name) <= LONGEST_NAME)
        return SLIDE_OK;
    return slide_fail(error, SLIDE_BAD_INPUT, "the name '%.20s...' of a predictor has %zu letters, more than maps have",
                      name, strlen(name));
}

/* of a model on units */
static enum slide_status read_statistic(json_t *json, struct predictor *predictor, struct slide_error *error)
{
    const char *name = json_string_value(json_object_get(json, "statistic"));
    const char *source = json_string_value(json_object_get(json, "source"));

    if (!name)
        return SLIDE_OK;
    if (!source)
        return slide_fail(error, SLIDE_BAD_INPUT, "it does not say whose %s '%s' is", name, predictor->label);
    predictor->zero_is_flat = json_is_true(json_object_get(json, "zero_is_flat"));
    predictor->source = strdup(source);
    if (!predictor->source)
        return slide_out_of_memory(error, 0., "predictors");
    return check_name(source, error) == SLIDE_OK ? statistic_find(name, strlen(name), &predictor->statistic, error)
                                                 : SLIDE_BAD_INPUT;
}

static enum slide_status read_predictor(json_t *json, struct predictor *predictor, struct slide_error *error)
{
    const char *label, *map, *title, *units, *type;
    enum slide_status status;
    json_error_t why;

    predictor->typical = NAN;
    if (json_unpack_ex(json, &why, 0, "{s:s, s:s, s:s, s:s, s:s, s:F, s:F, s:F, s?F}", "label", &label, "map", &map,
                       "title", &title, "units", &units, "type", &type, "min", &predictor->min, "max", &predictor->max,
                       "mean", &predictor->mean, "typical", &predictor->typical) != 0)
        return unreadable("predictors", &why, error);
    predictor->label = strdup(label);
    predictor->map = strdup(map);
    predictor->title = strdup(title);
    predictor->units = strdup(units);
    predictor->categorical = strcmp(type, "categorical") == 0;
    if (!predictor->label || !predictor->map || !predictor->title || !predictor->units)
        return slide_out_of_memory(error, 0., "predictors");
    status = check_name(label, error);
    if (status == SLIDE_OK)
        status = check_name(map, error);
    return status == SLIDE_OK ? read_statistic(json, predictor, error) : status;
}

enum slide_status predictors_from_json(json_t *json, struct predictor **predictor, size_t *predictors,
                                       struct slide_error *error)
{
    const size_t count = json_array_size(json);
    enum slide_status status = SLIDE_OK;

    if (count == 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "it has no predictors");
    *predictor = calloc(count, sizeof **predictor);
    if (!*predictor)
        return slide_out_of_memory(error, (double)count * sizeof **predictor, "predictors");
    *predictors = count;
    for (size_t i = 0; i < count && status == SLIDE_OK; i++)
        status = read_predictor(json_array_get(json, i), &(*predictor)[i], error);
    return status;
}

static enum slide_status read_counts(json_t *json, struct split_counts *counts, struct slide_error *error)
{
    json_int_t train_positive, train_negative, test_positive, test_negative, left_out = 0;
    json_error_t why;

    if (json_unpack_ex(json, &why, 0, "{s:I, s:I, s:I, s:I, s?I}", "train_positive", &train_positive, "train_negative",
                       &train_negative, "test_positive", &test_positive, "test_negative", &test_negative, "left_out",
                       &left_out) != 0)
        return unreadable("counts", &why, error);
    counts->train_positive = (size_t)train_positive;
    counts->train_negative = (size_t)train_negative;
    counts->test_positive = (size_t)test_positive;
    counts->test_negative = (size_t)test_negative;
    counts->left_out = (size_t)left_out;
    return SLIDE_OK;
}

static enum slide_status read_split(json_t *json, struct model *model, struct slide_error *error)
{
    const struct split_method *method;
    const char *kind;
    json_error_t why;

    if (json_unpack_ex(json, &why, 0, "{s:s, s:F, s?F, s?F}", "kind", &kind, "test_share", &model->test_share, "block",
                       &model->place.block, "gap", &model->place.gap) != 0)
        return unreadable("split", &why, error);
    method = split_method_find(kind);
    if (!method)
        return slide_fail(error, SLIDE_BAD_INPUT, "the split '%s' is not known to this version of r.slide", kind);
    model->split = method->kind;
    return SLIDE_OK;
}

enum slide_status region_from_json(json_t *json, struct model_region *region, struct slide_error *error)
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

static enum slide_status read_scores(json_t *json, struct member_scores *scores, struct slide_error *error)
{
    json_error_t why;

    scores->known = !json_is_null(json);
    if (scores->known &&
        json_unpack_ex(json, &why, 0, "{s:F, s:F, s:F, s:F}", "auc_roc", &scores->auc_roc, "auc_pr", &scores->auc_pr,
                       "brier", &scores->brier, "prevalence", &scores->prevalence) != 0)
        return unreadable("scores", &why, error);
    if (cut_scores_from_json(json_object_get(json, "cut"), &scores->cut, error) != SLIDE_OK)
        return SLIDE_BAD_INPUT;
    return quantity_scores_from_json(json_object_get(json, "quantity"), &scores->quantity, error);
}

static enum slide_status read_member(json_t *json, size_t predictors, struct member *member, struct slide_error *error)
{
    enum slide_status status = pieces_from_json(json_object_get(json, "pieces"), member, error);

    member->weight_ratio = json_number_value(json_object_get(json, "weight_ratio"));
    if (status == SLIDE_OK && !(member->weight_ratio > 0.))
        status = slide_fail(error, SLIDE_BAD_INPUT, "a member's weight ratio is missing");
    member->seed = (uint64_t)json_integer_value(json_object_get(json, "seed"));
    if (status == SLIDE_OK)
        status = sampling_from_json(json_object_get(json, "sampling"), predictors, &member->sampling, error);
    if (status == SLIDE_OK)
        status = read_counts(json_object_get(json, "counts"), &member->counts, error);
    if (status == SLIDE_OK)
        status = read_scores(json_object_get(json, "scores"), &member->scores, error);
    if (status == SLIDE_OK)
        status = transforms_from_json(json_object_get(json, "transforms"), predictors, &member->transform, error);
    return status;
}

static enum slide_status read_members(json_t *json, json_int_t marked, struct model *model, struct slide_error *error)
{
    const size_t count = json_array_size(json);
    enum slide_status status = SLIDE_OK;

    if (count == 0 || marked < 0 || (size_t)marked >= count)
        return slide_fail(error, SLIDE_BAD_INPUT, "it has %zu members, of which number %lld is marked", count,
                          (long long)marked + 1);
    model->member = calloc(count, sizeof *model->member);
    if (!model->member)
        return slide_out_of_memory(error, (double)count * sizeof *model->member, "members");
    model->members = count;
    model->marked = (size_t)marked;
    for (size_t i = 0; i < count && status == SLIDE_OK; i++)
        status = read_member(json_array_get(json, i), model->recipe.predictors, &model->member[i], error);
    return status;
}

static enum slide_status read_head(json_t *json, struct model *model, struct slide_error *error)
{
    const char *format, *method, *label;
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
    if (json_unpack_ex(json, &why, 0, "{s:s, s:I, s:{s:s}}", "method", &method, "seed", &seed, "label", "map",
                       &label) != 0)
        return unreadable("description", &why, error);
    model->recipe.learner = learner_find(method);
    if (!model->recipe.learner)
        return slide_fail(error, SLIDE_BAD_INPUT, "its method '%s' is not known to this version of r.slide", method);
    model->recipe.settings = learner_defaults(model->recipe.learner, (uint64_t)seed);
    model->label_map = strdup(label);
    return model->label_map ? SLIDE_OK : slide_out_of_memory(error, 0., "the label's name");
}

static enum slide_status check_statistics(const struct model *model, struct slide_error *error)
{
    const struct recipe *recipe = &model->recipe;

    for (size_t i = 0; model->mapping.kind != MAPPING_CELLS && i < recipe->predictors; i++)
        if (!recipe->predictor[i].source)
            return slide_fail(error, SLIDE_BAD_INPUT,
                              "its samples are mapping units, but '%s' is no statistic over a unit",
                              recipe->predictor[i].label);
    return SLIDE_OK;
}

enum slide_status model_from_json(const char *text, size_t size, struct model *model, struct slide_error *error)
{
    json_error_t why;
    json_t *json = json_loadb(text, size, 0, &why);
    enum slide_status status;

    *model = (struct model){0};
    if (!json)
        return slide_fail(error, SLIDE_BAD_INPUT, "its model.json is not JSON (line %d: %s)", why.line, why.text);
    status = read_head(json, model, error);
    if (status == SLIDE_OK)
        status = read_parameters(json_object_get(json, "parameters"), model, error);
    if (status == SLIDE_OK)
        status = preparation_from_json(json_object_get(json, "preparation"), &model->recipe, error);
    if (status == SLIDE_OK)
        status = predictors_from_json(json_object_get(json, "predictors"), &model->recipe.predictor,
                                      &model->recipe.predictors, error);
    if (status == SLIDE_OK)
        status = read_split(json_object_get(json, "split"), model, error);
    if (status == SLIDE_OK)
        status = region_from_json(json_object_get(json, "region"), &model->region, error);
    if (status == SLIDE_OK)
        status = mapping_from_json(json_object_get(json, "units"), &model->mapping, error);
    if (status == SLIDE_OK)
        status = check_statistics(model, error);
    if (status == SLIDE_OK)
        status = events_from_json(json_object_get(json, "events"), &model->event, &model->events, error);
    if (status == SLIDE_OK)
        status = read_members(json_object_get(json, "members"), json_integer_value(json_object_get(json, "marked")),
                              model, error);
    if (status == SLIDE_OK && json_object_get(json, "applicability"))
        status = applicability_from_json(json_object_get(json, "applicability"),
                                         model->member[model->marked].transform.features, &model->applicability, error);
    if (status == SLIDE_OK)
        status = validation_from_json(json, model, error);
    if (status == SLIDE_OK)
        status = importance_from_json(json_object_get(json, "importance"), model, error);
    if (status == SLIDE_OK && model->recipe.learner->spatial)
        status = net_record_from_json(json_object_get(json, "net"), &model->net, error);
    json_decref(json);
    return status;
}
