/** Unwrapping by either method, from wrapped phase to numbered components. */
#include "radar/unwrap.h"

#include <stdlib.h>
#include <string.h>

#include "radar/unwrap_cost.h"
#include "radar/unwrap_flow.h"
#include "radar/unwrap_reliability.h"

#define NOWHERE UINT32_MAX

/* A walk through one component after the other. */
struct walk {
    const struct wrapped_phase *phase;
    const int8_t *jump;
    const int32_t *flow;
    int32_t *cycles;
    uint32_t *first; /* NOWHERE where the walk has not been */
    uint32_t *queue; /* [cells] */
    size_t waiting;
};

/* Goes over a pair, from its cell to the other one or back. */
static void step(struct walk *walk, size_t pair, int back)
{
    const size_t from = back ? pair_other(walk->phase, pair) : pair / 2,
                 to = back ? pair / 2 : pair_other(walk->phase, pair);
    const int32_t ahead = walk->jump[pair] + walk->flow[pair];

    if (walk->first[to] != NOWHERE || isnan(walk->phase->value[to]))
        return;
    walk->first[to] = walk->first[from];
    walk->cycles[to] = walk->cycles[from] + (back ? -ahead : ahead);
    walk->queue[walk->waiting++] = (uint32_t)to;
}

static void walk_component(struct walk *walk, uint32_t start)
{
    const uint32_t cols = (uint32_t)walk->phase->cols;
    const size_t cells = phase_cells(walk->phase);

    walk->first[start] = start;
    walk->cycles[start] = 0;
    walk->queue[0] = start;
    walk->waiting = 1;
    for (size_t i = 0; i < walk->waiting; i++) {
        const size_t cell = walk->queue[i], col = cell % cols;

        if (col + 1 < cols)
            step(walk, 2 * cell, 0);
        if (cell + cols < cells)
            step(walk, 2 * cell + 1, 0);
        if (col > 0)
            step(walk, 2 * (cell - 1), 1);
        if (cell >= cols)
            step(walk, 2 * (cell - cols) + 1, 1);
    }
}

/* Adds up the differences between neighbours; on which way makes no odds. */
static void integrate(struct walk *walk)
{
    const size_t cells = phase_cells(walk->phase);

    memset(walk->first, 0xff, cells * sizeof *walk->first);
    for (size_t cell = 0; cell < cells; cell++)
        if (isnan(walk->phase->value[cell])) {
            walk->first[cell] = (uint32_t)cell;
            walk->cycles[cell] = 0;
        } else if (walk->first[cell] == NOWHERE) {
            walk_component(walk, (uint32_t)cell);
        }
}

static enum slide_status by_flow(const struct wrapped_phase *phase, const float *coherence, int32_t *cycles,
                                 uint32_t *first, struct slide_error *error)
{
    const size_t pairs = 2 * phase_cells(phase);
    const struct pair_prior prior = {malloc(pairs * sizeof *prior.jump), malloc(pairs * sizeof *prior.cost)};
    struct walk walk = {phase, prior.jump, NULL, cycles, first, NULL, 0};
    int32_t *flow = malloc(pairs * sizeof *flow);
    enum slide_status status;

    if (!prior.jump || !prior.cost || !flow)
        status = slide_out_of_memory(error, 6. * (double)pairs, "unwrapping");
    else
        status = unwrap_prior(phase, coherence, &prior, error);
    if (status == SLIDE_OK)
        status = unwrap_flow(phase, &prior, flow, NULL, error);
    if (status == SLIDE_OK) {
        walk.flow = flow;
        walk.queue = malloc(pairs / 2 * sizeof *walk.queue);
        if (walk.queue)
            integrate(&walk);
        else
            status = slide_out_of_memory(error, 2. * (double)pairs, "unwrapping");
    }
    free(walk.queue);
    free(flow);
    free(prior.jump);
    free(prior.cost);
    return status;
}

static enum slide_status by_reliability(const struct wrapped_phase *phase, const float *coherence, int32_t *cycles,
                                        uint32_t *first, struct slide_error *error)
{
    (void)coherence;
    return unwrap_reliability(phase, cycles, first, error);
}

