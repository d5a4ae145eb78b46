/** The weight of an interferogram's phase in a cell, from its coherence and number of looks. */
#ifndef SLIDE_RADAR_PHASE_WEIGHT_H
#define SLIDE_RADAR_PHASE_WEIGHT_H

#include "base/status.h"

enum { PHASE_LOOKS_MOST = 200 };

/** @param coherence 0 to 1 @param looks 1 to PHASE_LOOKS_MOST @return the weight, 1/rad2 where it has a unit */
typedef double phase_weight(double coherence, int looks);

struct weight_method {
    const char *name;
    const char *description;
    phase_weight *weight; /**< NULL: all weigh the same, and no coherence is needed */
};

/** Ends with a row whose name is NULL. */
extern const struct weight_method weight_methods[];

/** NULL when there is no such name. */
const struct weight_method *weight_method_find(const char *name);

/**
 * Variance of the phase of a distributed scatterer, rad2: the second moment about its mean of the density of Lee et al.
 * (1994; also Tough et al. 1995), integrated in 720 steps. Coherence is taken within 0.001 to 0.999.
 */
double phase_variance(double coherence, int looks);

/** Weights for coherences 0, 0.001 ... 1, between which weight_table_at interpolates. */
struct weight_table {
    double weight[1001];
};

/** @param method one with a weight function */
void weight_table_make(const struct weight_method *method, int looks, struct weight_table *table);

/** @param coherence within 0 to 1, to rounding */
double weight_table_at(const struct weight_table *table, double coherence);

#endif
