/**
 * What a model's scores lose when some predictors' values are exchanged: dealt out anew among the samples, or set to
 * one value everywhere. The model stays as it is.
 */
#ifndef SLIDE_LEARN_EXCHANGE_H
#define SLIDE_LEARN_EXCHANGE_H

#include <stddef.h>

#include "base/random.h"
#include "learn/estimator.h"
#include "learn/held_score.h"
#include "learn/predictor_groups.h"
#include "learn/table.h"

#define EXCHANGE_BLOCK 16384 /**< samples that are estimated at a time */

/** Samples with both classes among them, and room to estimate them. Free with exchange_free. */
struct exchange {
    const struct estimator *estimator;
    const struct sample_table *table;
    const struct subset *rows;
    double score[HELD_SCORES]; /**< of the values as they are */
    size_t *order;             /**< [rows->rows] from which sample a permuted value comes */
    float *value;              /**< [EXCHANGE_BLOCK * predictors] */
    float *estimate;           /**< [rows->rows] */
};

/**
 * Scores the samples as they are.
 *
 * @param[in]  rows  those to look at; it, the table and the estimator must outlive the exchange
 * @param[out] out   the caller frees it, but after a failure
 *
 * Fails with SLIDE_NO_DATA when a class is absent, and with what the estimator returns.
 */
enum slide_status exchange_new(const struct estimator *estimator, const struct sample_table *table,
                               const struct subset *rows, struct exchange *out, struct slide_error *error);

/** Draws from which sample each value comes: a permutation (Fisher and Yates; Durstenfeld 1964). */
void exchange_shuffle(struct exchange *exchange, struct random_stream stream);

/**
 * What is lost with the group's predictors taken from other samples, all by the permutation last drawn.
 *
 * @param[out] loss  [HELD_SCORES] above 0 where it is worse (held_score_loss)
 */
enum slide_status exchange_permute(struct exchange *exchange, const struct predictor_group *group, double *loss,
                                   struct slide_error *error);

/**
 * What is lost with each of the group's predictors set to one value in all samples.
 *
 * @param[in]  neutral  [table->predictors]
 * @param[out] loss     [HELD_SCORES] as exchange_permute
 */
enum slide_status exchange_replace(struct exchange *exchange, const struct predictor_group *group, const float *neutral,
                                   double *loss, struct slide_error *error);

void exchange_free(struct exchange *exchange);

#endif
