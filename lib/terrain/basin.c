/** Half-basins, up the drainage graph from where water leaves the map. */
#include "terrain/basin.h"

#include <stdlib.h>
#include <string.h>

/* The donors of one cell. A position is the direction from the cell to the donor. */
struct inflow {
    size_t donor[8];
    int position[8];
    int count;
    int channels; /* donors that are channels */
    int main;     /* index of the main donor */
};

struct trace {
    const struct flow_graph *graph;
    const double *area;
    double threshold;
    int32_t *half; /* while tracing: 4 * segment + enum basin_side; 0 where not reached */
    struct basin_tree *tree;
    int32_t channels; /* segments begun so far */
    int32_t lone;     /* number of the last lone cell begun */
};

static int count_channel_donors(const struct trace *trace, size_t cell, int row, int col)
{
    const struct flow_graph *graph = trace->graph;
    int channels = 0;

    for (int position = 1; position <= 8; position++) {
        const size_t next = lattice_neighbour(graph->lattice, cell, row, col, position);

        channels += next != LATTICE_OUTSIDE && graph->direction[next] == opposite_direction(position) &&
                    trace->area[next] >= trace->threshold;
    }
    return channels;
}

/* A segment ends where it leaves the map, and one each where channels meet. */
static void count_segments(const struct trace *trace)
{
    const struct flow_graph *graph = trace->graph;
    size_t cell = 0, lone = 0, channels = 0;

    for (int row = 0; row < graph->lattice->rows; row++)
        for (int col = 0; col < graph->lattice->cols; col++, cell++) {
            if (!graph->direction[cell])
                continue;
            if (trace->area[cell] >= trace->threshold) {
                const int donors = count_channel_donors(trace, cell, row, col);

                channels += !flow_goes_on(graph, cell);
                channels += donors >= 2 ? donors : 0;
            } else {
                lone += !flow_goes_on(graph, cell);
            }
        }
    trace->tree->channels = channels;
    trace->tree->count = channels + lone;
}

static int32_t begin_segment(struct trace *trace, size_t foot, int32_t below, enum basin_side entry)
{
    const int is_channel = trace->area[foot] >= trace->threshold;
    const int32_t number = is_channel ? ++trace->channels : ++trace->lone;

    trace->tree->segment[number] = (struct basin_segment){trace->area[foot], (uint32_t)foot, below, entry};
    return 4 * number + BASIN_STEM;
}

/* Whether a direction leads to no cell: an outlet's or a pit's. */
static int is_end(int direction)
{
    return direction > 8;
}

/* How far counterclockwise from the way out a donor lies, 1..7; straight against the flow is 4. */
static int turn(int way_out, int position)
{
    return (position - way_out + 8) % 8;
}

/* Whether the donor at `position`, as large as the main one so far, is straighter, or as straight and further left. */
static int goes_before(int way_out, int position, int main_position)
{
    const int mine = turn(way_out, position), its = turn(way_out, main_position);

    if (is_end(way_out))
        return 0;
    return abs(mine - 4) < abs(its - 4) || (abs(mine - 4) == abs(its - 4) && mine < its);
}

static struct inflow find_inflow(const struct trace *trace, size_t cell)
{
    const struct flow_graph *graph = trace->graph;
    const int row = (int)(cell / graph->lattice->cols), col = (int)(cell % graph->lattice->cols);
    struct inflow inflow = {.count = 0};

    for (int position = 1; position <= 8; position++) {
        const size_t next = lattice_neighbour(graph->lattice, cell, row, col, position);
        double more;

        if (next == LATTICE_OUTSIDE || graph->direction[next] != opposite_direction(position))
            continue;
        inflow.donor[inflow.count] = next;
        inflow.position[inflow.count] = position;
        inflow.channels += trace->area[next] >= trace->threshold;
        more = trace->area[next] - trace->area[inflow.donor[inflow.main]];
        if (more > 0. || (more == 0. && goes_before(graph->direction[cell], position, inflow.position[inflow.main])))
            inflow.main = inflow.count;
        inflow.count++;
    }
    return inflow;
}

static enum basin_side side_of(const struct inflow *inflow, int way_out, int donor)
{
    const int main_position = inflow->position[inflow->main];
    const int way = is_end(way_out) ? opposite_direction(main_position) : way_out;

    if (donor == inflow->main)
        return BASIN_STEM;
    return turn(way, inflow->position[donor]) < turn(way, main_position) ? BASIN_LEFT : BASIN_RIGHT;
}

/* From a cell of a channel or of its prolongation to the cells that drain into it. */
static void mark_donors(struct trace *trace, size_t cell)
{
    const struct inflow inflow = find_inflow(trace, cell);
    const int32_t segment = trace->half[cell] / 4;

    for (int i = 0; i < inflow.count; i++) {
        const size_t donor = inflow.donor[i];
        const enum basin_side side = side_of(&inflow, trace->graph->direction[cell], i);

        if (inflow.channels >= 2 && trace->area[donor] >= trace->threshold)
            trace->half[donor] = begin_segment(trace, donor, segment, side);
        else
            trace->half[donor] = 4 * segment + (int32_t)side;
    }
}

static void trace_upstream(struct trace *trace)
{
    const struct flow_graph *graph = trace->graph;

    for (size_t i = graph->count; i-- > 0;) {
        const size_t cell = graph->order[i];

        if (!flow_goes_on(graph, cell))
            trace->half[cell] = begin_segment(trace, cell, 0, BASIN_STEM);
        else if (!trace->half[cell])
            trace->half[cell] = trace->half[flow_receiver(graph, cell)];
        if (trace->half[cell] % 4 == BASIN_STEM)
            mark_donors(trace, cell);
    }
}

static void number_halves(int32_t *half, size_t cells)
{
    for (size_t cell = 0; cell < cells; cell++)
        half[cell] = half[cell] / 4 * 2 - (half[cell] % 4 == BASIN_RIGHT);
}

enum slide_status half_basins_find(const struct flow_graph *graph, const double *area, double threshold, int32_t *half,
                                   struct basin_tree *tree, struct slide_error *error)
{
    const size_t cells = lattice_cells(graph->lattice), most = (size_t)1 << 29;
    struct trace trace = {.graph = graph, .area = area, .threshold = threshold, .half = half, .tree = tree};

    *tree = (struct basin_tree){.count = 0};
    count_segments(&trace);
    if (tree->count >= most)
        return slide_fail(error, SLIDE_BAD_INPUT, "Too many basins: %zu. Use a higher area threshold.", tree->count);
    tree->segment = calloc(tree->count + 1, sizeof *tree->segment);
    if (!tree->segment)
        return slide_out_of_memory(error, (double)(tree->count + 1) * sizeof *tree->segment, "basins");
    memset(half, 0, cells * sizeof *half);
    trace.lone = (int32_t)tree->channels;
    trace_upstream(&trace);
    number_halves(half, cells);
    return SLIDE_OK;
}

void basin_tree_free(struct basin_tree *tree)
{
    free(tree->segment);
    *tree = (struct basin_tree){.count = 0};
}
