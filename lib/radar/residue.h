/**
 * Residues of wrapped phase: the loops of four cells around which wrapped differences do not add up to zero
 * (Goldstein, Zebker and Werner 1988), and the pairs of neighbours that loops are made of.
 *
 * Pairs are numbered by their cell: pair 2 * cell is the cell and its eastern neighbour, pair 2 * cell + 1 the cell and
 * its southern neighbour. Those that leave the map exist as numbers only.
 */
#ifndef SLIDE_RADAR_RESIDUE_H
#define SLIDE_RADAR_RESIDUE_H

#include <math.h>
#include <stddef.h>

#define PHASE_CYCLE 6.283185307179586

/** Wrapped phase, row by row; NaN is null. Any number of whole cycles in it changes nothing. */
struct wrapped_phase {
    const float *value; /**< [rows * cols] radians */
    int rows;
    int cols;
};

static inline size_t phase_cells(const struct wrapped_phase *phase)
{
    return (size_t)phase->rows * phase->cols;
}

/** The cycles to add to `to` for it to lie within half a cycle of `from`. Both finite. */
static inline int phase_jump(float from, float to)
{
    return (int)-rint(((double)to - from) / PHASE_CYCLE);
}

/** The other cell of a pair that lies in the map. */
static inline size_t pair_other(const struct wrapped_phase *phase, size_t pair)
{
    return pair / 2 + (pair % 2 ? (size_t)phase->cols : 1);
}

/** Whether both cells of a pair lie in the map and hold a phase. */
int pair_holds(const struct wrapped_phase *phase, size_t pair);

/** phase_jump from the pair's cell to the other one; 0 where pair_holds says no. */
int pair_jump(const struct wrapped_phase *phase, size_t pair);

/**
 * The cycles that pair_jump adds up to, clockwise, around the loop of a cell and its eastern, south-eastern and southern
 * neighbours. -1, 0 or 1 where all four hold a phase: the residue. Around nulls the sum over the loops of a whole hole
 * is the hole's winding.
 *
 * @param cell  neither in the last row nor in the last column
 */
int loop_charge(const struct wrapped_phase *phase, size_t cell);

/** Residues of both signs, in loops of four cells that all hold a phase. */
size_t residue_count(const struct wrapped_phase *phase);

#endif
