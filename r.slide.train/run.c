/** The training run: predictors described, samples drawn and split, model fitted, scored and written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "coefficients.h"
#include "gather.h"
#include "label.h"
#include "net_run.h"
#include "run.h"
#include "grass/output.h"
#include "grass/fatal.h"
#include "learn/model_file.h"
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

static struct predictor predictor_of(const struct stack_map *map, char **categorical)
{
    struct predictor predictor = {
        .label = strdup(map->label),
        .map = strdup(map->full_name),
        .title = strdup(map->title),
        .units = strdup(map->units),
        .categorical = map->category_labels || is_in(map, categorical),
    };

    if (map->category_labels && !is_in(map, categorical))
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

static void describe(const struct request *request, struct model *model)
{
    struct recipe *recipe = &model->recipe;

    *model = (struct model){.split = request->split, .test_share = request->test_share};
    recipe->learner = request->learner;
    recipe->settings = request->settings;
    refuse_unknown_categorical(request);
    model->label_map = request_has_label(request) ? label_full_name(&request->sampling) : strdup("");
    recipe->predictors = request->predictors.count;
    recipe->predictor = calloc(recipe->predictors, sizeof *recipe->predictor);
    for (size_t i = 0; i < recipe->predictors; i++)
        recipe->predictor[i] = predictor_of(&request->predictors.map[i], request->categorical);
    treatment_read(&request->treatment, recipe);
    treatment_of_predictors(&request->treatment, &request->predictors, recipe);
    units_describe(&request->units, &request->predictors, model);
    model->region = current_region();
}

/* one flag for each row of the table: held out, trained on, or neither */
enum part { PART_NONE, PART_TRAIN, PART_TEST };

static void flag(const struct subset *subset, enum part part, unsigned char *flags)
{
    for (size_t i = 0; i < subset->rows; i++)
        flags[subset->row[i]] = part;
}

/* the next row of the test map; `next` walks through the samples, which are sorted by cell */
static void fill_test_row(const struct model *model, const struct sample_table *table, const unsigned char *flags,
                          int row, int cols, CELL *cells, size_t *next)
{
    if (model->split == SPLIT_ROWS) {
        const uint64_t cut_row = split_cut_row((uint64_t)model->region.rows, model->test_share);

        for (int col = 0; col < cols; col++)
            cells[col] = (uint64_t)row >= cut_row;
        return;
    }
    Rast_set_c_null_value(cells, cols);
    for (; *next < table->rows && table->cell[*next] / cols == (uint64_t)row; (*next)++)
        if (flags[*next] != PART_NONE)
            cells[table->cell[*next] % cols] = flags[*next] == PART_TEST;
}

static void fill_test_map(int map, const struct model *model, const struct sample_table *table,
                          const struct split *split)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    unsigned char *flags = G_calloc(table->rows + 1, 1);
    CELL *cells = Rast_allocate_c_buf();
    size_t next = 0;

    flag(&split->train, PART_TRAIN, flags);
    flag(&split->test, PART_TEST, flags);
    for (int row = 0; row < rows; row++) {
        fill_test_row(model, table, flags, row, cols, cells, &next);
        Rast_put_c_row(map, cells);
    }
    G_free(cells);
    G_free(flags);
}

static void write_test_map(struct request *request, const struct model *model, const struct sample_table *table,
                           const struct split *split)
{
    const char *name = request->test_map;
    const int map = Rast_open_c_new(name);
    char history[160];
    const struct map_description description = {
        .title = "Cells held out from training (1)",
        .colors = "grey",
        .color_low = 0.,
        .color_high = 1.,
        .history = history,
        .source = model->label_map,
    };

    if (model->mapping.kind == MAPPING_CELLS)
        fill_test_map(map, model, table, split);
    else
        units_fill_test_map(&request->units, map, table, split);
    snprintf(history, sizeof history, "split %s, test share %g, seed %llu", split_name(model->split), model->test_share,
             (unsigned long long)model->member[model->marked].seed);
    map_guard(name);
    Rast_close(map);
    map_describe(name, &description);
}

static struct draw *draw_samples(struct request *request, const struct model *model, struct sample_table *table)
{
    const struct model_region *region = &model->region;
    const struct table_region place = {region->north, region->west, region->ns_res, region->ew_res,
                                       (uint64_t)region->cols};
    struct draw *draw = G_calloc(request->sampling.repeats, sizeof *draw);
    struct slide_error error;
    double begin;

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

static void draws_free(const struct request *request, struct draw *draw, struct split *split)
{
    for (size_t i = 0; i < request->sampling.repeats; i++) {
        subset_free(&draw[i].rows);
        split_free(&split[i]);
    }
    G_free(draw);
    G_free(split);
}

/* a model that others fitted: nothing but its file is to be written */
static void publish(const struct request *request, struct model *model)
{
    struct slide_error error;

    fatal_unless_ok(model_publish(model, &error), &error);
    fatal_unless_ok(model_write(model, request->model_path, &error), &error);
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

void run_training(struct request *request, struct model *model, struct validation_outcome *outcome)
{
    const size_t draws = request->sampling.repeats;
    struct split *split = G_calloc(draws, sizeof *split);
    struct sample_table table;
    struct slide_error error;
    struct draw *draw;
    enum slide_status status;

    describe(request, model);
    *outcome = (struct validation_outcome){0};
    if (request->learner->published) {
        publish(request, model);
        return;
    }
    if (request->learner->spatial) {
        run_net_training(request, model);
        return;
    }
    inspection_prepare(&request->inspection, &model->recipe, request->test_share);
    draw = draw_samples(request, model, &table);
    prepare_splits(&request->validation, &table, model);
    run_validation(&request->validation, &table, &draw[0], model, outcome);
    if (draws > 1)
        G_message(_("Training %s on %zu draws out of %zu samples, of which a share of %g is held out..."),
                  request->learner->name, draws, table.rows, request->test_share);
    else
        G_message(_("Training %s on %zu samples, of which a share of %g is held out..."), request->learner->name,
                  table.rows, request->test_share);
    fatal_unless_ok(model_fit(model, &table, draw, draws, split, &error), &error);
    keep_applicability(request, &table, &split[model->marked], model);
    inspection_run(&request->inspection, &table, split, model);
    if (request->test_map)
        write_test_map(request, model, &table, &split[model->marked]);
    if (request->coefficients)
        coefficients_write(model, request->coefficients);
    inspection_write(&request->inspection, model);
    write_validation_tables(&request->validation, model, outcome);
    status = model_write(model, request->model_path, &error);
    if (status != SLIDE_OK) {
        remove_validation_tables(&request->validation);
        inspection_discard(&request->inspection);
    }
    fatal_unless_ok(status, &error);
    maps_kept();
    if (model->mapping.kind != MAPPING_CELLS)
        units_free(&request->units.units);
    forget_splits(model);
    draws_free(request, draw, split);
    table_free(&table);
}
