/**
 * Which way water goes over a map without depressions: one receiver a cell (D8, O'Callaghan and Mark 1984), the order
 * in which a traversal meets every cell after all that drain into it (a stack order, after Braun and Willett 2013), and
 * what follows from it: drainage area, distance along the flow.
 */
#ifndef SLIDE_TERRAIN_FLOW_H
#define SLIDE_TERRAIN_FLOW_H

#include "base/status.h"
#include "terrain/lattice.h"

/**
 * A drainage graph in 5 bytes a cell, 1 without the order. A receiver is not stored: it lies one step in the cell's
 * direction. `lattice` and `direction` belong to the caller and must outlive the graph.
 */
struct flow_graph {
    const struct lattice *lattice;
    const uint8_t *direction; /**< [cells] 1..8, FLOW_OUTLET, or 0 at null */
    uint32_t *order;          /**< [count] valid cells, upstream before downstream */
    size_t count;
    ptrdiff_t offset[9]; /**< from a cell to its neighbour in each direction */
};

/** A graph without its order, for walks down the flow. */
struct flow_graph flow_graph_of(const struct lattice *lattice, const uint8_t *direction);

/**
 * Builds the order in linear time. Free with flow_graph_free. Needs 6 bytes a cell.
 *
 * @return SLIDE_OUT_OF_MEMORY, or SLIDE_BAD_INPUT when the directions hold a cycle
 */
enum slide_status flow_graph_build(const struct lattice *lattice, const uint8_t *direction, struct flow_graph *graph,
                                   struct slide_error *error);

void flow_graph_free(struct flow_graph *graph);

/** Whether a cell drains into another one on the map: neither null nor an outlet nor a pit. */
static inline int flow_goes_on(const struct flow_graph *graph, size_t cell)
{
    return graph->direction[cell] >= 1 && graph->direction[cell] <= 8;
}

/** The cell that `cell`, which must go on, drains into. */
static inline size_t flow_receiver(const struct flow_graph *graph, size_t cell)
{
    const uint32_t cols = (uint32_t)graph->lattice->cols;

    if (graph->lattice->wraps)
        return lattice_neighbour(graph->lattice, cell, (int)((uint32_t)cell / cols), (int)((uint32_t)cell % cols),
                                 graph->direction[cell]);
    return cell + graph->offset[graph->direction[cell]];
}

/** Distance in m from `cell`, which must go on, to its receiver. */
static inline double flow_step(const struct flow_graph *graph, size_t cell)
{
    return lattice_step(graph->lattice, (int)((uint32_t)cell / (uint32_t)graph->lattice->cols), graph->direction[cell]);
}

/** Slope along the flow as a tangent, from `cell`, which must go on, to its receiver; 0 on flats and carved ways. */
static inline double flow_slope(const struct flow_graph *graph, const float *elevation, size_t cell)
{
    return ((double)elevation[cell] - elevation[flow_receiver(graph, cell)]) / flow_step(graph, cell);
}

/**
 * Drainage area: the sum of the true areas, or of area times weight (such as rainfall), of all cells that drain through
 * a cell, itself included. Uses no order; needs a byte a cell while it works.
 *
 * @param[in]  weight [cells] not negative, NaN counts as 0; NULL: 1 everywhere
 * @param[out] area   [cells] m2 (times the weight's unit); NaN at null
 * @param[out] error  may be NULL
 * @return SLIDE_OUT_OF_MEMORY, or SLIDE_BAD_INPUT when the directions hold a cycle
 */
enum slide_status flow_area(const struct flow_graph *graph, const float *weight, double *area,
                            struct slide_error *error);

/**
 * Distance along the flow to the first cell of a target, such as a channel.
 *
 * @param[in,out] distance [cells] m; in: 0 on the target, NaN elsewhere; out: NaN at null and where water leaves the
 * map before it meets the target
 */
void flow_distance(const struct flow_graph *graph, float *distance);

/**
 * Logarithm of the stream power index, ln(A_s tan(beta)) (Moore, Grayson and Ladson 1991): A_s the drainage area per
 * unit of contour, taken as area over the square root of the cell's area (m); tan(beta) the slope along the flow, at
 * least FLOW_SMALLEST_SLOPE, so that flats have a value.
 *
 * @param[in]  area    [cells] m2
 * @param[out] log_spi [cells] ln(m); NaN at null and at outlets, which have no slope
 */
void flow_log_stream_power(const struct flow_graph *graph, const float *elevation, const double *area, float *log_spi);

#define FLOW_SMALLEST_SLOPE 1e-4

#endif
