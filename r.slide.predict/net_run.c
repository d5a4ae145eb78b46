#include "net_run.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "base/random.h"
#include "block.h"
#include "catalogue.h"
#include "grass/fatal.h"
#include "learn/attribution.h"
#include "learn/net_held.h"
#include "learn/net_learner.h"
#include "needs.h"
#include "net_detect.h"
#include "net_image.h"
#include "net_members.h"

#define LARGEST_TILE 512
#define FLOATS_PER_FILTER 8 /* that a net holds of each cell of a tile, roughly */

/* what the tiles' layers are: logits of each member, then the spread of passes with dropout, then contributions */
struct plan {
    size_t members, passes, contributions; /* layers of each */
};

/* a prediction under way */
struct sweep {
    const struct request *request;
    const struct targets *targets;
    struct plan plan;
    struct net_members members;
    struct net_image image;
    struct block block; /* of one row */
    struct layers *layers;
    struct outcome *outcome;
    float *bands;   /* [features][tile][tile] */
    float *scratch; /* [features + 1][tile][tile] */
};

static size_t layers_of(const struct plan *plan)
{
    return plan->members + plan->passes + plan->contributions;
}

static const struct transform *transform_of(const struct sweep *sweep, size_t member)
{
    return &sweep->request->model->member[member].transform;
}

static enum slide_status read_rows(void *owner, int first, int count, struct slide_error *error)
{
    (void)error;
    net_image_rows(&((struct sweep *)owner)->image, first, count);
    return SLIDE_OK;
}

static enum slide_status estimate_members(struct sweep *sweep, const struct tile_box *box, float *value,
                                          struct slide_error *error)
{
    const size_t cells = (size_t)box->rows * box->cols;
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < sweep->members.count && status == SLIDE_OK; i++) {
        net_image_window(&sweep->image, transform_of(sweep, sweep->members.member[i]), box, sweep->bands);
        status = sweep->members.border->predict(sweep->members.net[i], sweep->bands, 1, box->rows, box->cols, 0,
                                                value + i * cells, error);
    }
    return status;
}

static void *marked_net(const struct sweep *sweep)
{
    return sweep->members.net[sweep->members.count > 1 ? sweep->request->model->marked : 0];
}

/* adds a pass to the running mean and the sum of squared deviations (Welford 1962) */
static void take_pass(const struct calibrator *calibrator, const float *logit, size_t cells, size_t pass, double *mean,
                      double *square)
{
    for (size_t cell = 0; cell < cells; cell++) {
        const double p = net_probability(calibrator, logit[cell]), before = p - mean[cell];

        mean[cell] += before / (double)(pass + 1);
        square[cell] += before * (p - mean[cell]);
    }
}

/* the standard deviation of probabilities over passes with dropout */
static enum slide_status estimate_passes(struct sweep *sweep, const struct tile_box *box, float *value,
                                         struct slide_error *error)
{
    const struct model *model = sweep->request->model;
    const size_t cells = (size_t)box->rows * box->cols, passes = sweep->request->net.passes;
    double *mean = G_calloc(cells, sizeof *mean), *square = G_calloc(cells, sizeof *square);
    struct random_stream stream =
        random_stream_at(model->recipe.settings.seed, (uint64_t)box->row * (uint64_t)sweep->image.cols + box->col);
    enum slide_status status = SLIDE_OK;

    net_image_window(&sweep->image, transform_of(sweep, model->marked), box, sweep->bands);
    for (size_t pass = 0; pass < passes && status == SLIDE_OK; pass++) {
        status = sweep->members.border->predict(marked_net(sweep), sweep->bands, 1, box->rows, box->cols,
                                                random_bits(&stream) | 1, sweep->scratch, error);
        if (status == SLIDE_OK)
            take_pass(&model->member[model->marked].piece->calibrator, sweep->scratch, cells, pass, mean, square);
    }
    for (size_t cell = 0; cell < cells; cell++)
        value[cell] = (float)sqrt(square[cell] / (double)(passes - 1));
    G_free(mean);
    G_free(square);
    return status;
}

/* [rows][cols] 1 where no predictor is null, else 0: the logits whose sum is explained */
static void weigh(const struct sweep *sweep, const struct tile_box *box, float *weight)
{
    const size_t predictors = (size_t)sweep->image.maps->count;

    for (int y = 0; y < box->rows; y++) {
        const float *value = net_image_row(&sweep->image, box->row + y) + (size_t)box->col * predictors;

        for (size_t x = 0; x < (size_t)box->cols; x++) {
            bool null = false;

            for (size_t i = 0; i < predictors; i++)
                null |= isnan(value[x * predictors + i]) != 0;
            *weight++ = null ? 0.f : 1.f;
        }
    }
}

