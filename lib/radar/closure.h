/** Loops of three interferograms: pairs whose unwrapping slipped by whole turns do not close with the others. */
#ifndef SLIDE_RADAR_CLOSURE_H
#define SLIDE_RADAR_CLOSURE_H

#include <stdbool.h>

#include "radar/network.h"

/** Indices of pairs: first + second - whole is zero but for noise and whole turns. */
struct triplet {
    int first, second, whole;
};

/** Free with closure_free. */
struct closure {
    int pairs;
    int triplets;
    struct triplet *triplet;
};

enum slide_status closure_make(const struct network *network, struct closure *closure, struct slide_error *error);

void closure_free(struct closure *closure);

/** What the triplets say of one pair; working memory of closure_check. */
struct closure_vote {
    int closed; /**< triplets that close to within half a turn */
    int open;
    int turns;     /**< that the first open one asks of the pair */
    bool disagree; /**< another asks for others */
};

struct closure_result {
    int repaired, dropped; /**< pairs */
};

/**
 * Looks for pairs that slipped, in one cell. With `repair`, a pair with two triplets or more, all of which ask for the
 * same number of turns, gets them. Then a pair none of whose triplets closes becomes NaN; one without triplet stays.
 *
 * @param[in,out] value   [pairs] NaN is null
 * @param[in]     turn    what a whole turn of phase is in the values' unit, positive
 * @param[out]    vote    [pairs]
 */
struct closure_result closure_check(const struct closure *closure, double *value, double turn, bool repair,
                                    struct closure_vote *vote);

#endif
