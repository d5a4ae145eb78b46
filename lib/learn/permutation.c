/** Permutation importance of any estimator, and of a model's members on what each of them holds out. */
#include "learn/permutation.h"

#include <stdlib.h>

#include "base/random.h"
#include "learn/importance.h"

enum slide_status permutation_losses(struct exchange *exchange, const struct predictor_groups *groups,
                                     const struct permutation_plan *plan, double *loss, struct slide_error *error)
{
    const long all = plan->all ? plan->all : (long)(plan->repeats * groups->count);
    enum slide_status status = SLIDE_OK;

    for (size_t r = 0; r < plan->repeats; r++)
        for (size_t g = 0; g < groups->count && status == SLIDE_OK; g++) {
            const size_t item = r * groups->count + g;

            if (plan->progress)
                plan->progress(plan->done + (long)item, all, 1);
            if (plan->apart || g == 0)
                exchange_shuffle(exchange, random_stream_at(plan->seed, plan->apart ? g * plan->repeats + r : r));
            status = exchange_permute(exchange, &groups->group[g], loss + item * HELD_SCORES, error);
        }
    return status;
}

/* A member's estimates, and room for its features. */
struct member_estimator {
    const struct recipe *recipe;
    const struct member *member;
    float *feature; /* [EXCHANGE_BLOCK * features] */
};

static enum slide_status estimate(const void *model, const float *value, size_t rows, float *estimate,
                                  struct slide_error *error)
{
    const struct member_estimator *own = model;

    return member_predict(own->recipe, own->member, value, rows, own->feature, estimate, NULL, error);
}

/* @param[out] loss  [plan->repeats * groups->count * HELD_SCORES] */
static enum slide_status permute_member(const struct model *model, size_t member, const struct sample_table *table,
                                        const struct subset *test, const struct predictor_groups *groups,
                                        const struct permutation_plan *plan, double *loss, struct slide_error *error)
{
    const size_t features = EXCHANGE_BLOCK * model->member[member].transform.features;
    const struct member_estimator own = {&model->recipe, &model->member[member], malloc(features * sizeof(float))};
    const struct estimator estimator = {estimate, &own, model->recipe.learner->quantity};
    struct exchange exchange;
    enum slide_status status;

    if (!own.feature)
        return slide_out_of_memory(error, (double)features * sizeof(float), "permuting held-out samples");
    status = exchange_new(&estimator, table, test, &exchange, error);
    if (status == SLIDE_OK) {
        status = permutation_losses(&exchange, groups, plan, loss, error);
        exchange_free(&exchange);
    }
    free(own.feature);
    return status;
}

/* the mean of repeats takes the place of the first one */
static void average_repeats(double *loss, size_t repeats, size_t values)
{
    for (size_t i = 0; i < values; i++)
        loss[i] = held_spread_of(loss + i, repeats, values).mean;
}

static enum slide_status permute_members(const struct model *model, const struct sample_table *table,
                                         const struct split *split, const struct predictor_groups *groups,
                                         const struct permutation_plan *plan, double *loss, struct slide_error *error)
{
    const size_t values = groups->count * HELD_SCORES;
    const long each = (long)(plan->repeats * groups->count);
    enum slide_status status = SLIDE_OK;

    for (size_t m = 0; m < model->members && status == SLIDE_OK; m++) {
        struct random_stream seeds = random_stream_at(plan->seed, m);
        struct permutation_plan own = *plan;

        own.seed = random_bits(&seeds);
        own.done = (long)m * each;
        own.all = (long)model->members * each;
        /* one member leaves its repeats, several their means, side by side: the next one overwrites the repeats */
        status = permute_member(model, m, table, &split[m].test, groups, &own, loss + m * values, error);
        if (status == SLIDE_OK && model->members > 1)
            average_repeats(loss + m * values, plan->repeats, values);
    }
    if (plan->progress)
        plan->progress(1, 1, 1);
    return status;
}

static enum slide_status refuse_unfit(const struct model *model, const struct split *split, struct slide_error *error)
{
    for (size_t m = 0; m < model->members; m++)
        if (split[m].counts.test_positive == 0 || split[m].counts.test_negative == 0)
            return slide_fail(error, SLIDE_NO_DATA,
                              "Permutation importance needs held-out samples of both classes: hold some out.");
    return SLIDE_OK;
}

enum slide_status importance_by_permutation(const struct model *model, const struct sample_table *table,
                                            const struct split *split, const struct predictor_groups *groups,
                                            const struct permutation_plan *plan, struct importance *out,
                                            struct slide_error *error)
{
    const size_t draws = model->members + plan->repeats, values = groups->count * HELD_SCORES;
    double *loss;
    enum slide_status status = refuse_unfit(model, split, error);

    *out = (struct importance){0};
    if (status == SLIDE_OK)
        status = importance_new(groups->count, HELD_SCORES, model, plan->repeats, out, error);
    if (status != SLIDE_OK)
        return status;
    loss = malloc(draws * values * sizeof *loss);
    status = loss ? permute_members(model, table, split, groups, plan, loss, error)
                  : slide_out_of_memory(error, (double)draws * values * sizeof *loss, "the permutations' scores");
    if (status == SLIDE_OK)
        importance_spread(loss, model->members > 1 ? model->members : plan->repeats, out);
    else
        importance_free(out);
    free(loss);
    return status;
}
