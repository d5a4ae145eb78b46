#include "learn/model.h"

#include <stdlib.h>

#include "learn/folds.h"
#include "learn/typical.h"

static enum slide_status score_member(struct model *model, const struct sample_table *table, const struct subset *test,
                                      struct member *member, struct slide_error *error)
{
    float *estimate = malloc((test->rows + 1) * sizeof *estimate);
    enum slide_status status;

    if (!estimate)
        return slide_out_of_memory(error, (double)test->rows * sizeof *estimate, "the held-out samples' estimates");
    status = member_estimate(&model->recipe, member, table, test, estimate, error);
    if (status == SLIDE_OK)
        status = scores_of(table, test, estimate, &member->scores, error);
    if (status == SLIDE_OK && !model->recipe.learner->quantity)
        status = cut_scores_of(table, test, estimate, model->threshold, &member->scores.cut, error);
    if (status == SLIDE_OK && model->recipe.learner->quantity)
        status =
            quantity_scores_of(table, test, estimate, model->mapping.truth_threshold, &member->scores.quantity, error);
    free(estimate);
    return status;
}

/* the first fold of the training part says when to stop, and trains nothing */
static enum slide_status fit_until_it_stops(const struct model *model, const struct recipe *recipe,
                                            const struct sample_table *table, const struct subset *train,
                                            struct member *member, struct slide_error *error)
{
    const struct split_plan plan = model_split_plan(model, recipe->settings.seed);
    struct split part = {0};
    struct folds folds;
    enum slide_status status = folds_make(table, train, &plan, model->validation.folds, &folds, error);

    if (status != SLIDE_OK)
        return status;
    status = folds_split(&folds, 0, table, train, &plan.place, &part, error);
    if (status == SLIDE_OK)
        status = member_fit(recipe, table, &part.train, &part.test, member, error);
    split_free(&part);
    folds_free(&folds);
    return status;
}

enum slide_status model_fit_samples(const struct model *model, const struct recipe *recipe,
                                    const struct sample_table *table, const struct subset *train, struct member *member,
                                    struct slide_error *error)
{
    if (model->validation.folds > 0 && learner_stops_early(recipe->learner, &recipe->settings))
        return fit_until_it_stops(model, recipe, table, train, member, error);
    return member_fit(recipe, table, train, NULL, member, error);
}

/* the learner tells of its progress when there is nothing else to tell of */
static enum slide_status fit_member(struct model *model, const struct sample_table *table, const struct draw *draw,
                                    const struct split *split, int alone, struct member *member,
                                    struct slide_error *error)
{
    struct recipe recipe = model->recipe;
    enum slide_status status;

    recipe.settings.seed = draw->seed;
    if (!alone)
        recipe.settings.progress = NULL;
    status = model_fit_samples(model, &recipe, table, &split->train, member, error);
    if (status != SLIDE_OK)
        return status;
    model->members++;
    member->seed = draw->seed;
    member->sampling = draw->sampling;
    member->counts = split->counts;
    if (split->counts.test_positive && split->counts.test_negative)
        status = score_member(model, table, &split->test, member, error);
    return status;
}

struct split_plan model_split_plan(const struct model *model, uint64_t seed)
{
    return (struct split_plan){.kind = model->split,
                               .test_share = model->test_share,
                               .seed = seed,
                               .region_rows = (uint64_t)model->region.rows,
                               .region_cols = (uint64_t)model->region.cols,
                               .place = model->place};
}

static enum slide_status split_draws(const struct model *model, const struct sample_table *table,
                                     const struct draw *draw, size_t draws, struct split *split,
                                     struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < draws && status == SLIDE_OK; i++) {
        const struct split_plan plan = model_split_plan(model, draw[i].seed);

        status = split_samples(table, &draw[i].rows, &plan, &split[i], error);
    }
    return status;
}

/* ranges over the union of what the members trained on */
static enum slide_status describe_predictors(struct model *model, const struct sample_table *table,
                                             const struct split *split, size_t draws, struct slide_error *error)
{
    unsigned char *used = calloc(table->rows + 1, 1);
    struct subset all = {0}, train = {0};
    enum slide_status status = used ? subset_all(table, &all, error)
                                    : slide_out_of_memory(error, (double)table->rows, "the training samples' ranges");

    for (size_t i = 0; status == SLIDE_OK && i < draws; i++)
        for (size_t j = 0; j < split[i].train.rows; j++)
            used[split[i].train.row[j]] = 1;
    if (status == SLIDE_OK)
        status = subset_where(&all, used, 1, &train, error);
    if (status == SLIDE_OK)
        predictor_describe(table, &train, model->recipe.predictor);
    if (status == SLIDE_OK)
        status = typical_describe(table, &train, model->recipe.predictor, error);
    subset_free(&all);
    subset_free(&train);
    free(used);
    return status;
}

