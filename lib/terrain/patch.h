/**
 * Patches of a labelled map: pieces of ground that hang together (over the edges of cells, not their corners), with
 * their aspects and the borders between them. Joining patches is done on this graph, without the map.
 */
#ifndef SLIDE_TERRAIN_PATCH_H
#define SLIDE_TERRAIN_PATCH_H

#include "base/status.h"
#include "terrain/aspect.h"

/** A border between two patches, the one with the lower number first. */
struct border {
    uint32_t first;
    uint32_t second;
    double length; /**< m */
};

/** Borders by their two patches: a hash table with open addressing; slots with first == 0 are free. */
struct border_table {
    struct border *slot;
    size_t room; /**< a power of two, or 0 */
    size_t count;
};

/** Patches are numbered from 1 in the order of their first cells, row by row; entry 0 of the arrays is not used. */
struct patch_graph {
    size_t count;
    int32_t *label;         /**< [count + 1] the label that a patch's cells had; NULL after joining */
    struct aspect_sum *sum; /**< [count + 1] */
    struct border_table border;
};

/**
 * Numbers the patches of a map of labels and measures them. Needs 52 bytes a patch, 8 bytes a piece of a row and 32 to
 * 64 bytes a border.
 *
 * @param[in]     lattice
 * @param[in]     elevation [cells] m, for the aspects; not null where there is a label
 * @param[in,out] map       [cells] in: labels > 0, 0 at null; out: numbers of patches, 0 at null
 * @param[out]    graph     free with patch_graph_free
 * @param[out]    error     may be NULL
 * @return SLIDE_OUT_OF_MEMORY, or SLIDE_BAD_INPUT for 2^31 cells or more
 */
enum slide_status patch_graph_build(const struct lattice *lattice, const float *elevation, int32_t *map,
                                    struct patch_graph *graph, struct slide_error *error);

/**
 * Joins patches.
 *
 * @param[in]     graph
 * @param[in,out] leader [graph->count + 1] in: disjoint sets (patch_join); out: the new number of each patch
 * @param[out]    joined free with patch_graph_free; must not be graph
 * @param[out]    error  may be NULL
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status patch_graph_contract(const struct patch_graph *graph, uint32_t *leader, struct patch_graph *joined,
                                       struct slide_error *error);

void patch_graph_free(struct patch_graph *graph);

/** Disjoint sets of patches, each led by its lowest number: everyone alone. NULL when memory is short. */
uint32_t *patch_sets_new(size_t count);

/** Puts the sets of two patches together. */
void patch_join(uint32_t *leader, uint32_t one, uint32_t other);

#endif
