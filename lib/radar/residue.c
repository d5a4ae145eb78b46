#include "radar/residue.h"

int pair_holds(const struct wrapped_phase *phase, size_t pair)
{
    const size_t cell = pair / 2;
    const int inside =
        pair % 2 ? cell + (size_t)phase->cols < phase_cells(phase) : (cell + 1) % (size_t)phase->cols != 0;

    return inside && !isnan(phase->value[cell]) && !isnan(phase->value[pair_other(phase, pair)]);
}

int pair_jump(const struct wrapped_phase *phase, size_t pair)
{
    return pair_holds(phase, pair) ? phase_jump(phase->value[pair / 2], phase->value[pair_other(phase, pair)]) : 0;
}

int loop_charge(const struct wrapped_phase *phase, size_t cell)
{
    const size_t south = cell + (size_t)phase->cols;

    return pair_jump(phase, 2 * cell) + pair_jump(phase, 2 * (cell + 1) + 1) - pair_jump(phase, 2 * south) -
           pair_jump(phase, 2 * cell + 1);
}

/* The four cells hold a phase if two opposite sides of the loop do. */
static int loop_holds(const struct wrapped_phase *phase, size_t cell)
{
    return pair_holds(phase, 2 * cell) && pair_holds(phase, 2 * (cell + (size_t)phase->cols));
}

size_t residue_count(const struct wrapped_phase *phase)
{
    size_t count = 0;

    for (int row = 0; row + 1 < phase->rows; row++)
        for (int col = 0; col + 1 < phase->cols; col++) {
            const size_t cell = (size_t)row * phase->cols + col;

            count += loop_holds(phase, cell) && loop_charge(phase, cell) != 0;
        }
    return count;
}