static int by_auc(const void *a, const void *b)
{
    const struct member *left = *(const struct member *const *)a, *right = *(const struct member *const *)b;

    if (left->scores.auc_roc != right->scores.auc_roc)
        return left->scores.auc_roc < right->scores.auc_roc ? -1 : 1;
    return (left > right) - (left < right);
}

enum slide_status model_mark_median(struct model *model, struct slide_error *error)
{
    const struct member **order = malloc(model->members * sizeof *order);

    if (!order)
        return slide_out_of_memory(error, (double)model->members * sizeof *order, "the order of members");
    for (size_t i = 0; i < model->members; i++)
        order[i] = &model->member[i];
    qsort(order, model->members, sizeof *order, by_auc);
    model->marked = (size_t)(order[(model->members - 1) / 2] - model->member);
    free(order);
    return SLIDE_OK;
}

static enum slide_status fit_members(struct model *model, const struct sample_table *table, const struct draw *draw,
                                     size_t draws, struct split *split, struct slide_error *error)
{
    void (*const progress)(long, long, int) = draws > 1 ? model->recipe.settings.progress : NULL;
    enum slide_status status = split_draws(model, table, draw, draws, split, error);

    if (status == SLIDE_OK)
        status = describe_predictors(model, table, split, draws, error);
    for (size_t i = 0; i < draws && status == SLIDE_OK; i++) {
        if (progress)
            progress((long)i, (long)draws, 2);
        status = fit_member(model, table, &draw[i], &split[i], draws == 1, &model->member[i], error);
    }
    if (progress)
        progress((long)draws, (long)draws, 2);
    if (status == SLIDE_OK)
        status = model_mark_median(model, error);
    return status;
}

enum slide_status model_fit(struct model *model, const struct sample_table *table, const struct draw *draw,
                            size_t draws, struct split *split, struct slide_error *error)
{
    struct split *parts = calloc(draws, sizeof *parts);
    enum slide_status status;

    model->member = calloc(draws, sizeof *model->member);
    if (!parts || !model->member) {
        free(parts);
        return slide_out_of_memory(error, (double)draws * sizeof *model->member, "the members");
    }
    status = fit_members(model, table, draw, draws, parts, error);
    for (size_t i = 0; i < draws; i++) {
        if (split && status == SLIDE_OK)
            split[i] = parts[i];
        else
            split_free(&parts[i]);
    }
    free(parts);
    return status;
}

enum slide_status model_predict(const struct model *model, size_t member, const float *value, size_t rows,
                                bool corrected, float *feature, float *estimate, size_t *unseen,
                                struct slide_error *error)
{
    const struct member *one = &model->member[member];
    const struct sampling *sampling = &one->sampling;
    const bool by_stratum = sampling_knows_strata(sampling);
    double ratio = sampling_ratio(sampling);
    enum slide_status status = member_predict(&model->recipe, one, value, rows, feature, estimate, unseen, error);

    for (size_t i = 0; status == SLIDE_OK && corrected && i < rows; i++) {
        if (by_stratum)
            ratio = sampling_ratio_at(sampling, value + i * model->recipe.predictors);
        estimate[i] = (float)prior_corrected(estimate[i], ratio);
    }
    return status;
}

size_t model_most_features(const struct model *model)
{
    size_t most = 0;

    for (size_t i = 0; i < model->members; i++)
        if (model->member[i].transform.features > most)
            most = model->member[i].transform.features;
    return most;
}

void model_free(struct model *model)
{
    struct recipe *recipe = &model->recipe;

    for (size_t i = 0; i < model->members; i++)
        member_free(recipe, &model->member[i]);
    for (size_t i = 0; recipe->predictor && i < recipe->predictors; i++)
        predictor_free(&recipe->predictor[i]);
    applicability_free(&model->applicability);
    mapping_free(&model->mapping);
    events_free(model->event, model->events);
    free(model->member);
    free(recipe->predictor);
    free(model->label_map);
    free(model->importance);
    *model = (struct model){0};
}
