#include "learn/validate.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

uint64_t validation_seed(uint64_t seed, size_t repeat)
{
    struct random_stream stream = random_stream_at(seed ^ 0x726570656174ULL, repeat);

    return repeat == 0 ? seed : random_bits(&stream);
}

/* the work of one call */
struct work {
    const struct recipe *recipe;
    const struct sample_table *table;
    const struct subset *subset;
    const struct validation_plan *plan;
    struct validation *out;
};

static enum slide_status score_fold(const struct work *work, const struct recipe *recipe, const struct member *member,
                                    const struct subset *test, struct fold_result *result, struct slide_error *error)
{
    float *estimate = malloc((test->rows + 1) * sizeof *estimate);
    enum slide_status status;

    if (!estimate)
        return slide_out_of_memory(error, (double)test->rows * sizeof *estimate, "the held-out samples' estimates");
    status = member_estimate(recipe, member, work->table, test, estimate, error);
    if (status == SLIDE_OK)
        status = metrics_of(work->table, test, estimate, recipe->learner->quantity, work->plan->threshold,
                            result->score, error);
    if (status == SLIDE_OK && work->plan->keep)
        work->plan->keep(work->plan->context, result->repeat, result->fold, test, estimate);
    free(estimate);
    return status;
}

static enum slide_status run_fold(const struct work *work, const struct folds *folds, struct fold_result *result,
                                  struct slide_error *error)
{
    struct recipe recipe = *work->recipe;
    struct member member;
    struct split split;
    enum slide_status status =
        folds_split(folds, result->fold, work->table, work->subset, &work->plan->split.place, &split, error);

    if (status != SLIDE_OK)
        return status;
    recipe.settings.progress = NULL; /* counted by fits here */
    result->counts = split.counts;
    status = member_fit(&recipe, work->table, &split.train, &split.test, &member, error);
    if (status == SLIDE_OK) {
        status = score_fold(work, &recipe, &member, &split.test, result, error);
        member_free(&recipe, &member);
    }
    split_free(&split);
    return status;
}

static void tell_progress(const struct work *work)
{
    const struct validation_plan *plan = work->plan;
    const long here = (long)(plan->repeats * work->out->summary.folds);

    if (plan->progress)
        plan->progress(plan->before + (long)work->out->results, plan->all > 0 ? plan->all : here, 2);
}

static enum slide_status make_room(const struct work *work, size_t folds, struct slide_error *error)
{
    const size_t results = folds * work->plan->repeats;

    work->out->summary.folds = folds;
    work->out->result = calloc(results + 1, sizeof *work->out->result);
    if (!work->out->result)
        return slide_out_of_memory(error, (double)results * sizeof *work->out->result, "the folds' scores");
    return SLIDE_OK;
}

/* before the first of many fits */
static enum slide_status check_folds(const struct work *work, const struct folds *folds, struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (size_t fold = 0; fold < folds->folds && status == SLIDE_OK; fold++) {
        struct split split;

        status = folds_split(folds, fold, work->table, work->subset, &work->plan->split.place, &split, error);
        split_free(&split);
    }
    return status;
}

static enum slide_status run_repeat(const struct work *work, size_t repeat, struct slide_error *error)
{
    struct split_plan plan = work->plan->split;
    struct folds folds;
    enum slide_status status;

    plan.seed = validation_seed(plan.seed, repeat);
    status = folds_make(work->table, work->subset, &plan, work->plan->folds, &folds, error);
    if (status != SLIDE_OK)
        return status;
    status = check_folds(work, &folds, error);
    if (status == SLIDE_OK && !work->out->result)
        status = make_room(work, folds.folds, error);
    for (size_t fold = 0; fold < folds.folds && status == SLIDE_OK; fold++) {
        struct fold_result *result = &work->out->result[work->out->results];

        result->repeat = repeat;
        result->fold = fold;
        status = run_fold(work, &folds, result, error);
        work->out->results++;
        tell_progress(work);
    }
    folds_free(&folds);
    return status;
}

static void summarize(struct validation *out)
{
    for (int metric = 0; metric < METRICS; metric++) {
        double sum = 0., squares = 0.;

        for (size_t i = 0; i < out->results; i++)
            sum += out->result[i].score[metric];
        out->summary.mean[metric] = sum / (double)out->results;
        for (size_t i = 0; i < out->results; i++)
            squares += pow(out->result[i].score[metric] - out->summary.mean[metric], 2.);
        out->summary.sd[metric] = sqrt(squares / (double)(out->results - 1));
    }
}

enum slide_status validate(const struct recipe *recipe, const struct sample_table *table, const struct subset *subset,
                           const struct validation_plan *plan, struct validation *out, struct slide_error *error)
{
    struct work work = {recipe, table, subset, plan, NULL};
    enum slide_status status = SLIDE_OK;

    *out = (struct validation){.summary = {.repeats = plan->repeats, .threshold = plan->threshold}};
    work.out = out;
    for (size_t repeat = 0; repeat < plan->repeats && status == SLIDE_OK; repeat++)
        status = run_repeat(&work, repeat, error);
    if (status == SLIDE_OK)
        summarize(out);
    else
        validation_free(out);
    return status;
}

void validation_free(struct validation *validation)
{
    free(validation->result);
    *validation = (struct validation){0};
}
