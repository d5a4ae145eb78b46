/** What a model knows of a predictor: its identity and what its map meant at training. */
#ifndef SLIDE_LEARN_PREDICTOR_H
#define SLIDE_LEARN_PREDICTOR_H

#include <stdbool.h>

#include "base/statistic.h"
#include "learn/table.h"

#define PREDICTOR_DEGREES 360. /**< of a full turn */

/** Texts are the owner's, never NULL but for `source`, empty where the map says nothing. Free with predictor_free. */
struct predictor {
    char *label; /**< identity: the map's semantic label, else its name without the mapset */
    char *map;   /**< name@mapset it was trained on */
    char *title;
    char *units;
    char *source;               /**< label of the map whose statistic it is; NULL where samples are cells */
    struct statistic statistic; /**< over a mapping unit; of no kind where samples are cells */
    bool categorical;           /**< values are category numbers, their order means nothing */
    bool circular;              /**< an angle in degrees */
    bool zero_is_flat;          /**< circular, and 0 means no direction, as r.slope.aspect writes it */
    bool absolute;              /**< only the magnitude counts */
    bool logarithm;             /**< the logarithm counts */
    double min, max, mean;      /**< over the training samples, in the map's unit */
    double typical;             /**< as typical.h says; NaN where a model does not tell */
};

/**
 * Fills in min, max and mean.
 *
 * @param[in]  train      the rows to look at, at least one
 * @param[out] predictor  [table->predictors]
 */
void predictor_describe(const struct sample_table *table, const struct subset *train, struct predictor *predictor);

/** A full turn of a direction in the predictor's unit: 2 pi for "rad", "radian" and "radians", else 360. */
double predictor_turn(const struct predictor *predictor);

void predictor_free(struct predictor *predictor);

#endif
