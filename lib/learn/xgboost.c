#include "learn/xgboost.h"

#include "learn/booster.h"

static const struct learner_parameter parameters[] = {
    [BOOSTER_ROUNDS] = BOOSTER_ROUNDS_PARAMETER(200.),
    [BOOSTER_SUBSAMPLE] = BOOSTER_SUBSAMPLE_PARAMETER(0.8),
    [BOOSTER_EARLY_STOPPING] = BOOSTER_EARLY_STOPPING_PARAMETER,
    {"eta", "learning rate", 0.05, 1e-6, 1., false},
    {"max_depth", "most levels of a tree", 4., 1., 30., true},
    {"min_child_weight", "least sum of p (1 - p) in a leaf", 5., 0., 1e9, false},
    {"colsample_bytree", "share of features a tree sees", 0.5, 1e-6, 1., false},
    {"lambda", "L2 penalty of leaf values", 1., 0., 1e9, false},
    {"alpha", "L1 penalty of leaf values", 0., 0., 1e9, false},
    {"gamma", "least gain of a split", 0., 0., 1e9, false},
    {"max_bin", "histogram bins of a feature", 256., 2., 65536., true},
    {NULL, NULL, 0., 0., 0., false},
};

static enum slide_status fit(const struct learner_data *data, const struct learner_data *validation,
                             const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    static const struct boosting boosting = {.parameter = parameters, .grow_policy = "depthwise"};

    return booster_fit(&boosting, data, validation, settings, fitted, error);
}

const struct learner learner_xgboost = BOOSTER_LEARNER("xgboost", "gradient-boosted trees (XGBoost)", parameters, fit);
