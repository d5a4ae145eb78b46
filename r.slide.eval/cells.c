#include "cells.h"

#include <math.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "score/calibration.h"

static struct open_map map_open(const char *name)
{
    struct open_map map = {name, -1, NULL};
    const char *mapset = G_find_raster2(name, "");

    if (!mapset)
        G_fatal_error(_("Raster map <%s> not found"), name);
    map.file = Rast_open_old(name, mapset);
    map.row = Rast_allocate_d_buf();
    return map;
}

static struct open_map map_open_if_named(const char *name)
{
    const struct open_map none = {NULL, -1, NULL};

    return name ? map_open(name) : none;
}

static void map_read(const struct open_map *map, int row)
{
    if (map->name)
        Rast_get_d_row(map->file, map->row, row);
}

static void map_close(struct open_map *map)
{
    if (!map->name)
        return;
    Rast_close(map->file);
    G_free(map->row);
}

struct cell_rows cell_rows_open(const struct maps *maps)
{
    struct cell_rows rows = {.maps = maps, .rows = Rast_window_rows(), .cols = Rast_window_cols()};

    rows.input = G_malloc(maps->count * sizeof *rows.input);
    for (int i = 0; i < maps->count; i++)
        rows.input[i] = map_open(maps->inputs[i]);
    rows.truth = map_open(maps->truth.raster);
    rows.test = map_open_if_named(maps->test);
    rows.state = G_malloc(rows.cols);
    rows.observed = G_malloc(rows.cols * sizeof *rows.observed);
    return rows;
}

static double finite_or_refused(const struct open_map *map, int row, int col)
{
    if (isinf(map->row[col]))
        G_fatal_error(_("<%s> holds an infinite value in row %d, column %d of the region: infinity is no score. "
                        "Make such cells null, in r.mapcalc by if(abs(map) < 1.0e30, map, null())."),
                      map->name, row + 1, col + 1);
    return map->row[col];
}

static bool is_inside_test(const struct cell_rows *rows, int col)
{
    const DCELL *test = rows->test.row;
    const bool inside = !test || (!isnan(test[col]) && test[col] != 0.);

    if (rows->maps->part == PART_TRAINING)
        return test && test[col] == 0.;
    return inside == (rows->maps->part == PART_TEST);
}

static enum cell_state state_of(struct cell_rows *rows, int row, int col)
{
    bool valid = true;

    if (!is_inside_test(rows, col))
        return CELL_OUTSIDE_TEST;
    rows->observed[col] = truth_observed(&rows->maps->truth, finite_or_refused(&rows->truth, row, col));
    if (isnan(rows->observed[col]))
        return CELL_WITHOUT_TRUTH;
    for (int i = 0; i < rows->maps->count; i++)
        valid = !isnan(finite_or_refused(&rows->input[i], row, col)) && valid;
    if (!valid)
        return CELL_WITHOUT_INPUT;
    return truth_is_landslide(&rows->maps->truth, rows->observed[col]) ? CELL_POSITIVE : CELL_NEGATIVE;
}

void cell_rows_read(struct cell_rows *rows, int row)
{
    for (int i = 0; i < rows->maps->count; i++)
        map_read(&rows->input[i], row);
    map_read(&rows->truth, row);
    map_read(&rows->test, row);
    for (int col = 0; col < rows->cols; col++)
        rows->state[col] = state_of(rows, row, col);
}

void cell_rows_close(struct cell_rows *rows)
{
    for (int i = 0; i < rows->maps->count; i++)
        map_close(&rows->input[i]);
    map_close(&rows->truth);
    map_close(&rows->test);
    G_free(rows->input);
    G_free(rows->state);
    G_free(rows->observed);
}

static void count_nulls(const struct cell_rows *rows, int col, struct cell_counts *counts)
{
    for (int i = 0; i < rows->maps->count; i++)
        counts->range[i].nulls += isnan(rows->input[i].row[col]);
}

static void widen_ranges(const struct cell_rows *rows, int col, struct cell_counts *counts)
{
    for (int i = 0; i < rows->maps->count; i++) {
        struct map_range *range = &counts->range[i];

        range->lowest = fmin(range->lowest, rows->input[i].row[col]);
        range->highest = fmax(range->highest, rows->input[i].row[col]);
    }
}

