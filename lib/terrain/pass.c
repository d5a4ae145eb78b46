/** Catchments by following directions, passes by a hash table of catchment pairs for each share of the rows. */
#include "terrain/pass.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "terrain/flow.h"

static const uint32_t UNKNOWN = CATCHMENT_NONE - 1;

/* Pits and outlets know their catchment, the other cells find it. */
static void label_ends(const struct lattice *lattice, const uint8_t *direction, uint32_t *label, uint32_t *pit_cell)
{
    const size_t cells = lattice_cells(lattice);
    uint32_t pits = 0;

    for (size_t cell = 0; cell < cells; cell++)
        switch (direction[cell]) {
        case 0:
            label[cell] = CATCHMENT_NONE;
            break;
        case FLOW_OUTLET:
            label[cell] = 0;
            break;
        case FLOW_PIT:
            label[cell] = ++pits;
            pit_cell[pits] = (uint32_t)cell;
            break;
        default:
            label[cell] = UNKNOWN;
        }
}

/* Threads may write a label that another one reads; whoever writes it writes the same. */
static uint32_t label_at(const uint32_t *label, size_t cell)
{
    uint32_t value;

#pragma omp atomic read
    value = label[cell];
    return value;
}

/* Down to a cell whose catchment is known, then once more to pass it on. */
static void label_way(const struct flow_graph *graph, size_t start, uint32_t *label)
{
    size_t cell = start;
    uint32_t found;

    while ((found = label_at(label, cell)) == UNKNOWN)
        cell = flow_receiver(graph, cell);
    for (cell = start; label_at(label, cell) == UNKNOWN; cell = flow_receiver(graph, cell)) {
#pragma omp atomic write
        label[cell] = found;
    }
}

void catchments_label(const struct lattice *lattice, const uint8_t *direction, uint32_t *label, uint32_t *pit_cell)
{
    const struct flow_graph graph = flow_graph_of(lattice, direction);
    const size_t cells = lattice_cells(lattice);

    label_ends(lattice, direction, label, pit_cell);
#pragma omp parallel for schedule(dynamic, 65536)
    for (size_t cell = 0; cell < cells; cell++)
        if (label_at(label, cell) == UNKNOWN)
            label_way(&graph, cell, label);
}

/* Open addressing; a slot is empty while both catchments are 0. */
struct pass_table {
    struct pass *slot;
    size_t slots; /* a power of two */
    size_t used;
    int failed; /* memory was short */
};

static int is_empty(const struct pass *slot)
{
    return slot->catchment[1] == 0;
}

static int is_lower(const struct pass *one, const struct pass *other)
{
    if (one->height != other->height)
        return one->height < other->height;
    if (one->foot != other->foot)
        return one->foot < other->foot;
    return one->cell != other->cell ? one->cell < other->cell : one->direction < other->direction;
}

static struct pass *find_slot(const struct pass_table *table, const struct pass *pass)
{
    const uint64_t key = (uint64_t)pass->catchment[0] << 32 | pass->catchment[1];
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (table->slots - 1);

    while (!is_empty(&table->slot[at]) &&
           memcmp(table->slot[at].catchment, pass->catchment, sizeof pass->catchment) != 0)
        at = (at + 1) & (table->slots - 1);
    return &table->slot[at];
}

static int grow(struct pass_table *table)
{
    struct pass_table larger = {.slots = table->slots ? 2 * table->slots : 1024, .used = table->used};

    larger.slot = calloc(larger.slots, sizeof *larger.slot);
    if (!larger.slot)
        return 0;
    for (size_t i = 0; i < table->slots; i++)
        if (!is_empty(&table->slot[i]))
            *find_slot(&larger, &table->slot[i]) = table->slot[i];
    free(table->slot);
    *table = larger;
    return 1;
}

static void keep_lowest(struct pass_table *table, const struct pass *pass)
{
    struct pass *slot;

    if (2 * table->used >= table->slots && !grow(table)) {
        table->failed = 1;
        return;
    }
    slot = find_slot(table, pass);
    table->used += is_empty(slot);
    if (is_empty(slot) || is_lower(pass, slot))
        *slot = *pass;
}

