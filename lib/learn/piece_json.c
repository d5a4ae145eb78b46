#include "learn/piece_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/class_weight.h"
#include "learn/fold.h"
#include "learn/model_json.h"
#include "learn/piece.h"

static json_t *numbers_to_json(const double *number, size_t count)
{
    json_t *json = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(json, json_real(number[i]));
    return json;
}

static json_t *calibration_to_json(const struct calibrator *calibrator)
{
    if (calibrator->kind == CALIBRATION_ISOTONIC)
        return json_pack("{s:s, s:o, s:o}", "kind", calibration_name(calibrator->kind), "score",
                         numbers_to_json(calibrator->knot, calibrator->knots), "share",
                         numbers_to_json(calibrator->share, calibrator->knots));
    if (calibrator->kind == CALIBRATION_PLATT)
        return json_pack("{s:s, s:f, s:f}", "kind", calibration_name(calibrator->kind), "slope", calibrator->slope,
                         "intercept", calibrator->intercept);
    return json_null();
}

json_t *pieces_to_json(const struct model *model, size_t member)
{
    json_t *json = json_array();

    for (size_t i = 0; i < model->member[member].pieces; i++) {
        const struct piece *piece = &model->member[member].piece[i];
        char file[MODEL_FILE_NAME_SIZE];

        model_file_name(model, member, i, file);
        json_array_append_new(json, json_pack("{s:s, s:s, s:o}", "file", file, "sha256", piece->checksum, "calibration",
                                              calibration_to_json(&piece->calibrator)));
    }
    return json;
}

static enum slide_status numbers_from_json(const json_t *json, size_t count, double *number, struct slide_error *error)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(json, i);

        number[i] = json_number_value(value);
        if (!json_is_number(value) || !isfinite(number[i]) || (i > 0 && number[i] < number[i - 1]))
            return slide_fail(error, SLIDE_BAD_INPUT, "a calibration's table is not in ascending order");
    }
    return SLIDE_OK;
}

static enum slide_status isotonic_from_json(const json_t *json, struct calibrator *calibrator,
                                            struct slide_error *error)
{
    const json_t *score = json_object_get(json, "score"), *share = json_object_get(json, "share");
    const size_t count = json_array_size(score);
    enum slide_status status;

    if (count == 0 || json_array_size(share) != count)
        return slide_fail(error, SLIDE_BAD_INPUT, "a calibration's table is incomplete");
    calibrator->knot = calloc(count, sizeof(double));
    calibrator->share = calloc(count, sizeof(double));
    if (!calibrator->knot || !calibrator->share)
        return slide_out_of_memory(error, 2. * count * sizeof(double), "the calibration");
    calibrator->knots = count;
    status = numbers_from_json(score, count, calibrator->knot, error);
    if (status == SLIDE_OK)
        status = numbers_from_json(share, count, calibrator->share, error);
    if (status == SLIDE_OK && (calibrator->share[0] < 0. || calibrator->share[count - 1] > 1.))
        status = slide_fail(error, SLIDE_BAD_INPUT, "a calibration's shares are not between 0 and 1");
    return status;
}

static enum slide_status calibration_from_json(const json_t *json, struct calibrator *calibrator,
                                               struct slide_error *error)
{
    const char *kind = json_string_value(json_object_get(json, "kind"));
    const struct calibration_method *method = kind ? calibration_method_find(kind) : NULL;
    const json_t *slope = json_object_get(json, "slope"), *intercept = json_object_get(json, "intercept");

    if (!json || json_is_null(json))
        return SLIDE_OK;
    if (!method)
        return slide_fail(error, SLIDE_BAD_INPUT, "a calibration is not known to this version of r.slide");
    calibrator->kind = method->kind;
    if (method->kind == CALIBRATION_ISOTONIC)
        return isotonic_from_json(json, calibrator, error);
    if (!json_is_number(slope) || !json_is_number(intercept))
        return slide_fail(error, SLIDE_BAD_INPUT, "a calibration's sigmoid is incomplete");
    calibrator->slope = json_number_value(slope);
    calibrator->intercept = json_number_value(intercept);
    return SLIDE_OK;
}

enum slide_status pieces_from_json(const json_t *json, struct member *member, struct slide_error *error)
{
    const size_t count = json_array_size(json);
    enum slide_status status = SLIDE_OK;

    if (count == 0 || count > FOLD_MOST)
        return slide_fail(error, SLIDE_BAD_INPUT, "a member's pieces are missing");
    status = pieces_new(count, member, error);
    for (size_t i = 0; i < count && status == SLIDE_OK; i++) {
        const json_t *entry = json_array_get(json, i);
        const char *checksum = json_string_value(json_object_get(entry, "sha256"));

        if (!checksum)
            return slide_fail(error, SLIDE_BAD_INPUT, "a member's checksum is missing");
        strncat(member->piece[i].checksum, checksum, CHECKSUM_SIZE - 1);
        status = calibration_from_json(json_object_get(entry, "calibration"), &member->piece[i].calibrator, error);
    }
    return status;
}

json_t *preparation_to_json(const struct recipe *recipe)
{
    char weights[64];

    class_weights_name(recipe, weights, sizeof weights);
    return json_pack("{s:s, s:s, s:s, s:b, s:s, s:I}", "null_policy", "any", "scale", scale_name(recipe->scale),
                     "weights", weights, "keep_weighted", (int)recipe->keep_weighted, "calibration",
                     calibration_name(recipe->calibration), "calibration_folds", (json_int_t)recipe->calibration_folds);
}

enum slide_status preparation_from_json(const json_t *json, struct recipe *recipe, struct slide_error *error)
{
    const char *scale = json_string_value(json_object_get(json, "scale"));
    const char *weights = json_string_value(json_object_get(json, "weights"));
    const char *calibration = json_string_value(json_object_get(json, "calibration"));
    const struct scale_method *scaling = scale ? scale_method_find(scale) : NULL;
    const struct calibration_method *method = calibration ? calibration_method_find(calibration) : NULL;

    if (!scaling || !weights || !method)
        return slide_fail(error, SLIDE_BAD_INPUT, "its scale, class weights or calibration are missing or not known");
    recipe->scale = scaling->kind;
    recipe->calibration = method->kind;
    recipe->calibration_folds = (size_t)json_integer_value(json_object_get(json, "calibration_folds"));
    recipe->keep_weighted = json_is_true(json_object_get(json, "keep_weighted"));
    if (class_weights_read(weights, recipe, NULL) != SLIDE_OK)
        return slide_fail(error, SLIDE_BAD_INPUT, "its class weights '%s' are not known", weights);
    return SLIDE_OK;
}
