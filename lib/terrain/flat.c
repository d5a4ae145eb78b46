/** Directions across flats from the combined gradients; see flat.h for the method. */
#include "terrain/flat.h"

#include <math.h>
#include <stdlib.h>

/* Cells in the order they were reached: a queue while reading from the front, a list afterwards. */
struct queue {
    uint32_t *cell;
    size_t count;
    size_t room;
};

struct flats {
    const struct lattice *lattice;
    const float *elevation;
    uint8_t *direction;
    int32_t *gradient;   /* [cells] 0 off the flat in hand; while it is in work -(steps from higher ground) - 1 */
    struct queue member; /* cells of the flat in hand */
    struct queue front;  /* the wave that walks over it */
};

static int queue_add(struct queue *queue, size_t cell)
{
    if (queue->count == queue->room) {
        const size_t room = queue->room ? 2 * queue->room : 1024;
        uint32_t *grown = realloc(queue->cell, room * sizeof *grown);

        if (!grown)
            return 0;
        queue->cell = grown;
        queue->room = room;
    }
    queue->cell[queue->count++] = (uint32_t)cell;
    return 1;
}

static size_t step(const struct flats *flats, size_t cell, int direction)
{
    const int cols = flats->lattice->cols;

    return lattice_neighbour(flats->lattice, cell, (int)(cell / cols), (int)(cell % cols), direction);
}

static int level_with(const struct flats *flats, size_t cell, size_t other)
{
    return other != LATTICE_OUTSIDE && flats->elevation[other] == flats->elevation[cell];
}

/* Level neighbours without a direction belong to one flat; each member's gradient becomes -1. */
static int gather(struct flats *flats, size_t first)
{
    flats->member.count = 0;
    flats->gradient[first] = -1;
    if (!queue_add(&flats->member, first))
        return 0;
    for (size_t i = 0; i < flats->member.count; i++)
        for (int direction = 1; direction <= 8; direction++) {
            const size_t cell = flats->member.cell[i], next = step(flats, cell, direction);

            if (!level_with(flats, cell, next) || flats->direction[next] || flats->gradient[next])
                continue;
            flats->gradient[next] = -1;
            if (!queue_add(&flats->member, next))
                return 0;
        }
    return 1;
}

static int below_higher_ground(const struct flats *flats, size_t cell)
{
    for (int direction = 1; direction <= 8; direction++) {
        const size_t next = step(flats, cell, direction);

        if (next != LATTICE_OUTSIDE && flats->elevation[next] > flats->elevation[cell])
            return 1;
    }
    return 0;
}

/* Spreads steps from higher ground over the members as -(steps) - 1; returns the most, -1 when memory is short. */
static int32_t rise_from_higher(struct flats *flats)
{
    int32_t most = 0;

    flats->front.count = 0;
    for (size_t i = 0; i < flats->member.count; i++)
        if (below_higher_ground(flats, flats->member.cell[i])) {
            flats->gradient[flats->member.cell[i]] = -2;
            if (!queue_add(&flats->front, flats->member.cell[i]))
                return -1;
        }
    for (size_t i = 0; i < flats->front.count; i++) {
        const size_t cell = flats->front.cell[i];

        most = -flats->gradient[cell] - 1;
        for (int direction = 1; direction <= 8; direction++) {
            const size_t next = step(flats, cell, direction);

            if (!level_with(flats, cell, next) || flats->gradient[next] != -1)
                continue;
            flats->gradient[next] = flats->gradient[cell] - 1;
            if (!queue_add(&flats->front, next))
                return -1;
        }
    }
    return most;
}

/* A level neighbour that drains already, the straight ones first, or 0. Members have no direction yet. */
static int way_out(const struct flats *flats, size_t cell)
{
    for (int i = 0; i < 8; i++) {
        const size_t next = step(flats, cell, straight_first[i]);

        if (level_with(flats, cell, next) && flats->direction[next])
            return straight_first[i];
    }
    return 0;
}

