/** What r.slide.eval reads and what it finds. */
#ifndef R_SLIDE_EVAL_SCORES_H
#define R_SLIDE_EVAL_SCORES_H

#include <stddef.h>

#include "score/calibration.h"
#include "score/confusion.h"
#include "score/ranking.h"

struct maps {
    const char *input; /**< probability, or any score */
    const char *truth; /**< landslide where neither null nor zero */
    const char *test;  /**< NULL: every cell; else scored where neither null nor zero */
};

/** The scored cells' scores by class, in one allocation of 8 bytes a cell, and why the other cells were left out. */
struct cells {
    double *positive;
    double *negative;
    size_t positives;
    size_t negatives;
    size_t in_region;
    size_t outside_test;
    size_t without_truth;
    size_t without_input;
    double lowest; /**< of the scored cells */
    double highest;
    int single_precision; /**< the input is an FCELL map: thresholds are compared in its precision */
    double *memory;
};

struct cut {
    double threshold;
    struct confusion confusion;
    struct confusion_ratios ratios;
};

struct scores {
    struct ranking ranking;
    struct brier brier; /**< NaN where the input is no probability */
    struct cut *cuts;   /**< one a threshold */
    int cut_count;
};

/** Reads the maps by rows under the mask; ends the module where there is nothing to score. */
struct cells cells_read(const struct maps *maps);

void cells_free(struct cells *cells);

/** All scores of the cells; sorts them. Ends the module when a kernel gives up. */
struct scores scores_of_cells(const struct maps *maps, struct cells *cells, const double *thresholds, int count);

void scores_free(struct scores *scores);

#endif
