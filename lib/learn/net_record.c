#include "learn/net_record.h"

#include <stdio.h>

#include "learn/net_learner.h"

/* the counts' names in the model file */
struct count {
    const char *name;
    size_t *number;
};

enum { COUNTS = 12 };

static void counts_of(struct net_record *record, struct count count[COUNTS])
{
    struct patch_counts *patches = &record->patches;
    const struct count all[COUNTS] = {{"parameters", &record->parameters},
                                      {"epochs", &record->epochs},
                                      {"best_epoch", &record->best},
                                      {"windows", &patches->windows},
                                      {"null", &patches->null},
                                      {"few", &patches->few},
                                      {"straddling", &patches->straddling},
                                      {"capped", &patches->capped},
                                      {"train_positive", &patches->train_positive},
                                      {"train_negative", &patches->train_negative},
                                      {"held_positive", &patches->held_positive},
                                      {"held_negative", &patches->held_negative}};

    for (size_t i = 0; i < COUNTS; i++)
        count[i] = all[i];
}

json_t *net_record_to_json(const struct net_record *record)
{
    struct net_record copy = *record;
    json_t *json = json_pack("{s:s, s:b, s:b, s:b, s:b, s:s, s:f}", "loss", net_loss_name(record->loss), "flip",
                             (int)record->augmentation.flip, "rotate", (int)record->augmentation.rotate, "backbone",
                             (int)record->backbone, "by_chance", (int)record->by_chance, "engine", record->engine,
                             "best_loss", record->best_loss);
    struct count count[COUNTS];

    counts_of(&copy, count);
    for (size_t i = 0; i < COUNTS; i++)
        json_object_set_new(json, count[i].name, json_integer((json_int_t)*count[i].number));
    return json;
}

enum slide_status net_record_from_json(const json_t *json, struct net_record *record, struct slide_error *error)
{
    const char *loss = json_string_value(json_object_get(json, "loss"));
    const char *engine = json_string_value(json_object_get(json, "engine"));
    struct count count[COUNTS];

    *record = (struct net_record){0};
    if (!loss || !engine)
        return slide_fail(error, SLIDE_BAD_INPUT, "what it should say of its net is missing");
    counts_of(record, count);
    for (size_t i = 0; i < COUNTS; i++) {
        const json_t *number = json_object_get(json, count[i].name);

        if (!json_is_integer(number) || json_integer_value(number) < 0)
            return slide_fail(error, SLIDE_BAD_INPUT, "its net's %s is missing", count[i].name);
        *count[i].number = (size_t)json_integer_value(number);
    }
    record->augmentation.flip = json_is_true(json_object_get(json, "flip"));
    record->augmentation.rotate = json_is_true(json_object_get(json, "rotate"));
    record->backbone = json_is_true(json_object_get(json, "backbone"));
    record->by_chance = json_is_true(json_object_get(json, "by_chance"));
    record->best_loss = json_number_value(json_object_get(json, "best_loss"));
    snprintf(record->engine, sizeof record->engine, "%s", engine);
    return net_loss_find(loss, &record->loss, error);
}
