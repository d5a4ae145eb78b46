#include "learn/sampling_finish.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/reservoir.h"

#define LEAST_ROWS 4096 /* of no use that are worth a pass over the pool */

static uint64_t wanted_negatives(const struct sampling *wanted, uint64_t positives)
{
    const double count = rint(wanted->negatives_per_positive * (double)positives);

    if (wanted->fixed_negative)
        return wanted->fixed_negative;
    return wanted->negatives_per_positive == 0. || count >= 0x1p62 ? UINT64_MAX : (uint64_t)count;
}

/* [strata] negatives that a draw had to choose from */
static void eligible_of(const struct sampler *sampler, size_t draw, uint64_t *eligible)
{
    for (size_t i = 0; i < sampler->strata; i++)
        eligible[i] = sampler->thinning.distance > 0. ? sampler->eligible[i * sampler->plan.draws + draw]
                                                      : sampler->seen.stratum[i].available;
}

/* the most of a stratum that a draw can want in the end */
static uint64_t bound_of(const struct sampler *sampler, size_t draw, size_t stratum)
{
    const uint64_t wanted = wanted_negatives(&sampler->plan.wanted, sampler->plan.positives);
    uint64_t eligible[SAMPLING_MOST_STRATA];

    if (wanted == UINT64_MAX)
        return UINT64_MAX;
    eligible_of(sampler, draw, eligible);
    return allocation_bound(sampler->plan.wanted.allocation, wanted, eligible, sampler->plan.negatives, sampler->strata,
                            stratum);
}

/* keeps the smallest priorities of one reservoir */
static void cut(struct sampler *sampler, struct reservoir *reservoir, size_t keep)
{
    reservoir_part(reservoir, keep);
    for (size_t i = keep; i < reservoir->count; i++)
        sampler->unused += --sampler->uses[reservoir->entry[i].row] == 0;
    reservoir->count = keep;
}

static void copy_row(struct sample_table *table, size_t from, size_t to)
{
    const size_t predictors = table->predictors;

    if (from == to)
        return;
    memmove(table->value + to * predictors, table->value + from * predictors, predictors * sizeof *table->value);
    table->label[to] = table->label[from];
    table->cell[to] = table->cell[from];
}

/* takes the unused rows out of the pool. @param[out] place  [pool.rows] where each row went */
static void close_ranks(struct sampler *sampler, size_t *place)
{
    size_t rows = 0;

    for (size_t row = 0; row < sampler->pool.rows; row++) {
        if (!sampler->uses[row])
            continue;
        copy_row(&sampler->pool, row, rows);
        sampler->uses[rows] = sampler->uses[row];
        place[row] = rows++;
    }
    sampler->pool.rows = rows;
    sampler->unused = 0;
}

static enum slide_status compact(struct sampler *sampler, struct slide_error *error)
{
    const size_t places = sampler->strata * sampler->plan.draws;
    size_t *place = malloc((sampler->pool.rows + 1) * sizeof *place);

    if (!place)
        return slide_out_of_memory(error, (double)sampler->pool.rows * sizeof *place, "the pool of samples");
    close_ranks(sampler, place);
    for (size_t i = 0; i < places; i++) {
        const struct reservoir *reservoir = &sampler->reservoir[i];

        for (size_t j = 0; j < reservoir->count; j++)
            reservoir->entry[j].row = place[reservoir->entry[j].row];
    }
    free(place);
    return SLIDE_OK;
}

enum slide_status sampler_trim(struct sampler *sampler, struct slide_error *error)
{
    const size_t places = sampler->strata * sampler->plan.draws;

    for (size_t i = 0; i < places; i++) {
        struct reservoir *reservoir = &sampler->reservoir[i];

        if (reservoir->count > reservoir->full) {
            const uint64_t bound = bound_of(sampler, i % sampler->plan.draws, i / sampler->plan.draws);

            if (bound < reservoir->count)
                cut(sampler, reservoir, (size_t)bound);
            reservoir->full = reservoir->count + reservoir->count / 8 + 1024;
        }
    }
    if (sampler->unused > LEAST_ROWS && sampler->unused > (sampler->pool.rows - sampler->unused) / 2)
        return compact(sampler, error);
    return SLIDE_OK;
}

