#include "units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "learn/unit_columns.h"
#include "unit_statistics.h"

#define LEAST_UNITS 2

static struct Option *unit_option(const char *key, int type, const char *label, const char *description)
{
    struct Option *option = G_define_option();

    option->key = key;
    option->type = type;
    option->required = NO;
    option->label = label;
    option->description = description;
    option->guisection = _("Units");
    return option;
}

void units_define(struct unit_options *options)
{
    options->units = G_define_standard_option(G_OPT_R_INPUT);
    options->units->key = "units";
    options->units->required = NO;
    options->units->label = _("Name of an integer map of mapping units, which become the samples");
    options->units->description =
        _("Such as slope_units of r.slide.ksn; all units are taken, whatever negatives= says");
    options->units->guisection = _("Units");
    options->lad = unit_option("lad", TYPE_STRING, _("Blocks of rows x columns of cells, which become the samples"),
                               _("Such as 10x10, for landslide areal density"));
    options->lad->key_desc = "rowsxcols";
    options->statistic = unit_option("statistic", TYPE_STRING, _("Statistics of each predictor over a unit"),
                                     _("Such as \"slope:mean,sd,max aspect:circmean lithology:majority\"; "
                                       "by default mean, of categories majority, of directions circmean"));
    options->statistic->key_desc = "predictor:statistics";
    options->share = unit_option("unit_share", TYPE_DOUBLE, _("Share of landslides that makes a unit positive"),
                                 _("0: any landslide cell; not for methods that learn the share itself"));
    options->share->options = "0-1";
    options->share->answer = "0.0";
    options->truth_threshold = unit_option("truth_threshold", TYPE_DOUBLE,
                                           _("Areal density above which a unit is positive in the scores' ROC curve"),
                                           _("For methods that learn the share of landslides"));
    options->truth_threshold->options = "0-1";
    options->truth_threshold->answer = "0.1";
    G_option_exclusive(options->units, options->lad, NULL);
    G_option_requires(options->statistic, options->units, options->lad, NULL);
}

static void read_block(const char *answer, struct unit_request *request)
{
    char behind;

    if (sscanf(answer, "%dx%d%c", &request->rows, &request->cols, &behind) != 2 || request->rows < 1 ||
        request->cols < 1 || (request->rows == 1 && request->cols == 1))
        G_fatal_error(_("lad=%s is no block of cells: give rows x columns, such as 10x10"), answer);
}

void units_read(const struct unit_options *options, struct unit_request *request)
{
    *request = (struct unit_request){.map = options->units->answer,
                                     .statistic = options->statistic->answer,
                                     .share = atof(options->share->answer),
                                     .truth_threshold = atof(options->truth_threshold->answer)};
    request->kind = options->units->answer ? MAPPING_UNITS : options->lad->answer ? MAPPING_BLOCKS : MAPPING_CELLS;
    if (options->lad->answer)
        read_block(options->lad->answer, request);
    else if (request->kind == MAPPING_CELLS && request->share > 0.)
        G_fatal_error(_("unit_share= needs units= or lad=: a cell is a landslide or none"));
}

void units_describe(const struct unit_request *request, const struct stack *maps, struct model *model)
{
    model->mapping = (struct mapping){.kind = request->kind,
                                      .rows = request->rows,
                                      .cols = request->cols,
                                      .share = request->share,
                                      .truth_threshold = request->truth_threshold};
    if (request->kind == MAPPING_CELLS)
        return;
    if (request->map) {
        struct stack_map map = stack_map_of(request->map);

        model->mapping.map = strdup(map.full_name);
        stack_map_free(&map);
    }
    statistics_expand(request->statistic, maps, &model->recipe);
}

static void find_units(struct unit_request *request)
{
    if (request->map)
        units_of_map(request->map, &request->units);
    else
        units_of_blocks(request->rows, request->cols, &request->units);
    if (request->units.index.units < LEAST_UNITS)
        G_fatal_error(_("There is only one of the %s inside the current region and mask: nothing can be learnt from "
                        "one sample. Use smaller units or a larger region."),
                      units_text(&request->units));
}

static bool is_any_null(const float *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isnan(value[i]))
            return true;
    return false;
}

/* @param value  [columns], the label's share last */
static void take_unit(const struct unit_request *request, const struct unit *unit, const float *value, size_t columns,
                      bool quantity, struct sample_table *table, struct sampling *sampling)
{
    const float share = value[columns - 1];
    const bool positive = share > 0.f && share >= (float)(quantity ? 0. : request->share);
    struct slide_error error;

    sampling->cells++;
    if (isnan(share)) {
        sampling->label_null++;
        return;
    }
    if (is_any_null(value, columns - 1)) {
        sampling->predictor_null++;
        return;
    }
    sampling->positive += positive;
    sampling->negative += !positive;
    sampling->negative_available += !positive;
    fatal_unless_ok(table_append(table, unit->first, quantity ? share : (float)positive, value, &error), &error);
}

