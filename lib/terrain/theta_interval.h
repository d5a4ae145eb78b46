/** Confidence intervals of a concavity: from scores of segments, or from leaving out parts of the basin. */
#ifndef SLIDE_TERRAIN_THETA_INTERVAL_H
#define SLIDE_TERRAIN_THETA_INTERVAL_H

#include <stddef.h>

/**
 * What the variance of a least-squares theta is made of when residuals of neighbouring nodes are not independent: a
 * stretch of hard rock steepens a whole segment and lifts everything above it. Taken as independent are segments
 * between confluences: all that a segment adds to the slope of the misfit is one score, and the variance is the
 * sandwich of the scores, scores / information^2 (White 1980; Liang and Zeger 1986).
 */
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

/**
 * Half the width of the interval by Student's t with degrees of freedom after Satterthwaite (1946): a normal score's
 * fourth power is on the mean three times its variance squared, so a few large scores count as few.
 *
 * @param[in] fitted     values fitted to the same scores, theta included
 * @param[in] confidence such as 0.95
 * @return NaN when there are not more clusters than fitted values
 */
double half_width_of_scores(const struct theta_scores *scores, size_t fitted, double confidence);

/**
 * The same by the jackknife of unequal groups (Busing, Meijer and van der Leeden 1999).
 *
 * @param[in] theta   of all nodes
 * @param[in] without [groups] theta without each group
 * @param[in] members [groups] nodes in each group
 * @return NaN with fewer than three groups
 */
double half_width_of_jackknife(double theta, const double *without, const size_t *members, size_t groups,
                               double confidence);

#endif
