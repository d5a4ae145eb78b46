#include "learn/ablation.h"

#include <stdlib.h>
#include <string.h>

#include "learn/columns.h"

static void keep(const struct predictor_group *group, unsigned char flag, unsigned char *kept)
{
    for (size_t i = 0; i < group->count; i++)
        kept[group->member[i]] = flag;
}

/* a new step, with all predictors */
static struct ablation_step *add_step(struct ablation *ablation, enum ablation_kind kind, size_t group,
                                      size_t predictors)
{
    struct ablation_step *step = &ablation->step[ablation->steps];

    *step = (struct ablation_step){.kind = kind, .group = group, .kept = malloc(predictors + 1)};
    if (!step->kept)
        return NULL;
    ablation->steps++;
    memset(step->kept, 1, predictors);
    step->predictors = predictors;
    return step;
}

static struct ablation_step *add_without(const struct predictor_groups *groups, size_t group, size_t predictors,
                                         struct ablation *ablation)
{
    struct ablation_step *step = add_step(ablation, ABLATION_WITHOUT, group, predictors);

    if (step) {
        keep(&groups->group[group], 0, step->kept);
        step->predictors -= groups->group[group].count;
    }
    return step;
}

/* the predictors in no group, and the first `added` groups */
static struct ablation_step *add_with(const struct predictor_groups *groups, size_t added, size_t predictors,
                                      struct ablation *ablation)
{
    struct ablation_step *step =
        add_step(ablation, added ? ABLATION_WITH : ABLATION_BASE, added ? added - 1 : 0, predictors);

    for (size_t g = added; step && g < groups->count; g++) {
        keep(&groups->group[g], 0, step->kept);
        step->predictors -= groups->group[g].count;
    }
    return step;
}

static size_t count_grouped(const struct predictor_groups *groups)
{
    size_t count = 0;

    for (size_t g = 0; g < groups->count; g++)
        count += groups->group[g].count;
    return count;
}

static int add_steps(const struct predictor_groups *groups, size_t predictors, struct ablation *ablation)
{
    const size_t first = count_grouped(groups) < predictors ? 0 : 1;
    int added = add_step(ablation, ABLATION_ALL, 0, predictors) != NULL;

    for (size_t g = 0; g < groups->count && added; g++)
        added = add_without(groups, g, predictors, ablation) != NULL;
    for (size_t with = first; with <= groups->count && added; with++)
        added = add_with(groups, with, predictors, ablation) != NULL;
    return added;
}

enum slide_status ablation_plan(const struct predictor_groups *groups, size_t predictors, struct ablation *ablation,
                                struct slide_error *error)
{
    const size_t most = 2 * groups->count + 2;

    *ablation = (struct ablation){0};
    for (size_t g = 0; g < groups->count; g++)
        if (groups->group[g].count == predictors)
            return slide_fail(error, SLIDE_BAD_INPUT,
                              "The group '%s' has all %zu predictors: nothing is left without it. Make two groups or "
                              "more, or name fewer predictors.",
                              groups->group[g].name, predictors);
    ablation->step = calloc(most, sizeof *ablation->step);
    if (ablation->step && add_steps(groups, predictors, ablation))
        return SLIDE_OK;
    ablation_free(ablation);
    return slide_out_of_memory(error, (double)most * (sizeof *ablation->step + predictors), "the ablation");
}

/* the first step with the same predictors */
static size_t same_step(const struct ablation *ablation, size_t step, size_t predictors)
{
    size_t first = 0;

    while (memcmp(ablation->step[first].kept, ablation->step[step].kept, predictors) != 0)
        first++;
    return first;
}

static enum slide_status fit_and_score(const struct model *model, const struct recipe *recipe,
                                       const struct sample_table *table, const struct split *split, double *score,
                                       struct slide_error *error)
{
    float *estimate = malloc((split->test.rows + 1) * sizeof *estimate);
    struct member member;
    enum slide_status status;

    if (!estimate)
        return slide_out_of_memory(error, (double)split->test.rows * sizeof *estimate, "held-out samples' estimates");
    status = model_fit_samples(model, recipe, table, &split->train, &member, error);
    if (status == SLIDE_OK) {
        status = member_estimate(recipe, &member, table, &split->test, estimate, error);
        if (status == SLIDE_OK)
            status = held_scores_of(recipe->learner->quantity, table, &split->test, estimate, score, error);
        member_free(recipe, &member);
    }
    free(estimate);
    return status;
}

