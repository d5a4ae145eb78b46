/** The model behind the maps looked at on the scored cells: what it goes by, and how its estimates change with it. */
#ifndef R_SLIDE_EVAL_CHECKS_H
#define R_SLIDE_EVAL_CHECKS_H

#include <jansson.h>

#include "cells.h"
#include "learn/dependence.h"
#include "learn/held_score.h"
#include "learn/model_file.h"
#include "learn/predictor_groups.h"

struct check_options {
    const char *model;  /**< path, or NULL */
    char **predictors;  /**< maps among which the model's predictors are; NULL: no check is asked for */
    char **dependence;  /**< labels of predictors, or NULL */
    const char *groups; /**< name=predictor,predictor;... or NULL: each predictor by itself */
    size_t sample;      /**< most cells to look at */
    int repeats;
    uint64_t seed;
    int threads;
    const char *importance_path; /**< of CSV files, or NULL */
    const char *dependence_path;
    const char *ablation_path;
};

enum { CHECK_QUANTILES = 3 };

/** One predictor's dependence. */
struct dependence {
    size_t predictor;
    size_t places;
    float *at;                         /**< [places] */
    float *expectation;                /**< [places * rows] */
    double *mean;                      /**< [places] partial dependence */
    double *quantile[CHECK_QUANTILES]; /**< [places] of the cells' expectations, at check_shares */
};

/** 0.1, 0.5, 0.9. */
extern const double check_shares[CHECK_QUANTILES];

/**
 * Ablation without refitting: what the scores lose when a group of predictors tells the model nothing, which it was
 * trained to be told. Losses are above 0 where it is worse.
 */
struct left_out {
    const struct predictor_group *group;
    double replaced[HELD_SCORES];             /**< by typical values (learn/typical.h); NaN where not known */
    struct held_spread permuted[HELD_SCORES]; /**< together, over the repeats */
};

/** Nothing when no check is asked for: rows is 0. */
struct checks {
    const struct check_options *options;
    struct model model;
    struct sample_table cells;     /**< drawn from the scored ones; label 1 at landslides */
    size_t without_predictor;      /**< scored cells that are null in a predictor */
    double score[HELD_SCORES];     /**< of the model as it is; of a model of quantities there is no Brier score */
    struct held_spread *loss;      /**< [predictors * HELD_SCORES] by permutation, over the repeats */
    struct predictor_groups items; /**< the groups, and the other predictors */
    struct left_out *left_out;     /**< [items.count] */
    struct dependence *dependence;
    size_t dependence_count;
};

/** Ends the module when the model lacks a predictor's map, or the file is none. */
struct checks checks_of(const struct maps *maps, const struct check_options *options);

/** Writes the CSV files that are asked for. */
void checks_write(const struct checks *checks);

void print_checks(const struct checks *checks);

/** null when no check is asked for. */
json_t *json_of_checks(const struct checks *checks);

/** Reads the groups; ends the module where they are none. */
void checks_read_groups(struct checks *checks);

/** Permutation importance, and ablation without refitting. */
void checks_lose(struct checks *checks, const struct estimator *estimator);

/** Predictors, or what is left out, by falling loss of the area under the ROC curve by permutation. G_free it. */
size_t *checks_order(const struct checks *checks);
size_t *checks_left_out_order(const struct checks *checks);

/** Which cells' individual expectations are shown: `count` of them, evenly spread over all; G_free it. */
size_t *checks_shown(const struct checks *checks, size_t *count);

void checks_free(struct checks *checks);

#endif
