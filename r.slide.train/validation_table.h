/** Tables of cross-validation and tuning, as text: by fold, by try, by sample. */
#ifndef SLIDE_TRAIN_VALIDATION_TABLE_H
#define SLIDE_TRAIN_VALIDATION_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "learn/model.h"

/** free() the bytes. */
struct text {
    char *bytes;
    size_t size;
};

/** One line a fold: repeat, fold, counts and scores; what is not defined is an empty field. */
struct text fold_table(const struct model *model, const struct validation *validation);

/** One line a try: its parameters, the mean and the standard deviation of each score, and 1 for the best; or JSON. */
struct text tune_table(const struct model *model, const struct tuning *tuning, bool json);

/** Whether a file of that name is to hold JSON: by its ending. */
bool text_is_json(const char *path);

/** One line a held-out sample of each fold: repeat, fold, x, y, label, estimate. */
struct estimate_table {
    const struct sample_table *table;
    FILE *file;
};
void begin_estimates(const struct estimate_table *estimates);
void write_estimates(const struct estimate_table *estimates, size_t repeat, size_t fold, const struct subset *subset,
                     const float *estimate);

/** The same as parts of a report. */
json_t *folds_to_json(const struct model *model, const struct validation *validation);
json_t *tries_to_json(const struct model *model, const struct tuning *tuning);

/** name=value lines of both to standard output; nothing where there are none. */
void print_validation(const struct model *model, const struct validation *validation, const struct tuning *tuning);

#endif
