#include "learn/sampling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/reservoir.h"
#include "learn/sampling_finish.h"

#define NOT_HELD SIZE_MAX
#define REPEAT_STEP 0x9e3779b1u /* odd: no two repeats below 2^31 have one seed */

uint64_t sampling_repeat_seed(uint64_t seed, size_t repeat)
{
    return repeat == 0 ? seed : (seed + repeat * (uint64_t)REPEAT_STEP) & 0x7fffffff;
}

static void *zeros(size_t count, size_t size)
{
    return calloc(count + 1, size);
}

enum slide_status sampler_start(struct sampler *sampler, size_t predictors, const struct sampling_plan *plan,
                                struct slide_error *error)
{
    const size_t strata = plan->wanted.strata ? plan->wanted.strata : 1, places = strata * plan->draws;

    *sampler = (struct sampler){.plan = *plan, .strata = strata, .seen = plan->wanted, .pool = table_new(predictors)};
    sampler->thinning = thinning_of(&sampler->plan.ground, plan->wanted.thinning);
    sampler->null_cells = zeros(predictors, sizeof *sampler->null_cells);
    sampler->reservoir = zeros(places, sizeof *sampler->reservoir);
    sampler->eligible = zeros(places, sizeof *sampler->eligible);
    sampler->key = zeros(plan->draws, sizeof *sampler->key);
    sampler->start = zeros(plan->draws, sizeof *sampler->start);
    sampler->valid = zeros(plan->ground.cols, 1);
    sampler->one = zeros(predictors, sizeof *sampler->one);
    if (!sampler->null_cells || !sampler->reservoir || !sampler->eligible || !sampler->key || !sampler->start ||
        !sampler->valid || !sampler->one)
        return slide_out_of_memory(error, (double)places * sizeof *sampler->reservoir, "the draws");
    for (size_t i = 0; i < places; i++)
        sampler->reservoir[i] = reservoir_new();
    for (size_t i = 0; i < plan->draws; i++) {
        struct random_stream stream = random_stream_at(plan->seed[i], 0);

        sampler->key[i] = random_bits(&stream);
    }
    return SLIDE_OK;
}

/* labelled cells of this row that are null in no predictor */
static void find_valid(struct sampler *sampler, const struct sampling_row *row)
{
    const size_t cols = sampler->plan.ground.cols;
    unsigned char *const valid = sampler->valid;

    for (size_t col = 0; col < cols; col++)
        valid[col] = row->role[col] >= SAMPLING_NEGATIVE;
    for (size_t i = 0; i < sampler->pool.predictors; i++) {
        const float *const value = row->value[i];
        uint64_t nulls = 0;

        for (size_t col = 0; col < cols; col++) {
            const unsigned char null = isnan(value[col]) != 0;

            nulls += null & (row->role[col] >= SAMPLING_NEGATIVE);
            valid[col] &= !null;
        }
        sampler->null_cells[i] += nulls;
    }
}

/* counts a row; returns whether any of its cells is labelled */
static bool count_row(struct sampler *sampler, const struct sampling_row *row)
{
    const size_t cols = sampler->plan.ground.cols;
    uint64_t no_label = 0, no_stratum = 0;

    for (size_t col = 0; col < cols; col++) {
        no_label += row->role[col] == SAMPLING_NO_LABEL;
        no_stratum += row->role[col] == SAMPLING_NO_STRATUM;
    }
    sampler->seen.cells += cols;
    sampler->seen.label_null += no_label;
    sampler->seen.stratum_null += no_stratum;
    return no_label + no_stratum < cols;
}

/* one cell of a row */
struct place {
    const struct sampling_row *row;
    size_t col;
    size_t stratum;
    uint64_t cell;
    size_t held; /* its row of the pool, or NOT_HELD */
};

static enum slide_status grow_uses(struct sampler *sampler, struct slide_error *error)
{
    uint32_t *uses;

    if (sampler->uses_capacity >= sampler->pool.capacity)
        return SLIDE_OK;
    uses = realloc(sampler->uses, sampler->pool.capacity * sizeof *uses);
    if (!uses)
        return slide_out_of_memory(error, (double)sampler->pool.capacity * sizeof *uses, "the samples' uses");
    sampler->uses = uses;
    sampler->uses_capacity = sampler->pool.capacity;
    return SLIDE_OK;
}

static enum slide_status take_up(struct sampler *sampler, struct place *place, float label, struct slide_error *error)
{
    enum slide_status status;

    for (size_t i = 0; i < sampler->pool.predictors; i++)
        sampler->one[i] = place->row->value[i][place->col];
    status = table_append(&sampler->pool, place->cell, label, sampler->one, error);
    if (status == SLIDE_OK)
        status = grow_uses(sampler, error);
    if (status == SLIDE_OK) {
        place->held = sampler->pool.rows - 1;
        sampler->uses[place->held] = 0;
    }
    return status;
}

static enum slide_status enter(struct sampler *sampler, struct reservoir *reservoir, uint64_t priority,
                               struct place *place, struct slide_error *error)
{
    enum slide_status status = place->held == NOT_HELD ? take_up(sampler, place, 0.f, error) : SLIDE_OK;

