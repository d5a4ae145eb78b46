#include "checks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "base/random.h"
#include "grass/fatal.h"
#include "grass/stack.h"
#include "score/swath.h"

enum { PLACES = 40, SHOWN = 30 };

const double check_shares[CHECK_QUANTILES] = {0.1, 0.5, 0.9};

/* The model's predictors among the maps, by label, else by the name that the map had at training. */
static struct stack match(const struct model *model, char **names)
{
    struct stack offered = stack_of_names(names), matched = {0, NULL};

    stack_refuse_duplicates(&offered);
    for (size_t i = 0; i < model->recipe.predictors; i++) {
        const struct predictor *predictor = &model->recipe.predictor[i];
        const struct stack_map *map = stack_find(&offered, predictor->label);

        if (!map)
            G_fatal_error(_("Predictor '%s' (trained on <%s>) is missing. Given were: %s. Add its map, or give one of "
                            "these the semantic label '%s' (r.semantic.label)."),
                          predictor->label, predictor->map, stack_names(&offered), predictor->label);
        stack_add(&matched, stack_map_copy(map));
    }
    stack_free(&offered);
    return matched;
}

/* A uniform sample of what has come so far: algorithm R of Vitter (1985). */
struct reservoir {
    struct sample_table *cells;
    struct random_stream stream;
    size_t limit, come;
};

static void offer_cell(struct reservoir *reservoir, uint64_t cell, bool landslide, const float *value)
{
    const float label = landslide ? 1.f : 0.f;
    struct slide_error error;

    reservoir->come++;
    if (reservoir->come <= reservoir->limit) {
        fatal_unless_ok(table_append(reservoir->cells, cell, label, value, &error), &error);
        return;
    }
    const size_t place = random_below(&reservoir->stream, reservoir->come);

    if (place < reservoir->limit)
        table_set(reservoir->cells, place, cell, label, value);
}

static bool any_null(const float *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isnan(value[i]))
            return true;
    return false;
}

static void draw_cells(const struct maps *maps, struct checks *checks)
{
    const struct check_options *options = checks->options;
    struct stack stack = match(&checks->model, options->predictors);
    struct cell_rows rows = cell_rows_open(maps);
    const size_t predictors = (size_t)stack.count;
    float *value = G_malloc((size_t)rows.cols * predictors * sizeof *value);
    struct reservoir reservoir = {&checks->cells, random_stream_at(options->seed, 0), options->sample, 0};
    struct slide_error error;

    checks->cells = table_new(predictors);
    stack_open(&stack);
    for (int row = 0; row < rows.rows; row++) {
        G_percent(row, rows.rows, 5);
        cell_rows_read(&rows, row);
        stack_read_rows(&stack, row, 1, value);
        for (int col = 0; col < rows.cols; col++) {
            const float *one = value + (size_t)col * predictors;

            if (!cell_is_scored(&rows, col))
                continue;
            if (any_null(one, predictors))
                checks->without_predictor++;
            else
                offer_cell(&reservoir, (uint64_t)row * (uint64_t)rows.cols + (uint64_t)col,
                           rows.state[col] == CELL_POSITIVE, one);
        }
    }
    G_percent(1, 1, 1);
    fatal_unless_ok(table_sort(&checks->cells, &error), &error);
    stack_close(&stack);
    stack_free(&stack);
    cell_rows_close(&rows);
    G_free(value);
}

static void refuse_one_class(const struct checks *checks)
{
    const size_t positives = table_positives(&checks->cells);

    if (positives == 0 || positives == checks->cells.rows)
        G_fatal_error(
            _("Of the %zu cells drawn to check the model on, %zu are landslides (%zu scored cells are null in "
              "a predictor): both classes are needed. Raise sample=, or check the predictors."),
            checks->cells.rows, positives, checks->without_predictor);
}

/* As the maps' own probabilities: corrected for the thinned negatives. */
static enum slide_status estimate(const void *context, const float *value, size_t rows, float *estimate,
                                  struct slide_error *error)
{
    const struct model *model = context;
    const size_t bytes = (rows * model_most_features(model) + 1) * sizeof(float);
    float *feature = malloc(bytes);
    enum slide_status status;

