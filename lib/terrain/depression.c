/** The tree of lowest passes, and what carving and filling make of it. */
#include "terrain/depression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "terrain/flow.h"
#include "terrain/heap.h"
#include "terrain/pass.h"

/* Catchments and the passes that each of them has. */
struct catchments {
    size_t count;       /* pits and the one that leaves the map */
    uint32_t *label;    /* [cells] */
    uint32_t *pit_cell; /* [count] */
    struct pass_list passes;
    uint32_t *first; /* [count + 1] where a catchment's passes begin in `of` */
    uint32_t *of;    /* [2 passes] */
};

/* One step of the tree: a catchment joined to one that drains. */
struct joint {
    uint32_t catchment, receiver;
    const struct pass *pass;
};

static void catchments_free(struct catchments *catchments)
{
    free(catchments->label);
    free(catchments->pit_cell);
    free(catchments->passes.pass);
    free(catchments->first);
    free(catchments->of);
}

static int sort_passes_by_catchment(struct catchments *catchments)
{
    const struct pass_list *passes = &catchments->passes;

    catchments->first = calloc(catchments->count + 2, sizeof *catchments->first);
    catchments->of = malloc((2 * passes->count + 1) * sizeof *catchments->of);
    if (!catchments->first || !catchments->of)
        return 0;
    for (size_t i = 0; i < 2 * passes->count; i++)
        catchments->first[passes->pass[i / 2].catchment[i % 2] + 2]++;
    for (size_t c = 2; c < catchments->count + 2; c++)
        catchments->first[c] += catchments->first[c - 1];
    for (size_t i = 0; i < 2 * passes->count; i++)
        catchments->of[catchments->first[passes->pass[i / 2].catchment[i % 2] + 1]++] = (uint32_t)(i / 2);
    return 1;
}

static enum slide_status find_catchments(const struct lattice *lattice, const uint8_t *sinks, size_t pits,
                                         const float *elevation, const uint8_t *direction,
                                         struct catchments *catchments, struct slide_error *error)
{
    const size_t cells = lattice_cells(lattice);
    enum slide_status status = SLIDE_OK;

    *catchments = (struct catchments){.count = pits + 1};
    catchments->label = malloc(cells * sizeof *catchments->label);
    catchments->pit_cell = malloc(catchments->count * sizeof *catchments->pit_cell);
    if (!catchments->label || !catchments->pit_cell)
        status = slide_out_of_memory(error, 4. * (double)cells, "catchments of depressions");
    if (status == SLIDE_OK) {
        catchments_label(lattice, direction, catchments->label, catchments->pit_cell);
        status = passes_find(lattice, elevation, catchments->label, sinks, &catchments->passes, error);
    }
    if (status == SLIDE_OK && !sort_passes_by_catchment(catchments))
        status = slide_out_of_memory(error, 8. * (double)catchments->passes.count, "passes of depressions");
    if (status != SLIDE_OK)
        catchments_free(catchments);
    return status;
}

static int push_passes(const struct catchments *catchments, uint32_t catchment, struct heap *heap)
{
    for (uint32_t i = catchments->first[catchment]; i < catchments->first[catchment + 1]; i++) {
        const uint32_t number = catchments->of[i];
        const struct pass *pass = &catchments->passes.pass[number];
        const uint64_t rank = (uint64_t)heap_sortable(pass->height) << 32 | heap_sortable(pass->foot);
        const uint64_t second = (uint64_t)pass->cell << 8 | pass->direction;

        if (!heap_push(heap, (struct heap_entry){rank, second, number}))
            return 0;
    }
    return 1;
}

/* The tree from the edge inwards (Prim 1957): `joint` gets its steps, each after that of its receiver. Returns how
   many, or SIZE_MAX when memory is short. */
static size_t grow_tree(const struct catchments *catchments, struct joint *joint)
{
    struct heap heap = {NULL, 0, 0};
    uint8_t *joined = calloc(catchments->count, 1);
    size_t joints = 0;
    int memory = joined != NULL;

    if (memory) {
        joined[0] = 1;
        memory = push_passes(catchments, 0, &heap);
    }
    while (memory && heap.count > 0) {
        const struct pass *pass = &catchments->passes.pass[heap_pop(&heap)];
        const int inner = joined[pass->catchment[0]];
        const uint32_t next = pass->catchment[inner];

        if (joined[next])
            continue;
        joined[next] = 1;
        joint[joints++] = (struct joint){next, pass->catchment[!inner], pass};
        memory = push_passes(catchments, next, &heap);
    }
    free(joined);
    free(heap.entry);
    return memory ? joints : SIZE_MAX;
}

/* Cells that were lowered, with what they were before. */
struct lowered {
    struct {
        uint32_t cell;
        float before;
    } * entry;
    size_t count, room;
    uint32_t *number; /* [cells] of a cell's entry, from 1; 0 when it has none */
};

static int note_lowered(struct lowered *lowered, size_t cell, float before)
{
    if (lowered->number[cell])
        return 1;
    if (lowered->count == lowered->room) {
        const size_t room = lowered->room ? 2 * lowered->room : 4096;
        void *grown = realloc(lowered->entry, room * sizeof *lowered->entry);

        if (!grown)
            return 0;
        lowered->entry = grown;
        lowered->room = room;
    }
    lowered->entry[lowered->count].cell = (uint32_t)cell;
    lowered->entry[lowered->count].before = before;
    lowered->number[cell] = (uint32_t)++lowered->count;
    return 1;
}

/* Water runs from the pit back to the pass and over it. Returns the cells between the pit and the pass, that one too.
 */
