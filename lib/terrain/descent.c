/** D8, a stretch of a row at a time, so that the compiler can take several cells in one instruction. */
#include "terrain/descent.h"

#include <math.h>
#include <string.h>

/* Cells of a row that are worked on together: what they need stays in the first level cache. */
enum { STRETCH = 256 };

/* A stretch and the cells around it, NaN where the map ends. */
struct surroundings {
    float row[3][STRETCH + 2];
};

static void copy_row(const struct lattice *lattice, const float *elevation, int row, int col, int count, float *copy)
{
    const float *cells = elevation + (size_t)row * lattice->cols;
    const int last = lattice->cols - 1;

    if (row < 0 || row >= lattice->rows) {
        for (int i = 0; i < count + 2; i++)
            copy[i] = NAN;
        return;
    }
    memcpy(copy + 1, cells + col, count * sizeof *copy);
    copy[0] = col > 0 ? cells[col - 1] : lattice->wraps ? cells[last] : NAN;
    copy[count + 1] = col + count <= last ? cells[col + count] : lattice->wraps ? cells[0] : NAN;
}

/* Slopes and directions as doubles, so that one mask serves both. */
static void descend_stretch(const struct surroundings *around, const double *per_metre, int count, uint8_t *direction)
{
    const float *here = around->row[1] + 1;
    double steepest[STRETCH], way[STRETCH];

    for (int i = 0; i < count; i++)
        steepest[i] = way[i] = 0.;
    for (int k = 0; k < 8; k++) {
        const int towards = straight_first[k];
        const float *there = around->row[1 + step_south[towards]] + 1 + step_east[towards];
        const double reciprocal = per_metre[towards], name = towards;

#pragma omp simd
        for (int i = 0; i < count; i++) {
            const double slope = ((double)here[i] - (double)there[i]) * reciprocal;
            const int steeper = slope > steepest[i];

            steepest[i] = steeper ? slope : steepest[i];
            way[i] = steeper ? name : way[i];
        }
    }
    for (int i = 0; i < count; i++)
        direction[i] = (uint8_t)way[i];
}

static void descend_row(const struct lattice *lattice, const float *elevation, int row, uint8_t *direction)
{
    struct surroundings around;
    double per_metre[9];

    for (int way = 1; way <= 8; way++) {
        const int south = row + step_south[way];

        per_metre[way] = south < 0 || south >= lattice->rows ? 0. : 1. / lattice_step(lattice, row, way);
    }
    for (int col = 0; col < lattice->cols; col += STRETCH) {
        const int count = lattice->cols - col < STRETCH ? lattice->cols - col : STRETCH;

        for (int i = 0; i < 3; i++)
            copy_row(lattice, elevation, row - 1 + i, col, count, around.row[i]);
        descend_stretch(&around, per_metre, count, direction + (size_t)row * lattice->cols + col);
    }
}

void steepest_descent(const struct lattice *lattice, const float *elevation, uint8_t *direction)
{
#pragma omp parallel for schedule(static)
    for (int row = 0; row < lattice->rows; row++)
        descend_row(lattice, elevation, row, direction);
}