    if (!feature)
        return slide_out_of_memory(error, (double)bytes, "the cells' features");
    status = model_predict(model, model->marked, value, rows, !model->recipe.learner->quantity, feature, estimate, NULL,
                           error);
    free(feature);
    return status;
}

static void summarise(struct dependence *one, size_t rows)
{
    double *value = G_malloc(rows * sizeof *value), quantile[CHECK_QUANTILES];

    one->mean = G_calloc(one->places, sizeof *one->mean);
    for (int q = 0; q < CHECK_QUANTILES; q++)
        one->quantile[q] = G_calloc(one->places, sizeof *one->quantile[q]);
    for (size_t place = 0; place < one->places; place++) {
        for (size_t i = 0; i < rows; i++) {
            value[i] = one->expectation[place * rows + i];
            one->mean[place] += value[i] / (double)rows;
        }
        swath_quantiles(value, rows, check_shares, CHECK_QUANTILES, quantile);
        for (int q = 0; q < CHECK_QUANTILES; q++)
            one->quantile[q][place] = quantile[q];
    }
    G_free(value);
}

static void depend(struct checks *checks, const struct estimator *estimator, size_t predictor)
{
    const struct dependence_cells cells = {checks->cells.value, checks->cells.rows, checks->cells.predictors};
    struct dependence *one;
    struct slide_error error;

    checks->dependence = G_realloc(checks->dependence, (checks->dependence_count + 1) * sizeof *checks->dependence);
    one = &checks->dependence[checks->dependence_count++];
    *one = (struct dependence){.predictor = predictor};
    fatal_unless_ok(dependence_grid(&cells, predictor, checks->model.recipe.predictor[predictor].categorical, PLACES,
                                    &one->at, &one->places, &error),
                    &error);
    one->expectation = G_malloc(one->places * cells.rows * sizeof *one->expectation);
    fatal_unless_ok(
        individual_expectations(&cells, estimator, predictor, one->at, one->places, one->expectation, &error), &error);
    summarise(one, cells.rows);
}

static size_t predictor_of(const struct model *model, const char *label)
{
    for (size_t i = 0; i < model->recipe.predictors; i++)
        if (strcmp(model->recipe.predictor[i].label, label) == 0)
            return i;
    G_fatal_error(_("dependence=%s: the model has no predictor of that label. See its card in report=."), label);
    return 0;
}

struct checks checks_of(const struct maps *maps, const struct check_options *options)
{
    struct checks checks = {.options = options};
    struct estimator estimator = {estimate, NULL, false};
    struct slide_error error;

    if (!options->predictors)
        return checks;
    fatal_unless_ok(model_read(options->model, options->threads, &checks.model, &error), &error);
    for (char **name = options->dependence; name && *name; name++)
        predictor_of(&checks.model, *name);
    checks_read_groups(&checks);
    G_message(_("Checking the model on the scored cells..."));
    draw_cells(maps, &checks);
    refuse_one_class(&checks);
    estimator.model = &checks.model;
    checks_lose(&checks, &estimator);
    for (char **name = options->dependence; name && *name; name++)
        depend(&checks, &estimator, predictor_of(&checks.model, *name));
    return checks;
}

size_t *checks_shown(const struct checks *checks, size_t *count)
{
    const size_t rows = checks->cells.rows;
    size_t *shown = G_malloc(SHOWN * sizeof *shown);

    *count = rows < SHOWN ? rows : SHOWN;
    for (size_t i = 0; i < *count; i++)
        shown[i] = i * rows / *count;
    return shown;
}

void checks_free(struct checks *checks)
{
    for (size_t i = 0; i < checks->dependence_count; i++) {
        struct dependence *one = &checks->dependence[i];

        free(one->at);
        G_free(one->expectation);
        G_free(one->mean);
        for (int q = 0; q < CHECK_QUANTILES; q++)
            G_free(one->quantile[q]);
    }
    G_free(checks->dependence);
    G_free(checks->loss);
    G_free(checks->left_out);
    predictor_groups_free(&checks->items);
    table_free(&checks->cells);
    if (checks->options->predictors)
        model_free(&checks->model);
    *checks = (struct checks){0};
}
