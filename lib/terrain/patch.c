/** Connected patches by union-find over a single scan, and their graph of borders. */
#include "terrain/patch.h"

#include <math.h>
#include <stdlib.h>

/* Pieces of rows, each with its label, while they are put together to patches. */
struct pieces {
    uint32_t *leader;
    int32_t *label;
    size_t count;
    size_t room;
};

static uint32_t leader_of(uint32_t *leader, uint32_t member)
{
    while (leader[member] != member) {
        leader[member] = leader[leader[member]];
        member = leader[member];
    }
    return member;
}

void patch_join(uint32_t *leader, uint32_t one, uint32_t other)
{
    one = leader_of(leader, one);
    other = leader_of(leader, other);
    if (one < other)
        leader[other] = one;
    else
        leader[one] = other;
}

uint32_t *patch_sets_new(size_t count)
{
    uint32_t *leader = malloc((count + 1) * sizeof *leader);

    for (size_t i = 0; leader && i <= count; i++)
        leader[i] = (uint32_t)i;
    return leader;
}

/* Turns leaders into numbers from 1 in the order of the leaders; returns how many there are. */
static size_t number_sets(uint32_t *leader, size_t count)
{
    size_t sets = 0;

    for (size_t i = 1; i <= count; i++) /* a leader is no higher than its members: it has its new number already */
        leader[i] = leader[i] == i ? (uint32_t)++sets : leader[leader[i]];
    return sets;
}

static int grow_pieces(struct pieces *pieces)
{
    const size_t room = pieces->room ? 2 * pieces->room : 4096;
    uint32_t *leader = realloc(pieces->leader, room * sizeof *leader);
    int32_t *label;

    if (!leader)
        return 0;
    pieces->leader = leader;
    label = realloc(pieces->label, room * sizeof *label);
    if (!label)
        return 0;
    pieces->label = label;
    pieces->room = room;
    return 1;
}

static int begin_piece(struct pieces *pieces, int32_t label)
{
    if (pieces->count + 1 == pieces->room && !grow_pieces(pieces))
        return 0;
    pieces->count++;
    pieces->leader[pieces->count] = (uint32_t)pieces->count;
    pieces->label[pieces->count] = label;
    return 1;
}

/* The neighbours over an edge that were scanned before `cell`: north, west, and east where the map wraps. */
static int earlier_neighbours(const struct lattice *lattice, size_t cell, int row, int col, size_t neighbour[3],
                              int direction[3])
{
    const int looked_at[3] = {2, 4, 8};
    int count = 0;

    for (int i = 0; i < 3; i++) {
        const size_t next = lattice_neighbour(lattice, cell, row, col, looked_at[i]);

        if (next == LATTICE_OUTSIDE || next >= cell)
            continue;
        neighbour[count] = next;
        direction[count++] = looked_at[i];
    }
    return count;
}

/* Replaces the label of a cell by the number of its piece. */
static int place_cell(const struct lattice *lattice, int32_t *map, size_t cell, int row, int col, struct pieces *pieces)
{
    const int32_t label = map[cell];
    size_t neighbour[3];
    int direction[3], count = earlier_neighbours(lattice, cell, row, col, neighbour, direction);
    uint32_t mine = 0;

    for (int i = 0; i < count; i++) {
        const uint32_t piece = (uint32_t)map[neighbour[i]];

        if (!piece || pieces->label[piece] != label)
            continue;
        if (mine && mine != piece)
            patch_join(pieces->leader, mine, piece);
        mine = mine ? mine : piece;
    }
    if (!mine) {
        if (!begin_piece(pieces, label))
            return 0;
        mine = (uint32_t)pieces->count;
    }
    map[cell] = (int32_t)mine;
    return 1;
}

static enum slide_status find_pieces(const struct lattice *lattice, int32_t *map, struct pieces *pieces,
                                     struct slide_error *error)
{
    int enough = grow_pieces(pieces);
    size_t cell = 0;

    for (int row = 0; row < lattice->rows && enough; row++)
        for (int col = 0; col < lattice->cols && enough; col++, cell++)
            enough = !map[cell] || place_cell(lattice, map, cell, row, col, pieces);
    if (!enough)
        return slide_out_of_memory(error, 16. * (double)(pieces->count + 1), "patches");
    for (size_t i = 1; i <= pieces->count; i++)
        pieces->leader[i] = leader_of(pieces->leader, (uint32_t)i);
    return SLIDE_OK;
}

static size_t slot_of(const struct border_table *table, uint32_t first, uint32_t second)
{
    uint64_t mixed = ((uint64_t)first << 32 | second) * 0x9E3779B97F4A7C15u;
    size_t place = (size_t)(mixed ^ mixed >> 32) & (table->room - 1);

    while (table->slot[place].first && (table->slot[place].first != first || table->slot[place].second != second))
        place = (place + 1) & (table->room - 1);
    return place;
}

static int grow_borders(struct border_table *table)
{
    struct border_table grown = {.room = table->room ? 2 * table->room : 4096, .count = table->count};

    grown.slot = calloc(grown.room, sizeof *grown.slot);
    if (!grown.slot)
        return 0;
    for (size_t i = 0; i < table->room; i++)
        if (table->slot[i].first)
            grown.slot[slot_of(&grown, table->slot[i].first, table->slot[i].second)] = table->slot[i];
    free(table->slot);
    *table = grown;
    return 1;
}

