/** The steps of flow routing, one after the other. */
#include "terrain/routing.h"

#include <math.h>

#include "terrain/descent.h"
#include "terrain/flat.h"

static int may_leave(const struct lattice *lattice, const float *elevation, const uint8_t *sinks, size_t cell)
{
    const int row = (int)(cell / lattice->cols), col = (int)(cell % lattice->cols);

    if (sinks && sinks[cell])
        return 1;
    for (int way = 1; way <= 8; way++) {
        const size_t next = lattice_neighbour(lattice, cell, row, col, way);

        if (next == LATTICE_OUTSIDE || isnan(elevation[next]))
            return 1;
    }
    return 0;
}

static void mark_outlets(const struct lattice *lattice, const float *elevation, const uint8_t *sinks,
                         uint8_t *direction)
{
    const size_t cells = lattice_cells(lattice);

    for (size_t cell = 0; cell < cells; cell++)
        if (direction[cell] == 0 && !isnan(elevation[cell]) && may_leave(lattice, elevation, sinks, cell))
            direction[cell] = FLOW_OUTLET;
}

/* Directions of the map as it is; depressions end in pits. */
static enum slide_status drain(const struct lattice *lattice, const uint8_t *sinks, const float *elevation,
                               uint8_t *direction, size_t *flat, size_t *pits, struct slide_error *error)
{
    steepest_descent(lattice, elevation, direction);
    mark_outlets(lattice, elevation, sinks, direction);
    return flats_drain(lattice, elevation, direction, flat, pits, error);
}

static int has_data(const float *elevation, size_t cells)
{
    for (size_t cell = 0; cell < cells; cell++)
        if (!isnan(elevation[cell]))
            return 1;
    return 0;
}

static void make_pits_outlets(uint8_t *direction, size_t cells)
{
    for (size_t cell = 0; cell < cells; cell++)
        if (direction[cell] == FLOW_PIT)
            direction[cell] = FLOW_OUTLET;
}

enum slide_status flow_route(const struct lattice *lattice, enum depression_treatment treatment, const uint8_t *sinks,
                             float *elevation, uint8_t *direction, struct routing_summary *summary,
                             struct slide_error *error)
{
    const size_t cells = lattice_cells(lattice);
    enum slide_status status;
    size_t pits;

    *summary = (struct routing_summary){.flat_cells = 0};
    if (cells >= INT32_MAX)
        return slide_fail(error, SLIDE_BAD_INPUT, "%.0f cells are more than flow routing can number (2^31 - 1).",
                          (double)cells);
    if (!has_data(elevation, cells))
        return slide_fail(error, SLIDE_NO_DATA, "All cells of the elevation map are null.");
    status = drain(lattice, sinks, elevation, direction, &summary->flat_cells, &pits, error);
    if (status != SLIDE_OK || pits == 0)
        return status;
    if (treatment == DEPRESSION_CARVE)
        return depressions_carve(lattice, sinks, pits, elevation, direction, &summary->depression, error);
    summary->depression.depressions = pits;
    if (treatment == DEPRESSION_KEEP) {
        make_pits_outlets(direction, cells);
        return SLIDE_OK;
    }
    status = depressions_fill(lattice, sinks, pits, elevation, direction, &summary->depression, error);
    if (status != SLIDE_OK)
        return status;
    return drain(lattice, sinks, elevation, direction, &summary->flat_cells, &pits, error);
}
