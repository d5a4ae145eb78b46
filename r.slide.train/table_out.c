#include "table_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <grass/gis.h>
#include <grass/glocale.h>
#include <jansson.h>

#include "grass/fatal.h"
#include "grass/sample_system.h"
#include "grass/sample_writer.h"
#include "learn/redraw.h"
#include "tables.h"

/* columns that GeoPackage makes by itself */
static const char *const others[] = {"fid", "geom", "geometry", "ogc_fid"};

static bool is_reserved(const char *label)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcasecmp(label, others[i]) == 0)
            return true;
    return table_column_of(label) < TABLE_COLUMNS;
}

void table_out_check(const struct recipe *recipe)
{
    for (size_t i = 0; i < recipe->predictors; i++) {
        const char *label = recipe->predictor[i].label;

        if (is_reserved(label))
            G_fatal_error(_("Predictor '%s' cannot be a column of a table of samples, which has one of that name by "
                            "itself: give the map another semantic label, or labels="),
                          label);
        for (size_t j = 0; j < i; j++)
            if (strcasecmp(label, recipe->predictor[j].label) == 0)
                G_fatal_error(_("Predictors '%s' and '%s' differ in case only, which columns of a table cannot: give "
                                "one another semantic label, or labels="),
                              recipe->predictor[j].label, label);
    }
}

void table_out_name_event(struct table_request *request, const struct sample_table *table, const struct draw *draw,
                          struct model *model)
{
    struct model_event *event;
    char *system;

    if (!request->event)
        return;
    event = G_calloc(1, sizeof *event);
    system = sample_system_text(location_system());
    event->name = strdup(request->event);
    snprintf(event->projection, sizeof event->projection, "%s", sample_system_of(system).name);
    for (size_t row = 0; row < table->rows; row++)
        request->positive += label_is_positive(table->label[row], model->mapping.share);
    request->negative = table->rows - request->positive;
    event->positive_available = draw->sampling.positive_available;
    event->negative_available = draw->sampling.negative_available;
    model->event = event;
    model->events = 1;
    G_free(system);
}

/* the predictors with the ranges of all samples, whatever part of them trains */
static struct predictor *described(const struct model *model, const struct sample_table *table)
{
    const size_t predictors = model->recipe.predictors;
    struct predictor *predictor = G_malloc(predictors * sizeof *predictor);
    struct slide_error error;
    struct subset all;

    memcpy(predictor, model->recipe.predictor, predictors * sizeof *predictor);
    fatal_unless_ok(subset_all(table, &all, &error), &error);
    predictor_describe(table, &all, predictor);
    subset_free(&all);
    return predictor;
}

static char *source_text(const struct model *model, const struct sample_table *table, const struct draw *draw,
                         size_t draws)
{
    struct sample_source source = {.event = model->event->name,
                                   .label_map = model->label_map,
                                   .predictors = model->recipe.predictors,
                                   .predictor = described(model, table),
                                   .region = model->region,
                                   .system = sample_system_text(location_system()),
                                   .mapping = model->mapping,
                                   .draws = draws,
                                   .draw = G_calloc(draws, sizeof *source.draw)};
    char *text;

    for (size_t i = 0; i < draws; i++)
        source.draw[i] = (struct sample_draw){draw[i].seed, draw[i].sampling};
    text = sample_source_to_json(&source);
    if (!text)
        G_fatal_error(_("Not enough memory for the table's description"));
    G_free(source.predictor);
    G_free(source.system);
    G_free(source.draw);
    return text;
}

/* A table on its way. */
struct writing {
    struct sample_writer *writer;
    const struct model *model;
    const struct sample_table *table;
    const struct draw *draw;
    size_t draws;
    size_t *next; /* [draws] the subset's first row that is not written yet */
    size_t place[TABLE_COLUMNS];
    size_t predictor; /* column of the first one */
};

static struct sample_writer *open_writer(const char *path, struct writing *writing)
{
    static const enum sample_type types[TABLE_COLUMNS] = {[COLUMN_EVENT] = SAMPLE_TEXT,
                                                          [COLUMN_CELL] = SAMPLE_WHOLE,
                                                          [COLUMN_DRAWS] = SAMPLE_TEXT,
                                                          [COLUMN_REGION_POSITIVE] = SAMPLE_WHOLE,
                                                          [COLUMN_REGION_NEGATIVE] = SAMPLE_WHOLE,
                                                          [COLUMN_SOURCE] = SAMPLE_TEXT};
    const struct recipe *recipe = &writing->model->recipe;
    struct sample_column *column = G_calloc(TABLE_COLUMNS + recipe->predictors, sizeof *column);
    struct sample_writer *writer;
    size_t columns = 0;

