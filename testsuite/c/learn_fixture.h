/** A small model for tests: two quantities and one category, labels from a known law. */
#ifndef TEST_LEARN_FIXTURE_H
#define TEST_LEARN_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/model.h"

enum { FIXTURE_ROWS = 200, FIXTURE_COLS = 100 };

/** Rows of (x uniform -1..1, y uniform 0..100, category 1..4), label 1 by logit -2 + 3 x + 2 [category 3]. */
static inline struct sample_table fixture_table(uint64_t seed)
{
    struct random_stream stream = random_stream_at(seed, 0);
    struct sample_table table = table_new(3);

    for (uint64_t cell = 0; cell < FIXTURE_ROWS * FIXTURE_COLS; cell++) {
        const float x = (float)(2. * random_uniform(&stream) - 1.), y = (float)(100. * random_uniform(&stream));
        const float value[3] = {x, y, (float)(1 + random_below(&stream, 4))};
        const double p = 1. / (1. + exp(2. - 3. * x - (value[2] == 3.f ? 2. : 0.)));

        table_append(&table, cell, random_uniform(&stream) < p, value, NULL);
    }
    return table;
}

static inline void fixture_model(double test_share, int threads, struct model *model)
{
    static const char *const labels[] = {"x", "y_rate", "cover"};
    struct recipe *recipe = &model->recipe;

    *model = (struct model){.split = SPLIT_RANDOM, .test_share = test_share};
    recipe->learner = learner_find("xgboost");
    recipe->settings = learner_defaults(recipe->learner, 42);
    learner_set(recipe->learner, "rounds=40", &recipe->settings, NULL);
    recipe->settings.threads = threads;
    model->label_map = strdup("landslides@event");
    recipe->predictors = 3;
    recipe->predictor = calloc(3, sizeof *recipe->predictor);
    for (int i = 0; i < 3; i++) {
        recipe->predictor[i].label = strdup(labels[i]);
        recipe->predictor[i].map = strdup("map@event");
        recipe->predictor[i].title = strdup(i == 1 ? "rate of change, \"quoted\" \xc3\xa9" : "");
        recipe->predictor[i].units = strdup(i == 1 ? "mm/a" : "");
        recipe->predictor[i].categorical = i == 2;
    }
    model->region = (struct model_region){.north = 3100000.5,
                                          .south = 3000000.25,
                                          .east = 7e5,
                                          .west = 6e5,
                                          .ns_res = 30.,
                                          .ew_res = 30.,
                                          .rows = FIXTURE_ROWS,
                                          .cols = FIXTURE_COLS};
    snprintf(model->region.projection, sizeof model->region.projection, "UTM");
}

/** Fits as many members as asked, each to all samples but its own held-out share. */
static inline enum slide_status fixture_fit(struct model *model, const struct sample_table *table, size_t members,
                                            struct split *split)
{
    static const struct sampling sampling = {.cells = 400000,
                                             .label_null = 3,
                                             .predictor_null = 4,
                                             .positive_available = 5000,
                                             .positive = 5000,
                                             .negative_available = 150000,
                                             .negative = 15000,
                                             .negatives_per_positive = 3.};
    struct draw *draw = calloc(members, sizeof *draw);
    enum slide_status status;

    for (size_t i = 0; i < members; i++) {
        draw[i] = (struct draw){.sampling = sampling, .seed = 42 + i};
        subset_all(table, &draw[i].rows, NULL);
    }
    status = model_fit(model, table, draw, members, split, NULL);
    for (size_t i = 0; i < members; i++)
        subset_free(&draw[i].rows);
    free(draw);
    return status;
}

#endif
