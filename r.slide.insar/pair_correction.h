/** What is taken from every interferogram of a stack before it is inverted: a ramp, and phase that grows with height.
 */
#ifndef R_SLIDE_INSAR_PAIR_CORRECTION_H
#define R_SLIDE_INSAR_PAIR_CORRECTION_H

#include <stdbool.h>

#include "options.h"
#include "pair_stack.h"
#include "radar/ramp.h"

/** Free with pair_correction_free. */
struct pair_correction {
    bool wanted;
    int pairs;
    struct ramp *ramp;      /**< [pairs] radians, over every row_step-th row and col_step-th column */
    int row_step, col_step; /**< of the region's rows and columns */
    bool of_height;
    int elevation; /**< the map's file, while open */
    float *elevation_row;
    char *text; /**< for the history; empty without */
};

/**
 * ramp= and elevation=: fits both to each pair outside exclude=, one pair in memory after the other, on at most 200
 * rows and columns. Ends the module, naming the map, where a pair cannot be fitted.
 */
struct pair_correction pair_correction_of(const struct options *options, const struct pair_stack *stack);

/** Takes them away. @param[in,out] value [pairs][cols] phases of one row of the region; null where elevation is null */
void pair_correction_apply(struct pair_correction *correction, int row, float *value, int cols);

/** Slope of a pair's phase over height, radians for each metre. */
double pair_correction_per_metre(const struct pair_correction *correction, int pair);

void pair_correction_free(struct pair_correction *correction);

#endif
