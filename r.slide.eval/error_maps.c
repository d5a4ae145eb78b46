#include "error_maps.h"

#include <math.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/output.h"

/* Okabe and Ito's colours, told apart by the colour-blind */
const struct map_category outcomes[] = {
    {"hit", HIT, 0, 158, 115},
    {"miss", MISS, 213, 94, 0},
    {"false alarm", FALSE_ALARM, 240, 228, 66},
    {"correct rejection", REJECTION, 225, 225, 225},
    {NULL, 0, 0, 0, 0},
};

void error_maps_refuse(const struct maps *maps, char **names)
{
    int count = 0;

    while (names && names[count])
        count++;
    if (names && count != maps->count)
        G_fatal_error(_("outcomes= names %d maps, but input= %d: name one for each"), count, maps->count);
}

enum outcome outcome_of(const struct outcome_source *source, int col)
{
    const struct cell_rows *rows = source->rows;
    const double score = cell_score(source->maps, source->counts, source->map, rows->input[source->map].row[col]);
    const bool predicted = score >= source->threshold;

    if (rows->state[col] == CELL_POSITIVE)
        return predicted ? HIT : MISS;
    return predicted ? FALSE_ALARM : REJECTION;
}

static void row_of_outcomes(const void *context, int row, int cols, void *cells)
{
    const struct outcome_source *source = context;
    struct cell_rows *rows = source->rows;
    CELL *outcome = cells;

    cell_rows_read(rows, row);
    for (int col = 0; col < cols; col++) {
        if (cell_is_scored(rows, col))
            outcome[col] = outcome_of(source, col);
        else
            Rast_set_c_null_value(&outcome[col], 1);
    }
}

void error_maps_write(const struct maps *maps, const struct cell_counts *counts, const struct map_scores *scores,
                      char **names)
{
    struct map_set set = {NULL, 0};

    for (int i = 0; names && i < maps->count; i++) {
        struct cell_rows rows = cell_rows_open(maps);
        const struct cut *cut = &scores[i].cuts[0];
        const struct outcome_source source = {maps, counts, &rows, i,
                                              threshold_for(maps, &counts->range[i], cut->threshold)};
        struct map_description description = {.title = _("Hits, misses and false alarms"),
                                              .semantic_label = "prediction_outcome",
                                              .color_low = NAN,
                                              .color_high = NAN,
                                              .source = maps->inputs[i],
                                              .categories = outcomes};
        char *history = NULL;

        G_asprintf(&history, "landslide predicted at or above %.9g\ntruth %s", cut->threshold, maps->truth.name);
        description.history = history;
        map_set_add(&set, names[i], MAP_CATEGORIES, row_of_outcomes, &source, &description);
        cell_rows_close(&rows);
    }
    if (names) {
        map_set_close(&set);
        maps_kept();
    }
}