static void refuse_classes(const struct unit_request *request, const struct sampling *sampling, const char *label)
{
    const unsigned long long valid = sampling->positive + sampling->negative;
    char *text = units_text(&request->units);

    if (valid == 0)
        G_fatal_error(_("None of the %llu %s inside the current region and mask is valid: %llu have no cell of <%s>, "
                        "%llu lack a statistic of some predictor. Check g.region and r.mask."),
                      (unsigned long long)sampling->cells, text, (unsigned long long)sampling->label_null, label,
                      (unsigned long long)sampling->predictor_null);
    if (sampling->positive == 0)
        G_fatal_error(_("No landslides of <%s> in the %s inside the current region and mask: 0 of %llu valid ones have "
                        "a share of %s%g. Check g.region and r.mask, or unit_share."),
                      label, text, valid, request->share > 0. ? _("at least ") : _("above "), request->share);
    if (sampling->negative == 0)
        G_fatal_error(_("All %llu valid %s inside the current region and mask hold landslides of <%s>: a model needs "
                        "some without. Give a larger unit_share, smaller units, or a larger region."),
                      valid, text, label);
    G_free(text);
}

static void locate(const struct units *units, const struct model_region *region, struct sample_table *table)
{
    const struct table_region place = {region->north, region->west, region->ns_res, region->ew_res,
                                       (uint64_t)region->cols};
    struct slide_error error;
    size_t row = 0;

    fatal_unless_ok(table_locate(table, &place, &error), &error);
    for (size_t i = 0; i < units->index.units && row < table->rows; i++) {
        const struct unit *unit = &units->index.unit[i];

        if (unit->first != table->cell[row])
            continue;
        table->easting[row] = region->west + unit->col * region->ew_res;
        table->northing[row++] = region->north - unit->row * region->ns_res;
    }
}

void units_gather(struct unit_request *request, struct stack *maps, struct stack *label, const struct model *model,
                  struct sample_table *table, struct sampling *sampling)
{
    const size_t columns = model->recipe.predictors + 1;
    const bool quantity = model->recipe.learner->quantity;
    struct zonal_column *column = unit_columns_of(&model->recipe);
    struct stack all = {0, NULL};
    float *value;

    find_units(request);
    value = G_malloc(request->units.index.units * columns * sizeof *value);
    for (int i = 0; i < maps->count; i++)
        stack_add(&all, stack_map_copy(&maps->map[i]));
    stack_add(&all, stack_map_copy(&label->map[0]));
    column[columns - 1] = (struct zonal_column){.source = (size_t)maps->count, .statistic = {STATISTIC_NONZERO, 0}};
    units_statistics(&request->units, &all, column, columns, value);
    *table = table_new(columns - 1);
    *sampling = (struct sampling){0};
    for (size_t i = 0; i < request->units.index.units; i++)
        take_unit(request, &request->units.index.unit[i], value + i * columns, columns, quantity, table, sampling);
    refuse_classes(request, sampling, label->map[0].full_name);
    locate(&request->units, &model->region, table);
    stack_free(&all);
    free(column);
    G_free(value);
}

static void mark(const struct units *units, const struct sample_table *table, const struct subset *subset, CELL part,
                 CELL *parts)
{
    size_t unit = 0;

    for (size_t i = 0; i < subset->rows; i++) {
        while (units->index.unit[unit].first != table->cell[subset->row[i]])
            unit++;
        parts[unit] = part;
    }
}

void units_fill_test_map(struct unit_request *request, int map, const struct sample_table *table,
                         const struct split *split)
{
    struct units *units = &request->units;
    CELL *parts = G_malloc(units->index.units * sizeof *parts), *cells = Rast_allocate_c_buf();
    size_t *place = G_malloc(units->cols * sizeof *place);

    Rast_set_c_null_value(parts, (int)units->index.units);
    mark(units, table, &split->train, 0, parts);
    mark(units, table, &split->test, 1, parts);
    units_open(units);
    for (int row = 0; row < units->rows; row++) {
        units_read_row(units, row, place);
        Rast_set_c_null_value(cells, units->cols);
        for (int col = 0; col < units->cols; col++)
            if (place[col] != UNIT_NONE)
                cells[col] = parts[place[col]];
        Rast_put_c_row(map, cells);
    }
    units_close(units);
    G_free(place);
    G_free(cells);
    G_free(parts);
}
