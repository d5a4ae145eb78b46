/** The training run: predictors described, samples drawn and split, model fitted, scored and written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>
#include <unistd.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "coefficients.h"
#include "gather.h"
#include "label.h"
#include "net_run.h"
#include "run.h"
#include "table_out.h"
#include "tables.h"
#include "grass/fatal.h"
#include "grass/interrupt.h"
#include "grass/output.h"
#include "learn/model_file.h"
#include "learn/net_learner.h"
#include "learn/published.h"

static bool is_in(const struct stack_map *map, char **names)
{
    for (; names && *names; names++)
        if (stack_map_is(map, *names))
            return true;
    return false;
}

static void refuse_unknown_categorical(const struct request *request)
{
    for (char **name = request->categorical; name && *name; name++) {
        bool found = false;

        for (int i = 0; i < request->predictors.count && !found; i++)
            found = stack_map_is(&request->predictors.map[i], *name);
        if (!found)
            G_fatal_error(_("<%s>, given as categorical, is none of the predictors"), *name);
    }
}

/* a net from elsewhere takes the numbers of any map */
static struct predictor predictor_of(const struct stack_map *map, const struct request *request)
{
    const bool labelled = map->category_labels && request->learner != &learner_import;
    struct predictor predictor = {
        .label = strdup(map->label),
        .map = strdup(map->full_name),
        .title = strdup(map->title),
        .units = strdup(map->units),
        .categorical = labelled || is_in(map, request->categorical),
    };

    if (map->integer && labelled && !is_in(map, request->categorical))
        G_important_message(_("Taking <%s> as categories: it is an integer map with category labels"), map->full_name);
    return predictor;
}

static struct model_region current_region(void)
{
    struct Cell_head window;
    struct model_region region = {0};

    G_get_window(&window);
    region.north = window.north;
    region.south = window.south;
    region.east = window.east;
    region.west = window.west;
    region.ns_res = window.ns_res;
    region.ew_res = window.ew_res;
    region.rows = window.rows;
    region.cols = window.cols;
    snprintf(region.projection, sizeof region.projection, "%s", G_database_projection_name());
    return region;
}

bool request_has_label(const struct request *request)
{
    return request->sampling.label || request->sampling.label_vector;
}

/* @param tables  NULL where samples come from maps */
static void describe(const struct request *request, const struct event_tables *tables, struct model *model)
{
    struct recipe *recipe = &model->recipe;

    *model = (struct model){
        .split = request->split, .test_share = request->test_share, .threshold = request->validation.threshold};
    recipe->learner = request->learner;
    recipe->settings = request->settings;
    refuse_unknown_categorical(request);
    recipe->predictors = request->predictors.count;
    recipe->predictor = calloc(recipe->predictors, sizeof *recipe->predictor);
    for (size_t i = 0; i < recipe->predictors; i++)
        recipe->predictor[i] = predictor_of(&request->predictors.map[i], request);
    treatment_read(&request->treatment, recipe);
    treatment_of_predictors(&request->treatment, &request->predictors, recipe);
    units_describe(&request->units, &request->predictors, model);
    if (tables) {
        tables_describe(tables, model);
        return;
    }
    model->label_map = request_has_label(request) ? label_full_name(&request->sampling) : strdup("");
    model->region = current_region();
}

/* which predictor tells the strata, and what it means where none does */
static void find_strata_predictor(struct request *request)
{
    struct sampling *wanted = &request->sampling.wanted;
    struct stack_map strata;

    if (!request->sampling.strata)
        return;
    strata = stack_map_of(request->sampling.strata);
    for (int i = 0; i < request->predictors.count; i++)
        if (strcmp(request->predictors.map[i].full_name, strata.full_name) == 0)
            wanted->strata_predictor = (size_t)i + 1;
    if (wanted->allocation == ALLOCATION_EQUAL && wanted->strata_predictor == 0 && !request->learner->quantity)
        G_important_message(_("allocation=equal draws another share of each stratum of <%s>, which is no predictor: "
                              "probabilities will be right for all strata together, not within each"),
                            strata.full_name);
    stack_map_free(&strata);
}

static struct draw *draw_samples(struct request *request, const struct model *model, struct sample_table *table)
{
    const struct model_region *region = &model->region;
    const struct table_region place = {region->north, region->west, region->ns_res, region->ew_res,
                                       (uint64_t)region->cols};
    struct draw *draw = G_calloc(request->sampling.repeats, sizeof *draw);
    struct slide_error error;
    double begin;

    find_strata_predictor(request);
    G_message(_("Gathering samples from %d maps..."), request->predictors.count);
    begin = omp_get_wtime();
    if (model->mapping.kind != MAPPING_CELLS) {
        units_gather(&request->units, &request->sampling, &request->predictors, model, table, draw);
    } else {
        gather_samples(&request->sampling, &request->predictors, request->settings.seed, table, draw);
        fatal_unless_ok(table_locate(table, &place, &error), &error);
    }
    G_verbose_message(_("Sampling took %.2f s."), omp_get_wtime() - begin);
    return draw;
}

