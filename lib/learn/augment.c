#include "learn/augment.h"

struct symmetry symmetry_draw(const struct augmentation *augmentation, struct random_stream *stream)
{
    struct symmetry symmetry = {false, 0};

    if (augmentation->flip) {
        symmetry.mirrored = random_below(stream, 2);
        symmetry.turns = random_below(stream, 2) ? 2 : 0; /* mirrored and half turned: north-south */
    }
    if (augmentation->rotate)
        symmetry.turns = (int)random_below(stream, 4);
    return symmetry;
}

void symmetry_apply(const struct symmetry *symmetry, const float *layer, int size, float *moved)
{
    const int last = size - 1;

    for (int row = 0; row < size; row++) {
        for (int col = 0; col < size; col++) {
            const int to[4][2] = {{row, col}, {col, last - row}, {last - row, last - col}, {last - col, row}};
            const int *place = to[symmetry->turns];

            moved[(size_t)place[0] * size + place[1]] =
                layer[(size_t)row * size + (symmetry->mirrored ? last - col : col)];
        }
    }
}
