/**
 * Wrapped phase, the pairs of neighbours in it, and its residues: loops of four cells around which wrapped differences
 * do not add up to zero (Goldstein, Zebker and Werner 1988).
 *
 * Pairs are numbered by their cell: pair 2 * cell is the cell and its eastern neighbour, pair 2 * cell + 1 the cell and
 * its southern neighbour. Pairs that would leave the map are numbers only.
 */
#ifndef SLIDE_RADAR_RESIDUE_H
#define SLIDE_RADAR_RESIDUE_H

#include <math.h>
#include <stddef.h>

#define PHASE_CYCLE 6.283185307179586

struct wrapped_phase {
    const float *value; /**< [rows * cols] radians, row by row; NaN is null */
    int rows;
    int cols;
};

static inline size_t phase_cells(const struct wrapped_phase *phase)
{
    return (size_t)phase->rows * phase->cols;
}

/** The cycles to add to `to` for it to lie within half a cycle of `from`. Both finite. */
static inline int phase_jump(double from, double to)
{
    return -(int)rint((to - from) / PHASE_CYCLE);
}

/** The other cell of a pair that lies in the map. */
static inline size_t pair_other(const struct wrapped_phase *phase, size_t pair)
{
    return pair / 2 + (pair % 2 ? (size_t)phase->cols : 1);
}

/** Whether both cells of a pair lie in the map and hold a phase. */
static inline int pair_holds(const struct wrapped_phase *phase, size_t pair)
{
    const size_t cell = pair / 2, cols = (size_t)phase->cols;
    const int inside = pair % 2 ? cell + cols < phase_cells(phase) : (cell + 1) % cols != 0;

    return inside && !isnan(phase->value[cell]) && !isnan(phase->value[pair_other(phase, pair)]);
}

/** phase_jump from a pair's cell to its other one; 0 where pair_holds says no. */
static inline int pair_jump(const struct wrapped_phase *phase, size_t pair)
{
    return pair_holds(phase, pair) ? phase_jump(phase->value[pair / 2], phase->value[pair_other(phase, pair)]) : 0;
}

/** Clockwise around a loop of four cells, of what its pairs hold: those of the two northern cells, and so on. */
static inline int loop_sum(int north, int east, int south, int west)
{
    return north + east - south - west;
}

/** Residues of both signs, in loops of four cells that all hold a phase. */
size_t residue_count(const struct wrapped_phase *phase);

#endif
