#include "learn/table.h"

#include <stdlib.h>
#include <string.h>

struct sample_table table_new(size_t predictors)
{
    return (struct sample_table){.predictors = predictors};
}

static enum slide_status grow(struct sample_table *table, struct slide_error *error)
{
    const size_t capacity = table->capacity + table->capacity / 2 + 1024;
    const size_t row_bytes = table->predictors * sizeof *table->value;
    float *value = realloc(table->value, capacity * row_bytes);
    float *label = value ? realloc(table->label, capacity * sizeof *label) : NULL;
    uint64_t *cell = label ? realloc(table->cell, capacity * sizeof *cell) : NULL;

    if (value)
        table->value = value;
    if (label)
        table->label = label;
    if (!cell)
        return slide_out_of_memory(error, (double)capacity * (row_bytes + sizeof *label + sizeof *cell),
                                   "the table of samples");
    table->cell = cell;
    table->capacity = capacity;
    return SLIDE_OK;
}

enum slide_status table_append(struct sample_table *table, uint64_t cell, float label, const float *value,
                               struct slide_error *error)
{
    if (table->rows == table->capacity) {
        const enum slide_status status = grow(table, error);

        if (status != SLIDE_OK)
            return status;
    }
    table_set(table, table->rows++, cell, label, value);
    return SLIDE_OK;
}

void table_set(struct sample_table *table, size_t row, uint64_t cell, float label, const float *value)
{
    memcpy(table->value + row * table->predictors, value, table->predictors * sizeof *value);
    table->label[row] = label;
    table->cell[row] = cell;
}

struct place {
    uint64_t cell;
    size_t row;
};

static int by_cell(const void *a, const void *b)
{
    const uint64_t left = ((const struct place *)a)->cell, right = ((const struct place *)b)->cell;

    return (left > right) - (left < right);
}

enum slide_status table_sort(struct sample_table *table, struct slide_error *error)
{
    struct sample_table sorted = table_new(table->predictors);
    struct place *places = malloc((table->rows + 1) * sizeof *places);
    enum slide_status status = SLIDE_OK;

    if (!places)
        return slide_out_of_memory(error, (double)table->rows * sizeof *places, "the order of samples");
    for (size_t row = 0; row < table->rows; row++)
        places[row] = (struct place){table->cell[row], row};
    qsort(places, table->rows, sizeof *places, by_cell);
    for (size_t i = 0; i < table->rows && status == SLIDE_OK; i++) {
        const size_t row = places[i].row;

        status =
            table_append(&sorted, table->cell[row], table->label[row], table->value + row * table->predictors, error);
    }
    free(places);
    if (status != SLIDE_OK) {
        table_free(&sorted);
        return status;
    }
    table_free(table);
    *table = sorted;
    return SLIDE_OK;
}

enum slide_status table_locate(struct sample_table *table, const struct table_region *region, struct slide_error *error)
{
    table->easting = malloc((table->rows + 1) * sizeof *table->easting);
    table->northing = malloc((table->rows + 1) * sizeof *table->northing);
    if (!table->easting || !table->northing)
        return slide_out_of_memory(error, 2. * (double)table->rows * sizeof(double), "the samples' coordinates");
    for (size_t i = 0; i < table->rows; i++) {
        const uint64_t row = table->cell[i] / region->cols, col = table->cell[i] % region->cols;

        table->easting[i] = region->west + ((double)col + 0.5) * region->ew_res;
        table->northing[i] = region->north - ((double)row + 0.5) * region->ns_res;
    }
    return SLIDE_OK;
}

size_t table_positives(const struct sample_table *table)
{
    size_t positives = 0;

    for (size_t row = 0; row < table->rows; row++)
        positives += table->label[row] > 0.f;
    return positives;
}

size_t subset_positives(const struct sample_table *table, const struct subset *subset)
{
    size_t positives = 0;

    for (size_t i = 0; i < subset->rows; i++)
        positives += table->label[subset->row[i]] > 0.f;
    return positives;
}

static enum slide_status subset_room(size_t rows, struct subset *subset, struct slide_error *error)
{
    *subset = (struct subset){.row = malloc((rows + 1) * sizeof *subset->row)};
    if (!subset->row)
        return slide_out_of_memory(error, (double)rows * sizeof *subset->row, "a choice of samples");
    return SLIDE_OK;
}

enum slide_status subset_all(const struct sample_table *table, struct subset *subset, struct slide_error *error)
{
    const enum slide_status status = subset_room(table->rows, subset, error);

    for (size_t row = 0; status == SLIDE_OK && row < table->rows; row++)
        subset->row[subset->rows++] = row;
    return status;
}

enum slide_status subset_where(const struct subset *of, const unsigned char *flag, int wanted, struct subset *subset,
                               struct slide_error *error)
{
    const enum slide_status status = subset_room(of->rows, subset, error);

    for (size_t i = 0; status == SLIDE_OK && i < of->rows; i++)
        if (flag[i] == wanted)
            subset->row[subset->rows++] = of->row[i];
    return status;
}

void subset_free(struct subset *subset)
{
    free(subset->row);
    *subset = (struct subset){0};
}

void table_free(struct sample_table *table)
{
    free(table->value);
    free(table->label);
    free(table->cell);
    free(table->easting);
    free(table->northing);
    free(table->event);
    *table = table_new(table->predictors);
}