    if (status == SLIDE_OK)
        status = reservoir_add(reservoir, priority, place->held, error);
    if (status == SLIDE_OK)
        sampler->uses[place->held]++;
    return status;
}

static bool is_eligible(struct sampler *sampler, const struct place *place, size_t draw)
{
    if (sampler->thinning.distance <= 0.)
        return true;
    if (sampler->start[draw] == SIZE_MAX || !thinning_on_grid(&sampler->thinning, sampler->start[draw], place->col))
        return false;
    sampler->eligible[place->stratum * sampler->plan.draws + draw]++;
    return true;
}

static enum slide_status offer_negative(struct sampler *sampler, struct place *place, struct slide_error *error)
{
    struct reservoir *const reservoir = sampler->reservoir + place->stratum * sampler->plan.draws;
    const uint64_t common = priority_of_item(place->cell);
    enum slide_status status = SLIDE_OK;

    sampler->seen.negative_available++;
    sampler->seen.stratum[place->stratum].available++;
    for (size_t draw = 0; draw < sampler->plan.draws && status == SLIDE_OK; draw++) {
        const uint64_t priority = priority_for(sampler->key[draw], common);

        if (is_eligible(sampler, place, draw) && priority <= reservoir[draw].threshold)
            status = enter(sampler, &reservoir[draw], priority, place, error);
    }
    return status;
}

static enum slide_status offer_cell(struct sampler *sampler, struct place *place, struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    switch ((enum sampling_role)place->row->role[place->col]) {
    case SAMPLING_POSITIVE:
        sampler->seen.positive_available++;
        status = take_up(sampler, place, 1.f, error);
        if (status == SLIDE_OK)
            sampler->uses[place->held] = 1;
        break;
    case SAMPLING_NEGATIVE:
        status = offer_negative(sampler, place, error);
        break;
    case SAMPLING_EXCLUDED:
        sampler->seen.negative_available++;
        sampler->seen.negative_excluded++;
        sampler->seen.stratum[place->stratum].excluded++;
        break;
    case SAMPLING_NO_LABEL:
    case SAMPLING_NO_STRATUM:
        break;
    }
    return status;
}

enum slide_status sampler_offer(struct sampler *sampler, const struct sampling_row *row, struct slide_error *error)
{
    const size_t cols = sampler->plan.ground.cols;
    enum slide_status status = SLIDE_OK;

    if (!count_row(sampler, row))
        return SLIDE_OK;
    find_valid(sampler, row);
    for (size_t draw = 0; sampler->thinning.distance > 0. && draw < sampler->plan.draws; draw++)
        sampler->start[draw] = thinning_grid_start(&sampler->thinning, sampler->key[draw], row->row);
    for (size_t col = 0; col < cols && status == SLIDE_OK; col++) {
        struct place place = {row, col, row->stratum ? row->stratum[col] : 0, (uint64_t)row->row * cols + col,
                              NOT_HELD};

        if (sampler->valid[col])
            status = offer_cell(sampler, &place, error);
        else if (row->role[col] >= SAMPLING_NEGATIVE)
            sampler->seen.predictor_null++;
    }
    return status == SLIDE_OK ? sampler_trim(sampler, error) : status;
}

void sampler_free(struct sampler *sampler)
{
    const size_t places = sampler->strata * sampler->plan.draws;

    table_free(&sampler->pool);
    for (size_t i = 0; sampler->reservoir && i < places; i++)
        reservoir_free(&sampler->reservoir[i]);
    free(sampler->reservoir);
    free(sampler->eligible);
    free(sampler->uses);
    free(sampler->key);
    free(sampler->start);
    free(sampler->valid);
    free(sampler->one);
    free(sampler->null_cells);
    *sampler = (struct sampler){0};
}

static double fraction_of(uint64_t kept, uint64_t available)
{
    return available ? (double)kept / (double)available : 1.;
}

double sampling_negative_fraction(const struct sampling *sampling)
{
    return fraction_of(sampling->negative, sampling->negative_available);
}

double sampling_positive_fraction(const struct sampling *sampling)
{
    return fraction_of(sampling->positive, sampling->positive_available);
}

double sampling_ratio(const struct sampling *sampling)
{
    return sampling_negative_fraction(sampling) / sampling_positive_fraction(sampling);
}

bool sampling_knows_strata(const struct sampling *sampling)
{
    return sampling->strata > 0 && sampling->allocation == ALLOCATION_EQUAL && sampling->strata_predictor > 0;
}

double sampling_stratum_ratio(const struct sampling *sampling, size_t stratum)
{
    const struct sampling_stratum *one = &sampling->stratum[stratum];

    if (one->kept == 0)
        return NAN;
    return fraction_of(one->kept, one->available + one->excluded) / sampling_positive_fraction(sampling);
}

double sampling_ratio_at(const struct sampling *sampling, const float *value)
{
    double ratio = NAN;

    for (size_t i = 0; isnan(ratio) && sampling_knows_strata(sampling) && i < sampling->strata; i++)
        if (value[sampling->strata_predictor - 1] == (float)sampling->stratum[i].category)
            ratio = sampling_stratum_ratio(sampling, i);
    return isnan(ratio) ? sampling_ratio(sampling) : ratio;
}

double prior_corrected(double q, double ratio)
{
    return ratio * q / (ratio * q + (1. - q));
}