static size_t turn_round(const struct flow_graph *graph, const struct joint *joint, uint8_t *direction)
{
    const int inward = joint->pass->catchment[1] == joint->catchment;
    const int over = joint->pass->direction;
    const struct flow_graph step = *graph;
    size_t cell = joint->pass->cell;
    uint8_t next_way = (uint8_t)(over ? over : FLOW_OUTLET);
    size_t turned = 0;

    if (!inward) { /* the pass is noted from the other side */
        const int cols = graph->lattice->cols;

        cell = lattice_neighbour(graph->lattice, cell, (int)(cell / cols), (int)(cell % cols), over);
        next_way = (uint8_t)opposite_direction(over);
    }
    for (;;) {
        const uint8_t way = direction[cell];
        const size_t next = way == FLOW_PIT ? cell : flow_receiver(&step, cell);

        direction[cell] = next_way;
        if (way == FLOW_PIT)
            return turned;
        next_way = (uint8_t)opposite_direction(way);
        cell = next;
        turned++;
    }
}

/* Past the pass the way out is carved already: it falls, and the first cell at the pit's level is the last. */
static int lower_way_out(const struct flow_graph *graph, size_t pit, size_t to_pass, float *elevation,
                         struct lowered *lowered)
{
    const float bottom = elevation[pit];
    size_t steps = 0;

    for (size_t cell = pit; flow_goes_on(graph, cell);) {
        cell = flow_receiver(graph, cell);
        steps++;
        if (elevation[cell] <= bottom && steps > to_pass)
            break;
        if (elevation[cell] <= bottom)
            continue;
        if (!note_lowered(lowered, cell, elevation[cell]))
            return 0;
        elevation[cell] = bottom;
    }
    return 1;
}

static void note_change(const struct lattice *lattice, size_t cell, double height, struct depression_summary *summary)
{
    summary->cells_changed++;
    summary->volume += height * lattice->area[cell / lattice->cols];
    summary->deepest = fmax(summary->deepest, height);
}

static int carve_all(const struct lattice *lattice, struct catchments *catchments, const struct joint *joint,
                     size_t joints, float *elevation, uint8_t *direction, struct depression_summary *summary)
{
    const struct flow_graph graph = flow_graph_of(lattice, direction);
    struct lowered lowered = {.number = catchments->label};
    int memory = 1;

    memset(catchments->label, 0, lattice_cells(lattice) * sizeof *catchments->label);
    for (size_t i = 0; i < joints && memory; i++) {
        const size_t to_pass = turn_round(&graph, &joint[i], direction);

        memory = lower_way_out(&graph, catchments->pit_cell[joint[i].catchment], to_pass, elevation, &lowered);
    }
    for (size_t i = 0; i < lowered.count; i++)
        note_change(lattice, lowered.entry[i].cell, (double)lowered.entry[i].before - elevation[lowered.entry[i].cell],
                    summary);
    free(lowered.entry);
    return memory;
}

enum slide_status depressions_carve(const struct lattice *lattice, const uint8_t *sinks, size_t pits, float *elevation,
                                    uint8_t *direction, struct depression_summary *summary, struct slide_error *error)
{
    struct joint *joint = malloc(pits * sizeof *joint);
    struct catchments catchments;
    enum slide_status status = find_catchments(lattice, sinks, pits, elevation, direction, &catchments, error);
    size_t joints;

    *summary = (struct depression_summary){.depressions = pits};
    if (status != SLIDE_OK) {
        free(joint);
        return status;
    }
    joints = joint ? grow_tree(&catchments, joint) : SIZE_MAX;
    if (joints == SIZE_MAX || !carve_all(lattice, &catchments, joint, joints, elevation, direction, summary))
        status = slide_out_of_memory(error, 32. * (double)pits, "ways out of depressions");
    free(joint);
    catchments_free(&catchments);
    return status;
}

/* Each catchment's water level: the highest pass on its way out. */
static float *levels_of(const struct catchments *catchments, const struct joint *joint, size_t joints)
{
    float *level = malloc(catchments->count * sizeof *level);

    if (!level)
        return NULL;
    level[0] = -INFINITY;
    for (size_t i = 0; i < joints; i++)
        level[joint[i].catchment] = fmaxf(level[joint[i].receiver], joint[i].pass->height);
    return level;
}

static void fill_all(const struct lattice *lattice, const struct catchments *catchments, const float *level,
                     float *elevation, struct depression_summary *summary)
{
    const size_t cells = lattice_cells(lattice);

    for (size_t cell = 0; cell < cells; cell++) {
        if (catchments->label[cell] == CATCHMENT_NONE)
            continue;
        const float water = level[catchments->label[cell]];

        if (elevation[cell] < water) {
            note_change(lattice, cell, (double)water - elevation[cell], summary);
            elevation[cell] = water;
        }
    }
}

enum slide_status depressions_fill(const struct lattice *lattice, const uint8_t *sinks, size_t pits, float *elevation,
                                   const uint8_t *direction, struct depression_summary *summary,
                                   struct slide_error *error)
{
    struct joint *joint = malloc(pits * sizeof *joint);
    struct catchments catchments;
    enum slide_status status = find_catchments(lattice, sinks, pits, elevation, direction, &catchments, error);
    size_t joints;
    float *level = NULL;

    *summary = (struct depression_summary){.depressions = pits};
    if (status != SLIDE_OK) {
        free(joint);
        return status;
    }
    joints = joint ? grow_tree(&catchments, joint) : SIZE_MAX;
    if (joints != SIZE_MAX)
        level = levels_of(&catchments, joint, joints);
    if (level)
        fill_all(lattice, &catchments, level, elevation, summary);
    else
        status = slide_out_of_memory(error, 32. * (double)pits, "water levels of depressions");
    free(level);
    free(joint);
    catchments_free(&catchments);
    return status;
}
