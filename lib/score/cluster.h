/** Connected groups of cells, found row by row, and what they hold: landslides as objects, and predicted patches. */
#ifndef SLIDE_SCORE_CLUSTER_H
#define SLIDE_SCORE_CLUSTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** What a group holds. */
struct cluster {
    size_t cells;
    size_t marked; /**< cells of them that were marked */
    double area;
};

/** Groups so far; cells that touch by an edge or a corner belong together. 28 bytes for each piece of a row. */
struct cluster_scan {
    size_t cols;
    uint32_t *above; /**< [cols] pieces of the row before, 0 at none */
    uint32_t *here;
    uint32_t *leader; /**< of piece i, never above i; entry 0 is not used */
    struct cluster *piece;
    size_t count;
    size_t room;
};

enum slide_status cluster_begin(struct cluster_scan *scan, size_t cols, struct slide_error *error);

/**
 * Takes the next row.
 *
 * @param[in] member [cols] non-zero where the cell belongs to a group
 * @param[in] marked [cols] non-zero where a member counts as marked
 * @param[in] area   of a cell of this row
 */
enum slide_status cluster_add_row(struct cluster_scan *scan, const unsigned char *member, const unsigned char *marked,
                                  double area, struct slide_error *error);

/** Puts pieces together. The groups are scan->piece[0 .. count - 1] then, in the order of their first cells. */
void cluster_end(struct cluster_scan *scan);

void cluster_free(struct cluster_scan *scan);

#endif
