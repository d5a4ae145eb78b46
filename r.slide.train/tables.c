#include "tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "learn/redraw.h"
#include "table_rows.h"

const char *const table_column_names[TABLE_COLUMNS] = {
    "event", "label", "cell", "easting", "northing", "draws", "region_positive", "region_negative", "source",
};

enum table_column table_column_of(const char *name)
{
    enum table_column column = 0;

    while (column < TABLE_COLUMNS && strcasecmp(name, table_column_names[column]) != 0)
        column++;
    return column;
}

static void take_text(char **text, const char *from)
{
    G_free(*text);
    *text = G_store(from);
}

/* what the first source says of the predictors */
static void describe_columns(struct event_tables *tables)
{
    const struct sample_source *source = &tables->event[0].source;

    for (int i = 0; i < tables->columns.count; i++) {
        struct stack_map *map = &tables->columns.map[i];

        for (size_t j = 0; j < source->predictors; j++) {
            const struct predictor *predictor = &source->predictor[j];

            if (strcasecmp(predictor->label, map->label) != 0)
                continue;
            take_text(&map->full_name, predictor->map);
            take_text(&map->title, predictor->title);
            take_text(&map->units, predictor->units);
            map->category_labels = predictor->categorical;
            map->min = predictor->min;
            map->max = predictor->max;
        }
    }
}

static void refuse_other_units(const struct event_tables *tables, const struct table_request *request)
{
    const struct mapping *first = &tables->event[0].source.mapping;

    for (size_t i = 1; i < tables->events; i++) {
        const struct event_table *event = &tables->event[i];
        const struct mapping *mapping = &event->source.mapping;

        if (!event->described || !tables->event[0].described)
            continue;
        if (mapping->kind != first->kind || mapping->rows != first->rows || mapping->cols != first->cols)
            G_fatal_error(_("The samples of '%s' are other units than those of '%s', cells, units or blocks of another "
                            "size: they cannot be learnt together"),
                          event->path, tables->event[0].path);
        if (request->share == 0. && mapping->share != first->share)
            G_fatal_error(
                _("A landslide is a share of at least %g in '%s' and of %g in '%s': say which as unit_share="),
                mapping->share, event->path, first->share, tables->event[0].path);
    }
}

/* the region was counted by another share: with all its units in the table they can be counted anew */
static void recount_regions(struct event_tables *tables)
{
    for (size_t i = 0; i < tables->events; i++) {
        struct event_table *event = &tables->event[i];
        const size_t rows = tables_rows_of(tables, i);
        const bool complete = event->region_positive + event->region_negative == rows;
        uint64_t positive = 0;

        if (!event->described || event->source.mapping.kind == MAPPING_CELLS ||
            event->source.mapping.share == tables->share)
            continue;
        for (size_t row = event->first; row < event->first + rows; row++)
            positive += label_is_positive(tables->table.label[row], tables->share);
        event->region_positive = complete ? positive : REGION_UNKNOWN;
        event->region_negative = complete ? rows - positive : REGION_UNKNOWN;
    }
}

/* labels become what the learner takes, and both classes must be there */
static void read_labels(struct event_tables *tables, bool quantity)
{
    struct sample_table *table = &tables->table;
    size_t positive = 0;

    for (size_t row = 0; row < table->rows; row++) {
        const bool landslide = label_is_positive(table->label[row], tables->share);

        positive += landslide;
        if (!quantity)
            table->label[row] = landslide;
    }
    if (positive == 0 || positive == table->rows)
        G_fatal_error(_("%s of the %zu samples of '%s'%s are landslides: a model needs both classes"),
                      positive == 0 ? _("None") : _("All"), table->rows, tables->event[0].path,
                      tables->events > 1 ? _(" and the others") : "");
}

size_t tables_rows_of(const struct event_tables *tables, size_t event)
{
    const size_t end = event + 1 < tables->events ? tables->event[event + 1].first : tables->table.rows;

    return end - tables->event[event].first;
}

void tables_read(const struct table_request *request, bool quantity, struct event_tables *tables)
{
    struct table_rows rows = {0};

    *tables = (struct event_tables){.located = true, .numbered = true};
    for (char **path = request->paths; *path; path++) {
        G_message(_("Reading table '%s'..."), *path);
        table_read(request, *path, tables, &rows);
    }
    tables->table = table_new((size_t)tables->columns.count);
    table_rows_order(&rows, tables);
    describe_columns(tables);
    refuse_other_units(tables, request);
    tables->share = request->share == 0. ? tables->event[0].source.mapping.share : request->share;
    tables_locate(tables);
    recount_regions(tables);
    read_labels(tables, quantity);
}

struct sample_table tables_hand_over(struct event_tables *tables)
{
    struct sample_table table = tables->table;

    tables->table = table_new(table.predictors);
    return table;
}

void tables_free(struct event_tables *tables)
{
    for (size_t i = 0; i < tables->events; i++) {
        G_free(tables->event[i].name);
        G_free(tables->event[i].system);
        sample_source_free(&tables->event[i].source);
    }
    for (size_t i = 0; tables->draws && i < tables->table.rows; i++)
        G_free(tables->draws[i]);
    G_free(tables->draws);
    G_free(tables->event);
    table_free(&tables->table);
    *tables = (struct event_tables){0};
}
