/** Wrapped phase for the tests of unwrapping. */
#ifndef PHASE_FIXTURE_H
#define PHASE_FIXTURE_H

#include <stdint.h>
#include <stdlib.h>

#include "base/random.h"
#include "radar/unwrap.h"
#include "radar/unwrap_cost.h"

struct phase_map {
    struct wrapped_phase wrapped;
    float *value; /* the same as wrapped.value */
    size_t cells;
    struct pair_prior prior;
    int8_t *holds; /* [2 * cells] */
    int32_t *flow; /* [2 * cells] */
};

static inline struct phase_map phase_map_new(int rows, int cols)
{
    struct phase_map map = {.cells = (size_t)rows * cols};

    map.value = calloc(map.cells, sizeof *map.value);
    map.wrapped = (struct wrapped_phase){map.value, rows, cols};
    map.prior = (struct pair_prior){calloc(2 * map.cells, 1), calloc(2 * map.cells, 1)};
    map.holds = calloc(2 * map.cells, 1);
    map.flow = calloc(2 * map.cells, sizeof *map.flow);
    return map;
}

static inline void phase_map_free(struct phase_map *map)
{
    free(map->value);
    free(map->prior.jump);
    free(map->prior.cost);
    free(map->holds);
    free(map->flow);
}

/** Into [-pi, pi]. */
static inline float wrapped(double phase)
{
    return (float)remainder(phase, 2. * M_PI);
}

/** Plain jumps, and one cost for every pair. */
static inline void phase_map_even_prior(struct phase_map *map, uint8_t cost)
{
    for (size_t pair = 0; pair < 2 * map->cells; pair++) {
        map->holds[pair] = (int8_t)pair_holds(&map->wrapped, pair);
        map->prior.jump[pair] = (int8_t)pair_jump(&map->wrapped, pair);
        map->prior.cost[pair] = cost;
    }
}

#endif