/* What the end of the pass works in. */
struct finish {
    struct sampler *sampler;
    size_t *positive; /* [positives] their rows of the pool */
    size_t positives;
    struct reservoir order;  /* the positives by priority */
    uint64_t *cell;          /* [positives] in that order */
    size_t *kept;            /* [positives] */
    unsigned char *flag;     /* [pool.rows] of this draw */
    unsigned char *flag_any; /* [pool.rows] of any draw */
};

static enum slide_status finish_new(struct sampler *sampler, struct finish *finish, struct slide_error *error)
{
    const size_t positives = sampler->seen.positive_available, rows = sampler->pool.rows;

    *finish = (struct finish){.sampler = sampler, .order = reservoir_new()};
    finish->positive = malloc((positives + 1) * sizeof *finish->positive);
    finish->cell = malloc((positives + 1) * sizeof *finish->cell);
    finish->kept = malloc((positives + 1) * sizeof *finish->kept);
    finish->flag = malloc(rows + 1);
    finish->flag_any = calloc(rows + 1, 1);
    if (!finish->positive || !finish->cell || !finish->kept || !finish->flag || !finish->flag_any)
        return slide_out_of_memory(error, 24. * (double)positives + 2. * (double)rows, "the choice of samples");
    for (size_t row = 0; row < rows; row++)
        if (sampler->pool.label[row] > 0.f)
            finish->positive[finish->positives++] = row;
    return SLIDE_OK;
}

static void finish_free(struct finish *finish)
{
    free(finish->positive);
    free(finish->cell);
    free(finish->kept);
    free(finish->flag);
    free(finish->flag_any);
    reservoir_free(&finish->order);
}

static enum slide_status order_positives(struct finish *finish, size_t draw, struct slide_error *error)
{
    const struct sampler *sampler = finish->sampler;
    enum slide_status status = SLIDE_OK;

    finish->order.count = 0;
    for (size_t i = 0; i < finish->positives && status == SLIDE_OK; i++) {
        const uint64_t cell = sampler->pool.cell[finish->positive[i]];

        status = reservoir_add(&finish->order, priority_for(sampler->key[draw], priority_of_item(cell)),
                               finish->positive[i], error);
    }
    reservoir_sort(&finish->order);
    for (size_t i = 0; status == SLIDE_OK && i < finish->positives; i++)
        finish->cell[i] = sampler->pool.cell[finish->order.entry[i].row];
    return status;
}

static void flag_all_positives(struct finish *finish, struct sampling *sampling)
{
    for (size_t i = 0; i < finish->positives; i++)
        finish->flag[finish->positive[i]] = 1;
    sampling->positive = finish->positives;
}

/* flags the draw's positives */
static enum slide_status choose_positives(struct finish *finish, size_t draw, struct sampling *sampling,
                                          struct slide_error *error)
{
    const struct sampler *sampler = finish->sampler;
    const uint64_t fixed = sampler->plan.wanted.fixed_positive;
    const size_t most = fixed && fixed < finish->positives ? (size_t)fixed : finish->positives;
    size_t count = most;
    enum slide_status status;

    if (!fixed && sampler->thinning.distance <= 0.) {
        flag_all_positives(finish, sampling);
        return SLIDE_OK;
    }
    status = order_positives(finish, draw, error);
    for (size_t i = 0; i < most; i++)
        finish->kept[i] = i;
    if (status == SLIDE_OK && sampler->thinning.distance > 0.)
        status = thinning_keep(&sampler->thinning, finish->cell, finish->positives, most, finish->kept, &count, error);
    if (status != SLIDE_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        finish->flag[finish->order.entry[finish->kept[i]].row] = 1;
    sampling->positive = count;
    if (count < fixed)
        return slide_fail(error, SLIDE_NO_DATA,
                          "%llu landslide cells are to be drawn, but only %zu of %zu valid ones can be. Lower samples= "
                          "or thinning=, or enlarge the region.",
                          (unsigned long long)fixed, count, finish->positives);
    return SLIDE_OK;
}

/* flags the draw's negatives */
static enum slide_status choose_negatives(struct finish *finish, size_t draw, struct sampling *sampling,
                                          struct slide_error *error)
{
    struct sampler *sampler = finish->sampler;
    const uint64_t wanted = wanted_negatives(&sampler->plan.wanted, sampling->positive);
    uint64_t eligible[SAMPLING_MOST_STRATA], share[SAMPLING_MOST_STRATA];

