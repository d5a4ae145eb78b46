#include "validation.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "base/whole_file.h"
#include "fold_map.h"
#include "grass/fatal.h"
#include "grass/stack.h"
#include "validation_table.h"

struct ground ground_of_region(const struct model_region *region)
{
    struct ground ground = {.geographic = G_projection() == PROJECTION_LL,
                            .metre = G_database_units_to_meters_factor(),
                            .north = region->north,
                            .west = region->west};

    if (ground.geographic)
        G_get_ellipsoid_parameters(&ground.radius, &ground.eccentricity);
    if (ground.metre <= 0.) /* a location without a projection counts as being in metres */
        ground.metre = 1.;
    return ground;
}

/* the map's value at each sample */
static int *read_zones(const char *name, const struct sample_table *table)
{
    struct stack_map map = stack_map_of(name);
    int *zone = G_malloc((table->rows + 1) * sizeof *zone);
    const uint64_t cols = (uint64_t)Rast_window_cols();
    CELL *cells = Rast_allocate_c_buf();
    int file, row = -1;

    if (!map.integer)
        G_fatal_error(_("<%s>, given as split_map, must be an integer map"), map.full_name);
    file = Rast_open_old(map.name, map.mapset);
    for (size_t i = 0; i < table->rows; i++) {
        const int wanted = (int)(table->cell[i] / cols);
        const CELL *cell = &cells[table->cell[i] % cols];

        if (wanted != row)
            Rast_get_c_row(file, cells, wanted);
        row = wanted;
        zone[i] = Rast_is_c_null_value(cell) ? SPLIT_ZONE_NONE : *cell;
    }
    Rast_close(file);
    G_free(cells);
    stack_map_free(&map);
    return zone;
}

void prepare_splits(const struct validation_request *request, const struct sample_table *table, struct model *model)
{
    model->place = (struct split_place){
        .block = request->block,
        .gap = request->gap,
        .ground = ground_of_region(&model->region),
        .zone = request->split_map ? read_zones(request->split_map, table) : NULL,
    };
}

void forget_splits(struct model *model)
{
    G_free((void *)model->place.zone);
    model->place.zone = NULL;
}

static void keep_estimates(void *context, size_t repeat, size_t fold, const struct subset *subset,
                           const float *estimate)
{
    write_estimates(context, repeat, fold, subset, estimate);
}

static void tune_model(const struct validation_request *request, const struct sample_table *table,
                       const struct subset *train, const struct validation_plan *plan, struct model *model,
                       struct validation_outcome *outcome)
{
    struct recipe *recipe = &model->recipe;
    struct slide_error error;

    G_message(_("Tuning %s on %zu samples..."), recipe->learner->name, train->rows);
    fatal_unless_ok(
        tune(recipe, table, train, &request->grid, request->draws, request->by, plan, &outcome->tuning, &error),
        &error);
    tune_apply(&request->grid, &outcome->tuning.candidate[outcome->tuning.best], &recipe->settings);
    model->tuned = tuning_summary_of(&request->grid, &outcome->tuning);
}

static void cross_validate(const struct validation_request *request, const struct sample_table *table,
                           const struct subset *train, const struct validation_plan *plan, struct model *model,
                           struct validation_outcome *outcome)
{
    struct validation_plan keeping = *plan;
    struct estimate_table estimates = {.table = table};
    struct slide_error error;

    if (request->estimates) {
        estimates.file = open_memstream(&outcome->estimates, &outcome->estimates_size);
        if (!estimates.file)
            G_fatal_error(_("Not enough memory for the table of held-out estimates"));
        begin_estimates(&estimates);
        keeping.keep = keep_estimates;
        keeping.context = &estimates;
    }
    G_message(_("Cross-validating on %zu samples..."), train->rows);
    fatal_unless_ok(validate(&model->recipe, table, train, &keeping, &outcome->validation, &error), &error);
    if (request->estimates && fclose(estimates.file) != 0)
        G_fatal_error(_("Not enough memory for the table of held-out estimates"));
    model->validation = outcome->validation.summary;
}

static void draw_fold_map(const struct validation_request *request, const struct sample_table *table,
                          const struct subset *train, const struct validation_plan *plan, const char *label_map)
{
    struct slide_error error;
    struct folds folds;

    fatal_unless_ok(folds_make(table, train, &plan->split, plan->folds, &folds, &error), &error);
    write_fold_map(request->fold_map, table, train, &folds, &plan->split, label_map);
    folds_free(&folds);
}

static void check_paths(const struct validation_request *request)
{
    const char *const paths[] = {request->fold_table, request->estimates, request->tune_table};
    struct slide_error error;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (paths[i])
            fatal_unless_ok(whole_file_check(paths[i], &error), &error);
}

void run_validation(const struct validation_request *request, const struct sample_table *table, const struct draw *draw,
                    struct model *model, struct validation_outcome *outcome)
{
    struct validation_plan plan = {.split = model_split_plan(model, draw->seed),
                                   .folds = request->folds,
                                   .repeats = request->repeats,
                                   .threshold = request->threshold,
                                   .progress = G_percent};
    struct slide_error error;
    struct split split;

    *outcome = (struct validation_outcome){0};
    if (!request->wanted)
        return;
    check_paths(request);
    fatal_unless_ok(split_samples(table, &draw->rows, &plan.split, &split, &error), &error);
    if (request->tuned) {
        struct validation_plan once = plan;

        once.repeats = 1;
        tune_model(request, table, &split.train, &once, model, outcome);
    }
    cross_validate(request, table, &split.train, &plan, model, outcome);
    if (request->fold_map)
        draw_fold_map(request, table, &split.train, &plan, model->label_map);
    split_free(&split);
}

static void write_table(const struct validation_request *request, const char *path, const char *text, size_t size)
{
    struct slide_error error;
    enum slide_status status;

    if (!path)
        return;
    status = whole_file_write(path, text, size, &error);
    if (status != SLIDE_OK)
        remove_validation_tables(request);
    fatal_unless_ok(status, &error);
}

void write_validation_tables(const struct validation_request *request, const struct model *model,
                             const struct validation_outcome *outcome)
{
    if (request->fold_table) {
        struct text text = fold_table(model, &outcome->validation);

        write_table(request, request->fold_table, text.bytes, text.size);
        free(text.bytes);
    }
    if (request->tune_table) {
        struct text text = tune_table(model, &outcome->tuning, text_is_json(request->tune_table));

        write_table(request, request->tune_table, text.bytes, text.size);
        free(text.bytes);
    }
    write_table(request, request->estimates, outcome->estimates, outcome->estimates_size);
}

void remove_validation_tables(const struct validation_request *request)
{
    if (request->fold_table)
        unlink(request->fold_table);
    if (request->tune_table)
        unlink(request->tune_table);
    if (request->estimates)
        unlink(request->estimates);
}

void validation_outcome_free(struct validation_outcome *outcome)
{
    validation_free(&outcome->validation);
    tuning_free(&outcome->tuning);
    free(outcome->estimates);
}
