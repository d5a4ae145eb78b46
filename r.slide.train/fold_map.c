#include "fold_map.h"

#include <stdio.h>

#include <grass/gis.h>
#include <grass/raster.h>

#include "grass/output.h"

/* samples are sorted by cell */
struct source {
    const struct sample_table *table;
    const struct subset *subset;
    const struct folds *folds;
};

static uint64_t cell_of(const struct source *source, size_t sample)
{
    return source->table->cell[source->subset->row[sample]];
}

/* the first sample at or behind a cell */
static size_t first_from(const struct source *source, uint64_t cell)
{
    size_t low = 0, high = source->subset->rows;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (cell_of(source, middle) < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void fill_row(const void *from, int row, int cols, void *cells)
{
    const struct source *source = from;
    const uint64_t begin = (uint64_t)row * (uint64_t)cols, end = begin + (uint64_t)cols;
    CELL *cell = cells;

    Rast_set_c_null_value(cell, cols);
    for (size_t i = first_from(source, begin); i < source->subset->rows && cell_of(source, i) < end; i++)
        if (source->folds->of[i] >= 0)
            cell[cell_of(source, i) - begin] = source->folds->of[i] + 1;
}

void write_fold_map(const char *name, const struct sample_table *table, const struct subset *subset,
                    const struct folds *folds, const struct split_plan *plan, const char *source_map)
{
    const struct source source = {table, subset, folds};
    struct map_set set = {0};
    char history[160];
    const struct map_description description = {.title = "Folds of cross-validation, at the samples",
                                                .colors = "random",
                                                .history = history,
                                                .source = source_map};

    snprintf(history, sizeof history, "split %s, %zu folds, block %g m, seed %llu", split_name(plan->kind),
             folds->folds, plan->place.block, (unsigned long long)plan->seed);
    map_set_add(&set, name, MAP_CATEGORIES, fill_row, &source, &description);
    map_set_close(&set);
}