    eligible_of(sampler, draw, eligible);
    allocate(sampler->plan.wanted.allocation, wanted, eligible, sampler->strata, share);
    for (size_t i = 0; i < sampler->strata; i++) {
        struct reservoir *reservoir = &sampler->reservoir[i * sampler->plan.draws + draw];

        reservoir_part(reservoir, (size_t)share[i]);
        for (size_t j = 0; j < share[i]; j++)
            finish->flag[reservoir->entry[j].row] = 1;
        sampling->stratum[i].kept = share[i];
        sampling->negative += share[i];
    }
    if (sampling->negative < sampling->fixed_negative)
        return slide_fail(error, SLIDE_NO_DATA,
                          "%llu cells without a landslide are to be drawn, but only %llu of %llu valid ones can be. "
                          "Lower samples= or thinning=, widen buffer=, or enlarge the region.",
                          (unsigned long long)wanted, (unsigned long long)sampling->negative,
                          (unsigned long long)sampling->negative_available);
    return SLIDE_OK;
}

static enum slide_status take_flagged(struct finish *finish, struct subset *subset, const struct sampling *sampling,
                                      struct slide_error *error)
{
    const size_t rows = (size_t)(sampling->positive + sampling->negative);

    *subset = (struct subset){.row = malloc((rows + 1) * sizeof *subset->row)};
    if (!subset->row)
        return slide_out_of_memory(error, (double)rows * sizeof *subset->row, "a draw");
    for (size_t row = 0; row < finish->sampler->pool.rows; row++) {
        finish->flag_any[row] |= finish->flag[row];
        if (finish->flag[row])
            subset->row[subset->rows++] = row;
    }
    return SLIDE_OK;
}

static enum slide_status finish_draw(struct finish *finish, size_t draw, struct subset *subset,
                                     struct sampling *sampling, struct slide_error *error)
{
    enum slide_status status;

    *sampling = finish->sampler->seen;
    memset(finish->flag, 0, finish->sampler->pool.rows);
    status = choose_positives(finish, draw, sampling, error);
    if (status == SLIDE_OK)
        status = choose_negatives(finish, draw, sampling, error);
    if (status == SLIDE_OK)
        status = take_flagged(finish, subset, sampling, error);
    return status;
}

/* leaves only what some draw has */
static enum slide_status hand_over(struct finish *finish, struct sample_table *table, struct subset *subset,
                                   struct slide_error *error)
{
    struct sampler *sampler = finish->sampler;
    size_t *place = malloc((sampler->pool.rows + 1) * sizeof *place);

    if (!place)
        return slide_out_of_memory(error, (double)sampler->pool.rows * sizeof *place, "the samples' places");
    for (size_t row = 0; row < sampler->pool.rows; row++)
        sampler->uses[row] = finish->flag_any[row];
    close_ranks(sampler, place);
    for (size_t draw = 0; draw < sampler->plan.draws; draw++)
        for (size_t i = 0; i < subset[draw].rows; i++)
            subset[draw].row[i] = place[subset[draw].row[i]];
    free(place);
    *table = sampler->pool;
    sampler->pool = table_new(table->predictors);
    return SLIDE_OK;
}

enum slide_status sampler_finish(struct sampler *sampler, struct sample_table *table, struct subset *subset,
                                 struct sampling *sampling, struct slide_error *error)
{
    struct finish finish;
    enum slide_status status = finish_new(sampler, &finish, error);

    *table = table_new(sampler->pool.predictors);
    memset(subset, 0, sampler->plan.draws * sizeof *subset);
    for (size_t draw = 0; draw < sampler->plan.draws && status == SLIDE_OK; draw++)
        status = finish_draw(&finish, draw, &subset[draw], &sampling[draw], error);
    if (status == SLIDE_OK)
        status = hand_over(&finish, table, subset, error);
    for (size_t draw = 0; draw < sampler->plan.draws && status != SLIDE_OK; draw++)
        subset_free(&subset[draw]);
    finish_free(&finish);
    return status;
}
