/** The same scores on the cells that the maps were trained on, for tables that set training beside validation. */
#ifndef R_SLIDE_EVAL_TRAINING_H
#define R_SLIDE_EVAL_TRAINING_H

#include "scores.h"

/** Nothing where the test map tells no training cells of both classes: scores is NULL. Free with training_free. */
struct training {
    struct cell_counts counts;
    struct map_scores *scores; /**< [maps->count] */
    int count;
};

/**
 * Scores the cells that are zero in the test map. Probabilities stay those of the scored cells: prior= corrects to
 * their prevalence. Says why where there is nothing to score.
 *
 * @param counts  of the scored cells
 */
struct training training_of(const struct maps *maps, const struct cell_counts *counts,
                            const struct score_options *options);

void training_free(struct training *training);

#endif