/* the predictors' contributions to the sum of the logits of the tile's valid cells */
static enum slide_status explain(struct sweep *sweep, const struct tile_box *box, float *value,
                                 struct slide_error *error)
{
    const struct transform *transform = transform_of(sweep, sweep->request->model->marked);
    const size_t cells = (size_t)box->rows * box->cols;
    float *weight = sweep->scratch + transform->features * cells;
    const struct attribution_images images = {sweep->bands, weight, 1, (int)transform->features, box->rows, box->cols};
    enum slide_status status;

    net_image_window(&sweep->image, transform, box, sweep->bands);
    weigh(sweep, box, weight);
    status = integrated_gradients(sweep->members.border, marked_net(sweep), &images, sweep->request->net.steps,
                                  sweep->scratch, error);
    memset(value, 0, transform->predictors * cells * sizeof *value);
    for (size_t i = 0; i < transform->predictors && status == SLIDE_OK; i++)
        for (size_t j = 0; j < transform->step[i].width; j++)
            for (size_t cell = 0; cell < cells; cell++)
                value[i * cells + cell] += sweep->scratch[(transform->step[i].first + j) * cells + cell];
    return status;
}

static enum slide_status estimate_tile(void *owner, const struct tile_box *box, float *value, struct slide_error *error)
{
    struct sweep *sweep = owner;
    const size_t cells = (size_t)box->rows * box->cols;
    enum slide_status status = SLIDE_OK;

    if (sweep->plan.members)
        status = estimate_members(sweep, box, value, error);
    value += sweep->plan.members * cells;
    if (status == SLIDE_OK && sweep->plan.passes)
        status = estimate_passes(sweep, box, value, error);
    value += sweep->plan.passes * cells;
    if (status == SLIDE_OK && sweep->plan.contributions)
        status = explain(sweep, box, value, error);
    return status;
}

static void take_members(struct sweep *sweep, const float *value)
{
    struct block *block = &sweep->block;
    const size_t cols = (size_t)sweep->image.cols;

    for (size_t i = 0; i < sweep->plan.members; i++) {
        const struct piece *piece = sweep->request->model->member[sweep->members.member[i]].piece;

        for (size_t cell = 0; cell < block->valid; cell++)
            block->estimate[i * block->valid + cell] =
                (float)net_probability(&piece->calibrator, value[i * cols + block->place[cell]]);
    }
    block_combine(sweep->request, sweep->targets, block, sweep->layers);
}

static void take_passes(struct sweep *sweep, const float *value)
{
    const struct block *block = &sweep->block;
    float *deviation = layers_values(sweep->layers, sweep->targets->deviation);

    for (size_t cell = 0; cell < block->valid; cell++)
        deviation[cell] = value[block->place[cell]];
}

static void take_contributions(struct sweep *sweep, const float *value)
{
    const struct block *block = &sweep->block;
    const size_t cols = (size_t)sweep->image.cols;

    for (size_t cell = 0; cell < block->valid; cell++) {
        for (size_t i = 0; i < sweep->plan.contributions; i++)
            block->contribution[i] = value[i * cols + block->place[cell]];
        block_explain_cell(sweep->request, sweep->targets, cell, block->contribution, sweep->layers);
    }
}

static enum slide_status take_row(void *owner, int row, const float *value, struct slide_error *error)
{
    struct sweep *sweep = owner;
    struct block *block = &sweep->block;
    const size_t cols = (size_t)sweep->image.cols, predictors = (size_t)sweep->image.maps->count;

    (void)error;
    memcpy(block->value, net_image_row(&sweep->image, row), cols * predictors * sizeof *block->value);
    block_pack(block, cols, predictors);
    block_leave(sweep->request, sweep->targets, block, sweep->layers, sweep->outcome);
    if (sweep->plan.members)
        take_members(sweep, value);
    value += sweep->plan.members * cols;
    if (sweep->plan.passes)
        take_passes(sweep, value);
    value += sweep->plan.passes * cols;
    if (sweep->plan.contributions)
        take_contributions(sweep, value);
    block_account(sweep->targets, block, sweep->layers, sweep->outcome);
    sweep->outcome->cells += block->valid;
    sweep->outcome->null += cols - block->valid;
    layers_write(sweep->layers, 1, block->place, block->valid);
    return SLIDE_OK;
}

