/** Reading one table of samples: columns found by name, rows checked, events told apart. */
#include <float.h>
#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/sample_reader.h"
#include "table_rows.h"

#define MOST_CELL 0x1p53 /* whole numbers that a double holds */

/* one file under way */
struct reading {
    struct event_tables *tables;
    struct table_rows *rows;
    struct sample_reader *reader;
    const char *path;
    char *system;
    bool quantity;
    int own[TABLE_COLUMNS]; /* columns of the file, -1 where it lacks one */
    int *predictor;         /* [tables->columns.count] columns of the file */
    size_t *empty;          /* [tables->columns.count] rows without a number in it */
    float *value;           /* [tables->columns.count] of the row */
    size_t first_event;
    int event; /* of the row before; -1 for the first */
};

static struct stack_map map_of_column(const char *name)
{
    struct stack_map map = {.file = -1, .min = NAN, .max = NAN};

    map.name = G_store(name);
    map.mapset = G_store("");
    map.full_name = G_store(name);
    map.label = G_store(name);
    map.title = G_store("");
    map.units = G_store("");
    return map;
}

/* the predictors, by the user's names or by the first table */
static void choose_columns(const struct table_request *request, const struct sample_reader *reader,
                           struct stack *chosen)
{
    for (char **name = request->predictors; name && *name; name++)
        stack_add(chosen, map_of_column(*name));
    for (size_t i = 0; !request->predictors && i < sample_reader_columns(reader); i++)
        if (table_column_of(sample_reader_name(reader, i)) == TABLE_COLUMNS)
            stack_add(chosen, map_of_column(sample_reader_name(reader, i)));
    if (chosen->count == 0)
        G_fatal_error(_("Table '%s' has no column of a predictor"), request->paths[0]);
    stack_refuse_duplicates(chosen);
}

static void refuse_missing(const struct reading *reading, const char *name, const struct table_request *request)
{
    if (request->predictors)
        G_fatal_error(_("Table '%s' has no column '%s', which predictors= names"), reading->path, name);
    G_fatal_error(_("Table '%s' has no column '%s', which '%s' has: give the columns that all tables have as "
                    "predictors="),
                  reading->path, name, request->paths[0]);
}

/* without predictors= all tables must have the same columns */
static void refuse_more(const struct reading *reading, const struct table_request *request)
{
    for (size_t i = 0; !request->predictors && i < sample_reader_columns(reading->reader); i++) {
        const char *name = sample_reader_name(reading->reader, i);
        bool known = table_column_of(name) < TABLE_COLUMNS;

        for (int j = 0; j < reading->tables->columns.count && !known; j++)
            known = reading->predictor[j] == (int)i;
        if (!known)
            G_fatal_error(_("Table '%s' has a column '%s', which '%s' has not: give the columns that all tables have "
                            "as predictors="),
                          reading->path, name, request->paths[0]);
    }
}

static void find_columns(struct reading *reading, const struct table_request *request)
{
    const struct stack *columns = &reading->tables->columns;

    for (int i = 0; i < TABLE_COLUMNS; i++)
        reading->own[i] = sample_reader_find(reading->reader, table_column_names[i]);
    if (reading->own[COLUMN_LABEL] < 0)
        G_fatal_error(_("Table '%s' has no column 'label': 0 for no landslide, 1 for one, or an areal density"),
                      reading->path);
    for (int i = 0; i < columns->count; i++) {
        reading->predictor[i] = sample_reader_find(reading->reader, columns->map[i].name);
        if (reading->predictor[i] < 0)
            refuse_missing(reading, columns->map[i].name, request);
    }
    refuse_more(reading, request);
}

static char *name_of_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = G_store(slash ? slash + 1 : path);
    char *ending = strrchr(name, '.');

    if (ending)
        *ending = '\0';
    return name;
}

