#include "units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "gather.h"
#include "grass/fatal.h"
#include "label.h"
#include "learn/unit_columns.h"
#include "unit_statistics.h"

#define LEAST_UNITS 2

static struct Option *unit_option(const char *key, int type, const char *label, const char *description)
{
    return option_define(key, type, _("Units"), label, description);
}

void units_define(struct unit_options *options)
{
    options->units = G_define_standard_option(G_OPT_R_INPUT);
    options->units->key = "units";
    options->units->required = NO;
    options->units->label = _("Name of an integer map of mapping units, which become the samples");
    options->units->description = _("Such as slope_units of r.slide.ksn");
    options->units->guisection = _("Units");
    options->lad = unit_option("lad", TYPE_STRING, _("Blocks of rows x columns of cells, which become the samples"),
                               _("Such as 10x10, for landslide areal density"));
    options->lad->key_desc = "rowsxcols";
    options->statistic = unit_option("statistic", TYPE_STRING, _("Statistics of each predictor over a unit"),
                                     _("Such as \"slope:mean,sd,max aspect:circmean lithology:majority\"; "
                                       "by default mean, of categories majority, of directions circmean"));
    options->statistic->key_desc = "predictor:statistics";
    options->share =
        unit_option("unit_share", TYPE_DOUBLE, _("Share of landslides that makes a unit positive"),
                    _("0: any landslide cell; for methods that learn the share itself it only decides what is drawn"));
    options->share->options = "0-1";
    options->share->answer = "0.0";
    options->truth_threshold =
        unit_option("truth_threshold", TYPE_DOUBLE, _("Density that makes a unit positive in ROC"),
                    _("For methods that learn the share of landslides, their areal density"));
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

/* what the units are to the sampler, all as one row of cells */
struct offer {
    unsigned char *role; /* [units] enum sampling_role */
    float *share;        /* [units] of landslides in the labelled area; NaN where there is none */
    float **value;       /* [predictors][units] */
    uint64_t positives, negatives;
};

static void find_shares(struct units *units, const struct label_grid *label, float *share)
{
    double *labelled = G_calloc(2 * units->index.units, sizeof *labelled), *positive = labelled + units->index.units;
    size_t *place = G_malloc(units->cols * sizeof *place);

    units_open(units);
    for (int row = 0; row < units->rows; row++) {
        const size_t first = (size_t)row * units->cols;

        units_read_row(units, row, place);
        for (int col = 0; col < units->cols; col++) {
            if (place[col] == UNIT_NONE || label->role[first + col] == SAMPLING_NO_LABEL)
                continue;
            labelled[place[col]] += units->sizes.area[row];
            positive[place[col]] += units->sizes.area[row] * (double)label_share(label, first + col);
        }
    }
    units_close(units);
    for (size_t i = 0; i < units->index.units; i++)
        share[i] = labelled[i] > 0. ? (float)(positive[i] / labelled[i]) : NAN;
    G_free(place);
    G_free(labelled);
}

static void find_roles(const struct unit_request *request, struct offer *offer)
{
    for (size_t i = 0; i < request->units.index.units; i++) {
        const float share = offer->share[i];
        const bool positive = share > 0.f && share >= (float)request->share;

        offer->role[i] = isnan(share) ? SAMPLING_NO_LABEL : positive ? SAMPLING_POSITIVE : SAMPLING_NEGATIVE;
        offer->positives += offer->role[i] == SAMPLING_POSITIVE;
        offer->negatives += offer->role[i] == SAMPLING_NEGATIVE;
    }
}

static void find_values(struct units *units, struct stack *maps, const struct recipe *recipe, struct offer *offer)
{
    const size_t count = units->index.units;
    struct zonal_column *column = unit_columns_of(recipe);
    float *value = G_malloc(count * recipe->predictors * sizeof *value);

    units_statistics(units, maps, column, recipe->predictors, value);
    offer->value = G_malloc(recipe->predictors * sizeof *offer->value);
    for (size_t i = 0; i < recipe->predictors; i++) {
        offer->value[i] = G_malloc(count * sizeof *offer->value[i]);
        for (size_t unit = 0; unit < count; unit++)
            offer->value[i][unit] = value[unit * recipe->predictors + i];
    }
    G_free(value);
    free(column);
}

static void offer_free(struct offer *offer, size_t predictors)
{
    for (size_t i = 0; i < predictors; i++)
        G_free(offer->value[i]);
    G_free(offer->value);
    G_free(offer->share);
    G_free(offer->role);
}

static void refuse_classes(const struct unit_request *request, const struct sampler *sampler, const char *label)
{
    const struct sampling *seen = &sampler->seen;
    const unsigned long long valid = seen->positive_available + seen->negative_available;
    char *text = units_text(&request->units);

    if (valid == 0)
        G_fatal_error(_("None of the %llu %s inside the current region and mask is valid: %llu have no cell of <%s>, "
                        "%llu lack a statistic of some predictor. Check g.region and r.mask."),
                      (unsigned long long)seen->cells, text, (unsigned long long)seen->label_null, label,
                      (unsigned long long)seen->predictor_null);
    if (seen->positive_available == 0)
        G_fatal_error(_("No landslides of <%s> in the %s inside the current region and mask: 0 of %llu valid ones have "
                        "a share of %s%g. Check g.region and r.mask, or unit_share."),
                      label, text, valid, request->share > 0. ? _("at least ") : _("above "), request->share);
    if (seen->negative_available == 0)
        G_fatal_error(_("All %llu valid %s inside the current region and mask hold landslides of <%s>: a model needs "
                        "some without. Give a larger unit_share, smaller units, or a larger region."),
                      valid, text, label);
    G_free(text);
}

/* the sampler numbers units as cells of one row: they get the numbers of their first cells, and their places */
static void locate(const struct units *units, const struct model *model, const float *share, struct sample_table *table)
{
    const struct model_region *region = &model->region;
    const struct table_region place = {region->north, region->west, region->ns_res, region->ew_res,
                                       (uint64_t)region->cols};
    struct slide_error error;

    fatal_unless_ok(table_locate(table, &place, &error), &error);
    for (size_t row = 0; row < table->rows; row++) {
        const size_t i = (size_t)table->cell[row];
        const struct unit *unit = &units->index.unit[i];

        table->cell[row] = unit->first;
        table->easting[row] = region->west + unit->col * region->ew_res;
        table->northing[row] = region->north - unit->row * region->ns_res;
        if (model->recipe.learner->quantity)
            table->label[row] = share[i];
    }
}

static void draw_units(struct unit_request *request, const struct sampling_request *sampling, const struct offer *offer,
                       const struct model *model, const char *label, struct sample_table *table, struct draw *draw)
{
    const struct sampling_row row = {0, offer->role, NULL, (const float *const *)offer->value};
    uint64_t *seeds = G_malloc(sampling->repeats * sizeof *seeds);
    const struct sampling_plan plan = {.wanted = sampling->wanted,
                                       .ground = {.rows = 1, .cols = request->units.index.units},
                                       .positives = offer->positives,
                                       .negatives = &offer->negatives,
                                       .draws = sampling->repeats,
                                       .seed = seeds};
    struct slide_error error;
    struct sampler sampler;

    for (size_t i = 0; i < sampling->repeats; i++)
        seeds[i] = sampling_repeat_seed(model->recipe.settings.seed, i);
    fatal_unless_ok(sampler_start(&sampler, model->recipe.predictors, &plan, &error), &error);
    fatal_unless_ok(sampler_offer(&sampler, &row, &error), &error);
    refuse_classes(request, &sampler, label);
    gather_draws(&sampler, &plan, table, draw);
    sampler_free(&sampler);
    G_free(seeds);
}

static void refuse_sampling_of_cells(const struct sampling_request *sampling)
{
    const struct sampling *wanted = &sampling->wanted;

    if (sampling->strata || wanted->thinning > 0. || wanted->buffer_least > 0. || wanted->buffer_most > 0.)
        G_fatal_error(_("strata=, buffer= and thinning= are for cells, units= and lad= take units: leave one out"));
}

void units_gather(struct unit_request *request, const struct sampling_request *sampling, struct stack *maps,
                  const struct model *model, struct sample_table *table, struct draw *draw)
{
    struct units *units = &request->units;
    struct label_grid label;
    struct lattice lattice;
    struct offer offer = {0};

    refuse_sampling_of_cells(sampling);
    find_units(request);
    lattice = gather_lattice(&units->sizes);
    label_grid_read(sampling, &lattice, &label);
    offer.role = G_malloc(units->index.units);
    offer.share = G_malloc(units->index.units * sizeof *offer.share);
    find_shares(units, &label, offer.share);
    find_roles(request, &offer);
    find_values(units, maps, &model->recipe, &offer);
    draw_units(request, sampling, &offer, model, label.name, table, draw);
    locate(units, model, offer.share, table);
    offer_free(&offer, model->recipe.predictors);
    label_grid_free(&label);
}
