/**
 * What a learner is: one struct of functions. The table of learners fills the option's choices, its help and the
 * dispatch; adding one is adding a file and a row.
 */
#ifndef SLIDE_LEARN_LEARNER_H
#define SLIDE_LEARN_LEARNER_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define LEARNER_MOST_PARAMETERS 16

/** Features and labels of the training samples; the caller's arrays. */
struct learner_data {
    const float *value;         /**< [rows * features], no NaN */
    const unsigned char *label; /**< [rows] 0 or 1, both present */
    const char *const *name;    /**< [features] */
    size_t rows;
    size_t features;
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

struct learner {
    const char *name;
    const char *description;
    const char *payload;                       /**< file name inside the model file */
    const struct learner_parameter *parameter; /**< ends with a NULL name */

    /** Trains; the same data, parameters and seed give the same bits with any number of threads. */
    enum slide_status (*fit)(const struct learner_data *data, const struct learner_settings *settings, void **fitted,
                             struct slide_error *error);
    /** Probability of label 1 in the training samples' mixture of classes. @param[out] probability [rows] */
    enum slide_status (*predict)(void *fitted, const float *value, size_t rows, size_t features, float *probability,
                                 struct slide_error *error);
    /** The fitted state as bytes, which the caller frees. */
    enum slide_status (*save)(void *fitted, char **bytes, size_t *size, struct slide_error *error);
    enum slide_status (*load)(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                              struct slide_error *error);
    void (*free)(void *fitted);
};

/** Ends with NULL. */
extern const struct learner *const learners[];

/** NULL when there is none of that name. */
const struct learner *learner_find(const char *name);

/** The learner's defaults, one thread, no progress. */
struct learner_settings learner_defaults(const struct learner *learner, uint64_t seed);

/** Sets one parameter from "name=value"; SLIDE_BAD_INPUT, naming the choices or the range, when it is not right. */
enum slide_status learner_set(const struct learner *learner, const char *setting, struct learner_settings *settings,
                              struct slide_error *error);

#endif
