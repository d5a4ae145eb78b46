/** The prediction run: blocks of rows are read, packed to their valid cells, predicted and written. */
#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "run.h"
#include "grass/fatal.h"
#include "grass/output.h"

#define WORTH_A_WARNING 0.01 /* share of cells outside the training range */

/* A block of rows; cells that are null in no map are packed to its front. */
struct block {
    int rows;
    float *value;       /* [cells * predictors] */
    float *feature;     /* [cells * features] */
    float *probability; /* [cells], packed */
    FCELL *painted;     /* [cells], in place */
    size_t *place;      /* [cells] of the packed cells */
};

static struct block block_new(const struct request *request)
{
    const size_t predictors = request->model->recipe.predictors, features = model_most_features(request->model);
    const size_t cell_bytes = (predictors + features + 3) * sizeof(float) + sizeof(size_t);
    const size_t cols = Rast_window_cols();
    const double rows = request->megabytes * 1e6 / (double)(cell_bytes * cols);
    struct block block = {.rows = rows < 1. ? 1 : (int)fmin(rows, Rast_window_rows())};
    const size_t cells = block.rows * cols;

    block.value = G_malloc(cells * predictors * sizeof *block.value);
    block.feature = G_malloc(cells * features * sizeof *block.feature);
    block.probability = G_malloc(cells * sizeof *block.probability);
    block.painted = G_malloc(cells * sizeof *block.painted);
    block.place = G_malloc(cells * sizeof *block.place);
    return block;
}

static void block_free(struct block *block)
{
    G_free(block->value);
    G_free(block->feature);
    G_free(block->probability);
    G_free(block->painted);
    G_free(block->place);
}

/* moves the valid cells to the front; returns how many */
static size_t pack(struct block *block, size_t cells, size_t predictors)
{
    size_t valid = 0;

    for (size_t cell = 0; cell < cells; cell++) {
        const float *value = block->value + cell * predictors;
        bool null = false;

        for (size_t i = 0; i < predictors && !null; i++)
            null = isnan(value[i]);
        if (null)
            continue;
        memmove(block->value + valid * predictors, value, predictors * sizeof *value);
        block->place[valid++] = cell;
    }
    return valid;
}

static void count_outside(const struct model *model, const struct block *block, size_t valid, size_t *outside)
{
    for (size_t i = 0; i < model->recipe.predictors; i++) {
        const struct predictor *predictor = &model->recipe.predictor[i];

        for (size_t cell = 0; cell < valid && !predictor->categorical; cell++) {
            const float value = block->value[cell * model->recipe.predictors + i];

            outside[i] += value < predictor->min || value > predictor->max;
        }
    }
}

static void take_account(struct outcome *outcome, const float *probability, size_t valid)
{
    for (size_t cell = 0; cell < valid; cell++) {
        outcome->mean += probability[cell]; /* a sum until the end */
        outcome->min = fmin(outcome->min, probability[cell]);
        outcome->max = fmax(outcome->max, probability[cell]);
    }
}

static void predict_block(const struct request *request, struct block *block, int first, int rows,
                          struct outcome *outcome)
{
    const struct model *model = request->model;
    const size_t cells = (size_t)rows * Rast_window_cols();
    struct slide_error error;
    size_t valid;

    stack_read_rows(request->maps, first, rows, block->value);
    valid = pack(block, cells, model->recipe.predictors);
    count_outside(model, block, valid, outcome->outside);
    fatal_unless_ok(model_predict(model, model->marked, block->value, valid, request->corrected, block->feature,
                                  block->probability, outcome->outside, &error),
                    &error);
    Rast_set_f_null_value(block->painted, (int)cells);
    for (size_t cell = 0; cell < valid; cell++)
        block->painted[block->place[cell]] = block->probability[cell];
    take_account(outcome, block->probability, valid);
    outcome->cells += valid;
    outcome->null += cells - valid;
}

static void stream(const struct request *request, int map, struct outcome *outcome)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    struct block block = block_new(request);

    for (int first = 0; first < rows; first += block.rows) {
        const int count = first + block.rows < rows ? block.rows : rows - first;

        G_percent(first, rows, 2);
        predict_block(request, &block, first, count, outcome);
        for (int row = 0; row < count; row++)
            Rast_put_f_row(map, block.painted + (size_t)row * cols);
    }
    G_percent(1, 1, 1);
    block_free(&block);
}

