#include "block.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>

#include "grass/fatal.h"
#include "learn/ensemble.h"
#include "learn/range.h"
#include "needs.h"

/* floats for each cell, but for what the layers hold */
static size_t floats_of(const struct request *request)
{
    const struct model *model = request->model;
    const size_t features = model_most_features(model);

    return model->recipe.predictors + 2 * features + (needs_all_members(request) ? model->members : 1) +
           (needs_contributions(request) ? features + 1 : 0) + 1;
}

struct block block_of(const struct request *request, size_t cells)
{
    const struct model *model = request->model;
    const size_t features = model_most_features(model);
    struct block block = {.base = NAN};

    block.value = G_malloc(cells * model->recipe.predictors * sizeof *block.value);
    block.feature = G_malloc(cells * features * sizeof *block.feature);
    block.estimate = G_malloc(cells * (needs_all_members(request) ? model->members : 1) * sizeof *block.estimate);
    block.index = G_malloc(cells * sizeof *block.index);
    if (needs_contributions(request))
        block.contribution = G_malloc(cells * (features + 1) * sizeof *block.contribution);
    block.place = G_malloc(cells * sizeof *block.place);
    return block;
}

struct block block_new(const struct request *request, int layers)
{
    const size_t cols = (size_t)Rast_window_cols();
    const double bytes = (double)(((floats_of(request) + (size_t)layers) * sizeof(float) + sizeof(size_t)) * cols);
    const double rows = fmax(fmin(floor(request->megabytes * 1e6 / bytes), Rast_window_rows()), 1.);
    struct block block = block_of(request, (size_t)rows * cols);

    block.rows = (int)rows;
    return block;
}

void block_pack(struct block *block, size_t cells, size_t predictors)
{
    block->valid = 0;
    for (size_t cell = 0; cell < cells; cell++) {
        const float *value = block->value + cell * predictors;
        bool null = false;

        for (size_t i = 0; i < predictors && !null; i++)
            null = isnan(value[i]);
        if (null)
            continue;
        memmove(block->value + block->valid * predictors, value, predictors * sizeof *value);
        block->place[block->valid++] = cell;
    }
}

static void ask(const struct request *request, size_t member, struct block *block, float *estimate)
{
    struct slide_error error;

    fatal_unless_ok(model_predict(request->model, member, block->value, block->valid, request->corrected,
                                  block->feature, estimate, NULL, &error),
                    &error);
}

void block_combine(const struct request *request, const struct targets *targets, const struct block *block,
                   const struct layers *layers)
{
    const struct wanted *wanted = &request->wanted;
    const size_t members = request->model->members;
    const bool all = needs_all_members(request);
    float *output = layers_values(layers, targets->output), *median = layers_values(layers, targets->median);
    float *quantile = wanted->quantiles ? G_malloc((block->valid * wanted->quantiles + 1) * sizeof *quantile) : NULL;
    const struct ensemble_maps maps = {.median = median            ? median
                                                 : request->median ? output
                                                                   : NULL,
                                       .mean = layers_values(layers, targets->mean),
                                       .deviation = layers_values(layers, targets->deviation),
                                       .quantiles = wanted->quantiles,
                                       .share = wanted->share,
                                       .quantile = quantile};
    struct slide_error error;

    if (all)
        fatal_unless_ok(ensemble_combine(block->estimate, members, block->valid, &maps, &error), &error);
    for (size_t i = 0; i < wanted->quantiles; i++)
        memcpy(layers_values(layers, targets->quantile + (int)i), quantile + i * block->valid,
               block->valid * sizeof *quantile);
    if (output)
        memcpy(output,
               request->median ? maps.median : block->estimate + (all ? request->model->marked : 0) * block->valid,
               block->valid * sizeof *output);
    G_free(quantile);
}

static void estimate(const struct request *request, const struct targets *targets, struct block *block,
                     const struct layers *layers)
{
    if (needs_all_members(request)) {
        for (size_t member = 0; member < request->model->members; member++)
            ask(request, member, block, block->estimate + member * block->valid);
        block_combine(request, targets, block, layers);
    } else if (request->wanted.estimate)
        ask(request, request->model->marked, block, layers_values(layers, targets->output));
}

/* a predictor's share in a row of contributions: the sum over its features */
static float contribution_of(const struct transform_step *step, const float *contribution)
{
    double sum = 0.;

    for (size_t i = 0; i < step->width; i++)
        sum += contribution[step->first + i];
    return (float)sum;
}