static int add_event(struct reading *reading, char *name)
{
    struct event_tables *tables = reading->tables;

    for (size_t i = 0; i < reading->first_event; i++)
        if (strcmp(tables->event[i].name, name) == 0)
            G_fatal_error(_("Event '%s' is in table '%s' and in '%s': it would count double. Give it once, or each its "
                            "own name in the column 'event'."),
                          name, tables->event[i].path, reading->path);
    tables->event = G_realloc(tables->event, (tables->events + 1) * sizeof *tables->event);
    tables->event[tables->events] = (struct event_table){.path = reading->path,
                                                         .name = name,
                                                         .system = G_store(reading->system),
                                                         .region_positive = REGION_UNKNOWN,
                                                         .region_negative = REGION_UNKNOWN};
    return (int)tables->events++;
}

static int event_of_row(struct reading *reading)
{
    const int column = reading->own[COLUMN_EVENT];
    const char *text = column < 0 ? "" : sample_reader_text(reading->reader, column);
    const struct event_tables *tables = reading->tables;
    char *name;

    if (reading->event >= 0 && (!*text || strcmp(tables->event[reading->event].name, text) == 0))
        return reading->event;
    name = *text ? G_store(text) : name_of_file(reading->path);
    for (size_t i = reading->first_event; i < tables->events; i++)
        if (strcmp(tables->event[i].name, name) == 0) {
            G_free(name);
            return (int)i;
        }
    return add_event(reading, name);
}

static void read_source(struct reading *reading, struct event_table *event)
{
    const int column = reading->own[COLUMN_SOURCE];
    const char *text = column < 0 ? "" : sample_reader_text(reading->reader, column);
    struct slide_error error;

    if (!*text)
        return;
    if (event->described)
        G_fatal_error(_("Table '%s' describes event '%s' twice: two tables seem to be joined in it"), event->path,
                      event->name);
    if (sample_source_from_json(text, &event->source, &error) != SLIDE_OK)
        G_fatal_error(_("Table '%s', row %zu, column 'source': %s"), event->path, sample_reader_row(reading->reader),
                      error.text);
    event->described = true;
    if (*event->source.system) {
        G_free(event->system);
        event->system = G_store(event->source.system);
    }
}

/* one number for all rows of an event */
static void read_count(const struct reading *reading, enum table_column which, uint64_t *count)
{
    const int column = reading->own[which];
    const double number = column < 0 ? NAN : sample_reader_number(reading->reader, column);

    if (isnan(number))
        return;
    if (!(number >= 0. && number <= MOST_CELL) || number != floor(number) ||
        (*count != REGION_UNKNOWN && *count != (uint64_t)number))
        G_fatal_error(_("Table '%s' has %.15g in row %zu of its column '%s', which must be one whole number for all "
                        "rows of an event"),
                      reading->path, number, sample_reader_row(reading->reader), table_column_names[which]);
    *count = (uint64_t)number;
}

static uint64_t cell_of_row(const struct reading *reading)
{
    const int column = reading->own[COLUMN_CELL];
    const double number =
        column < 0 ? (double)sample_reader_row(reading->reader) - 1. : sample_reader_number(reading->reader, column);

    if (!(number >= 0. && number <= MOST_CELL) || number != floor(number))
        G_fatal_error(_("Table '%s' has %.15g in row %zu of its column 'cell', where a whole number from 0 is wanted"),
                      reading->path, number, sample_reader_row(reading->reader));
    return (uint64_t)number;
}

static void place_of_row(struct reading *reading, struct table_row *row)
{
    const int easting = reading->own[COLUMN_EASTING], northing = reading->own[COLUMN_NORTHING];

    row->easting = row->northing = NAN;
    if (easting >= 0 && northing >= 0) {
        row->easting = sample_reader_number(reading->reader, easting);
        row->northing = sample_reader_number(reading->reader, northing);
    } else {
        sample_reader_point(reading->reader, &row->easting, &row->northing);
    }
    if (!isfinite(row->easting) || !isfinite(row->northing))
        reading->tables->located = false;
}

