/** Boosting by the XGBoost library (Chen and Guestrin 2016): what xgboost and leafwise share. */
#ifndef SLIDE_LEARN_BOOSTER_H
#define SLIDE_LEARN_BOOSTER_H

#include "learn/learner.h"
#include "learn/tree_model.h"
#include "learn/trees.h"

/** The first parameters of every boosting learner; those behind them go to the library under their names. */
enum { BOOSTER_ROUNDS, BOOSTER_SUBSAMPLE, BOOSTER_EARLY_STOPPING, BOOSTER_OWN_PARAMETERS };

#define BOOSTER_ROUNDS_PARAMETER(standard)                                                                             \
    {                                                                                                                  \
        "rounds", "number of trees", standard, 1., 100000., true                                                       \
    }
#define BOOSTER_SUBSAMPLE_PARAMETER(standard)                                                                          \
    {                                                                                                                  \
        "subsample", "share of samples a tree sees", standard, 1e-6, 1., false                                         \
    }
#define BOOSTER_EARLY_STOPPING_PARAMETER                                                                               \
    {                                                                                                                  \
        "early_stopping", "rounds without a lower log-loss of validation samples after which to stop; 0 never", 0.,    \
            0., 100000., true                                                                                          \
    }

/** How one learner grows its trees. */
struct boosting {
    const struct learner_parameter *parameter;
    const char *grow_policy; /**< the library's name */
};

/** learner.fit for the logistic loss; `fitted` is a struct tree_model. */
enum slide_status booster_fit(const struct boosting *boosting, const struct learner_data *data,
                              const struct learner_data *validation, const struct learner_settings *settings,
                              void **fitted, struct slide_error *error);

/** A learner that boosts: `fitter` and `own` are its fit and its parameters, the file within a model named after it. */
#define BOOSTER_LEARNER(called, described, own, fitter)                                                                \
    {                                                                                                                  \
        .name = (called), .description = (described), .payload = called ".json", .parameter = (own),                   \
        .importance_name = "gain", .fit = (fitter), .predict = tree_model_predict, .save = booster_save,               \
        .load = booster_load, .free = tree_model_free, .importance = tree_model_importance,                            \
        .contributions = tree_model_contributions,                                                                     \
    }

/** learner.save and learner.load in XGBoost's JSON. */
enum slide_status booster_save(void *fitted, char **bytes, size_t *size, struct slide_error *error);
enum slide_status booster_load(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                               struct slide_error *error);

#endif