/* A step from `cell` to a cell of another catchment, or off the map when `next` is LATTICE_OUTSIDE or null. */
static void note_step(struct pass_table *table, const float *elevation, const uint32_t *label, size_t cell, size_t next,
                      int direction)
{
    const int leaves = next == LATTICE_OUTSIDE || label[next] == CATCHMENT_NONE;
    const uint32_t here = label[cell], there = leaves ? 0 : label[next];
    struct pass pass = {{there, here}, elevation[cell], -INFINITY, (uint32_t)cell, (uint8_t)direction};

    if (here == there)
        return;
    if (leaves)
        pass.direction = 0;
    else {
        pass.height = fmaxf(elevation[cell], elevation[next]);
        pass.foot = fminf(elevation[cell], elevation[next]);
    }
    if (here < there) {
        pass.catchment[0] = here;
        pass.catchment[1] = there;
        pass.cell = (uint32_t)next;
        pass.direction = (uint8_t)opposite_direction(direction);
    }
    keep_lowest(table, &pass);
}

/* Each pair of neighbours is seen from one of them: from the north, in a row from the west. */
static int sees(int direction)
{
    return direction >= 5;
}

static void scan_cell(const struct lattice *lattice, const float *elevation, const uint32_t *label, int row, int col,
                      struct pass_table *table)
{
    const size_t cell = (size_t)row * lattice->cols + col;

    for (int direction = 1; direction <= 8; direction++) {
        const size_t next = lattice_neighbour(lattice, cell, row, col, direction);

        if (next == LATTICE_OUTSIDE) {
            if (label[cell] != CATCHMENT_NONE)
                note_step(table, elevation, label, cell, next, direction);
        } else if (sees(direction) && label[next] != label[cell]) {
            if (label[cell] == CATCHMENT_NONE)
                note_step(table, elevation, label, next, cell, opposite_direction(direction));
            else
                note_step(table, elevation, label, cell, next, direction);
        }
    }
}

static int is_inside(const struct lattice *lattice, int row, int col)
{
    return row > 0 && row < lattice->rows - 1 && col > 0 && col < lattice->cols - 1;
}

static void scan_row(const struct lattice *lattice, const float *elevation, const uint32_t *label, const uint8_t *sinks,
                     int row, struct pass_table *table)
{
    const int cols = lattice->cols;
    const uint32_t *here = label + (size_t)row * cols;

    for (int col = 0; col < cols; col++) {
        const size_t cell = (size_t)row * cols + col;

        if (sinks && sinks[cell] && here[col] != CATCHMENT_NONE)
            note_step(table, elevation, label, cell, LATTICE_OUTSIDE, 0);
        if (is_inside(lattice, row, col) && here[col] == here[col + 1] && here[col] == here[col + cols - 1] &&
            here[col] == here[col + cols] && here[col] == here[col + cols + 1])
            continue;
        scan_cell(lattice, elevation, label, row, col, table);
    }
}

static int merge(struct pass_table *tables, int count)
{
    for (int t = 0; t < count; t++)
        tables[0].failed |= tables[t].failed;
    for (int t = 1; t < count; t++)
        for (size_t i = 0; i < tables[t].slots && !tables[0].failed; i++)
            if (!is_empty(&tables[t].slot[i]))
                keep_lowest(&tables[0], &tables[t].slot[i]);
    return !tables[0].failed;
}

/* The table's slots, moved together, are the list. */
static struct pass_list list_of(struct pass_table *table)
{
    struct pass_list list = {.pass = table->slot};

    for (size_t i = 0; i < table->slots; i++)
        if (!is_empty(&table->slot[i]))
            table->slot[list.count++] = table->slot[i];
    table->slot = NULL;
    return list;
}

enum slide_status passes_find(const struct lattice *lattice, const float *elevation, const uint32_t *label,
                              const uint8_t *sinks, struct pass_list *passes, struct slide_error *error)
{
    const int threads = omp_get_max_threads();
    struct pass_table *tables = calloc((size_t)threads, sizeof *tables);
    double bytes = 0.;
    int memory = tables != NULL;

    *passes = (struct pass_list){NULL, 0};
    if (memory) {
#pragma omp parallel for schedule(static) num_threads(threads)
        for (int row = 0; row < lattice->rows; row++)
            scan_row(lattice, elevation, label, sinks, row, &tables[omp_get_thread_num()]);
        memory = merge(tables, threads);
        bytes = 2. * (double)(tables[0].slots * sizeof(struct pass));
    }
    if (memory)
        *passes = list_of(&tables[0]);
    for (int t = 0; tables && t < threads; t++)
        free(tables[t].slot);
    free(tables);
    return memory ? SLIDE_OK : slide_out_of_memory(error, bytes, "passes between depressions");
}
