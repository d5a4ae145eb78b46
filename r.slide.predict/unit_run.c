#include "unit_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "block.h"
#include "catalogue.h"
#include "grass/interrupt.h"
#include "grass/units.h"
#include "learn/unit_columns.h"

#define SAME_BLOCK 0.01 /* relative difference of block sides that is no news */

void units_define(struct unit_options *options)
{
    options->units = G_define_standard_option(G_OPT_R_INPUT);
    options->units->key = "units";
    options->units->required = NO;
    options->units->label = _("Name of the integer map of mapping units");
    options->units->description = _("For a model that was trained on units: each is predicted and painted back");
    options->units->guisection = _("Units");
    options->vector = G_define_standard_option(G_OPT_V_MAP);
    options->vector->key = "vector";
    options->vector->required = NO;
    options->vector->label = _("Name of the vector map of the units, whose categories are their numbers");
    options->vector->description = _("A column of its table takes what output= shows");
    options->vector->guisection = _("Units");
    options->column = G_define_standard_option(G_OPT_DB_COLUMN);
    options->column->required = NO;
    options->column->description = _("Name of the column for the units' estimates");
    options->column->guisection = _("Units");
    options->layer = G_define_standard_option(G_OPT_V_FIELD);
    options->layer->guisection = _("Units");
    G_option_collective(options->vector, options->column, NULL);
    G_option_requires(options->vector, options->units, NULL);
}

void units_read(const struct unit_options *options, const struct model *model, struct unit_wishes *wishes)
{
    *wishes = (struct unit_wishes){
        .map = options->units->answer,
        .vector = {options->vector->answer, options->column->answer, atoi(options->layer->answer)}};
    if (model->mapping.kind == MAPPING_UNITS && !wishes->map)
        G_fatal_error(_("The model was trained on mapping units (<%s>): name a map of units with units="),
                      model->mapping.map);
    if (model->mapping.kind != MAPPING_UNITS && wishes->map)
        G_fatal_error(_("units=%s does not go with this model: it was trained on %s"), wishes->map,
                      model->mapping.kind == MAPPING_CELLS ? _("cells") : _("blocks of cells, which it makes itself"));
    if (wishes->vector.map)
        vector_column_check(&wishes->vector);
}

static bool differs(double now, double then)
{
    return fabs(now - then) > SAME_BLOCK * then;
}

/* a block counts cells: of another size it is another thing */
static void compare_blocks(const struct model *model)
{
    struct Cell_head window;

    G_get_window(&window);
    if (differs(window.ns_res, model->region.ns_res) || differs(window.ew_res, model->region.ew_res))
        G_warning(_("The model's blocks are %d x %d cells of %g x %g (north-south x east-west); the current region's "
                    "cells are %g x %g, so its blocks are of another size than at training. See g.region."),
                  model->mapping.rows, model->mapping.cols, model->region.ns_res, model->region.ew_res, window.ns_res,
                  window.ew_res);
}

static void find_units(const struct request *request, struct units *units)
{
    const struct mapping *mapping = &request->model->mapping;

    if (mapping->kind == MAPPING_UNITS) {
        units_of_map(request->units.map, units);
        return;
    }
    compare_blocks(request->model);
    units_of_blocks(mapping->rows, mapping->cols, units);
}

static void estimate_units(const struct request *request, const struct targets *targets, struct units *units,
                           struct block *block, struct layers *layers, struct outcome *outcome)
{
    const struct recipe *recipe = &request->model->recipe;
    struct zonal_column *column = unit_columns_of(recipe);

    units_statistics(units, request->maps, column, recipe->predictors, block->value);
    block_pack(block, units->index.units, recipe->predictors);
    if (block->valid == 0)
        G_fatal_error(
            _("None of the %zu %s inside the current region and mask has all statistics that the model needs. "
              "Check g.region and r.mask."),
            units->index.units, units_text(units));
    block_estimate(request, targets, block, layers, outcome);
    outcome->cells = block->valid;
    outcome->null = units->index.units - block->valid;
    free(column);
}

/* @return [units] where each unit's values are in the layers, UNIT_NONE for units without; G_free it */
static size_t *entries_of(const struct block *block, size_t units)
{
    size_t *entry = G_malloc(units * sizeof *entry);

    for (size_t i = 0; i < units; i++)
        entry[i] = UNIT_NONE;
    for (size_t i = 0; i < block->valid; i++)
        entry[block->place[i]] = i;
    return entry;
}

static void paint(struct units *units, const struct block *block, struct layers *layers)
{
    size_t *entry = entries_of(block, units->index.units), *place = G_malloc(units->cols * sizeof *place);

    units_open(units);
    for (int row = 0; row < units->rows; row++) {
        units_read_row(units, row, place);
        for (int col = 0; col < units->cols; col++)
            place[col] = place[col] == UNIT_NONE ? UNIT_NONE : entry[place[col]];
        layers_write_row(layers, place);
    }
    units_close(units);
    G_free(place);
    G_free(entry);
}

static void write_column(const struct request *request, const struct units *units, const struct block *block,
                         const float *estimate)
{
    int *category = G_malloc(units->index.units * sizeof *category);
    float *value = G_malloc(units->index.units * sizeof *value);
    size_t found;

    for (size_t i = 0; i < units->index.units; i++) {
        category[i] = units->index.unit[i].id;
        value[i] = NAN;
    }
    for (size_t i = 0; i < block->valid; i++)
        value[block->place[i]] = estimate[i];
    interrupt_check(); /* the column stays written */
    found = vector_column_write(&request->units.vector, category, value, units->index.units);
    if (found < units->index.units)
        G_warning(_("%zu of %zu units have no row in the table of <%s>"), units->index.units - found,
                  units->index.units, request->units.vector.map);
    G_free(category);
    G_free(value);
}

void run_unit_prediction(const struct request *request, struct outcome *outcome)
{
    struct layers layers = {0};
    const struct targets targets = catalogue_add(request, &layers);
    struct units units;
    struct block block;

    find_units(request, &units);
    block = block_of(request, units.index.units);
    outcome_begin(request, outcome);
    outcome->units = true;
    layers_open(&layers, units.index.units);
    estimate_units(request, &targets, &units, &block, &layers, outcome);
    paint(&units, &block, &layers);
    outcome_end(request, outcome);
    finish_maps(request, block.base, &layers);
    if (request->units.vector.map)
        write_column(request, &units, &block, layers_values(&layers, targets.output));
    layers_free(&layers);
    block_free(&block);
    units_free(&units);
}