void block_explain_cell(const struct request *request, const struct targets *targets, size_t cell,
                        const float *contribution, const struct layers *layers)
{
    float *dominant = layers_values(layers, targets->dominant);
    double strongest = 0.;

    if (dominant)
        dominant[cell] = NAN;
    for (size_t i = 0; i < request->model->recipe.predictors; i++) {
        const double strength = request->only_positive ? contribution[i] : fabsf(contribution[i]);

        if (request->wanted.contributions)
            layers_values(layers, targets->contributions + (int)i)[cell] = contribution[i];
        if (dominant && strength > strongest) {
            strongest = strength;
            dominant[cell] = (float)(i + 1);
        }
    }
}

/* the block's features must be the marked member's */
static void explain(const struct request *request, const struct targets *targets, struct block *block,
                    const struct layers *layers)
{
    const struct member *member = &request->model->member[request->model->marked];
    const size_t features = member->transform.features;
    struct slide_error error;

    if (block->valid == 0)
        return;
    fatal_unless_ok(member_contributions(&request->model->recipe, member, block->feature, block->valid,
                                         block->contribution, &error),
                    &error);
    if (isnan(block->base))
        block->base = block->contribution[features];
    for (size_t cell = 0; cell < block->valid; cell++) {
        float *contribution = block->contribution + cell * (features + 1);

        /* a predictor is at or before its first feature, so the sums may lie where the terms were */
        for (size_t i = 0; i < member->transform.predictors; i++)
            contribution[i] = contribution_of(&member->transform.step[i], contribution);
        block_explain_cell(request, targets, cell, contribution, layers);
    }
}

static void judge(const struct request *request, const struct targets *targets, struct block *block,
                  const struct layers *layers, struct outcome *outcome)
{
    const struct applicability *applicability = &request->model->applicability;
    float *dissimilarity = layers_values(layers, targets->dissimilarity);
    float *inside = layers_values(layers, targets->applicability);

    applicability_index(applicability, block->feature, block->valid, block->index);
    for (size_t cell = 0; cell < block->valid; cell++) {
        const bool is_inside = block->index[cell] <= applicability->threshold;

        if (dissimilarity)
            dissimilarity[cell] = block->index[cell];
        if (inside)
            inside[cell] = is_inside ? 1.f : 0.f;
        outcome->applicable += is_inside; /* a count until the end */
    }
}

void block_account(const struct targets *targets, const struct block *block, const struct layers *layers,
                   struct outcome *outcome)
{
    const float *output = layers_values(layers, targets->output);

    for (size_t cell = 0; output && cell < block->valid; cell++) {
        outcome->mean += output[cell]; /* a sum until the end */
        outcome->min = fmin(outcome->min, output[cell]);
        outcome->max = fmax(outcome->max, output[cell]);
    }
}

void block_leave(const struct request *request, const struct targets *targets, const struct block *block,
                 const struct layers *layers, struct outcome *outcome)
{
    range_leave(&request->model->recipe, &request->model->member[request->model->marked].transform, block->value,
                block->valid, outcome->outside, layers_values(layers, targets->outside));
}

void block_estimate(const struct request *request, const struct targets *targets, struct block *block,
                    struct layers *layers, struct outcome *outcome)
{
    const struct transform *transform = &request->model->member[request->model->marked].transform;

    block_leave(request, targets, block, layers, outcome);
    estimate(request, targets, block, layers);
    if (needs_contributions(request) || needs_dissimilarity(request))
        transform_apply(transform, block->value, block->valid, block->feature, NULL);
    if (needs_contributions(request))
        explain(request, targets, block, layers);
    if (needs_dissimilarity(request))
        judge(request, targets, block, layers, outcome);
    block_account(targets, block, layers, outcome);
}

void block_predict(const struct request *request, const struct targets *targets, int first, int rows,
                   struct block *block, struct layers *layers, struct outcome *outcome)
{
    const size_t cells = (size_t)rows * Rast_window_cols();

    stack_read_rows(request->maps, first, rows, block->value);
    block_pack(block, cells, request->model->recipe.predictors);
    block_estimate(request, targets, block, layers, outcome);
    outcome->cells += block->valid;
    outcome->null += cells - block->valid;
}

void block_free(struct block *block)
{
    G_free(block->value);
    G_free(block->feature);
    G_free(block->estimate);
    G_free(block->index);
    G_free(block->contribution);
    G_free(block->place);
}