static void count_row(const struct cell_rows *rows, struct cell_counts *counts)
{
    for (int col = 0; col < rows->cols; col++) {
        switch (rows->state[col]) {
        case CELL_OUTSIDE_TEST:
            counts->outside_test++;
            break;
        case CELL_WITHOUT_TRUTH:
            counts->without_truth++;
            break;
        case CELL_WITHOUT_INPUT:
            counts->without_input++;
            count_nulls(rows, col, counts);
            break;
        case CELL_POSITIVE:
            counts->positives++;
            widen_ranges(rows, col, counts);
            break;
        default:
            counts->negatives++;
            widen_ranges(rows, col, counts);
        }
    }
}

/* The inputs' names as <a>, <b>. */
static char *names_of(const struct maps *maps)
{
    char *names = NULL;

    G_asprintf(&names, "<%s>", maps->inputs[0]);
    for (int i = 1; i < maps->count; i++) {
        char *longer = NULL;

        G_asprintf(&longer, "%s, <%s>", names, maps->inputs[i]);
        G_free(names);
        names = longer;
    }
    return names;
}

static void refuse_unscorable(const struct maps *maps, const struct cell_counts *counts)
{
    const size_t scored = counts->positives + counts->negatives;
    const char *within =
        maps->test ? _("inside the current region, mask and test map") : _("inside the current region and mask");

    if (scored == 0)
        G_fatal_error(_("No cell to score in %s %s: of %zu cells %zu are outside the test map, %zu are null in <%s> "
                        "and %zu more are null in %s. Check g.region and r.mask."),
                      names_of(maps), within, counts->in_region, counts->outside_test, counts->without_truth,
                      maps->truth.name, counts->without_input, names_of(maps));
    if (counts->positives == 0)
        G_fatal_error(_("No landslide cells in <%s> %s: 0 of %zu valid cells are positive. Check g.region and r.mask."),
                      maps->truth.name, within, scored);
    if (counts->negatives == 0)
        G_fatal_error(_("No landslide-free cells in <%s> %s: all of %zu valid cells are positive. Landslide-free cells "
                        "must be 0, not null (r.null null=0)."),
                      maps->truth.name, within, scored);
}

static void judge_ranges(const struct maps *maps, struct cell_counts *counts)
{
    for (int i = 0; i < maps->count; i++) {
        struct map_range *range = &counts->range[i];

        range->probability = range->lowest >= 0. && range->highest <= 1.;
        if (range->probability)
            continue;
        if (!isnan(maps->prior))
            G_fatal_error(_("<%s> is no probability map: it holds %.9g, outside 0 to 1. prior= corrects probabilities "
                            "only: leave it out."),
                          maps->inputs[i], range->highest > 1. ? range->highest : range->lowest);
        G_important_message(_("<%s> is no probability map: it holds %.9g, outside 0 to 1. The Brier score is left out, "
                              "and so are log loss and calibration."),
                            maps->inputs[i], range->highest > 1. ? range->highest : range->lowest);
    }
}

struct cell_counts cells_tally(const struct maps *maps)
{
    struct cell_rows rows = cell_rows_open(maps);
    struct cell_counts counts = {.in_region = (size_t)rows.rows * rows.cols};

    counts.range = G_calloc(maps->count, sizeof *counts.range);
    for (int i = 0; i < maps->count; i++)
        counts.range[i] =
            (struct map_range){INFINITY, -INFINITY, 0, Rast_get_map_type(rows.input[i].file) == FCELL_TYPE, false};
    G_verbose_message(_("Reading the cells..."));
    for (int row = 0; row < rows.rows; row++) {
        G_percent(row, rows.rows, 5);
        cell_rows_read(&rows, row);
        count_row(&rows, &counts);
    }
    G_percent(1, 1, 1);
    cell_rows_close(&rows);
    counts.prevalence = (double)counts.positives / (double)(counts.positives + counts.negatives);
    return counts;
}

struct cell_counts cells_count(const struct maps *maps)
{
    struct cell_counts counts = cells_tally(maps);

    refuse_unscorable(maps, &counts);
    judge_ranges(maps, &counts);
    return counts;
}

void cell_counts_free(struct cell_counts *counts)
{
    G_free(counts->range);
    counts->range = NULL;
}

double cell_score(const struct maps *maps, const struct cell_counts *counts, int map, double value)
{
    if (isnan(maps->prior) || !counts->range[map].probability)
        return value;
    return probability_at_prevalence(value, maps->prior, counts->prevalence);
}
