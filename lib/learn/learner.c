#include "learn/learner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/forest.h"
#include "learn/ground_failure.h"
#include "learn/leafwise.h"
#include "learn/logistic.h"
#include "learn/net_learner.h"
#include "learn/svm.h"
#include "learn/xgboost.h"

const struct learner *const learners[] = {
    &learner_xgboost,
    &learner_leafwise,
    &learner_forest,
    &learner_forest_regression,
    &learner_logistic,
    &learner_svm,
    &learner_ground_failure,
    &learner_cnn,
    &learner_unet,
    &learner_deeplabv3,
    &learner_patch,
    &learner_import,
    NULL,
};

const struct learner *learner_find(const char *name)
{
    for (const struct learner *const *learner = learners; *learner; learner++)
        if (strcmp((*learner)->name, name) == 0)
            return *learner;
    return NULL;
}

struct learner_settings learner_defaults(const struct learner *learner, uint64_t seed)
{
    struct learner_settings settings = {.seed = seed, .threads = 1};

    for (size_t i = 0; learner->parameter[i].name; i++)
        settings.parameter[i] = learner->parameter[i].standard;
    return settings;
}

bool learner_stops_early(const struct learner *learner, const struct learner_settings *settings)
{
    for (size_t i = 0; learner->parameter[i].name; i++)
        if (strcmp(learner->parameter[i].name, "early_stopping") == 0)
            return settings->parameter[i] > 0.;
    return false;
}

static enum slide_status unknown_parameter(const struct learner *learner, const char *setting,
                                           struct slide_error *error)
{
    char names[512] = "";

    for (const struct learner_parameter *parameter = learner->parameter; parameter->name; parameter++) {
        const size_t used = strlen(names);

        snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", parameter->name);
    }
    return slide_fail(error, SLIDE_BAD_INPUT, "'%s' is not a parameter of %s as name=value; it has: %s.", setting,
                      learner->name, names);
}

enum slide_status learner_set(const struct learner *learner, const char *setting, struct learner_settings *settings,
                              struct slide_error *error)
{
    const char *equals = strchr(setting, '=');
    const size_t length = equals ? (size_t)(equals - setting) : strlen(setting);

    for (size_t i = 0; equals && learner->parameter[i].name; i++) {
        const struct learner_parameter *parameter = &learner->parameter[i];
        char *end;
        double value;

        if (strlen(parameter->name) != length || strncmp(parameter->name, setting, length) != 0)
            continue;
        value = strtod(equals + 1, &end);
        if (end == equals + 1 || *end || !(value >= parameter->least && value <= parameter->most) ||
            (parameter->whole && value != rint(value)))
            return slide_fail(error, SLIDE_BAD_INPUT, "'%s': %s must be a %s from %g to %g.", setting, parameter->name,
                              parameter->whole ? "whole number" : "number", parameter->least, parameter->most);
        settings->parameter[i] = value;
        return SLIDE_OK;
    }
    return unknown_parameter(learner, setting, error);
}
