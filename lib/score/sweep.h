/** All thresholds that part two sorted groups of scores differently, from the highest down; the best one by a rule. */
#ifndef SLIDE_SCORE_SWEEP_H
#define SLIDE_SCORE_SWEEP_H

#include <stddef.h>

#include "score/confusion.h"
#include "score/sorted.h"

/** A place in the sweep: the threshold just passed, and the scores of each class that are still below it. */
struct sweep_place {
    double threshold; /**< infinite at the beginning, where nothing is predicted */
    size_t positives_left;
    size_t negatives_left;
};

struct sweep_place sweep_begin(const struct sorted_groups *groups);

/** Goes on to the next lower distinct score. @return false at the end */
bool sweep_next(const struct sorted_groups *groups, struct sweep_place *place);

/** The first place at or below the threshold, past all scores at or above it. */
struct sweep_place sweep_to(const struct sorted_groups *groups, double threshold);

/** The highest score of those that stay when the next `positives` and `negatives` are passed; -infinity: none stays. */
double sweep_ahead(const struct sorted_groups *groups, const struct sweep_place *place, size_t positives,
                   size_t negatives);

struct confusion sweep_confusion(const struct sorted_groups *groups, const struct sweep_place *place);

/** Counts at one threshold, by bisection. */
struct confusion sweep_confusion_at(const struct sorted_groups *groups, double threshold);

/** How a threshold is chosen: the distinct score with the highest merit, the higher score of equals. */
struct threshold_rule {
    const char *name;
    const char *description;
    double (*merit)(const struct confusion *confusion);
    /** A merit that no place of the sweep from one matrix to a later one exceeds. */
    double (*ceiling)(const struct threshold_rule *rule, const struct confusion *from, const struct confusion *to);
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
