/** The prediction run: blocks of rows are read, predicted and written; warnings come last. */
#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "block.h"
#include "catalogue.h"
#include "run.h"
#include "grass/output.h"

#define WORTH_A_WARNING 0.01 /* share of cells outside the training range */

static void stream(const struct request *request, const struct targets *targets, struct layers *layers,
                   struct block *block, struct outcome *outcome)
{
    const int rows = Rast_window_rows();

    for (int first = 0; first < rows; first += block->rows) {
        const int count = first + block->rows < rows ? block->rows : rows - first;

        G_percent(first, rows, 2);
        block_predict(request, targets, first, count, block, layers, outcome);
        layers_write(layers, count, block->place, block->valid);
    }
    G_percent(1, 1, 1);
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

void run_prediction(const struct request *request, struct outcome *outcome)
{
    struct layers layers = {0};
    const struct targets targets = catalogue_add(request, &layers);
    struct block block = block_new(request, layers.count);
    char *history;

    *outcome = (struct outcome){.min = NAN, .max = NAN};
    outcome->outside = G_calloc(request->model->recipe.predictors, sizeof *outcome->outside);
    stack_open(request->maps);
    layers_open(&layers, (size_t)block.rows * Rast_window_cols());
    stream(request, &targets, &layers, &block, outcome);
    stack_close(request->maps);
    check_outcome(request, outcome);
    outcome->mean = request->wanted.output ? outcome->mean / (double)outcome->cells : NAN;
    outcome->applicable = request->wanted.applicability ? outcome->applicable / (double)outcome->cells : NAN;
    history = catalogue_history(request, block.base);
    layers_finish(&layers, history, request->model_path);
    G_free(history);
    layers_free(&layers);
    block_free(&block);
}
