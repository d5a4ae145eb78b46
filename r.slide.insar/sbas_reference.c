#include "sbas_reference.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/grid.h"
#include "grass/series_rows.h"
#include "radar/change.h"
#include "radar/map_median.h"
#include "reference.h"

static const char no_common_cell[] =
    N_("No cell %s has data in all %d pairs: %s Leave pairs with little data out, or give another reference=");

static bool all_have(const float *value, int maps, int cols)
{
    for (int i = 0; i < maps; i++)
        if (isnan(value[(size_t)i * cols]))
            return false;
    return true;
}

static void refuse_no_coherence(const struct series *all, const struct coherence_tally *tally)
{
    if (tally->outside > 0)
        G_fatal_error(_("The coherence maps, <%s> and so on, hold %.9g, outside 0 to 1 as %zu of their cells"),
                      all->map[all->count / 2].map.full_name, tally->farthest, tally->outside);
}

/* Mean coherence of the cells that all pairs have, phase and coherence; null elsewhere. */
static struct grid mean_coherence(const struct pair_stack *stack)
{
    struct grid mean = grid_new();
    struct series_rows rows = series_rows_open(&stack->all);
    struct coherence_tally tally = {0};

    for (int row = 0; row < mean.rows; row++) {
        const float *value = series_rows_get(&rows, row), *coherence = value + (size_t)stack->pairs * mean.cols;

        coherence_count_outside(coherence, (size_t)stack->pairs * mean.cols, &tally);
        for (int col = 0; col < mean.cols; col++) {
            double sum = 0.;

            if (!all_have(value + col, stack->all.count, mean.cols))
                continue;
            for (int i = 0; i < stack->pairs; i++)
                sum += coherence[(size_t)i * mean.cols + col];
            mean.cell[(size_t)row * mean.cols + col] = (float)(sum / stack->pairs);
        }
        G_percent(row, mean.rows, 5);
    }
    G_percent(1, 1, 1);
    series_rows_close(&rows);
    refuse_no_coherence(&stack->all, &tally);
    return mean;
}

static void find_place(struct reference *place, const struct pair_stack *stack)
{
    struct grid mean;

    if (!stack->coherent)
        G_fatal_error(_("reference=auto needs coherence maps, by coherence= or in file=: the most coherent place is "
                        "taken"));
    G_message(_("Mean coherence of all pairs..."));
    mean = mean_coherence(stack);
    reference_find_in(place, &mean);
    grid_free(&mean);
}

/* Adds the cells of a row within the reference that all pairs have. */
static size_t add_cells(const float *value, int pairs, struct reference_columns within, int cols, double *sum)
{
    size_t cells = 0;

    for (int col = within.first; col <= within.last; col++) {
        if (!all_have(value + col, pairs, cols))
            continue;
        cells++;
        for (int i = 0; i < pairs; i++)
            sum[i] += value[(size_t)i * cols + col];
    }
    return cells;
}

/* The next row of all phases, corrected. */
static float *phase_row(struct series_rows *rows, struct pair_correction *correction, int row)
{
    float *value = series_rows_get(rows, row);

    pair_correction_apply(correction, row, value, rows->cols);
    return value;
}

static void take_place(struct sbas_reference *reference, struct reference *place, const struct pair_stack *stack,
                       struct pair_correction *correction)
{
    struct series_rows rows = series_rows_open(&stack->phase);

    for (int row = 0; row < rows.rows; row++) {
        const struct reference_columns within = reference_columns_of(place, row);

        if (within.first <= within.last)
            place->cells +=
                add_cells(phase_row(&rows, correction, row), stack->pairs, within, rows.cols, reference->offset);
    }
    series_rows_close(&rows);
    if (place->cells == 0)
        G_fatal_error(_(no_common_cell), _("of the reference"), stack->pairs, _("there is nothing to refer them to."));
    for (int i = 0; i < stack->pairs; i++)
        reference->offset[i] /= (double)place->cells;
    G_asprintf(&reference->text, _("mean of %zu cells within %g m of %.15g,%.15g"), place->cells, place->radius,
               place->east, place->north);
}

static void take_median(struct sbas_reference *reference, const struct pair_stack *stack,
                        struct pair_correction *correction)
{
    struct map_median *median = map_median_new(stack->pairs);

    if (!median)
        G_fatal_error(_("Not enough memory for the medians of %d maps"), stack->pairs);
    G_message(_("Median of each pair..."));
    for (int pass = 0; pass < MAP_MEDIAN_PASSES; pass++) {
        struct series_rows rows = series_rows_open(&stack->phase);

        for (int row = 0; row < rows.rows; row++) {
            map_median_add(median, phase_row(&rows, correction, row), rows.cols);
            G_percent(pass * rows.rows + row, MAP_MEDIAN_PASSES * rows.rows, 5);
        }
        series_rows_close(&rows);
        map_median_end_pass(median);
    }
    G_percent(1, 1, 1);
    if (map_median_cells(median) == 0)
        G_fatal_error(_(no_common_cell), _("of the region"), stack->pairs, _("there is no common median."));
    for (int i = 0; i < stack->pairs; i++)
        reference->offset[i] = map_median_of(median, i);
    G_asprintf(&reference->text, _("median of %zu cells that all pairs have"), map_median_cells(median));
    map_median_free(median);
}

struct sbas_reference sbas_reference_of(const struct options *options, const struct pair_stack *stack,
                                        struct pair_correction *correction)
{
    const char *answer = option_answer(options, OPTION_REFERENCE);
    struct sbas_reference reference = {.offset = G_calloc(stack->pairs, sizeof(double))};

    if (answer && strcmp(answer, "median") == 0) {
        take_median(&reference, stack, correction);
    } else if (answer) {
        struct reference place = reference_place_of(options);

        if (place.automatic)
            find_place(&place, stack);
        take_place(&reference, &place, stack, correction);
    } else {
        reference.text = G_store(_("none: the phases are taken as referenced already"));
    }
    G_important_message(_("Reference: %s"), reference.text);
    return reference;
}