/* bytes that tiles of that side take: rows of the maps, of all layers, and what the net holds */
static double bytes_of(const struct request *request, const struct plan *plan, int tile)
{
    const struct recipe *recipe = &request->model->recipe;
    const double cells = (double)tile * tile, cols = Rast_window_cols();
    const double filters = recipe->learner == &learner_import ? 64. : recipe->settings.parameter[NET_FILTERS];

    return 4. * ((double)tile * cols * (double)(recipe->predictors + layers_of(plan)) +
                 cells * (3. * (double)model_most_features(request->model) + (double)layers_of(plan) +
                          FLOATS_PER_FILTER * filters));
}

static struct tiling choose_tiling(const struct request *request, const struct plan *plan)
{
    const enum net_kind kind = net_kind_of(request->model->recipe.learner);
    const int least = net_least_tile(kind), grid = 32;
    const int longest = Rast_window_rows() > Rast_window_cols() ? Rast_window_rows() : Rast_window_cols();
    int tile = request->net.tile;
    struct tiling tiling;
    struct slide_error error;

    if (tile == 0) {
        const int up = (least + grid - 1) / grid * grid;

        tile = LARGEST_TILE > up ? LARGEST_TILE : up;
        while (tile > up && (tile - grid >= longest || bytes_of(request, plan, tile) > request->megabytes * 1e6))
            tile -= grid;
        if (bytes_of(request, plan, tile) > request->megabytes * 1e6)
            G_warning(_("The least tiles of %d cells need about %.0f MB, more than memory=%g"), tile,
                      bytes_of(request, plan, tile) / 1e6, request->megabytes);
    }
    fatal_unless_ok(net_tiling(kind, tile, &tiling, &error), &error);
    G_verbose_message(_("Tiles of %d cells, with margins of %d blended over %d"), tiling.tile, tiling.margin,
                      tiling.ramp);
    return tiling;
}

static struct plan plan_of(const struct request *request)
{
    const struct wanted *wanted = &request->wanted;

    return (struct plan){
        .members = needs_all_members(request) ? request->model->members : wanted->estimate,
        .passes = request->net.passes && wanted->deviation ? 1 : 0,
        .contributions = needs_contributions(request) ? request->model->recipe.predictors : 0,
    };
}

static void run_tiles(struct sweep *sweep, const struct tiling *tiling)
{
    const struct tile_run run = {.tiling = *tiling,
                                 .rows = Rast_window_rows(),
                                 .cols = Rast_window_cols(),
                                 .layers = layers_of(&sweep->plan),
                                 .owner = sweep,
                                 .read = read_rows,
                                 .estimate = estimate_tile,
                                 .take = take_row,
                                 .progress = G_percent};
    const size_t cells = (size_t)tiling->tile * tiling->tile, features = model_most_features(sweep->request->model);
    struct slide_error error;

    net_image_new(sweep->request->maps, tiling->tile < run.rows ? tiling->tile : run.rows, &sweep->image);
    sweep->bands = G_malloc(features * cells * sizeof *sweep->bands);
    sweep->scratch = G_malloc((features + 1) * cells * sizeof *sweep->scratch);
    fatal_unless_ok(tiles_run(&run, &error), &error);
    net_image_free(&sweep->image);
    G_free(sweep->bands);
    G_free(sweep->scratch);
}

static void run_map(const struct request *request, struct outcome *outcome)
{
    struct layers layers = {0};
    const struct targets targets = catalogue_add(request, &layers);
    struct sweep sweep = {.request = request,
                          .targets = &targets,
                          .plan = plan_of(request),
                          .block = block_of(request, (size_t)Rast_window_cols()),
                          .layers = &layers,
                          .outcome = outcome};
    const struct tiling tiling = choose_tiling(request, &sweep.plan);

    net_members_open(request, sweep.plan.members > 1, &sweep.members);
    outcome_begin(request, outcome);
    stack_open(request->maps);
    layers_open(&layers, (size_t)Rast_window_cols());
    run_tiles(&sweep, &tiling);
    stack_close(request->maps);
    outcome_end(request, outcome);
    finish_maps(request, NAN, &layers);
    net_members_free(&sweep.members);
    layers_free(&layers);
    block_free(&sweep.block);
}

void run_net_prediction(const struct request *request, struct outcome *outcome)
{
    if (net_kind_of(request->model->recipe.learner) == NET_PATCH)
        run_detection(request, outcome);
    else
        run_map(request, outcome);
}
