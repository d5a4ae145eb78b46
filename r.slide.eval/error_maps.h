/** Maps of hits, misses and false alarms. */
#ifndef R_SLIDE_EVAL_ERROR_MAPS_H
#define R_SLIDE_EVAL_ERROR_MAPS_H

#include "grass/output.h"
#include "scores.h"

enum outcome { HIT = 1, MISS, FALSE_ALARM, REJECTION };

/** Names and colours of the outcomes, in their order; ended by {NULL}. */
extern const struct map_category outcomes[];

/** One map's rows as they are read, from the first. */
struct outcome_source {
    const struct maps *maps;
    const struct cell_counts *counts;
    struct cell_rows *rows;
    int map;
    double threshold; /**< as threshold_for gives it */
};

/** Of a scored cell of the row that was read last. */
enum outcome outcome_of(const struct outcome_source *source, int col);

/** Ends the module unless there is one name for each input. @param names ended by NULL, or NULL */
void error_maps_refuse(const struct maps *maps, char **names);

/** One map for each input, cut at its first threshold: categories 1 to 4, null where a cell is not scored. */
void error_maps_write(const struct maps *maps, const struct cell_counts *counts, const struct map_scores *scores,
                      char **names);

#endif
