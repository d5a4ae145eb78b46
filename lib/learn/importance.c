#include "learn/importance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum slide_status importance_new(size_t items, size_t columns, const struct model *model, size_t repeats,
                                 struct importance *out, struct slide_error *error)
{
    *out =
        (struct importance){items, columns, model->members, repeats, calloc(items * columns + 1, sizeof *out->value)};
    if (!out->value)
        return slide_out_of_memory(error, (double)items * columns * sizeof *out->value, "importances");
    return SLIDE_OK;
}

void importance_spread(const double *draw, size_t draws, struct importance *out)
{
    const size_t values = out->items * out->columns;

    for (size_t i = 0; i < values; i++)
        out->value[i] = held_spread_of(draw + i, draws, values);
}

/* NULL-safe room for one draw of each member */
static double *draws_of(const struct importance *out, struct slide_error *error)
{
    const size_t values = out->members * out->items * out->columns;
    double *draw = malloc((values + 1) * sizeof *draw);

    if (!draw)
        slide_out_of_memory(error, (double)values * sizeof *draw, "importances of all members");
    return draw;
}

/* a feature's importance goes to the predictor that it was made of */
static void sum_features(const struct transform *transform, const struct predictor_groups *groups,
                         const double *feature, double *sum)
{
    for (size_t g = 0; g < groups->count; g++) {
        sum[g] = 0.;
        for (size_t i = 0; i < groups->group[g].count; i++) {
            const struct transform_step *step = &transform->step[groups->group[g].member[i]];

            for (size_t f = step->first; f < step->first + step->width; f++)
                sum[g] += feature[f];
        }
    }
}

static enum slide_status own_of_members(const struct model *model, const struct predictor_groups *groups,
                                        double *feature, double *draw, struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (size_t m = 0; m < model->members && status == SLIDE_OK; m++) {
        const struct member *member = &model->member[m];

        status = member_importance(&model->recipe, member, feature, error);
        if (status == SLIDE_OK)
            sum_features(&member->transform, groups, feature, draw + m * groups->count);
    }
    return status;
}

enum slide_status importance_of_learner(const struct model *model, const struct predictor_groups *groups,
                                        struct importance *out, struct slide_error *error)
{
    const size_t features = model_most_features(model);
    double *feature, *draw;
    enum slide_status status;

    *out = (struct importance){0};
    if (!model->recipe.learner->importance)
        return slide_fail(error, SLIDE_BAD_INPUT, "The learner %s has no importances of its own: permute.",
                          model->recipe.learner->name);
    status = importance_new(groups->count, 1, model, 1, out, error);
    if (status != SLIDE_OK)
        return status;
    feature = malloc((features + 1) * sizeof *feature);
    draw = draws_of(out, error);
    status = feature && draw ? own_of_members(model, groups, feature, draw, error)
                             : slide_out_of_memory(error, (double)features * sizeof *feature, "importances");
    if (status == SLIDE_OK)
        importance_spread(draw, model->members, out);
    else
        importance_free(out);
    free(feature);
    free(draw);
    return status;
}

static size_t name_find(char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return SIZE_MAX;
}

/* a member's coefficients in the order of `names`, the intercept at last; NaN for a feature that it lacks */
static enum slide_status take_coefficients(const struct recipe *recipe, const struct member *member, char *const *names,
                                           size_t items, double *draw, struct slide_error *error)
{
    const size_t features = member->transform.features;
    struct learner_coefficient *coefficient = calloc(features + 1, sizeof *coefficient);
    char **own = member_feature_names(recipe, member);
    enum slide_status status = coefficient && own
                                   ? member_coefficients(recipe, member, coefficient, error)
                                   : slide_out_of_memory(error, (double)features * sizeof *coefficient, "coefficients");

    for (size_t i = 0; i < items && status == SLIDE_OK; i++) {
        const size_t place = i + 1 == items ? features : name_find(own, features, names[i]);
        const struct learner_coefficient none = {NAN, NAN, NAN, NAN, false};
        const struct learner_coefficient *one = place == SIZE_MAX ? &none : &coefficient[place];

        draw[i * COEFFICIENT_COLUMNS + COEFFICIENT_ESTIMATE] = one->estimate;
        draw[i * COEFFICIENT_COLUMNS + COEFFICIENT_STANDARD_ERROR] = one->standard_error;
        draw[i * COEFFICIENT_COLUMNS + COEFFICIENT_Z] = one->z;
        draw[i * COEFFICIENT_COLUMNS + COEFFICIENT_P] = one->p;
    }
    free(own);
    free(coefficient);
    return status;
}

static enum slide_status coefficients_of_members(const struct model *model, struct importance *out,
                                                 struct slide_error *error)
{
    char **names = member_feature_names(&model->recipe, &model->member[model->marked]);
    double *draw = draws_of(out, error);
    enum slide_status status = names && draw ? SLIDE_OK : SLIDE_OUT_OF_MEMORY;

    for (size_t m = 0; m < model->members && status == SLIDE_OK; m++)
        status = take_coefficients(&model->recipe, &model->member[m], names, out->items,
                                   draw + m * out->items * out->columns, error);
    if (status == SLIDE_OK)
        importance_spread(draw, model->members, out);
    free(draw);
    free(names);
    return status;
}

enum slide_status importance_of_coefficients(const struct model *model, struct importance *out,
                                             struct slide_error *error)
{
    const size_t items = model->member[model->marked].transform.features + 1;
    enum slide_status status;

    *out = (struct importance){0};
    if (!model->recipe.learner->coefficients)
        return slide_fail(error, SLIDE_BAD_INPUT, "The learner %s has no coefficients: permute.",
                          model->recipe.learner->name);
    status = importance_new(items, COEFFICIENT_COLUMNS, model, 1, out, error);
    if (status == SLIDE_OK)
        status = coefficients_of_members(model, out, error);
    if (status != SLIDE_OK)
        importance_free(out);
    return status;
}

void importance_free(struct importance *importance)
{
    free(importance->value);
    *importance = (struct importance){0};
}