/* all draws of one table, wherever they come from; the model is told of everything but its members */
static struct draw *gather(struct request *request, struct model *model, struct sample_table *table,
                           const struct placed_samples *samples)
{
    struct event_tables tables;
    struct ground ground;
    struct draw *draw;

    if (!request->tables.paths) {
        describe(request, NULL, model);
        if (request->tables.out)
            table_out_check(&model->recipe);
        inspection_prepare(&request->inspection, &model->recipe, request->test_share);
        draw = draw_samples(request, model, table);
        table_out_name_event(&request->tables, table, draw, model);
        prepare_splits(&request->validation, samples, NULL, model);
        return draw;
    }
    tables_read(&request->tables, request->learner->quantity, &tables);
    request->predictors = tables.columns;
    describe(request, &tables, model);
    inspection_prepare(&request->inspection, &model->recipe, request->test_share);
    ground = tables_ground(&tables, model, request->validation.gap);
    draw = tables_draw(&tables, &request->tables, request->settings.seed, &request->sampling.repeats);
    *table = tables_hand_over(&tables);
    tables_free(&tables);
    prepare_splits(&request->validation, samples, &ground, model);
    return draw;
}

static void draws_free(const struct request *request, struct draw *draw, struct split *split)
{
    for (size_t i = 0; i < request->sampling.repeats; i++) {
        subset_free(&draw[i].rows);
        split_free(&split[i]);
    }
    G_free(draw);
    G_free(split);
}

/* the file appears whole or not at all; an interruption waits for that, it is a matter of moments */
static void write_model(const struct request *request, struct model *model)
{
    struct slide_error error;

    interrupt_defer();
    interrupt_check();
    fatal_unless_ok(model_write(model, request->model_path, &error), &error);
    maps_final();
}

/* a model that others fitted: nothing but its file is to be written */
static void publish(const struct request *request, struct model *model)
{
    struct slide_error error;

    fatal_unless_ok(model_publish(model, &error), &error);
    write_model(request, model);
}

static void write_table(const struct request *request, const struct model *model, const struct sample_table *table,
                        const struct draw *draw)
{
    struct slide_error error;

    interrupt_defer();
    fatal_unless_ok(table_out_write(&request->tables, model, table, draw, request->sampling.repeats, &error), &error);
    file_guard(request->tables.out);
    interrupt_check();
}

/* maps, tables and model: all or none */
static void write_all(struct request *request, const struct placed_samples *samples, const struct draw *draw,
                      const struct split *split, struct model *model, struct validation_outcome *outcome)
{
    if (request->test_map)
        test_map_add(request->test_map, samples, model, &split[model->marked], &outcome->maps);
    map_set_close(&outcome->maps);
    if (request->coefficients)
        coefficients_write(model, request->coefficients);
    inspection_write(&request->inspection, model);
    write_validation_tables(&request->validation, model, outcome);
    if (request->tables.out)
        write_table(request, model, samples->table, draw);
    if (request->model_path)
        write_model(request, model);
    else
        maps_kept();
}

/* without it a model is as good as with it: what stands against it is only said */
static void keep_applicability(const struct request *request, const struct sample_table *table,
                               const struct split *split, struct model *model)
{
    const struct applicability_plan plan = {
        .train = &split->train, .held = &split->test, .most = request->applicability, .seed = request->settings.seed};
    struct slide_error error;
    enum slide_status status;

    if (request->applicability == 0)
        return;
    omp_set_num_threads(request->settings.threads);
    status =
        applicability_fit(&model->recipe, &model->member[model->marked], table, &plan, &model->applicability, &error);
    if (status == SLIDE_NO_DATA)
        G_warning("%s", error.text);
    else
        fatal_unless_ok(status, &error);
}

static void fit(struct request *request, const struct placed_samples *samples, const struct draw *draw,
                struct split *split, struct model *model, struct validation_outcome *outcome)
{
    const struct sample_table *table = samples->table;
    const size_t draws = request->sampling.repeats;
    struct slide_error error;

    run_validation(&request->validation, samples, &draw[0], model, outcome);
    if (draws > 1)
        G_message(_("Training %s on %zu draws out of %zu samples, of which a share of %g is held out..."),
                  request->learner->name, draws, table->rows, request->test_share);
    else
        G_message(_("Training %s on %zu samples, of which a share of %g is held out..."), request->learner->name,
                  table->rows, request->test_share);
    fatal_unless_ok(model_fit(model, table, draw, draws, split, &error), &error);
    keep_applicability(request, table, &split[model->marked], model);
    inspection_run(&request->inspection, table, split, model);
}

void run_training(struct request *request, struct model *model, struct validation_outcome *outcome)
{
    const bool units = request->units.kind != MAPPING_CELLS && !request->tables.paths;
    struct sample_table table;
    const struct placed_samples samples = {&table, units ? &request->units.units : NULL};
    struct split *split;
    struct draw *draw;

    *outcome = (struct validation_outcome){0};
    if (request->learner->published) {
        describe(request, NULL, model);
        publish(request, model);
        return;
    }
    if (request->learner->spatial) {
        describe(request, NULL, model);
        run_net_training(request, model, outcome);
        return;
    }
    draw = gather(request, model, &table, &samples);
    split = G_calloc(request->sampling.repeats, sizeof *split);
    if (request->model_path)
        fit(request, &samples, draw, split, model, outcome);
    write_all(request, &samples, draw, split, model, outcome);
    if (units)
        units_free(&request->units.units);
    forget_splits(model);
    draws_free(request, draw, split);
    table_free(&table);
}
