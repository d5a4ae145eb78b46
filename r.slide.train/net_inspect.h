/** Importances of a net's predictors, member by member. */
#ifndef SLIDE_TRAIN_NET_INSPECT_H
#define SLIDE_TRAIN_NET_INSPECT_H

#include "inspection.h"
#include "learn/net_held.h"

/** Losses as they come. */
struct net_inspection {
    const struct inspection *inspection;
    size_t members, done; /**< of them */
    double *permuted;     /**< [members, or of one its permutations][items][HELD_SCORES]; NULL: not asked for */
    double *zeroed;       /**< [members][items][HELD_SCORES]; NULL likewise */
};

/** After inspection_prepare. */
void net_inspection_begin(const struct inspection *inspection, size_t members, struct net_inspection *losses);

/** Finds the losses of one more member. */
void net_inspect(struct net_inspection *losses, const struct net_examiner *examiner, const struct member *member,
                 uint64_t seed);

/** Puts the losses where they are reported from, and frees them. */
void net_inspection_end(struct net_inspection *losses, struct inspection *inspection, struct model *model);

#endif
