/** Samples drawn from maps: one row a cell, one column a predictor, the values as the maps hold them. */
#ifndef SLIDE_LEARN_TABLE_H
#define SLIDE_LEARN_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** Free with table_free. No value is NaN: cells null anywhere never come in. */
struct sample_table {
    size_t predictors;
    size_t rows;
    size_t capacity; /**< rows that the arrays have room for */
    float *value;    /**< [rows * predictors], row by row */
    float *label;    /**< [rows] 1 landslide, 0 none; or a quantity, such as an areal density */
    uint64_t *cell;  /**< [rows] number of the cell in the region: row * columns + column */
    double *easting; /**< [rows] of the cell's centre, in map units; NULL until table_locate, as northing */
    double *northing;
    int *event; /**< [rows] which event a sample is of, from 0; NULL when all are of one */
};

/** Where the cells of a region are. */
struct table_region {
    double north, west, ns_res, ew_res; /**< map units */
    uint64_t cols;
};

/** Some rows of a table, in ascending order. Free with subset_free. */
struct subset {
    size_t rows;
    size_t *row; /**< [rows] */
};

struct sample_table table_new(size_t predictors);

/** Appends one row; capacity grows by half. Fails with SLIDE_OUT_OF_MEMORY only, the table then as before. */
enum slide_status table_append(struct sample_table *table, uint64_t cell, float label, const float *value,
                               struct slide_error *error);

/** Overwrites row `row`, which must exist. */
void table_set(struct sample_table *table, size_t row, uint64_t cell, float label, const float *value);

/** Sorts the rows by cell number, so that their order does not tell how they were drawn. */
enum slide_status table_sort(struct sample_table *table, struct slide_error *error);

/** Fills in the samples' coordinates. Fails with SLIDE_OUT_OF_MEMORY only. Do not append or sort afterwards. */
enum slide_status table_locate(struct sample_table *table, const struct table_region *region,
                               struct slide_error *error);

/** How many rows carry a label above 0. */
size_t table_positives(const struct sample_table *table);
size_t subset_positives(const struct sample_table *table, const struct subset *subset);

/** All rows of the table; fails with SLIDE_OUT_OF_MEMORY only. */
enum slide_status subset_all(const struct sample_table *table, struct subset *subset, struct slide_error *error);

/** The rows r of `of` whose flag[i] == wanted, i the place of r in `of`. @param[in] flag  [of->rows] */
enum slide_status subset_where(const struct subset *of, const unsigned char *flag, int wanted, struct subset *subset,
                               struct slide_error *error);

void subset_free(struct subset *subset);

void table_free(struct sample_table *table);

#endif
