/** The interferograms of a stack: their maps, dates, coherences and baselines, and the network they make. */
#ifndef R_SLIDE_INSAR_PAIR_STACK_H
#define R_SLIDE_INSAR_PAIR_STACK_H

#include <stdbool.h>

#include "grass/series.h"
#include "options.h"
#include "radar/network.h"

/** Free with pair_stack_free. */
struct pair_stack {
    int pairs;
    bool coherent;       /**< every pair has a coherence map */
    struct series phase; /**< [pairs] */
    struct series all;   /**< phases and, where there are, coherences behind them, in the same order */
    double *baseline;    /**< [pairs] m, perpendicular; NULL where file= gives none */
    struct network network;
};

/**
 * Reads input= and coherence=, or file= with lines of map, two dates, coherence map and perpendicular baseline, of
 * which all but the map may be left out. Dates are those of the line, else of the map's timestamp, else of its name.
 * Ends the module, naming map or line, when a pair has no dates or coherences do not belong to their pairs.
 */
struct pair_stack pair_stack_of(const struct options *options);

void pair_stack_free(struct pair_stack *stack);

#endif
