#include "validation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "base/whole_file.h"
#include "grass/fatal.h"
#include "grass/output.h"
#include "grass/stack.h"
#include "part_map.h"
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

/* the map's value at each sample's cell */
static int *read_zones_of_cells(const struct stack_map *map, const struct sample_table *table)
{
    int *zone = G_malloc((table->rows + 1) * sizeof *zone);
    const uint64_t cols = (uint64_t)Rast_window_cols();
    CELL *cells = Rast_allocate_c_buf();
    const int file = Rast_open_old(map->name, map->mapset);
    int row = -1;

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
    return zone;
}

/* the value that most of a unit's ground has; units and samples are both in the order of first cells */
static int *read_zones_of_units(const char *name, const struct placed_samples *samples)
{
    enum { MAJORITY, LEAST, MOST, COLUMNS };
    static const struct zonal_column column[COLUMNS] = {[MAJORITY] = {.statistic = {.kind = STATISTIC_MAJORITY}},
                                                        [LEAST] = {.statistic = {.kind = STATISTIC_MIN}},
                                                        [MOST] = {.statistic = {.kind = STATISTIC_MAX}}};
    const struct sample_table *table = samples->table;
    const struct unit_index *index = &samples->units->index;
    float *value = G_malloc(index->units * COLUMNS * sizeof *value);
    int *zone = G_malloc((table->rows + 1) * sizeof *zone);
    char *names[] = {(char *)name, NULL};
    struct stack maps = stack_of_names(names);
    size_t unit = 0, mixed = 0;

    units_statistics(samples->units, &maps, column, COLUMNS, value);
    for (size_t i = 0; i < table->rows; i++) {
        while (index->unit[unit].first != table->cell[i])
            unit++;
        const float *own = value + unit * COLUMNS;

        zone[i] = isnan(own[MAJORITY]) ? SPLIT_ZONE_NONE : (int)own[MAJORITY];
        mixed += own[LEAST] < own[MOST];
    }
    if (mixed > 0)
        G_important_message(_("%zu of %zu sampled units have several values of <%s>: each counts by the one that most "
                              "of its ground has"),
                            mixed, table->rows, maps.map[0].full_name);
    stack_free(&maps);
    G_free(value);
    return zone;
}

static int *read_zones(const char *name, const struct placed_samples *samples)
{
    struct stack_map map = stack_map_of(name);
    int *zone;

    if (!map.integer)
        G_fatal_error(_("<%s>, given as split_map, must be an integer map"), map.full_name);
    zone = samples->units ? read_zones_of_units(name, samples) : read_zones_of_cells(&map, samples->table);
    stack_map_free(&map);
    return zone;
}

void prepare_splits(const struct validation_request *request, const struct placed_samples *samples,
                    const struct ground *ground, struct model *model)
{
    model->place = (struct split_place){
        .block = request->block,
        .gap = request->gap,
        .ground = ground ? *ground : ground_of_region(&model->region),
        .zone = request->split_map ? read_zones(request->split_map, samples) : NULL,
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

static void draw_fold_map(const struct validation_request *request, const struct placed_samples *samples,
                          const struct subset *train, const struct validation_plan *plan, const char *label_map,
                          struct map_set *maps)
{
    struct slide_error error;
    struct folds folds;

    fatal_unless_ok(folds_make(samples->table, train, &plan->split, plan->folds, &folds, &error), &error);
    fold_map_add(request->fold_map, samples, train, &folds, &plan->split, label_map, maps);
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

void run_validation(const struct validation_request *request, const struct placed_samples *samples,
                    const struct draw *draw, struct model *model, struct validation_outcome *outcome)
{
    const struct sample_table *table = samples->table;
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
        draw_fold_map(request, samples, &split.train, &plan, model->label_map, &outcome->maps);
    split_free(&split);
}

static void write_table(const char *path, const char *text, size_t size)
{
    struct slide_error error;

    if (!path)
        return;
    fatal_unless_ok(whole_file_write(path, text, size, &error), &error);
    file_guard(path);
}

void write_validation_tables(const struct validation_request *request, const struct model *model,
                             const struct validation_outcome *outcome)
{
    if (request->fold_table) {
        struct text text = fold_table(model, &outcome->validation);

        write_table(request->fold_table, text.bytes, text.size);
        free(text.bytes);
    }
    if (request->tune_table) {
        struct text text = tune_table(model, &outcome->tuning, text_is_json(request->tune_table));

        write_table(request->tune_table, text.bytes, text.size);
        free(text.bytes);
    }
    write_table(request->estimates, outcome->estimates, outcome->estimates_size);
}

void validation_outcome_free(struct validation_outcome *outcome)
{
    validation_free(&outcome->validation);
    tuning_free(&outcome->tuning);
    free(outcome->estimates);
}
