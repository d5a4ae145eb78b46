/** Maps of hits, misses and false alarms. */
#ifndef R_SLIDE_EVAL_ERROR_MAPS_H
#define R_SLIDE_EVAL_ERROR_MAPS_H

#include "scores.h"

/** Ends the module unless there is one name for each input. @param names ended by NULL, or NULL */
void error_maps_refuse(const struct maps *maps, char **names);

/** One map for each input, cut at its first threshold: categories 1 to 4, null where a cell is not scored. */
void error_maps_write(const struct maps *maps, const struct cell_counts *counts, const struct map_scores *scores,
                      char **names);

#endif
