#include "part_map.h"

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

/* for translation: a table cannot call */
#define N_(text) (text)

const struct map_category held_out_categories[] = {
    {N_("training"), 0, 0, 0, 0},
    {N_("held out"), 1, 255, 255, 255},
    {0},
};

/* a whole number of each sample, on its way into a map */
struct parts {
    const struct placed_samples *samples;
    CELL *part;    /* [table->rows], null where a sample shows nothing */
    CELL *of_unit; /* [units] the same by unit; NULL where samples are cells */
    size_t *place; /* [cols] of units, a row */
    size_t *next;  /* the first sample behind the rows so far */
};

static struct parts parts_new(const struct placed_samples *samples)
{
    const size_t rows = samples->table->rows + 1;
    struct parts parts = {
        .samples = samples, .part = G_malloc(rows * sizeof *parts.part), .next = G_calloc(1, sizeof *parts.next)};

    Rast_set_c_null_value(parts.part, (int)rows);
    return parts;
}

static void parts_free(struct parts *parts)
{
    G_free(parts->part);
    G_free(parts->of_unit);
    G_free(parts->place);
    G_free(parts->next);
}

/* rows come from north to south, as the samples do */
static void fill_cells(const void *source, int row, int cols, void *cells)
{
    const struct parts *parts = source;
    const struct sample_table *table = parts->samples->table;
    const uint64_t begin = (uint64_t)row * (uint64_t)cols, end = begin + (uint64_t)cols;
    CELL *cell = cells;
    size_t i = *parts->next;

    Rast_set_c_null_value(cell, cols);
    for (; i < table->rows && table->cell[i] < end; i++)
        cell[table->cell[i] - begin] = parts->part[i];
    *parts->next = i;
}

static void fill_units(const void *source, int row, int cols, void *cells)
{
    const struct parts *parts = source;
    CELL *cell = cells;

    units_read_row(parts->samples->units, row, parts->place);
    Rast_set_c_null_value(cell, cols);
    for (int col = 0; col < cols; col++)
        if (parts->place[col] != UNIT_NONE)
            cell[col] = parts->of_unit[parts->place[col]];
}

/* units and samples are both in the order of first cells */
static void spread_over_units(struct parts *parts)
{
    const struct sample_table *table = parts->samples->table;
    const struct units *units = parts->samples->units;
    size_t unit = 0;

    parts->of_unit = G_malloc((units->index.units + 1) * sizeof *parts->of_unit);
    parts->place = G_malloc(units->cols * sizeof *parts->place);
    Rast_set_c_null_value(parts->of_unit, (int)units->index.units);
    for (size_t i = 0; i < table->rows; i++) {
        while (units->index.unit[unit].first != table->cell[i])
            unit++;
        parts->of_unit[unit] = parts->part[i];
    }
}

static void add(const char *name, struct parts *parts, const struct map_description *description, struct map_set *set)
{
    struct units *units = parts->samples->units;

    if (!units) {
        map_set_add(set, name, MAP_CATEGORIES, fill_cells, parts, description);
        return;
    }
    spread_over_units(parts);
    units_open(units);
    map_set_add(set, name, MAP_CATEGORIES, fill_units, parts, description);
    units_close(units);
}

static void fill_whole_rows(const void *source, int row, int cols, void *cells)
{
    const uint64_t cut_row = *(const uint64_t *)source;

    for (int col = 0; col < cols; col++)
        ((CELL *)cells)[col] = (uint64_t)row >= cut_row;
}

static void mark(const struct subset *subset, CELL part, CELL *parts)
{
    for (size_t i = 0; i < subset->rows; i++)
        parts[subset->row[i]] = part;
}

void test_map_add(const char *name, const struct placed_samples *samples, const struct model *model,
                  const struct split *split, struct map_set *set)
{
    struct map_description description = {.title = _("Cells held out from training (1)"),
                                          .semantic_label = "held_out",
                                          .categories = held_out_categories,
                                          .source = model->label_map};
    struct parts parts;
    char *history; /* needed until the maps appear */

    G_asprintf(&history, "split %s, test share %g, seed %llu", split_name(model->split), model->test_share,
               (unsigned long long)model->member[model->marked].seed);
    description.history = history;
    if (model->split == SPLIT_ROWS && !samples->units) {
        const uint64_t cut_row = split_cut_row((uint64_t)model->region.rows, model->test_share);

        map_set_add(set, name, MAP_CATEGORIES, fill_whole_rows, &cut_row, &description);
        return;
    }
    parts = parts_new(samples);
    mark(&split->train, 0, parts.part);
    mark(&split->test, 1, parts.part);
    add(name, &parts, &description, set);
    parts_free(&parts);
}

void fold_map_add(const char *name, const struct placed_samples *samples, const struct subset *subset,
                  const struct folds *folds, const struct split_plan *plan, const char *source, struct map_set *set)
{
    struct map_description description = {.title = _("Folds of cross-validation, at the samples"),
                                          .semantic_label = "fold",
                                          .colors = "random",
                                          .source = source};
    struct parts parts = parts_new(samples);
    char *history;

    G_asprintf(&history, "split %s, %zu folds, block %g m, seed %llu", split_name(plan->kind), folds->folds,
               plan->place.block, (unsigned long long)plan->seed);
    description.history = history;
    for (size_t i = 0; i < subset->rows; i++)
        if (folds->of[i] >= 0)
            parts.part[subset->row[i]] = folds->of[i] + 1;
    add(name, &parts, &description, set);
    parts_free(&parts);
}
