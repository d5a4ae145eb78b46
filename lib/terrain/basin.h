/**
 * Basins: which channel segment a cell drains into, and on which side of it.
 *
 * A channel is every cell with at least a threshold of drainage area; a segment runs from a source, or from the cell
 * where two or more channels meet, down to the cell above the next such meeting or off the map. What drains into a
 * segment before it meets another one is the segment's basin. Where water leaves the map below the threshold, the last
 * cell counts as a segment of its own, so every valid cell belongs to one basin.
 *
 * The segment parts its basin into two halves, left and right looking downstream. The rule is exact and local, in whole
 * steps of 45 degrees: at each cell of the channel, the donors met counterclockwise between the way out and the main
 * donor come in on the left, the others on the right. The main donor is the one with the largest drainage area; among
 * equals the straightest, then the leftmost. Where water leaves the map, the way out is straight on from the main
 * donor. Above a source the channel is prolonged from main donor to main donor up to the divide, and parts the head of
 * the basin in the same way. Cells of the channel and of its prolongation belong to the left half.
 *
 * Nothing in this rule but the channels' heads depends on the threshold: half-basins at a lower threshold lie each
 * within one half-basin at a higher one.
 */
#ifndef SLIDE_TERRAIN_BASIN_H
#define SLIDE_TERRAIN_BASIN_H

#include "terrain/flow.h"

/** Where water comes into a segment. */
enum basin_side {
    BASIN_LEFT,
    BASIN_RIGHT,
    BASIN_STEM /**< along its line: the main donor */
};

struct basin_segment {
    double area;   /**< m2, drained through its foot */
    uint32_t foot; /**< its lowest cell */
    int32_t below; /**< number of the segment that it flows into, lower than its own; 0 where it leaves the map */
    enum basin_side entry; /**< where it comes into that one; BASIN_STEM where it leaves the map */
};

/** The segments by number: those of channels first, then the lone last cells below the threshold. */
struct basin_tree {
    struct basin_segment *segment; /**< [count + 1]; entry 0 is not used */
    size_t count;
    size_t channels; /**< segments 1..channels are channels */
};

/**
 * Finds the half-basins of every channel segment in linear time. Needs 24 bytes a segment.
 *
 * @param[in]  graph
 * @param[in]  area      [cells] m2, the cell itself included; NaN at null
 * @param[in]  threshold m2, the drainage area at which channels begin
 * @param[out] half      [cells] 2 n on the left of segment n, 2 n - 1 on its right, as r.watershed numbers the halves
 * of its basin 2 n; 0 at null
 * @param[out] tree      free with basin_tree_free
 * @param[out] error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY, or SLIDE_BAD_INPUT for 2^29 segments or more
 */
enum slide_status half_basins_find(const struct flow_graph *graph, const double *area, double threshold, int32_t *half,
                                   struct basin_tree *tree, struct slide_error *error);

void basin_tree_free(struct basin_tree *tree);

/** The number of the segment and basin that a half-basin belongs to; 0 at null. */
static inline int32_t basin_of_half(int32_t half)
{
    return (half + 1) / 2;
}

#endif
