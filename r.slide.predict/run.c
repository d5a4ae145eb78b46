/** The prediction run: blocks of rows are read, predicted and written; warnings come last. */
#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "block.h"
#include "catalogue.h"
#include "run.h"
#include "sources.h"
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

/* what estimates are of, and what their values are called: statistics of a map have the predictor's label */
struct told {
    const char *things, *name;
};

static struct told told_of(const struct request *request, const struct outcome *outcome, size_t predictor)
{
    const struct model *model = request->model;

    if (!outcome->units)
        return (struct told){_("cells"), source_of(model, request->maps, predictor)->full_name};
    return (struct told){model->mapping.kind == MAPPING_UNITS ? _("units") : _("blocks"),
                         model->recipe.predictor[predictor].label};
}

/* the training samples never reach the very ends of a map's range: a few cells outside are no news */
static void say_outside(const struct predictor *predictor, const struct told *told, size_t count, double share)
{
    void (*const say)(const char *, ...) = share < WORTH_A_WARNING ? G_verbose_message : G_warning;

    say(_("%zu %s (%.3g %%) of <%s> are outside the range seen in training (%g to %g): the model extrapolates "
          "there"),
        count, told->things, 100. * share, told->name, predictor->min, predictor->max);
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
        const struct told told = told_of(request, outcome, i);
        const double share = (double)outcome->outside[i] / (double)outcome->cells;

        if (share == 0.)
            continue;
        if (share == 1. && !request->trusted)
            G_fatal_error(_("<%s> has another meaning than at training: in the current region all its values are %s "
                            "those of predictor '%s' (<%s>). Check it, or give flag -o to extrapolate."),
                          source_of(model, request->maps, i)->full_name,
                          predictor->categorical ? _("categories other than") : _("outside"), predictor->label,
                          predictor->map);
        if (predictor->categorical)
            G_warning(_("%zu %s (%.3g %%) of <%s> are of categories unseen in training: they count as none of the "
                        "known"),
                      outcome->outside[i], told.things, 100. * share, told.name);
        else
            say_outside(predictor, &told, outcome->outside[i], share);
    }
}

void outcome_begin(const struct request *request, struct outcome *outcome)
{
    *outcome = (struct outcome){.min = NAN, .max = NAN};
    outcome->outside = G_calloc(request->model->recipe.predictors, sizeof *outcome->outside);
}

void outcome_end(const struct request *request, struct outcome *outcome)
{
    check_outcome(request, outcome);
    outcome->mean = request->wanted.estimate ? outcome->mean / (double)outcome->cells : NAN;
    outcome->applicable = request->wanted.applicability ? outcome->applicable / (double)outcome->cells : NAN;
}

void finish_maps(const struct request *request, double base, struct layers *layers)
{
    char *history = catalogue_history(request, base);

    layers_finish(layers, history, request->model_path);
    G_free(history);
}

void run_prediction(const struct request *request, struct outcome *outcome)
{
    struct layers layers = {0};
    const struct targets targets = catalogue_add(request, &layers);
    struct block block = block_new(request, layers.count);

    outcome_begin(request, outcome);
    stack_open(request->maps);
    layers_open(&layers, (size_t)block.rows * Rast_window_cols());
    stream(request, &targets, &layers, &block, outcome);
    stack_close(request->maps);
    outcome_end(request, outcome);
    finish_maps(request, block.base, &layers);
    layers_free(&layers);
    block_free(&block);
}
