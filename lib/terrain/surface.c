/** Values carried up the drainage graph, then from neighbour to neighbour. */
#include "terrain/surface.h"

#include <math.h>
#include <stdlib.h>

void surface_from_downstream(const struct flow_graph *graph, float *value)
{
    for (size_t i = graph->count; i-- > 0;) {
        const size_t cell = graph->order[i];

        if (isnan(value[cell]) && flow_goes_on(graph, cell))
            value[cell] = value[flow_receiver(graph, cell)];
    }
}

struct wave {
    const struct flow_graph *graph;
    float *value;
    uint32_t *queue; /* cells to spread from */
    size_t count;
    int add_steps;
};

static int is_unknown(const struct wave *wave, size_t cell)
{
    return cell != LATTICE_OUTSIDE && wave->graph->direction[cell] && isnan(wave->value[cell]);
}

static int borders_unknown(const struct wave *wave, size_t cell, int row, int col)
{
    for (int direction = 1; direction <= 8; direction++)
        if (is_unknown(wave, lattice_neighbour(wave->graph->lattice, cell, row, col, direction)))
            return 1;
    return 0;
}

/* Known cells beside unknown ones: counted when there is no queue yet, else put into it. */
static size_t known_front(struct wave *wave)
{
    const struct lattice *lattice = wave->graph->lattice;
    size_t cell = 0, count = 0;

    for (int row = 0; row < lattice->rows; row++)
        for (int col = 0; col < lattice->cols; col++, cell++) {
            if (isnan(wave->value[cell]) || !borders_unknown(wave, cell, row, col))
                continue;
            if (wave->queue)
                wave->queue[count] = (uint32_t)cell;
            count++;
        }
    return count;
}

static void spread_from(struct wave *wave, size_t cell)
{
    const struct lattice *lattice = wave->graph->lattice;
    const int row = (int)(cell / lattice->cols), col = (int)(cell % lattice->cols);

    for (int i = 0; i < 8; i++) {
        const size_t next = lattice_neighbour(lattice, cell, row, col, straight_first[i]);

        if (!is_unknown(wave, next))
            continue;
        wave->value[next] = wave->value[cell];
        if (wave->add_steps)
            wave->value[next] += (float)lattice_step(lattice, row, straight_first[i]);
        wave->queue[wave->count++] = (uint32_t)next;
    }
}

enum slide_status surface_from_neighbours(const struct flow_graph *graph, int add_steps, float *value, size_t *filled,
                                          struct slide_error *error)
{
    struct wave wave = {.graph = graph, .value = value, .add_steps = add_steps};
    const size_t known = known_front(&wave);
    size_t room = known;

    *filled = 0;
    if (known == 0)
        return SLIDE_OK;
    for (size_t i = 0; i < graph->count; i++)
        room += isnan(value[graph->order[i]]);
    wave.queue = malloc(room * sizeof *wave.queue);
    if (!wave.queue)
        return slide_out_of_memory(error, (double)(room * sizeof *wave.queue), "filling from neighbours");
    wave.count = known_front(&wave);
    for (size_t i = 0; i < wave.count; i++)
        spread_from(&wave, wave.queue[i]);
    *filled = wave.count - known;
    free(wave.queue);
    return SLIDE_OK;
}
