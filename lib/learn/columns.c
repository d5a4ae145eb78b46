#include "learn/columns.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

size_t columns_kept(const unsigned char *kept, size_t predictors)
{
    size_t count = 0;

    for (size_t i = 0; i < predictors; i++)
        count += kept[i] != 0;
    return count;
}

/* @return whether there was memory; a copy of nothing is NULL */
static bool copy(const void *from, size_t bytes, void **to)
{
    *to = from ? malloc(bytes + 1) : NULL;
    if (from && *to)
        memcpy(*to, from, bytes);
    return !from || *to;
}

/* places and events of the samples, where they have them */
static enum slide_status copy_places(const struct sample_table *table, struct sample_table *narrow,
                                     struct slide_error *error)
{
    const size_t doubles = table->rows * sizeof(double);

    if (copy(table->easting, doubles, (void **)&narrow->easting) &&
        copy(table->northing, doubles, (void **)&narrow->northing) &&
        copy(table->event, table->rows * sizeof *table->event, (void **)&narrow->event))
        return SLIDE_OK;
    return slide_out_of_memory(error, 2. * (double)doubles, "the samples' places");
}

enum slide_status table_columns(const struct sample_table *table, const unsigned char *kept,
                                struct sample_table *narrow, struct slide_error *error)
{
    const size_t columns = columns_kept(kept, table->predictors);
    float *value = malloc((columns + 1) * sizeof *value);
    enum slide_status status = value ? SLIDE_OK : slide_out_of_memory(error, (double)columns * sizeof *value, "a row");

    *narrow = table_new(columns);
    for (size_t row = 0; row < table->rows && status == SLIDE_OK; row++) {
        const float *all = table->value + row * table->predictors;
        size_t column = 0;

        for (size_t i = 0; i < table->predictors; i++)
            if (kept[i])
                value[column++] = all[i];
        status = table_append(narrow, table->cell[row], table->label[row], value, error);
    }
    free(value);
    if (status == SLIDE_OK)
        status = copy_places(table, narrow, error);
    if (status != SLIDE_OK)
        table_free(narrow);
    return status;
}

enum slide_status recipe_columns(const struct recipe *recipe, const unsigned char *kept, struct recipe *narrow,
                                 struct slide_error *error)
{
    const size_t columns = columns_kept(kept, recipe->predictors);

    *narrow = *recipe;
    narrow->predictors = 0;
    narrow->predictor = calloc(columns + 1, sizeof *narrow->predictor);
    if (!narrow->predictor)
        return slide_out_of_memory(error, (double)columns * sizeof *narrow->predictor, "predictors");
    for (size_t i = 0; i < recipe->predictors; i++)
        if (kept[i])
            narrow->predictor[narrow->predictors++] = recipe->predictor[i];
    return SLIDE_OK;
}
