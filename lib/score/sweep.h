/** All thresholds that part two sorted groups of scores differently, from the highest down; the best one by a rule. */
#ifndef SLIDE_SCORE_SWEEP_H
#define SLIDE_SCORE_SWEEP_H

#include <stddef.h>

#include "score/confusion.h"

/** Scores by class, each ascending: what ranking_of_groups leaves behind. */
struct sorted_groups {
    const double *positive;
    size_t positives;
    const double *negative;
    size_t negatives;
};

typedef void sweep_visitor(double threshold, const struct confusion *confusion, void *context);

/** Calls `visit` once for every distinct score, from the highest to the lowest, as the threshold. */
void sweep_groups(const struct sorted_groups *groups, sweep_visitor *visit, void *context);

/** Counts at one threshold, by bisection. */
struct confusion sweep_confusion_at(const struct sorted_groups *groups, double threshold);

/** How a threshold is chosen: the distinct score with the highest merit, the higher score of equals. */
struct threshold_rule {
    const char *name;
    const char *description;
    double (*merit)(const struct confusion *confusion);
};

/** Ended by a rule without a name. */
extern const struct threshold_rule threshold_rules[];

/** The rule of that name, or NULL. */
const struct threshold_rule *threshold_rule_find(const char *name);

struct best_threshold {
    double threshold; /**< a score of the groups */
    double merit;
    struct confusion confusion;
};

/** NaN threshold when both groups are empty or the rule's merit is undefined everywhere. */
struct best_threshold threshold_best(const struct sorted_groups *groups, const struct threshold_rule *rule);

#endif
