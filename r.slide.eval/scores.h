/** What r.slide.eval finds for each map. */
#ifndef R_SLIDE_EVAL_SCORES_H
#define R_SLIDE_EVAL_SCORES_H

#include "cells.h"
#include "score/agreement.h"
#include "score/calibration.h"
#include "score/confusion.h"
#include "score/ranking.h"
#include "score/sweep.h"

struct cut {
    const char *rule; /**< NULL: a threshold that was given */
    double threshold;
    struct confusion confusion;
    struct confusion_ratios ratios;
};

/** What to score at. */
struct score_options {
    const double *thresholds;
    int threshold_count;
    char **rules; /**< ended by NULL, or NULL */
    int bins;     /**< of probability, for calibration */
    int threads;
};

/** One map's scores by class in one allocation: 4 bytes a scored cell of a single precision map, else 8. */
struct groups {
    void *memory; /**< floats when `single`, else doubles: the positives, then the negatives */
    size_t positives;
    size_t negatives;
    bool single;
};

struct map_scores {
    struct ranking ranking;
    struct agreement agreement; /**< with the truth's own value where it is cut by a threshold, else with 0 and 1 */
    struct brier brier;         /**< NaN where the input is no probability, as the next two */
    struct log_loss log_loss;
    struct calibration calibration;
    struct probability_bin *bins; /**< [score_options.bins]; empty where the input is no probability */
    struct cut *cuts;             /**< the given thresholds, then the rules' */
    int cut_count;
};

/**
 * Reads one map's scored cells by class. Free with groups_free.
 *
 * @param agreement  with the truth's own value where a threshold cuts it; NULL, or left as it is where none does
 */
struct groups groups_read(const struct maps *maps, const struct cell_counts *counts, int map,
                          struct agreement *agreement);

void groups_free(struct groups *groups);

/** Sorts the groups; another 4 bytes for each cell of the larger one while it does, if they are in single precision. */
struct sorted_groups groups_sort(struct groups *groups, int threads);

/** Memory that sorting takes, with the scores themselves. */
double groups_bytes_per_cell(const struct groups *groups);

/** All scores of one map. Ends the module when a kernel gives up. */
struct map_scores scores_of_groups(const struct maps *maps, const struct cell_counts *counts, int map,
                                   const struct sorted_groups *groups, const struct score_options *options);

/** The threshold to compare one map's scores with: 0.7 in single precision is a little less than 0.7, and still 0.7. */
double threshold_for(const struct maps *maps, const struct map_range *range, double threshold);

void map_scores_free(struct map_scores *scores);

#endif