/* the training samples never reach the very ends of a map's range: a few cells outside are no news */
static void say_outside(const struct predictor *predictor, const char *name, size_t count, double share)
{
    void (*const say)(const char *, ...) = share < WORTH_A_WARNING ? G_verbose_message : G_warning;

    say(_("%zu cells (%.3g %%) of <%s> are outside the range seen in training (%g to %g): the model extrapolates "
          "there"),
        count, 100. * share, name, predictor->min, predictor->max);
}

static void check_outcome(const struct request *request, const struct outcome *outcome)
{
    const struct model *model = request->model;

    if (outcome->cells == 0)
        G_fatal_error(_("No valid cell: each of the %llu cells of the current region is null in some predictor or "
                        "masked. Check g.region and r.mask."),
                      (unsigned long long)outcome->null);
    for (size_t i = 0; i < model->recipe.predictors; i++) {
        const struct predictor *predictor = &model->recipe.predictor[i];
        const char *name = request->maps->map[i].full_name;
        const double share = (double)outcome->outside[i] / (double)outcome->cells;

        if (share == 0.)
            continue;
        if (share == 1. && !request->trusted)
            G_fatal_error(_("<%s> has another meaning than at training: in the current region all its values are %s "
                            "those of predictor '%s' (<%s>). Check it, or give flag -o to extrapolate."),
                          name, predictor->categorical ? _("categories other than") : _("outside"), predictor->label,
                          predictor->map);
        if (predictor->categorical)
            G_warning(_("%zu cells (%.3g %%) of <%s> are of categories unseen in training: they count as none of the "
                        "known"),
                      outcome->outside[i], 100. * share, name);
        else
            say_outside(predictor, name, outcome->outside[i], share);
    }
}

/* lines of the map's history; G_free it */
static char *history_of(const struct request *request)
{
    const struct model *model = request->model;
    const double ratio = sampling_ratio(&model->member[model->marked].sampling);
    char *lines = NULL;

    G_asprintf(&lines, "model: %s, %s, trained on <%s> with seed %llu\nmodel sha256: %s\n", request->model_path,
               model->recipe.learner->name, model->label_map, (unsigned long long)model->recipe.settings.seed,
               model->identity);
    for (int i = -1; i < request->maps->count; i++) {
        char *longer = NULL;

        if (i >= 0)
            G_asprintf(&longer, "%spredictor %s: <%s>\n", lines, model->recipe.predictor[i].label,
                       request->maps->map[i].full_name);
        else if (request->corrected)
            G_asprintf(&longer,
                       "%sprior correction: b = %.9g is the others' share kept over the landslide cells';\n"
                       "p = b q / (b q + 1 - q), q the learner's probability\n",
                       lines, ratio);
        else
            G_asprintf(&longer, "%sno prior correction: probabilities as in the training samples (b = %.9g)\n", lines,
                       ratio);
        G_free(lines);
        lines = longer;
    }
    return lines;
}

static void describe_output(const struct request *request)
{
    char *history = history_of(request);
    const struct map_description description = {
        .title = "Landslide probability",
        .units = "1",
        .semantic_label = "landslide_probability",
        .colors = "inferno",
        .color_low = 0.,
        .color_high = 1.,
        .history = history,
        .source = request->model_path,
    };

    map_describe(request->output, &description);
    G_free(history);
}

void run_prediction(const struct request *request, struct outcome *outcome)
{
    int map;

    *outcome = (struct outcome){.min = NAN, .max = NAN};
    outcome->outside = G_calloc(request->model->recipe.predictors, sizeof *outcome->outside);
    stack_open(request->maps);
    map = Rast_open_fp_new(request->output);
    stream(request, map, outcome);
    stack_close(request->maps);
    check_outcome(request, outcome);
    outcome->mean /= (double)outcome->cells;
    map_guard(request->output);
    Rast_close(map);
    describe_output(request);
    maps_kept();
}
