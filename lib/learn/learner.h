/**
 * What a learner is: one struct of functions. The table of learners fills the option's choices, its help and the
 * dispatch; adding one is adding a file and a row.
 */
#ifndef SLIDE_LEARN_LEARNER_H
#define SLIDE_LEARN_LEARNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/scale.h"

#define LEARNER_MOST_PARAMETERS 16

/** Features and labels of samples; the caller's arrays. */
struct learner_data {
    const float *value;      /**< [rows * features], no NaN */
    const float *label;      /**< [rows] 0 or 1, both present; any finite number for a learner of quantities */
    const float *weight;     /**< [rows] > 0; NULL for equal ones */
    bool keep_weighted;      /**< estimates are to keep the weights, by a learner that takes them out itself */
    const char *const *name; /**< [features] */
    size_t rows;
    size_t features;
};

/** A coefficient of a linear model, on the scale of the features as the learner saw them. */
struct learner_coefficient {
    double estimate;
    double standard_error; /**< NaN where the learner has none, as z and p */
    double z;
    double p;     /**< two-sided */
    bool aliased; /**< a sum of the features before it: its estimate is 0 */
};

/** A feature that a published model was made for. */
struct learner_role {
    const char *name;
    const char *description;
    double least, most; /**< that it is meant for */
};

/** A number that the user may set, its range and its default. */
struct learner_parameter {
    const char *name;
    const char *description;
    double standard;
    double least;
    double most;
    int whole; /**< must be a whole number */
};

struct learner_settings {
    double parameter[LEARNER_MOST_PARAMETERS]; /**< in the order of the learner's table */
    uint64_t seed;
    int threads;
    void (*progress)(long done, long all, int step); /**< may be NULL */
};

/** Functions may be NULL where a learner has no such thing, but fit, predict, save, load and free. */
struct learner {
    const char *name;
    const char *description;
    const char *payload;                       /**< file name inside the model file */
    const struct learner_parameter *parameter; /**< ends with a NULL name */
    bool quantity;                             /**< predicts a number, such as an areal density, not a probability */
    bool unweights;                            /**< takes class weights out of its estimates by itself */
    enum scale_kind scale;                     /**< of features, unless the user asks for another */
    bool published;                            /**< fitted by others: fit() needs no samples, data may be NULL */
    bool spatial;                              /**< a net, which learns from patches: see learn/net_learner.h */
    const struct learner_role *role;           /**< published: what its features are, in order; ends with a NULL name */
    const char *importance_name;               /**< what `importance` measures, such as "gain" */

    /**
     * Trains; the same data, parameters and seed give the same bits with any number of threads.
     *
     * @param[in] validation  samples that early stopping goes by, for learners that know it; NULL for none
     */
    enum slide_status (*fit)(const struct learner_data *data, const struct learner_data *validation,
                             const struct learner_settings *settings, void **fitted, struct slide_error *error);
    /** Probability of label 1 in the training samples' mixture of classes, or the quantity. @param[out] estimate [rows]
     */
    enum slide_status (*predict)(void *fitted, const float *value, size_t rows, size_t features, float *estimate,
                                 struct slide_error *error);
    /** The fitted state as bytes, which the caller frees. */
    enum slide_status (*save)(void *fitted, char **bytes, size_t *size, struct slide_error *error);
    enum slide_status (*load)(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                              struct slide_error *error);
    void (*free)(void *fitted);

    /** How much each feature counts, >= 0, sum 1 (all 0 where none does). @param[out] importance [features] */
    enum slide_status (*importance)(void *fitted, size_t features, double *importance, struct slide_error *error);
    /**
     * What each feature adds to a prediction (SHAP values, Lundberg et al. 2020): logits for probabilities, the
     * quantity's unit for quantities. A row's sum is its prediction.
     *
     * @param[out] contribution  [rows * (features + 1)], the last of a row is the mean prediction
     */
    enum slide_status (*contributions)(void *fitted, const float *value, size_t rows, size_t features,
                                       float *contribution, struct slide_error *error);
    /** @param[out] coefficient  [features + 1], the last is the intercept */
    enum slide_status (*coefficients)(void *fitted, size_t features, struct learner_coefficient *coefficient,
                                      struct slide_error *error);
    /** Of the coefficients' estimates, row by row. @param[out] covariance  [(features + 1)^2] 0 for aliased ones */
    enum slide_status (*covariance)(void *fitted, size_t features, double *covariance, struct slide_error *error);
    /** -2 log likelihood of the training samples with their weights: of the model, and of the intercept alone. */
    void (*deviance)(void *fitted, double *deviance, double *null_deviance);
};

/** Ends with NULL. */
extern const struct learner *const learners[];

/** NULL when there is none of that name. */
const struct learner *learner_find(const char *name);

/** The learner's defaults, one thread, no progress. */
struct learner_settings learner_defaults(const struct learner *learner, uint64_t seed);

/** Whether a fit with these settings stops by samples held out for that: a parameter early_stopping above 0. */
bool learner_stops_early(const struct learner *learner, const struct learner_settings *settings);

/** Sets one parameter from "name=value"; SLIDE_BAD_INPUT, naming the choices or the range, when it is not right. */
enum slide_status learner_set(const struct learner *learner, const char *setting, struct learner_settings *settings,
                              struct slide_error *error);

#endif
