#include "intervals.h"

#include <math.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "base/sort.h"
#include "grass/fatal.h"
#include "score/delong.h"
#include "score/placement.h"

/* The landslide cells' scores of all maps, in the order of the cells. @param[out] positive [maps][positives] */
static void read_positives(const struct maps *maps, const struct cell_counts *counts, double *positive)
{
    struct cell_rows rows = cell_rows_open(maps);
    size_t next = 0;

    for (int row = 0; row < rows.rows; row++) {
        cell_rows_read(&rows, row);
        for (int col = 0; col < rows.cols; col++) {
            if (rows.state[col] != CELL_POSITIVE)
                continue;
            for (int map = 0; map < maps->count; map++)
                positive[map * counts->positives + next] = cell_score(maps, counts, map, rows.input[map].row[col]);
            next++;
        }
    }
    cell_rows_close(&rows);
}

enum { PIECE = 1 << 18 }; /* cells handed to the threads at once: a row's work is too little to share */

/* Appends a row's negatives to the piece. @return how many it holds then */
static size_t collect_negatives(const struct maps *maps, const struct cell_counts *counts, const struct cell_rows *rows,
                                double **score, size_t found)
{
    for (int col = 0; col < rows->cols; col++) {
        if (rows->state[col] != CELL_NEGATIVE)
            continue;
        for (int map = 0; map < maps->count; map++)
            score[map][found] = cell_score(maps, counts, map, rows->input[map].row[col]);
        found++;
    }
    return found;
}

static void add_negatives(const struct maps *maps, const struct cell_counts *counts, int threads, struct delong *delong)
{
    struct cell_rows rows = cell_rows_open(maps);
    double **score = G_malloc(maps->count * sizeof *score);
    struct slide_error error;
    size_t found = 0;

    for (int map = 0; map < maps->count; map++)
        score[map] = G_malloc((PIECE + (size_t)rows.cols) * sizeof **score);
    for (int row = 0; row < rows.rows; row++) {
        G_percent(row, rows.rows, 5);
        cell_rows_read(&rows, row);
        found = collect_negatives(maps, counts, &rows, score, found);
        if (found < PIECE && row + 1 < rows.rows)
            continue;
        fatal_unless_ok(delong_add_negatives(delong, (const double *const *)score, found, threads, &error), &error);
        found = 0;
    }
    G_percent(1, 1, 1);
    for (int map = 0; map < maps->count; map++)
        G_free(score[map]);
    G_free(score);
    cell_rows_close(&rows);
}

static struct delong_interval delong_interval_of(double estimate, double variance, double level)
{
    const double deviation = sqrt(fmax(variance, 0.)), reach = normal_within(level) * deviation;
    struct delong_interval interval = {estimate, deviation, estimate - reach, estimate + reach, NAN, NAN};

    if (deviation > 0.) {
        interval.z = estimate / deviation;
        interval.p = normal_two_sided(interval.z);
    }
    return interval;
}

static void judge_by_delong(const struct maps *maps, const struct cell_counts *counts, struct intervals *intervals)
{
    const int n = maps->count;
    const double level = intervals->options->level;
    double *auc = G_malloc(n * sizeof *auc), *covariance = G_malloc((size_t)n * n * sizeof *covariance);
    struct delong delong;
    struct slide_error error;

    G_message(_("DeLong's variances..."));
    fatal_unless_ok(delong_begin(&delong, n, counts->positives, &error), &error);
    read_positives(maps, counts, delong.positive);
    delong_sort(&delong);
    add_negatives(maps, counts, intervals->options->threads, &delong);
    fatal_unless_ok(delong_end(&delong, auc, covariance, &error), &error);
    for (int i = 0; i < n; i++) {
        struct delong_interval *own = &intervals->maps[i].delong;

        *own = delong_interval_of(auc[i], covariance[i * n + i], level);
        own->low = fmax(own->low, 0.);
        own->high = fmin(own->high, 1.);
    }
    for (int i = 0; i < intervals->comparison_count; i++) {
        struct comparison *pair = &intervals->comparisons[i];
        const int a = pair->first, b = pair->second;
        const double variance = covariance[a * n + a] + covariance[b * n + b] - 2. * covariance[a * n + b];

        pair->certainty.delong = delong_interval_of(auc[a] - auc[b], variance, level);
    }
    delong_free(&delong);
    G_free(auc);
    G_free(covariance);
}

/* The block of each scored cell, blocks counted from the region's north-western corner; those without cells left out.
 */
static uint32_t *read_blocks(const struct maps *maps, const struct cell_counts *counts, double edge, size_t *blocks)
{
    struct Cell_head window;
    struct cell_rows rows = cell_rows_open(maps);
    uint32_t *unit = G_malloc((counts->positives + counts->negatives) * sizeof *unit), *number;
    size_t next = 0, across, down;

    Rast_get_window(&window);
    if (edge < fmin(window.ew_res, window.ns_res))
        G_fatal_error(
            _("block=%.9g is smaller than a cell: each would be a block of its own. Give a longer edge, or use "
              "intervals=cells."),
            edge);
    across = (size_t)ceil((window.east - window.west) / edge);
    down = (size_t)ceil((window.north - window.south) / edge);
    number = G_calloc(across * down, sizeof *number);
    *blocks = 0;
    for (int row = 0; row < rows.rows; row++) {
        const size_t band = (size_t)((row + 0.5) * window.ns_res / edge);

        cell_rows_read(&rows, row);
        for (int col = 0; col < rows.cols; col++) {
            uint32_t *own = &number[band * across + (size_t)((col + 0.5) * window.ew_res / edge)];

            if (!cell_is_scored(&rows, col))
                continue;
            if (!*own)
                *own = (uint32_t)++ * blocks;
            unit[next++] = *own - 1;
        }
    }
    cell_rows_close(&rows);
    G_free(number);
    if (*blocks < 2)
        G_fatal_error(
            _("All scored cells lie in one block of edge block=%.9g: draws of it do not differ. Give a shorter "
              "edge, so that there are a few dozen blocks."),
            edge);
    if (*blocks < 20)
        G_important_message(_("There are only %zu blocks: the intervals by blocks are rough. A few dozen are needed."),
                            *blocks);
    return unit;
}

