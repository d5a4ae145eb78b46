/** Counting residues. */
#include "radar/residue.h"

/* The loop of a cell and its eastern, south-eastern and southern neighbours: -1, 0 or 1; 0 if one of them is null. */
static int residue_at(const struct wrapped_phase *phase, size_t cell)
{
    const float *north = phase->value + cell, *south = north + phase->cols;

    if (isnan(north[0] + north[1] + south[0] + south[1]))
        return 0;
    return loop_sum(phase_jump(north[0], north[1]), phase_jump(north[1], south[1]), phase_jump(south[0], south[1]),
                    phase_jump(north[0], south[0]));
}

size_t residue_count(const struct wrapped_phase *phase)
{
    size_t count = 0;

    for (int row = 0; row + 1 < phase->rows; row++)
        for (int col = 0; col + 1 < phase->cols; col++)
            count += residue_at(phase, (size_t)row * phase->cols + col) != 0;
    return count;
}
