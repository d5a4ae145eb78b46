#include "table_rows.h"

#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"

void table_rows_add(struct table_rows *rows, const struct table_row *row, const float *value, size_t predictors)
{
    if (rows->rows == rows->room) {
        rows->room += rows->room / 2 + 1024;
        rows->row = G_realloc(rows->row, rows->room * sizeof *rows->row);
        rows->value = G_realloc(rows->value, rows->room * predictors * sizeof *rows->value);
    }
    rows->row[rows->rows] = *row;
    for (size_t i = 0; i < predictors; i++)
        rows->value[rows->rows * predictors + i] = value[i];
    rows->rows++;
}

static int by_event_and_cell(const void *a, const void *b)
{
    const struct table_row *left = *(const struct table_row *const *)a, *right = *(const struct table_row *const *)b;

    if (left->event != right->event)
        return left->event - right->event;
    return (left->cell > right->cell) - (left->cell < right->cell);
}

static void refuse_same_cell(const struct table_row *const *order, size_t rows, const struct event_tables *tables)
{
    for (size_t i = 1; i < rows; i++)
        if (by_event_and_cell(&order[i - 1], &order[i]) == 0)
            G_fatal_error(_("Table '%s' has cell %llu of event '%s' twice: the event seems to be in it twice"),
                          tables->event[order[i]->event].path, (unsigned long long)order[i]->cell,
                          tables->event[order[i]->event].name);
}

static void take_row(const struct table_rows *rows, const struct table_row *row, struct event_tables *tables)
{
    struct sample_table *table = &tables->table;
    struct event_table *event = &tables->event[row->event];
    const size_t place = table->rows;
    struct slide_error error;

    if (place == 0 || table->event[place - 1] != row->event) {
        event->first = place;
        event->offset = place == 0 ? 0 : table->cell[place - 1] + 1;
    }
    fatal_unless_ok(table_append(table, event->offset + row->cell, row->label,
                                 rows->value + (size_t)(row - rows->row) * table->predictors, &error),
                    &error);
    table->event[place] = row->event;
    table->easting[place] = row->easting;
    table->northing[place] = row->northing;
    if (row->draws && !tables->draws)
        tables->draws = G_calloc(rows->rows, sizeof *tables->draws);
    if (row->draws)
        tables->draws[place] = row->draws;
}

void table_rows_order(struct table_rows *rows, struct event_tables *tables)
{
    const struct table_row **order = G_malloc((rows->rows + 1) * sizeof *order);
    struct sample_table *table = &tables->table;

    for (size_t i = 0; i < rows->rows; i++)
        order[i] = &rows->row[i];
    qsort(order, rows->rows, sizeof *order, by_event_and_cell);
    refuse_same_cell(order, rows->rows, tables);
    table->event = malloc((rows->rows + 1) * sizeof *table->event);
    table->easting = malloc((rows->rows + 1) * sizeof *table->easting);
    table->northing = malloc((rows->rows + 1) * sizeof *table->northing);
    if (!table->event || !table->easting || !table->northing)
        G_fatal_error(_("Not enough memory for %zu samples"), rows->rows);
    for (size_t i = 0; i < rows->rows; i++)
        take_row(rows, order[i], tables);
    G_free(order);
    G_free(rows->row);
    G_free(rows->value);
    *rows = (struct table_rows){0};
}
