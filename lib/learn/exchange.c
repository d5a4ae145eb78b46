#include "learn/exchange.h"

#include <stdlib.h>
#include <string.h>

static void copy_block(const struct exchange *exchange, size_t first, size_t count)
{
    const size_t width = exchange->table->predictors;

    for (size_t i = 0; i < count; i++)
        memcpy(exchange->value + i * width, exchange->table->value + exchange->rows->row[first + i] * width,
               width * sizeof *exchange->value);
}

static void set_block(const struct exchange *exchange, const struct predictor_group *group, const float *neutral,
                      size_t first, size_t count)
{
    const size_t width = exchange->table->predictors;

    for (size_t i = 0; i < count; i++) {
        const float *from =
            neutral ? neutral : exchange->table->value + exchange->rows->row[exchange->order[first + i]] * width;

        for (size_t j = 0; j < group->count; j++)
            exchange->value[i * width + group->member[j]] = from[group->member[j]];
    }
}

/* Scores with a group permuted, set to `neutral` where that is given, or as they are where the group is NULL. */
static enum slide_status score(const struct exchange *exchange, const struct predictor_group *group,
                               const float *neutral, double *value, struct slide_error *error)
{
    const size_t rows = exchange->rows->rows;
    enum slide_status status = SLIDE_OK;

    for (size_t first = 0; first < rows && status == SLIDE_OK; first += EXCHANGE_BLOCK) {
        const size_t left = rows - first, count = left < EXCHANGE_BLOCK ? left : EXCHANGE_BLOCK;

        copy_block(exchange, first, count);
        if (group)
            set_block(exchange, group, neutral, first, count);
        status = exchange->estimator->estimate(exchange->estimator->model, exchange->value, count,
                                               exchange->estimate + first, error);
    }
    return status == SLIDE_OK ? held_scores_of(exchange->estimator->quantity, exchange->table, exchange->rows,
                                               exchange->estimate, value, error)
                              : status;
}

static enum slide_status lose(const struct exchange *exchange, const struct predictor_group *group,
                              const float *neutral, double *loss, struct slide_error *error)
{
    const struct held_score_kind *kinds = held_score_kinds(exchange->estimator->quantity);
    double after[HELD_SCORES] = {0.};
    const enum slide_status status = score(exchange, group, neutral, after, error);

    for (size_t s = 0; s < HELD_SCORES; s++)
        loss[s] = held_score_loss(&kinds[s], exchange->score[s], after[s]);
    return status;
}

enum slide_status exchange_new(const struct estimator *estimator, const struct sample_table *table,
                               const struct subset *rows, struct exchange *out, struct slide_error *error)
{
    const size_t block = EXCHANGE_BLOCK * table->predictors;
    enum slide_status status;

    *out = (struct exchange){
        .estimator = estimator,
        .table = table,
        .rows = rows,
        .order = malloc((rows->rows + 1) * sizeof *out->order),
        .value = malloc(block * sizeof *out->value),
        .estimate = malloc((rows->rows + 1) * sizeof *out->estimate),
    };
    if (out->order && out->value && out->estimate)
        status = score(out, NULL, NULL, out->score, error);
    else
        status = slide_out_of_memory(
            error, (double)rows->rows * (sizeof *out->order + sizeof *out->estimate) + (double)block * sizeof(float),
            "the samples whose values are exchanged");
    if (status != SLIDE_OK)
        exchange_free(out);
    return status;
}

void exchange_shuffle(struct exchange *exchange, struct random_stream stream)
{
    size_t *order = exchange->order;

    for (size_t i = 0; i < exchange->rows->rows; i++)
        order[i] = i;
    for (size_t i = exchange->rows->rows; i > 1; i--) {
        const size_t other = random_below(&stream, i), kept = order[i - 1];

        order[i - 1] = order[other];
        order[other] = kept;
    }
}

enum slide_status exchange_permute(struct exchange *exchange, const struct predictor_group *group, double *loss,
                                   struct slide_error *error)
{
    return lose(exchange, group, NULL, loss, error);
}

enum slide_status exchange_replace(struct exchange *exchange, const struct predictor_group *group, const float *neutral,
                                   double *loss, struct slide_error *error)
{
    return lose(exchange, group, neutral, loss, error);
}

void exchange_free(struct exchange *exchange)
{
    free(exchange->order);
    free(exchange->value);
    free(exchange->estimate);
    *exchange = (struct exchange){0};
}
