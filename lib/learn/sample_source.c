#include "learn/sample_source.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "learn/model_json.h"
#include "learn/sampling_json.h"

#define FORMAT_NAME "r.slide samples"
#define FORMAT_VERSION 1

static json_t *draws_to_json(const struct sample_source *source)
{
    json_t *json = json_array();

    for (size_t i = 0; i < source->draws; i++)
        json_array_append_new(json, json_pack("{s:I, s:o}", "seed", (json_int_t)source->draw[i].seed, "sampling",
                                              sampling_to_json(&source->draw[i].sampling)));
    return json;
}

char *sample_source_to_json(const struct sample_source *source)
{
    json_t *json = json_pack("{s:s, s:i, s:s, s:s, s:o, s:o, s:s, s:o}", "format", FORMAT_NAME, "version",
                             FORMAT_VERSION, "event", source->event, "label", source->label_map, "predictors",
                             predictors_to_json(source->predictor, source->predictors), "region",
                             region_to_json(&source->region), "system", source->system, "draws", draws_to_json(source));
    char *text;

    if (json && source->mapping.kind != MAPPING_CELLS)
        json_object_set_new(json, "units", mapping_to_json(&source->mapping));
    text = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;
    json_decref(json);
    return text;
}

static enum slide_status unreadable(const json_error_t *why, struct slide_error *error)
{
    return slide_fail(error, SLIDE_BAD_INPUT, "its description cannot be read: %s", why->text);
}

static enum slide_status read_head(json_t *json, struct sample_source *source, struct slide_error *error)
{
    const char *format, *event, *label, *system;
    json_error_t why;
    int version;

    if (json_unpack_ex(json, &why, 0, "{s:s, s:i}", "format", &format, "version", &version) != 0 ||
        strcmp(format, FORMAT_NAME) != 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "its description is not of a table of r.slide.train");
    if (version != FORMAT_VERSION)
        return slide_fail(error, SLIDE_BAD_INPUT, "it has format version %d, this r.slide reads version %d", version,
                          FORMAT_VERSION);
    if (json_unpack_ex(json, &why, 0, "{s:s, s:s, s:s}", "event", &event, "label", &label, "system", &system) != 0)
        return unreadable(&why, error);
    source->event = strdup(event);
    source->label_map = strdup(label);
    source->system = strdup(system);
    return source->event && source->label_map && source->system
               ? SLIDE_OK
               : slide_out_of_memory(error, 0., "a table's description");
}

static enum slide_status read_draws(json_t *json, struct sample_source *source, struct slide_error *error)
{
    const size_t count = json_array_size(json);
    enum slide_status status = SLIDE_OK;

    if (count == 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "its description has no draws");
    source->draw = calloc(count, sizeof *source->draw);
    if (!source->draw)
        return slide_out_of_memory(error, (double)count * sizeof *source->draw, "a table's draws");
    source->draws = count;
    for (size_t i = 0; i < count && status == SLIDE_OK; i++) {
        json_t *draw = json_array_get(json, i);

        source->draw[i].seed = (uint64_t)json_integer_value(json_object_get(draw, "seed"));
        status =
            sampling_from_json(json_object_get(draw, "sampling"), source->predictors, &source->draw[i].sampling, error);
    }
    return status;
}

enum slide_status sample_source_from_json(const char *text, struct sample_source *source, struct slide_error *error)
{
    json_error_t why;
    json_t *json = json_loads(text, 0, &why);
    enum slide_status status;

    *source = (struct sample_source){0};
    if (!json)
        return unreadable(&why, error);
    status = read_head(json, source, error);
    if (status == SLIDE_OK)
        status =
            predictors_from_json(json_object_get(json, "predictors"), &source->predictor, &source->predictors, error);
    if (status == SLIDE_OK)
        status = region_from_json(json_object_get(json, "region"), &source->region, error);
    if (status == SLIDE_OK && (source->region.rows < 1 || source->region.cols < 1))
        status = slide_fail(error, SLIDE_BAD_INPUT, "its region has %d rows and %d columns", source->region.rows,
                            source->region.cols);
    if (status == SLIDE_OK)
        status = mapping_from_json(json_object_get(json, "units"), &source->mapping, error);
    if (status == SLIDE_OK)
        status = read_draws(json_object_get(json, "draws"), source, error);
    json_decref(json);
    return status;
}

void sample_source_free(struct sample_source *source)
{
    for (size_t i = 0; i < source->predictors; i++)
        predictor_free(&source->predictor[i]);
    free(source->predictor);
    mapping_free(&source->mapping);
    free(source->draw);
    free(source->event);
    free(source->label_map);
    free(source->system);
    *source = (struct sample_source){0};
}
