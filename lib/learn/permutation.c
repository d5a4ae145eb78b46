/** Permutation importance: held-out samples in blocks, with the values of some predictors taken from other samples. */
#include "learn/importance.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"

#define BLOCK_ROWS 16384

/* one member's held-out samples, and room to estimate them */
struct bench {
    const struct recipe *recipe;
    const struct member *member;
    const struct sample_table *table;
    const struct subset *test;
    size_t *order;   /* [test->rows] from which held-out sample a permuted value comes */
    float *value;    /* [BLOCK_ROWS * predictors] */
    float *feature;  /* [BLOCK_ROWS * features] */
    float *estimate; /* [test->rows] */
};

static void bench_free(struct bench *bench)
{
    free(bench->order);
    free(bench->value);
    free(bench->feature);
    free(bench->estimate);
}

static enum slide_status bench_new(const struct model *model, size_t member, const struct sample_table *table,
                                   const struct subset *test, struct bench *bench, struct slide_error *error)
{
    const size_t features = model->member[member].transform.features, rows = test->rows + 1;
    const double bytes =
        (double)rows * (sizeof(size_t) + sizeof(float)) + BLOCK_ROWS * sizeof(float) * (table->predictors + features);

    *bench = (struct bench){
        .recipe = &model->recipe,
        .member = &model->member[member],
        .table = table,
        .test = test,
        .order = malloc(rows * sizeof *bench->order),
        .value = malloc(BLOCK_ROWS * table->predictors * sizeof *bench->value),
        .feature = malloc(BLOCK_ROWS * features * sizeof *bench->feature),
        .estimate = malloc(rows * sizeof *bench->estimate),
    };
    if (bench->order && bench->value && bench->feature && bench->estimate)
        return SLIDE_OK;
    bench_free(bench);
    return slide_out_of_memory(error, bytes, "permuting held-out samples");
}

/* Fisher and Yates's shuffle */
static void shuffle(struct random_stream stream, size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        const size_t other = random_below(&stream, i), kept = order[i - 1];

        order[i - 1] = order[other];
        order[other] = kept;
    }
}

static void fill_block(const struct bench *bench, const struct predictor_group *group, size_t first, size_t count)
{
    const struct sample_table *table = bench->table;
    const size_t width = table->predictors;

    for (size_t i = 0; i < count; i++) {
        const float *own = table->value + bench->test->row[first + i] * width;
        const float *other = table->value + bench->test->row[bench->order[first + i]] * width;

        memcpy(bench->value + i * width, own, width * sizeof *own);
        for (size_t j = 0; group && j < group->count; j++)
            bench->value[i * width + group->member[j]] = other[group->member[j]];
    }
}

/* scores with a group permuted, or none when it is NULL */
static enum slide_status score(const struct bench *bench, const struct predictor_group *group, double *value,
                               struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (size_t first = 0; first < bench->test->rows && status == SLIDE_OK; first += BLOCK_ROWS) {
        const size_t left = bench->test->rows - first, count = left < BLOCK_ROWS ? left : BLOCK_ROWS;

        fill_block(bench, group, first, count);
        status = member_predict(bench->recipe, bench->member, bench->value, count, bench->feature,
                                bench->estimate + first, NULL, error);
    }
    return status == SLIDE_OK
               ? held_scores_of(bench->recipe->learner, bench->table, bench->test, bench->estimate, value, error)
               : status;
}

/* where the work stands, in permutations */
struct count {
    void (*progress)(long done, long all, int step);
    long done, all;
};

/* losses of one permutation for every group: [groups->count * HELD_SCORES] */
static enum slide_status permute_groups(const struct bench *bench, const struct predictor_groups *groups,
                                        const double *before, struct count *count, double *loss,
                                        struct slide_error *error)
{
    const struct held_score_kind *kinds = held_score_kinds(bench->recipe->learner);
    enum slide_status status = SLIDE_OK;

    for (size_t g = 0; g < groups->count && status == SLIDE_OK; g++) {
        double after[HELD_SCORES] = {0.};

        if (count->progress)
            count->progress(count->done++, count->all, 1);
        status = score(bench, &groups->group[g], after, error);
        for (size_t s = 0; s < HELD_SCORES; s++)
            loss[g * HELD_SCORES + s] = held_score_loss(&kinds[s], before[s], after[s]);
    }
    return status;
}

/* @param[out] loss  [plan->repeats * groups->count * HELD_SCORES] */
static enum slide_status permute_member(struct bench *bench, const struct predictor_groups *groups,
                                        const struct permutation_plan *plan, uint64_t seed, struct count *count,
                                        double *loss, struct slide_error *error)
{
    const size_t rows = bench->test->rows;
    double before[HELD_SCORES] = {0.};
    enum slide_status status;

    shuffle(random_stream_at(seed, 0), bench->order, rows);
    status = score(bench, NULL, before, error);
    for (size_t r = 0; r < plan->repeats && status == SLIDE_OK; r++) {
        shuffle(random_stream_at(seed, r), bench->order, rows);
        status = permute_groups(bench, groups, before, count, loss + r * groups->count * HELD_SCORES, error);
    }
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
    struct count count = {plan->progress, 0, (long)(model->members * plan->repeats * groups->count)};
    enum slide_status status = SLIDE_OK;

    for (size_t m = 0; m < model->members && status == SLIDE_OK; m++) {
        struct random_stream seeds = random_stream_at(plan->seed, m);
        struct bench bench;

        status = bench_new(model, m, table, &split[m].test, &bench, error);
        if (status != SLIDE_OK)
            return status;
        /* one member leaves its repeats, several their means, side by side: the next one overwrites the repeats */
        status = permute_member(&bench, groups, plan, random_bits(&seeds), &count, loss + m * values, error);
        if (status == SLIDE_OK && model->members > 1)
            average_repeats(loss + m * values, plan->repeats, values);
        bench_free(&bench);
    }
    if (count.progress)
        count.progress(1, 1, 1);
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