static bool is_number(float value)
{
    return fabsf(value) <= FLT_MAX;
}

/* whether the row has them all */
static bool read_values(struct reading *reading, float *label)
{
    bool whole;

    *label = (float)sample_reader_number(reading->reader, reading->own[COLUMN_LABEL]);
    whole = is_number(*label);
    for (int i = 0; i < reading->tables->columns.count; i++) {
        reading->value[i] = (float)sample_reader_number(reading->reader, reading->predictor[i]);
        if (!is_number(reading->value[i])) {
            reading->empty[i]++;
            whole = false;
        }
    }
    return whole;
}

static void read_row(struct reading *reading)
{
    const int draws = reading->own[COLUMN_DRAWS];
    struct event_table *event;
    struct table_row row;

    reading->event = event_of_row(reading);
    event = &reading->tables->event[reading->event];
    read_source(reading, event);
    read_count(reading, COLUMN_REGION_POSITIVE, &event->region_positive);
    read_count(reading, COLUMN_REGION_NEGATIVE, &event->region_negative);
    event->rows++;
    row = (struct table_row){.cell = cell_of_row(reading), .event = reading->event};
    if (!read_values(reading, &row.label)) {
        event->left_out++;
        return;
    }
    place_of_row(reading, &row);
    if (draws >= 0 && *sample_reader_text(reading->reader, draws))
        row.draws = G_store(sample_reader_text(reading->reader, draws));
    table_rows_add(reading->rows, &row, reading->value, (size_t)reading->tables->columns.count);
}

static void say_left_out(const struct reading *reading)
{
    const struct stack *columns = &reading->tables->columns;
    size_t rows = 0, left_out = 0;
    int worst = 0;

    for (size_t i = reading->first_event; i < reading->tables->events; i++) {
        rows += reading->tables->event[i].rows;
        left_out += reading->tables->event[i].left_out;
    }
    for (int i = 1; i < columns->count; i++)
        if (reading->empty[i] > reading->empty[worst])
            worst = i;
    if (rows == 0)
        G_fatal_error(_("Table '%s' has no rows"), reading->path);
    if (rows == left_out)
        G_fatal_error(_("None of the %zu rows of table '%s' is whole: each lacks a finite number for its label or a "
                        "predictor, most often for '%s' (%zu rows)"),
                      rows, reading->path, columns->map[worst].label, reading->empty[worst]);
    if (left_out > 0)
        G_important_message(_("%zu of %zu rows of table '%s' are left out: they lack a finite number for the label or "
                              "a predictor, most often for '%s' (%zu rows)"),
                            left_out, rows, reading->path, columns->map[worst].label, reading->empty[worst]);
}

void table_read(const struct table_request *request, const char *path, struct event_tables *tables,
                struct table_rows *rows)
{
    struct reading reading = {.tables = tables,
                              .rows = rows,
                              .path = path,
                              .reader = sample_reader_open(path),
                              .first_event = tables->events,
                              .event = -1};
    size_t columns;

    if (tables->columns.count == 0)
        choose_columns(request, reading.reader, &tables->columns);
    columns = (size_t)tables->columns.count;
    reading.predictor = G_malloc(columns * sizeof *reading.predictor);
    reading.empty = G_calloc(columns, sizeof *reading.empty);
    reading.value = G_malloc(columns * sizeof *reading.value);
    reading.system = sample_reader_system(reading.reader);
    find_columns(&reading, request);
    tables->numbered = tables->numbered && reading.own[COLUMN_CELL] >= 0;
    while (sample_reader_next(reading.reader))
        read_row(&reading);
    say_left_out(&reading);
    sample_reader_close(reading.reader);
    G_free(reading.predictor);
    G_free(reading.empty);
    G_free(reading.value);
    G_free(reading.system);
}
