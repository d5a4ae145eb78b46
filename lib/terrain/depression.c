/** Priority flood with carving or filling; see depression.h for the method. */
#include "terrain/depression.h"

#include <math.h>

#include "terrain/heap.h"

/* A cell's byte while the flood runs: 0 not reached, 1..8 direction it was flooded from, OUTLET_CANDIDATE a seed */
#define LINK_MASK 0x0f
#define CHANGED 0x10

struct flood {
    const struct lattice *lattice;
    enum depression_treatment treatment;
    float *elevation;
    uint8_t *link;
    struct heap heap;
    float level; /* highest elevation flooded so far: the level of the pass into the depression being flooded */
    int inside;  /* below the level: in a depression */
    struct depression_summary *summary;
};

static int touches_null(const struct flood *flood, size_t cell, int row, int col)
{
    for (int direction = 1; direction <= 8; direction++) {
        const size_t next = lattice_neighbour(flood->lattice, cell, row, col, direction);

        if (next == LATTICE_OUTSIDE || isnan(flood->elevation[next]))
            return 1;
    }
    return 0;
}

static int seed_flood(struct flood *flood)
{
    size_t cell = 0;

    for (int row = 0; row < flood->lattice->rows; row++)
        for (int col = 0; col < flood->lattice->cols; col++, cell++) {
            const int kept = flood->link[cell] != 0;

            flood->link[cell] = 0;
            if (isnan(flood->elevation[cell]) || !(kept || touches_null(flood, cell, row, col)))
                continue;
            flood->link[cell] = OUTLET_CANDIDATE;
            if (!heap_push(&flood->heap, flood->elevation[cell], (uint32_t)cell))
                return 0;
        }
    return 1;
}

static void change(struct flood *flood, size_t cell, float elevation)
{
    struct depression_summary *summary = flood->summary;
    const double difference = fabs((double)elevation - flood->elevation[cell]);

    summary->cells_changed += !(flood->link[cell] & CHANGED);
    summary->volume += difference * flood->lattice->area[cell / flood->lattice->cols];
    summary->deepest = fmax(summary->deepest, difference);
    flood->link[cell] |= CHANGED;
    flood->elevation[cell] = elevation;
}

static void carve_from(struct flood *flood, size_t pit)
{
    const float bottom = flood->elevation[pit];
    size_t cell = pit;

    while ((flood->link[cell] & LINK_MASK) != OUTLET_CANDIDATE) {
        const int back = flood->link[cell] & LINK_MASK;

        cell += (ptrdiff_t)step_south[back] * flood->lattice->cols + step_east[back];
        if (flood->elevation[cell] <= bottom)
            return;
        change(flood, cell, bottom);
    }
}

static void note_level(struct flood *flood, float elevation)
{
    const int inside = elevation < flood->level;

    flood->summary->depressions += inside && !flood->inside;
    flood->inside = inside;
    if (!inside)
        flood->level = elevation;
}

/* Reaches the neighbours of the frontier's lowest cell, then treats the cell itself. */
static int flood_next(struct flood *flood)
{
    const struct lattice *lattice = flood->lattice;
    const size_t cell = heap_pop(&flood->heap);
    const int row = (int)((uint32_t)cell / (uint32_t)lattice->cols);
    const int col = (int)((uint32_t)cell % (uint32_t)lattice->cols);
    const float elevation = flood->elevation[cell];
    int has_lower = 0;

    note_level(flood, elevation);
    for (int direction = 1; direction <= 8; direction++) {
        const size_t next = lattice_neighbour(lattice, cell, row, col, direction);

        if (next == LATTICE_OUTSIDE || isnan(flood->elevation[next]))
            continue;
        has_lower |= flood->elevation[next] < elevation;
        if (flood->link[next])
            continue;
        flood->link[next] = (uint8_t)opposite_direction(direction);
        if (!heap_push(&flood->heap, flood->elevation[next], (uint32_t)next))
            return 0;
    }
    if (flood->treatment == DEPRESSION_CARVE && !has_lower)
        carve_from(flood, cell);
    if (flood->treatment == DEPRESSION_FILL && flood->inside)
        change(flood, cell, flood->level);
    return 1;
}

static enum slide_status flood_all(struct flood *flood, struct slide_error *error)
{
    int memory = seed_flood(flood);

    if (memory && flood->heap.count == 0)
        return slide_fail(error, SLIDE_NO_DATA, "All cells of the elevation map are null.");
    while (memory && flood->heap.count > 0)
        memory = flood_next(flood);
    if (!memory)
        return slide_out_of_memory(error, 2. * flood->heap.room * sizeof *flood->heap.entry, "the flood's frontier");
    return SLIDE_OK;
}

enum slide_status depressions_remove(const struct lattice *lattice, enum depression_treatment treatment,
                                     float *elevation, uint8_t *outlet, struct depression_summary *summary,
                                     struct slide_error *error)
{
    const size_t cells = lattice_cells(lattice);
    struct flood flood = {.lattice = lattice,
                          .treatment = treatment,
                          .elevation = elevation,
                          .link = outlet,
                          .level = -INFINITY,
                          .summary = summary};
    enum slide_status status;

    *summary = (struct depression_summary){0};
    if (cells >= UINT32_MAX)
        return slide_fail(error, SLIDE_BAD_INPUT, "%.0f cells are more than flow routing can number (2^32 - 2).",
                          (double)cells);
    status = flood_all(&flood, error);
    free(flood.heap.entry);
    for (size_t cell = 0; cell < cells; cell++)
        outlet[cell] = (outlet[cell] & LINK_MASK) == OUTLET_CANDIDATE ? OUTLET_CANDIDATE : 0;
    return status;
}
