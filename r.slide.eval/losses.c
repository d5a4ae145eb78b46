/** What the model's scores lose on the scored cells when predictors tell it nothing any more. */
#include "checks.h"

#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "learn/permutation.h"

/* Whether the learner's estimates are probabilities, or quantities, whose Brier score means nothing. */
static bool has_brier(const struct checks *checks)
{
    return !checks->model.recipe.learner->quantity;
}

/* Spreads over the repeats, for each group by score. */
static struct held_spread *permute(const struct checks *checks, struct exchange *exchange,
                                   const struct predictor_groups *groups)
{
    const size_t repeats = (size_t)checks->options->repeats, values = groups->count * HELD_SCORES;
    const struct permutation_plan plan = {
        .repeats = repeats, .seed = checks->options->seed, .progress = G_percent, .apart = true};
    struct held_spread *spread = G_malloc((values + 1) * sizeof *spread);
    double *loss = G_malloc((repeats * values + 1) * sizeof *loss);
    struct slide_error error;

    fatal_unless_ok(permutation_losses(exchange, groups, &plan, loss, &error), &error);
    G_percent(1, 1, 1);
    for (size_t i = 0; i < values; i++) {
        spread[i] = held_spread_of(loss + i, repeats, values);
        if (i % HELD_SCORES == HELD_BRIER && !has_brier(checks))
            spread[i] = (struct held_spread){NAN, NAN};
    }
    G_free(loss);
    return spread;
}

/* The model's typical values; nulls where it does not tell one of the group's. */
static bool is_typical_known(const struct checks *checks, const struct predictor_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (isnan(checks->model.recipe.predictor[group->member[i]].typical))
            return false;
    return true;
}

static void replace(const struct checks *checks, struct exchange *exchange, const float *neutral,
                    struct left_out *left_out)
{
    struct slide_error error;

    for (size_t s = 0; s < HELD_SCORES; s++)
        left_out->replaced[s] = NAN;
    if (!is_typical_known(checks, left_out->group))
        return;
    fatal_unless_ok(exchange_replace(exchange, left_out->group, neutral, left_out->replaced, &error), &error);
    if (!has_brier(checks))
        left_out->replaced[HELD_BRIER] = NAN;
}

/* The groups of more than one predictor: what a single one loses is known already. G_free their array. */
static struct predictor_groups groups_of_several(const struct predictor_groups *items)
{
    struct predictor_groups several = {.group = G_calloc(items->count + 1, sizeof *several.group)};

    for (size_t g = 0; g < items->count; g++)
        if (items->group[g].count > 1)
            several.group[several.count++] = items->group[g];
    return several;
}

static void leave_out(struct checks *checks, struct exchange *exchange)
{
    const struct predictor_groups *items = &checks->items;
    const struct predictor_groups several = groups_of_several(items);
    float *neutral = G_malloc((checks->cells.predictors + 1) * sizeof *neutral);
    struct held_spread *together = permute(checks, exchange, &several);
    const struct held_spread *next = together;

    for (size_t i = 0; i < checks->cells.predictors; i++)
        neutral[i] = (float)checks->model.recipe.predictor[i].typical;
    checks->left_out = G_calloc(items->count + 1, sizeof *checks->left_out);
    for (size_t g = 0; g < items->count; g++) {
        struct left_out *left_out = &checks->left_out[g];
        const struct predictor_group *group = &items->group[g];

        left_out->group = group;
        for (size_t s = 0; s < HELD_SCORES; s++)
            left_out->permuted[s] = group->count > 1 ? *next++ : checks->loss[group->member[0] * HELD_SCORES + s];
        replace(checks, exchange, neutral, left_out);
    }
    G_free(several.group);
    G_free(together);
    G_free(neutral);
}

void checks_read_groups(struct checks *checks)
{
    const struct recipe *recipe = &checks->model.recipe;
    struct slide_error error;

    if (checks->options->groups)
        fatal_unless_ok(predictor_groups_read(checks->options->groups, recipe->predictor, recipe->predictors,
                                              &checks->items, &error),
                        &error);
    fatal_unless_ok(predictor_groups_complete(recipe->predictor, recipe->predictors, &checks->items, &error), &error);
}

void checks_lose(struct checks *checks, const struct estimator *estimator)
{
    const struct recipe *recipe = &checks->model.recipe;
    struct predictor_groups each = {0};
    struct exchange exchange;
    struct slide_error error;
    struct subset all;

    fatal_unless_ok(subset_all(&checks->cells, &all, &error), &error);
    fatal_unless_ok(predictor_groups_complete(recipe->predictor, recipe->predictors, &each, &error), &error);
    fatal_unless_ok(exchange_new(estimator, &checks->cells, &all, &exchange, &error), &error);
    for (size_t s = 0; s < HELD_SCORES; s++)
        checks->score[s] = s == HELD_BRIER && !has_brier(checks) ? NAN : exchange.score[s];
    checks->loss = permute(checks, &exchange, &each);
    leave_out(checks, &exchange);
    exchange_free(&exchange);
    predictor_groups_free(&each);
    subset_free(&all);
}

/* Items by falling loss. G_free it. */
static size_t *order_by(const double *loss, size_t count)
{
    size_t *order = G_malloc((count + 1) * sizeof *order);

    for (size_t i = 0; i < count; i++) {
        size_t place = i;

        for (; place > 0 && loss[order[place - 1]] < loss[i]; place--)
            order[place] = order[place - 1];
        order[place] = i;
    }
    return order;
}

size_t *checks_order(const struct checks *checks)
{
    const size_t count = checks->cells.predictors;
    double *loss = G_malloc((count + 1) * sizeof *loss);
    size_t *order;

    for (size_t i = 0; i < count; i++)
        loss[i] = checks->loss[i * HELD_SCORES + HELD_AUC_ROC].mean;
    order = order_by(loss, count);
    G_free(loss);
    return order;
}

size_t *checks_left_out_order(const struct checks *checks)
{
    double *loss = G_malloc((checks->items.count + 1) * sizeof *loss);
    size_t *order;

    for (size_t i = 0; i < checks->items.count; i++)
        loss[i] = checks->left_out[i].permuted[HELD_AUC_ROC].mean;
    order = order_by(loss, checks->items.count);
    G_free(loss);
    return order;
}