    for (int i = 0; i < TABLE_COLUMNS; i++) {
        if (i == COLUMN_REGION_POSITIVE) {
            writing->predictor = columns;
            for (size_t j = 0; j < recipe->predictors; j++)
                column[columns++] = (struct sample_column){recipe->predictor[j].label, SAMPLE_NUMBER};
        }
        writing->place[i] = columns;
        if (i != COLUMN_DRAWS || writing->draws > 1)
            column[columns++] = (struct sample_column){table_column_names[i], types[i]};
    }
    writer = sample_writer_new(path, column, columns);
    G_free(column);
    return writer;
}

/* the draws that hold a row, as "1-3 7" */
static char *draws_text(struct writing *writing, size_t row)
{
    size_t size, begin = 0;
    char *text = NULL;
    FILE *stream = open_memstream(&text, &size);

    if (!stream)
        G_fatal_error(_("Not enough memory for a table of samples"));
    for (size_t i = 0; i <= writing->draws; i++) {
        const struct subset *rows = i < writing->draws ? &writing->draw[i].rows : NULL;
        const bool held = rows && writing->next[i] < rows->rows && rows->row[writing->next[i]] == row;

        if (held) {
            writing->next[i]++;
            begin = begin ? begin : i + 1;
        } else if (begin) {
            fprintf(stream, "%s%zu", ftell(stream) > 0 ? " " : "", begin);
            if (begin < i)
                fprintf(stream, "-%zu", i);
            begin = 0;
        }
    }
    fclose(stream);
    return text;
}

static void write_row(struct writing *writing, size_t row)
{
    const struct sample_table *table = writing->table;
    const struct sampling *sampling = &writing->draw[0].sampling;
    struct sample_writer *writer = writing->writer;
    const size_t *place = writing->place;

    sample_writer_text(writer, place[COLUMN_EVENT], writing->model->event->name);
    sample_writer_number(writer, place[COLUMN_LABEL], table->label[row]);
    sample_writer_whole(writer, place[COLUMN_CELL], (int64_t)table->cell[row]);
    sample_writer_number(writer, place[COLUMN_EASTING], table->easting[row]);
    sample_writer_number(writer, place[COLUMN_NORTHING], table->northing[row]);
    sample_writer_whole(writer, place[COLUMN_REGION_POSITIVE], (int64_t)sampling->positive_available);
    sample_writer_whole(writer, place[COLUMN_REGION_NEGATIVE], (int64_t)sampling->negative_available);
    if (writing->draws > 1) {
        char *draws = draws_text(writing, row);

        sample_writer_text(writer, place[COLUMN_DRAWS], draws);
        free(draws);
    }
    for (size_t i = 0; i < table->predictors; i++)
        sample_writer_number(writer, writing->predictor + i, table->value[row * table->predictors + i]);
    sample_writer_row(writer, table->easting[row], table->northing[row]);
}

enum slide_status table_out_write(const struct table_request *request, const struct model *model,
                                  const struct sample_table *table, const struct draw *draw, size_t draws,
                                  struct slide_error *error)
{
    struct writing writing = {.model = model, .table = table, .draw = draw, .draws = draws};
    char *source;

    if (!request->out)
        return SLIDE_OK;
    G_message(_("Writing %zu samples to '%s'..."), table->rows, request->out);
    writing.writer = open_writer(request->out, &writing);
    writing.next = G_calloc(draws, sizeof *writing.next);
    source = source_text(model, table, draw, draws);
    sample_writer_text(writing.writer, writing.place[COLUMN_SOURCE], source);
    free(source);
    for (size_t row = 0; row < table->rows; row++) {
        G_percent((long)row, (long)table->rows, 10);
        write_row(&writing, row);
    }
    G_percent(1, 1, 1);
    G_free(writing.next);
    return sample_writer_finish(writing.writer, error);
}

void table_out_report(const struct table_request *request, const struct model *model, bool json)
{
    const struct model_event *event = model->event;
    json_t *object =
        json_pack("{s:s, s:s, s:I, s:I, s:I, s:I}", "event", event->name, "table_out", request->out, "positive",
                  (json_int_t)request->positive, "negative", (json_int_t)request->negative, "positive_available",
                  (json_int_t)event->positive_available, "negative_available", (json_int_t)event->negative_available);
    const char *key;
    json_t *value;

    if (json) {
        char *text = json_dumps(object, JSON_INDENT(2));

        puts(text);
        free(text);
    }
    json_object_foreach(object, key, value)
    {
        if (json)
            continue;
        if (json_is_string(value))
            printf("%s=%s\n", key, json_string_value(value));
        else
            printf("%s=%lld\n", key, (long long)json_integer_value(value));
    }
    json_decref(object);
}