/* Each scored cell's place among the landslide cells' scores of one map, in the order of the cells. */
static void read_places(const struct maps *maps, const struct cell_counts *counts, int map, double *sorted,
                        uint32_t *place)
{
    struct cell_rows rows = cell_rows_open(maps);
    size_t next = 0;

    sort_doubles(sorted, counts->positives);
    for (int row = 0; row < rows.rows; row++) {
        cell_rows_read(&rows, row);
        for (int col = 0; col < rows.cols; col++) {
            if (!cell_is_scored(&rows, col))
                continue;
            place[next] =
                placement_doubled(sorted, counts->positives, cell_score(maps, counts, map, rows.input[map].row[col]));
            if (rows.state[col] == CELL_POSITIVE)
                place[next] |= bootstrap_positive;
            next++;
        }
    }
    cell_rows_close(&rows);
}

/* Intervals of a map's areas, or of the areas' differences from those of `other`. */
static struct area_intervals intervals_of_replicates(const struct bootstrap_areas *areas,
                                                     const struct bootstrap_areas *other,
                                                     const struct interval_options *options)
{
    const int n = options->replicates;
    double *value = G_malloc(n * sizeof *value);
    struct area_intervals intervals;

    for (int r = 0; r < n; r++)
        value[r] = areas[r].auc_roc - (other ? other[r].auc_roc : 0.);
    intervals.auc_roc = bootstrap_percentiles(value, n, options->level);
    for (int r = 0; r < n; r++)
        value[r] = areas[r].average_precision - (other ? other[r].average_precision : 0.);
    intervals.average_precision = bootstrap_percentiles(value, n, options->level);
    G_free(value);
    return intervals;
}

/* Replicates of every map with the same draws. @param[out] areas [maps][replicates] */
static void replicate_maps(const struct maps *maps, const struct cell_counts *counts, const uint32_t *unit,
                           size_t units, const struct interval_options *options, struct bootstrap_areas *areas)
{
    const size_t scored = counts->positives + counts->negatives;
    double *positive = G_malloc(counts->positives * maps->count * sizeof *positive);
    uint32_t *place = G_malloc(scored * sizeof *place);
    const struct bootstrap_cells cells = {scored, place, unit, units, counts->positives};
    struct slide_error error;

    read_positives(maps, counts, positive);
    for (int map = 0; map < maps->count; map++) {
        G_percent(map, maps->count, 1);
        read_places(maps, counts, map, positive + map * counts->positives, place);
        fatal_unless_ok(bootstrap_replicates(&cells, options->seed, options->replicates, options->threads,
                                             areas + (size_t)map * options->replicates, &error),
                        &error);
    }
    G_percent(1, 1, 1);
    G_free(positive);
    G_free(place);
}

static void judge_by_bootstrap(const struct maps *maps, const struct cell_counts *counts, enum bootstrap_kind kind,
                               struct intervals *intervals)
{
    const struct interval_options *options = intervals->options;
    const size_t n = options->replicates;
    struct bootstrap_areas *areas = G_malloc(n * maps->count * sizeof *areas);
    uint32_t *unit = NULL;
    size_t units = counts->positives + counts->negatives;

    G_message(kind == BY_BLOCKS ? _("Bootstrap by blocks...") : _("Bootstrap by cells..."));
    if (kind == BY_BLOCKS) {
        unit = read_blocks(maps, counts, options->block, &units);
        intervals->blocks = units;
    }
    replicate_maps(maps, counts, unit, units, options, areas);
    for (int i = 0; i < maps->count; i++)
        intervals->maps[i].bootstrap[kind] = intervals_of_replicates(areas + i * n, NULL, options);
    for (int i = 0; i < intervals->comparison_count; i++) {
        struct comparison *pair = &intervals->comparisons[i];

        pair->certainty.bootstrap[kind] =
            intervals_of_replicates(areas + pair->first * n, areas + pair->second * n, options);
    }
    G_free(areas);
    G_free(unit);
}

struct intervals intervals_of(const struct maps *maps, const struct cell_counts *counts,
                              const struct interval_options *options)
{
    struct intervals intervals = {.options = options};

    intervals.maps = G_calloc(maps->count, sizeof *intervals.maps);
    intervals.comparisons = G_calloc((size_t)maps->count * maps->count, sizeof *intervals.comparisons);
    for (int a = 0; a < maps->count; a++)
        for (int b = a + 1; b < maps->count; b++) {
            struct comparison *pair = &intervals.comparisons[intervals.comparison_count++];

            pair->first = a;
            pair->second = b;
        }
    if (options->delong)
        judge_by_delong(maps, counts, &intervals);
    if (options->by_cells)
        judge_by_bootstrap(maps, counts, BY_CELLS, &intervals);
    if (options->by_blocks)
        judge_by_bootstrap(maps, counts, BY_BLOCKS, &intervals);
    return intervals;
}

void intervals_free(struct intervals *intervals)
{
    G_free(intervals->maps);
    G_free(intervals->comparisons);
    *intervals = (struct intervals){0};
}
