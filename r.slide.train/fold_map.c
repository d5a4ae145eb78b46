#include "fold_map.h"

#include <stdio.h>

#include <grass/gis.h>
#include <grass/raster.h>

#include "grass/output.h"
#include "units.h"

/* samples are sorted by cell */
struct source {
    const struct sample_table *table;
    const struct subset *subset;
    const struct folds *folds;
    struct units *units; /* of which the samples are; NULL for cells */
    CELL *fold;          /* of each unit */
    size_t *place;       /* a row of them */
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

static void fill_row_of_units(const void *from, int row, int cols, void *cells)
{
    const struct source *source = from;
    CELL *cell = cells;

    units_paint_row(source->units, row, source->fold, source->place, cell);
    for (int col = 0; col < cols; col++)
        if (!Rast_is_c_null_value(&cell[col]))
            cell[col]++;
}

static void open_units(struct source *source)
{
    source->fold = G_malloc(source->units->index.units * sizeof *source->fold);
    source->place = G_malloc(source->units->cols * sizeof *source->place);
    Rast_set_c_null_value(source->fold, (int)source->units->index.units);
    units_mark(source->units, source->table, source->subset, source->folds->of, 0, source->fold);
    units_open(source->units);
}

static void close_units(struct source *source)
{
    units_close(source->units);
    G_free(source->place);
    G_free(source->fold);
}

void write_fold_map(const char *name, const struct sample_table *table, const struct subset *subset,
                    const struct folds *folds, const struct split_plan *plan, struct units *units,
                    const char *source_map)
{
    struct source source = {.table = table, .subset = subset, .folds = folds, .units = units};
    struct map_set set = {0};
    char history[160];
    const struct map_description description = {.title = "Folds of cross-validation, at the samples",
                                                .colors = "random",
                                                .history = history,
                                                .source = source_map};

    snprintf(history, sizeof history, "split %s, %zu folds, block %g m, seed %llu", split_name(plan->kind),
             folds->folds, plan->place.block, (unsigned long long)plan->seed);
    if (units)
        open_units(&source);
    map_set_add(&set, name, MAP_CATEGORIES, units ? fill_row_of_units : fill_row, &source, &description);
    if (units)
        close_units(&source);
    map_set_close(&set);
}
