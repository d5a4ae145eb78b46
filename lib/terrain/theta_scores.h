/**
 * What the variance of a least-squares theta is made of when residuals of neighbouring nodes are not independent: a
 * stretch of hard rock steepens a whole segment and lifts everything above it. Taken as independent are segments
 * between confluences: all that a segment adds to the slope of the misfit is one score, and the variance is the
 * sandwich of the scores, scores / information^2 (White 1980; Liang and Zeger 1986).
 */
#ifndef SLIDE_TERRAIN_THETA_SCORES_H
#define SLIDE_TERRAIN_THETA_SCORES_H

#include <stddef.h>

struct theta_scores {
    double information; /**< sum of the squared derivatives of the fitted values by theta */
    double score;       /**< sum of the scores: 0 at the theta that fits best */
    double scores;      /**< sum of their squares */
    double fourth;      /**< sum of their fourth powers */
    size_t clusters;    /**< number of scores */
};

static inline void theta_scores_add(struct theta_scores *to, double score)
{
    to->score += score;
    to->scores += score * score;
    to->fourth += score * score * score * score;
    to->clusters++;
}

/** Two sets of clusters become one. */
static inline void theta_scores_join(struct theta_scores *to, const struct theta_scores *other)
{
    to->information += other->information;
    to->score += other->score;
    to->scores += other->scores;
    to->fourth += other->fourth;
    to->clusters += other->clusters;
}

#endif
