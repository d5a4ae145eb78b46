/** What tables of samples tell a model: label, predictors, region, units, events, and where the samples are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/sample_system.h"
#include "learn/redraw.h"
#include "tables.h"

/* those of all events, each once */
static char *labels_of(const struct event_tables *tables)
{
    char *labels = G_store("");

    for (size_t i = 0; i < tables->events; i++) {
        const struct event_table *event = &tables->event[i];
        const char *label = event->described ? event->source.label_map : event->name;
        char *longer = NULL;

        if (strstr(labels, label))
            continue;
        G_asprintf(&longer, "%s%s%s", labels, *labels ? ", " : "", label);
        G_free(labels);
        labels = longer;
    }
    return labels;
}

/* of predictors over units: whose statistic they are, and which */
static void describe_statistics(const struct sample_source *source, struct recipe *recipe)
{
    for (size_t i = 0; i < recipe->predictors; i++) {
        struct predictor *predictor = &recipe->predictor[i];

        for (size_t j = 0; j < source->predictors; j++) {
            const struct predictor *told = &source->predictor[j];

            if (!told->source || strcasecmp(told->label, predictor->label) != 0)
                continue;
            predictor->source = strdup(told->source);
            predictor->statistic = told->statistic;
            predictor->zero_is_flat = told->zero_is_flat;
            predictor->circular |=
                told->statistic.kind == STATISTIC_CIRCULAR_MEAN && predictor_turn(predictor) == PREDICTOR_DEGREES;
        }
        if (!predictor->source)
            G_fatal_error(_("Column '%s' is not known to be a statistic over units, as the other predictors are: leave "
                            "it out of predictors="),
                          predictor->label);
    }
}

/* the threshold of the scores is the option's */
static void describe_mapping(const struct event_tables *tables, struct model *model)
{
    const struct mapping *told = &tables->event[0].source.mapping;

    model->mapping.share = tables->share;
    if (!tables->event[0].described || told->kind == MAPPING_CELLS)
        return;
    model->mapping.kind = told->kind;
    model->mapping.rows = told->rows;
    model->mapping.cols = told->cols;
    model->mapping.map = told->map ? strdup(told->map) : NULL;
    describe_statistics(&tables->event[0].source, &model->recipe);
}

static void count_event(const struct event_tables *tables, size_t number, struct model_event *event)
{
    const struct event_table *from = &tables->event[number];
    const struct sample_table *table = &tables->table;
    uint64_t rows = 0, positive = 0;

    snprintf(event->projection, sizeof event->projection, "%s", sample_system_of(from->system).name);
    event->name = strdup(from->name);
    for (size_t row = from->first; row < table->rows && table->event[row] == (int)number; row++) {
        rows++;
        positive += label_is_positive(table->label[row], tables->share);
    }
    event->positive_available = from->region_positive == REGION_UNKNOWN ? positive : from->region_positive;
    event->negative_available = from->region_negative == REGION_UNKNOWN ? rows - positive : from->region_negative;
}

void tables_describe(const struct event_tables *tables, struct model *model)
{
    char *labels = labels_of(tables);

    model->label_map = strdup(labels);
    G_free(labels);
    model->region = tables->event[0].source.region;
    describe_mapping(tables, model);
    model->events = tables->events;
    model->event = calloc(tables->events, sizeof *model->event);
    if (!model->event)
        G_fatal_error(_("Not enough memory for %zu events"), tables->events);
    for (size_t i = 0; i < tables->events; i++)
        count_event(tables, i, &model->event[i]);
}

static void refuse_places(const struct event_tables *tables, const struct model *model, double gap)
{
    const bool lines = model->split == SPLIT_ROWS || model->split == SPLIT_COLUMNS;
    const bool places = model->split == SPLIT_BLOCKS || model->split == SPLIT_CLUSTERS || gap > 0.;
    const char *wish = gap > 0. ? "gap=" : "split=", *value = gap > 0. ? "" : split_name(model->split);

    if (lines && (tables->events > 1 || !tables->numbered || !tables->event[0].described))
        G_fatal_error(_("split=%s needs the rows and columns of one region: give one table that table_out wrote, or "
                        "another split="),
                      split_name(model->split));
    if (places && !tables->located)
        G_fatal_error(_("%s%s needs coordinates, which some samples lack: columns 'easting' and 'northing', or points"),
                      wish, value);
    for (size_t i = 1; places && i < tables->events; i++)
        if (!*tables->event[i].system || strcmp(tables->event[i].system, tables->event[0].system) != 0)
            G_fatal_error(_("%s%s needs distances, but events '%s' and '%s' are not in one coordinate system: use "
                            "split=random or event"),
                          wish, value, tables->event[0].name, tables->event[i].name);
}

struct ground tables_ground(const struct event_tables *tables, const struct model *model, double gap)
{
    const struct sample_system system = sample_system_of(tables->event[0].system);

    refuse_places(tables, model, gap);
    return (struct ground){.geographic = system.geographic,
                           .metre = system.metre,
                           .radius = system.radius,
                           .eccentricity = system.eccentricity,
                           .north = model->region.north,
                           .west = model->region.west};
}

static void locate_row(const struct event_table *event, size_t row, struct sample_table *table)
{
    const struct model_region *region = &event->source.region;
    const uint64_t cols = (uint64_t)region->cols, cell = table->cell[row] - event->offset;
    const uint64_t line = cell / cols, col = cell % cols;

    if (line >= (uint64_t)region->rows)
        G_fatal_error(_("Table '%s' has cell %llu of event '%s', whose region has %d x %d cells"), event->path,
                      (unsigned long long)cell, event->name, region->rows, region->cols);
    if (event->source.mapping.kind != MAPPING_CELLS)
        return;
    table->easting[row] = region->west + ((double)col + 0.5) * region->ew_res;
    table->northing[row] = region->north - ((double)line + 0.5) * region->ns_res;
}

void tables_locate(struct event_tables *tables)
{
    struct sample_table *table = &tables->table;

    for (size_t row = 0; tables->numbered && row < table->rows; row++) {
        const struct event_table *event = &tables->event[table->event[row]];

        if (event->described)
            locate_row(event, row, table);
    }
}
