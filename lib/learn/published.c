#include "learn/published.h"

#include <math.h>
#include <stdlib.h>

#include "learn/piece.h"

static void take_ranges(struct recipe *recipe)
{
    for (size_t i = 0; i < recipe->predictors; i++) {
        const struct learner_role *role = &recipe->learner->role[i];
        struct predictor *predictor = &recipe->predictor[i];

        predictor->min = role->least;
        predictor->max = role->most;
        predictor->mean = (role->least + role->most) / 2.;
        predictor->typical = NAN; /* it was trained elsewhere */
    }
}

static enum slide_status take_values_as_they_are(const struct recipe *recipe, struct transform *transform,
                                                 struct slide_error *error)
{
    transform->step = calloc(recipe->predictors, sizeof *transform->step);
    if (!transform->step)
        return slide_out_of_memory(error, (double)recipe->predictors * sizeof *transform->step, "transforms");
    transform->predictors = recipe->predictors;
    for (size_t i = 0; i < recipe->predictors; i++)
        transform->step[i] = (struct transform_step){.kind = TRANSFORM_IDENTITY, .width = 1, .spread = {1., 1.}};
    transform_place(transform);
    return SLIDE_OK;
}

enum slide_status model_publish(struct model *model, struct slide_error *error)
{
    struct recipe *recipe = &model->recipe;
    enum slide_status status;

    model->member = calloc(1, sizeof *model->member);
    if (!model->member)
        return slide_out_of_memory(error, sizeof *model->member, "the model");
    model->members = 1;
    model->member->weight_ratio = 1.;
    take_ranges(recipe);
    status = take_values_as_they_are(recipe, &model->member->transform, error);
    if (status == SLIDE_OK)
        status = pieces_new(1, model->member, error);
    if (status == SLIDE_OK)
        status = recipe->learner->fit(NULL, NULL, &recipe->settings, &model->member->piece->fitted, error);
    return status;
}