/* Returns 0 when memory is short. */
static int border_add(struct border_table *table, uint32_t one, uint32_t other, double length)
{
    const uint32_t first = one < other ? one : other, second = one < other ? other : one;
    struct border *border;

    if (2 * (table->count + 1) > table->room && !grow_borders(table))
        return 0;
    border = &table->slot[slot_of(table, first, second)];
    if (!border->first) {
        *border = (struct border){first, second, 0.};
        table->count++;
    }
    border->length += length;
    return 1;
}

static int add_borders(const struct lattice *lattice, const int32_t *map, size_t cell, int row, int col,
                       struct border_table *table)
{
    const double width = lattice->east_west[row], height = lattice->area[row] / width;
    size_t neighbour[3];
    int direction[3], count = earlier_neighbours(lattice, cell, row, col, neighbour, direction);

    for (int i = 0; i < count; i++) {
        const int32_t other = map[neighbour[i]];
        const double length = step_south[direction[i]] ? width : height;

        if (other && other != map[cell] && !border_add(table, (uint32_t)map[cell], (uint32_t)other, length))
            return 0;
    }
    return 1;
}

static void add_ground(const struct lattice *lattice, const float *elevation, size_t cell, int row, int col,
                       struct aspect_sum *sum)
{
    double aspect[2];

    sum->sloping += (size_t)aspect_find(lattice, elevation, cell, row, col, aspect);
    sum->east += aspect[0];
    sum->north += aspect[1];
    sum->area += lattice->area[row];
    sum->cells++;
}

/* Numbers of pieces become numbers of patches, which are measured. */
static enum slide_status measure(const struct lattice *lattice, const float *elevation, const struct pieces *pieces,
                                 int32_t *map, struct patch_graph *graph, struct slide_error *error)
{
    size_t cell = 0;

    for (int row = 0; row < lattice->rows; row++)
        for (int col = 0; col < lattice->cols; col++, cell++) {
            if (!map[cell])
                continue;
            map[cell] = (int32_t)pieces->leader[map[cell]];
            add_ground(lattice, elevation, cell, row, col, &graph->sum[map[cell]]);
            if (!add_borders(lattice, map, cell, row, col, &graph->border))
                return slide_out_of_memory(error, 32. * (double)graph->border.room, "borders of patches");
        }
    return SLIDE_OK;
}

static enum slide_status build(const struct lattice *lattice, const float *elevation, int32_t *map,
                               struct pieces *pieces, struct patch_graph *graph, struct slide_error *error)
{
    enum slide_status status = find_pieces(lattice, map, pieces, error);

    if (status != SLIDE_OK)
        return status;
    graph->count = number_sets(pieces->leader, pieces->count);
    graph->sum = calloc(graph->count + 1, sizeof *graph->sum);
    graph->label = calloc(graph->count + 1, sizeof *graph->label);
    if (!graph->sum || !graph->label)
        return slide_out_of_memory(error, 52. * (double)graph->count, "patches");
    for (size_t i = 1; i <= pieces->count; i++)
        graph->label[pieces->leader[i]] = pieces->label[i];
    return measure(lattice, elevation, pieces, map, graph, error);
}

enum slide_status patch_graph_build(const struct lattice *lattice, const float *elevation, int32_t *map,
                                    struct patch_graph *graph, struct slide_error *error)
{
    struct pieces pieces = {.count = 0};
    enum slide_status status;

    *graph = (struct patch_graph){.count = 0};
    if (lattice_cells(lattice) > INT32_MAX)
        return slide_fail(error, SLIDE_BAD_INPUT, "Too many cells for patches: %zu. Use a smaller or coarser region.",
                          lattice_cells(lattice));
    status = build(lattice, elevation, map, &pieces, graph, error);
    free(pieces.leader);
    free(pieces.label);
    if (status != SLIDE_OK)
        patch_graph_free(graph);
    return status;
}

enum slide_status patch_graph_contract(const struct patch_graph *graph, uint32_t *leader, struct patch_graph *joined,
                                       struct slide_error *error)
{
    for (size_t i = 1; i <= graph->count; i++)
        leader[i] = leader_of(leader, (uint32_t)i);
    *joined = (struct patch_graph){.count = number_sets(leader, graph->count)};
    joined->sum = calloc(joined->count + 1, sizeof *joined->sum);
    if (!joined->sum)
        return slide_out_of_memory(error, (double)(joined->count + 1) * sizeof *joined->sum, "joined patches");
    for (size_t i = 1; i <= graph->count; i++)
        aspect_add(&joined->sum[leader[i]], &graph->sum[i]);
    for (size_t i = 0; i < graph->border.room; i++) {
        const struct border *border = &graph->border.slot[i];
        const uint32_t one = leader[border->first], other = leader[border->second];

        if (border->first && one != other && !border_add(&joined->border, one, other, border->length)) {
            patch_graph_free(joined);
            return slide_out_of_memory(error, 32. * (double)graph->border.room, "borders of patches");
        }
    }
    return SLIDE_OK;
}

void patch_graph_free(struct patch_graph *graph)
{
    free(graph->label);
    free(graph->sum);
    free(graph->border.slot);
    *graph = (struct patch_graph){.count = 0};
}