const struct unwrapper unwrappers[] = {
    {"flow", "minimum-cost flow on residues: cuts of the least total cost (Costantini 1998)", by_flow},
    {"reliability", "most reliable neighbours first: fast, without costs (Herraez et al. 2002)", by_reliability},
    {NULL, NULL, NULL},
};

const struct unwrapper *unwrapper_find(const char *name)
{
    for (const struct unwrapper *row = unwrappers; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

static int is_cut(const struct wrapped_phase *phase, const int32_t *cycles, size_t pair)
{
    return pair_holds(phase, pair) && cycles[pair_other(phase, pair)] - cycles[pair / 2] != pair_jump(phase, pair);
}

static size_t count_cut_cells(const struct wrapped_phase *phase, const int32_t *cycles)
{
    const size_t cells = phase_cells(phase), cols = (size_t)phase->cols;
    size_t count = 0;

    for (size_t cell = 0; cell < cells; cell++)
        count += is_cut(phase, cycles, 2 * cell) || is_cut(phase, cycles, 2 * cell + 1) ||
                 (cell >= 1 && is_cut(phase, cycles, 2 * (cell - 1))) ||
                 (cell >= cols && is_cut(phase, cycles, 2 * (cell - cols) + 1));
    return count;
}

/* Returns SLIDE_OK when there is phase, and all of it is in range. */
static enum slide_status look_over(const struct wrapped_phase *phase, struct slide_error *error)
{
    const size_t cells = phase_cells(phase);
    size_t valid = 0;

    if (cells + (size_t)phase->cols > INT32_MAX)
        return slide_fail(error, SLIDE_BAD_INPUT, "At most %d cells can be unwrapped at once: the region has %zu.",
                          INT32_MAX, cells);
    for (size_t cell = 0; cell < cells; cell++) {
        if (isnan(phase->value[cell]))
            continue;
        if (fabs(phase->value[cell]) >= PHASE_CYCLE)
            return slide_fail(error, SLIDE_BAD_INPUT,
                              "Wrapped phase must be in radians between -2 pi and 2 pi: row %zu, column %zu holds %g.",
                              cell / phase->cols + 1, cell % phase->cols + 1, phase->value[cell]);
        valid++;
    }
    return valid ? SLIDE_OK : slide_fail(error, SLIDE_NO_DATA, "There is no phase to unwrap: all cells are null.");
}

/* Writes what the cycles come to. */
static void finish(const struct wrapped_phase *phase, const int32_t *cycles, const uint32_t *first,
                   struct unwrapping *unwrapping)
{
    const size_t cells = phase_cells(phase);

    unwrapping->residues = residue_count(phase);
    unwrapping->cut_cells = count_cut_cells(phase, cycles);
    unwrapping->components = 0;
    for (size_t cell = 0; cell < cells; cell++) {
        if (isnan(phase->value[cell]))
            unwrapping->component[cell] = 0;
        else if (first[cell] == cell)
            unwrapping->component[cell] = (int32_t)++unwrapping->components;
        else
            unwrapping->component[cell] = unwrapping->component[first[cell]];
        unwrapping->phase[cell] = (float)(phase->value[cell] + PHASE_CYCLE * cycles[cell]);
    }
}

enum slide_status unwrap(const struct wrapped_phase *phase, const float *coherence, const struct unwrapper *method,
                         struct unwrapping *unwrapping, struct slide_error *error)
{
    const size_t cells = phase_cells(phase);
    enum slide_status status = look_over(phase, error);
    int32_t *cycles;
    uint32_t *first;

    if (status != SLIDE_OK)
        return status;
    cycles = malloc(cells * sizeof *cycles);
    first = malloc(cells * sizeof *first);
    if (!cycles || !first)
        status = slide_out_of_memory(error, 8. * (double)cells, "unwrapping");
    else
        status = method->find(phase, coherence, cycles, first, error);
    if (status == SLIDE_OK)
        finish(phase, cycles, first, unwrapping);
    free(cycles);
    free(first);
    return status;
}