/* where the work stands, in fits */
struct count {
    void (*progress)(long done, long all, int step);
    long done, all;
};

/* all members of one step: score is [members * HELD_SCORES] */
static enum slide_status run_step(const struct model *model, const struct sample_table *table,
                                  const struct split *split, const unsigned char *kept, struct count *count,
                                  double *score, struct slide_error *error)
{
    struct sample_table narrow;
    struct recipe recipe = {0};
    enum slide_status status = table_columns(table, kept, &narrow, error);

    if (status != SLIDE_OK)
        return status;
    status = recipe_columns(&model->recipe, kept, &recipe, error);
    recipe.settings.progress = NULL;
    for (size_t m = 0; m < model->members && status == SLIDE_OK; m++) {
        if (count->progress)
            count->progress(count->done++, count->all, 1);
        recipe.settings.seed = model->member[m].seed;
        status = fit_and_score(model, &recipe, &narrow, &split[m], score + m * HELD_SCORES, error);
    }
    free(recipe.predictor);
    table_free(&narrow);
    return status;
}

/* score is [steps * members * HELD_SCORES] */
static enum slide_status run_steps(const struct model *model, const struct sample_table *table,
                                   const struct split *split, struct count *count, const struct ablation *ablation,
                                   double *score, struct slide_error *error)
{
    const size_t values = model->members * HELD_SCORES;
    enum slide_status status = SLIDE_OK;

    for (size_t m = 0; m < model->members; m++)
        held_scores_take(&model->member[m].scores, score + m * HELD_SCORES);
    for (size_t s = 1; s < ablation->steps && status == SLIDE_OK; s++) {
        const size_t same = same_step(ablation, s, model->recipe.predictors);

        if (same < s)
            memcpy(score + s * values, score + same * values, values * sizeof *score);
        else
            status = run_step(model, table, split, ablation->step[s].kept, count, score + s * values, error);
    }
    if (count->progress)
        count->progress(1, 1, 1);
    return status;
}

/* loss is [members * HELD_SCORES] scratch */
static void summarize(const double *score, size_t members, const struct held_score_kind *kinds, double *loss,
                      struct ablation *ablation)
{
    for (size_t s = 0; s < ablation->steps; s++) {
        const double *own = score + s * members * HELD_SCORES;

        for (size_t i = 0; i < members * HELD_SCORES; i++)
            loss[i] = held_score_loss(&kinds[i % HELD_SCORES], score[i], own[i]);
        for (size_t k = 0; k < HELD_SCORES; k++) {
            ablation->step[s].score[k] = held_spread_of(own + k, members, HELD_SCORES);
            ablation->step[s].loss[k] = held_spread_of(loss + k, members, HELD_SCORES);
        }
    }
}

static enum slide_status refuse_unfit(const struct model *model, struct slide_error *error)
{
    for (size_t m = 0; m < model->members; m++)
        if (!model->member[m].scores.known)
            return slide_fail(error, SLIDE_NO_DATA,
                              "An ablation needs held-out samples of both classes: hold some out.");
    return SLIDE_OK;
}

enum slide_status ablation_run(const struct model *model, const struct sample_table *table, const struct split *split,
                               void (*progress)(long done, long all, int step), struct ablation *ablation,
                               struct slide_error *error)
{
    const size_t values = model->members * HELD_SCORES;
    struct count count = {progress, 0, 0};
    double *score;
    enum slide_status status = refuse_unfit(model, error);

    if (status != SLIDE_OK)
        return status;
    for (size_t s = 1; s < ablation->steps; s++)
        if (same_step(ablation, s, model->recipe.predictors) == s)
            count.all += (long)model->members;
    score = malloc(((ablation->steps + 1) * values + 1) * sizeof *score);
    if (!score)
        return slide_out_of_memory(error, (double)ablation->steps * values * sizeof *score, "the ablation's scores");
    status = run_steps(model, table, split, &count, ablation, score, error);
    if (status == SLIDE_OK)
        summarize(score, model->members, held_score_kinds(model->recipe.learner->quantity),
                  score + ablation->steps * values, ablation);
    free(score);
    return status;
}

void ablation_free(struct ablation *ablation)
{
    for (size_t s = 0; ablation->step && s < ablation->steps; s++)
        free(ablation->step[s].kept);
    free(ablation->step);
    *ablation = (struct ablation){0};
}
