#include "learn/leafwise.h"

#include "learn/booster.h"

/* LightGBM's defaults; its least count of samples in a leaf (20) XGBoost does not know, hence min_child_weight 1 */
static const struct learner_parameter parameters[] = {
    [BOOSTER_ROUNDS] = BOOSTER_ROUNDS_PARAMETER(100.),
    [BOOSTER_SUBSAMPLE] = BOOSTER_SUBSAMPLE_PARAMETER(1.),
    [BOOSTER_EARLY_STOPPING] = BOOSTER_EARLY_STOPPING_PARAMETER,
    {"eta", "learning rate", 0.1, 1e-6, 1., false},
    {"max_leaves", "most leaves of a tree", 31., 2., 65536., true},
    {"max_depth", "most levels of a tree; 0 any", 0., 0., 1000., true},
    {"min_child_weight", "least sum of p (1 - p) in a leaf", 1., 0., 1e9, false},
    {"colsample_bytree", "share of features a tree sees", 1., 1e-6, 1., false},
    {"lambda", "L2 penalty of leaf values", 0., 0., 1e9, false},
    {"alpha", "L1 penalty of leaf values", 0., 0., 1e9, false},
    {"gamma", "least gain of a split", 0., 0., 1e9, false},
    {"max_bin", "histogram bins of a feature", 255., 2., 65536., true},
    {NULL, NULL, 0., 0., 0., false},
};

static enum slide_status fit(const struct learner_data *data, const struct learner_data *validation,
                             const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    static const struct boosting boosting = {.parameter = parameters, .grow_policy = "lossguide"};

    return booster_fit(&boosting, data, validation, settings, fitted, error);
}

const struct learner learner_leafwise =
    BOOSTER_LEARNER("leafwise", "gradient-boosted trees grown leaf by leaf, as LightGBM does", parameters, fit);
