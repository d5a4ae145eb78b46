/** What the tests of patches and slope units ask of a map of numbers, by brute force. */
#ifndef MAP_FIXTURE_H
#define MAP_FIXTURE_H

#include "terrain_fixture.h"

/** Paints all cells of one number that hang together over edges with patch numbers in the order of first cells. */
static inline size_t flood_patches(const struct landscape *land, const int32_t *number, int32_t *patch)
{
    const size_t cols = (size_t)land->lattice.cols;
    size_t *stack = malloc((4 * land->cells + 1) * sizeof *stack), patches = 0;

    memset(patch, 0, land->cells * sizeof *patch);
    for (size_t first = 0; first < land->cells; first++) {
        size_t height = 0;

        if (!number[first] || patch[first])
            continue;
        patch[first] = (int32_t)++patches;
        stack[height++] = first;
        while (height > 0) {
            const size_t cell = stack[--height];

            for (int direction = 2; direction <= 8; direction += 2) {
                const size_t next =
                    lattice_neighbour(&land->lattice, cell, (int)(cell / cols), (int)(cell % cols), direction);

                if (next == LATTICE_OUTSIDE || number[next] != number[cell] || patch[next])
                    continue;
                patch[next] = (int32_t)patches;
                stack[height++] = next;
            }
        }
    }
    free(stack);
    return patches;
}

/** Length of the border between two numbers: over every cell and its southern and eastern neighbours. */
static inline double border_by_cells(const struct landscape *land, const int32_t *number, int32_t one, int32_t other)
{
    const size_t cols = (size_t)land->lattice.cols;
    double length = 0.;

    for (size_t cell = 0; cell < land->cells; cell++)
        for (int direction = 6; direction <= 8; direction += 2) {
            const int row = (int)(cell / cols);
            const size_t next = lattice_neighbour(&land->lattice, cell, row, (int)(cell % cols), direction);

            if (next == LATTICE_OUTSIDE ||
                !((number[cell] == one && number[next] == other) || (number[cell] == other && number[next] == one)))
                continue;
            length += direction == 6 ? land->east_west[row + 1] : land->area_of_row[row] / land->east_west[row];
        }
    return length;
}

#endif