/* From the members beside a way out inwards, wave by wave: gradient = 2 * wave + (most - steps from higher ground). */
static int fall_to_lower(struct flats *flats, int32_t most)
{
    size_t wave_end;
    int32_t wave = 1;

    flats->front.count = 0;
    for (size_t i = 0; i < flats->member.count; i++)
        if (way_out(flats, flats->member.cell[i]) && !queue_add(&flats->front, flats->member.cell[i]))
            return 0;
    for (size_t i = 0; i < flats->front.count; i++)
        flats->gradient[flats->front.cell[i]] += 2 * wave + most + 1;
    wave_end = flats->front.count;
    for (size_t i = 0; i < flats->front.count; i++) {
        const size_t cell = flats->front.cell[i];

        if (i == wave_end) {
            wave++;
            wave_end = flats->front.count;
        }
        for (int direction = 1; direction <= 8; direction++) {
            const size_t next = step(flats, cell, direction);

            if (!level_with(flats, cell, next) || flats->gradient[next] >= 0)
                continue;
            flats->gradient[next] += 2 * (wave + 1) + most + 1;
            if (!queue_add(&flats->front, next))
                return 0;
        }
    }
    return 1;
}

static int downhill_in_flat(const struct flats *flats, size_t cell)
{
    int32_t lowest = flats->gradient[cell];
    int best = 0;

    for (int i = 0; i < 8; i++) {
        const size_t next = step(flats, cell, straight_first[i]);

        if (level_with(flats, cell, next) && flats->gradient[next] > 0 && flats->gradient[next] < lowest) {
            lowest = flats->gradient[next];
            best = straight_first[i];
        }
    }
    return best;
}

/* Ways out first, so that they are found before members have directions of their own. */
static void point_members(struct flats *flats)
{
    for (size_t i = 0; i < flats->member.count; i++)
        flats->front.cell[i] = (uint32_t)way_out(flats, flats->member.cell[i]);
    for (size_t i = 0; i < flats->member.count; i++) {
        const size_t cell = flats->member.cell[i];
        const int out = (int)flats->front.cell[i];

        flats->direction[cell] = (uint8_t)(out ? out : downhill_in_flat(flats, cell));
    }
}

/* One member takes the water of all the others. */
static void make_pit(struct flats *flats)
{
    const size_t pit = flats->member.cell[0];

    flats->direction[pit] = FLOW_PIT;
    flats->gradient[pit] = 0;
    flats->member.cell[0] = flats->member.cell[--flats->member.count];
}

/* Returns whether the flat had no way out and got a pit, -1 when memory is short. */
static int drain_flat(struct flats *flats, size_t first)
{
    int32_t most;
    int has_pit = 0;

    if (!gather(flats, first))
        return -1;
    most = rise_from_higher(flats);
    if (most < 0 || !fall_to_lower(flats, most))
        return -1;
    if (flats->front.count == 0) {
        make_pit(flats);
        has_pit = 1;
        if (!fall_to_lower(flats, most))
            return -1;
    }
    point_members(flats);
    return has_pit;
}

enum slide_status flats_drain(const struct lattice *lattice, const float *elevation, uint8_t *direction,
                              size_t *drained, size_t *pits, struct slide_error *error)
{
    const size_t cells = lattice_cells(lattice);
    struct flats flats = {.lattice = lattice, .elevation = elevation, .direction = direction};
    int has_pit = 0;

    *drained = *pits = 0;
    flats.gradient = calloc(cells, sizeof *flats.gradient);
    if (!flats.gradient)
        return slide_out_of_memory(error, (double)cells * sizeof *flats.gradient, "gradients over flats");
    for (size_t cell = 0; cell < cells && has_pit >= 0; cell++) {
        if (direction[cell] || isnan(elevation[cell]))
            continue;
        has_pit = drain_flat(&flats, cell);
        *drained += flats.member.count;
        *pits += has_pit == 1;
    }
    free(flats.gradient);
    free(flats.member.cell);
    free(flats.front.cell);
    if (has_pit < 0)
        return slide_out_of_memory(error, 8. * (double)(flats.member.room + flats.front.room), "a flat's cells");
    return SLIDE_OK;
}
