/** From maps to scores: reads the cells that count, sorts them by class and calls the kernels. */
#include "scores.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"

struct open_map {
    int file; /**< -1: not asked for */
    DCELL *row;
};

static const struct open_map no_map = {-1, NULL};

static struct open_map map_open(const char *name)
{
    const char *mapset = G_find_raster2(name, "");
    struct open_map map;

    if (!mapset)
        G_fatal_error(_("Raster map <%s> not found"), name);
    map.file = Rast_open_old(name, mapset);
    map.row = Rast_allocate_d_buf();
    return map;
}

static void map_read(const struct open_map *map, int row)
{
    if (map->file >= 0)
        Rast_get_d_row(map->file, map->row, row);
}

static void map_close(struct open_map *map)
{
    if (map->file < 0)
        return;
    Rast_close(map->file);
    G_free(map->row);
}

/* Infinities come from map algebra and are no score: they count as null. */
static int is_null(double value)
{
    return !isfinite(value);
}

static void cells_add(struct cells *cells, double score, double truth)
{
    if (is_null(truth)) {
        cells->without_truth++;
        return;
    }
    if (is_null(score)) {
        cells->without_input++;
        return;
    }
    cells->lowest = fmin(cells->lowest, score);
    cells->highest = fmax(cells->highest, score);
    if (truth != 0.)
        cells->memory[cells->positives++] = score;
    else
        cells->memory[cells->in_region - ++cells->negatives] = score;
}

static void refuse_unscorable(const struct maps *maps, const struct cells *cells)
{
    const size_t scored = cells->positives + cells->negatives;
    const char *within =
        maps->test ? _("inside the current region, mask and test map") : _("inside the current region and mask");

    if (scored == 0)
        G_fatal_error(_("No cell to score in <%s> %s: of %zu cells %zu are outside the test map, %zu are null in <%s> "
                        "and %zu more are null in <%s>. Check g.region and r.mask."),
                      maps->input, within, cells->in_region, cells->outside_test, cells->without_truth, maps->truth,
                      cells->without_input, maps->input);
    if (cells->positives == 0)
        G_fatal_error(_("No landslide cells in <%s> %s: 0 of %zu valid cells are positive. Check g.region and r.mask."),
                      maps->truth, within, scored);
    if (cells->negatives == 0)
        G_fatal_error(_("No landslide-free cells in <%s> %s: all of %zu valid cells are positive. Landslide-free cells "
                        "must be 0, not null (r.null null=0)."),
                      maps->truth, within, scored);
}

struct cells cells_read(const struct maps *maps)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    struct cells cells = {.in_region = (size_t)rows * cols, .lowest = INFINITY, .highest = -INFINITY};
    struct open_map input = map_open(maps->input), truth = map_open(maps->truth), test = no_map;

    if (maps->test)
        test = map_open(maps->test);
    cells.single_precision = Rast_get_map_type(input.file) == FCELL_TYPE;
    cells.memory = G_malloc(cells.in_region * sizeof *cells.memory);
    G_verbose_message(_("Reading the cells..."));
    for (int row = 0; row < rows; row++) {
        G_percent(row, rows, 5);
        map_read(&input, row);
        map_read(&truth, row);
        map_read(&test, row);
        for (int col = 0; col < cols; col++) {
            if (test.row && (is_null(test.row[col]) || test.row[col] == 0.))
                cells.outside_test++;
            else
                cells_add(&cells, input.row[col], truth.row[col]);
        }
    }
    G_percent(1, 1, 1);
    map_close(&input);
    map_close(&truth);
    map_close(&test);
    cells.positive = cells.memory;
    cells.negative = cells.memory + (cells.in_region - cells.negatives);
    refuse_unscorable(maps, &cells);
    return cells;
}

void cells_free(struct cells *cells)
{
    G_free(cells->memory);
    cells->memory = cells->positive = cells->negative = NULL;
}

static struct brier brier_if_probability(const struct maps *maps, const struct cells *cells)
{
    if (cells->lowest < 0. || cells->highest > 1.) {
        G_important_message(
            _("<%s> is no probability map: it holds %.9g, outside 0 to 1. The Brier score is left out."), maps->input,
            cells->highest > 1. ? cells->highest : cells->lowest);
        return (struct brier){NAN, NAN};
    }
    return brier_of_groups(cells->positive, cells->positives, cells->negative, cells->negatives);
}

struct scores scores_of_cells(const struct maps *maps, struct cells *cells, const double *thresholds, int count)
{
    struct scores scores = {.cut_count = count};
    struct slide_error error;

    scores.brier = brier_if_probability(maps, cells);
    scores.cuts = G_malloc(count * sizeof *scores.cuts);
    for (int i = 0; i < count; i++) {
        struct cut *cut = &scores.cuts[i];
        /* 0.7 in a single precision map is a little less than 0.7: the two must still be equal */
        const double threshold = cells->single_precision ? (double)(float)thresholds[i] : thresholds[i];

        cut->threshold = thresholds[i];
        cut->confusion =
            confusion_of_groups(cells->positive, cells->positives, cells->negative, cells->negatives, threshold);
        cut->ratios = confusion_ratios(&cut->confusion);
    }
    fatal_unless_ok(ranking_of_groups(cells->positive, cells->positives, cells->negative, cells->negatives,
                                      &scores.ranking, &error),
                    &error);
    return scores;
}

void scores_free(struct scores *scores)
{
    G_free(scores->cuts);
    scores->cuts = NULL;
}
