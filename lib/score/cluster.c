#include "score/cluster.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

static uint32_t leader_of(uint32_t *leader, uint32_t piece)
{
    while (leader[piece] != piece) {
        leader[piece] = leader[leader[piece]];
        piece = leader[piece];
    }
    return piece;
}

static void join(uint32_t *leader, uint32_t one, uint32_t other)
{
    one = leader_of(leader, one);
    other = leader_of(leader, other);
    if (one < other)
        leader[other] = one;
    else
        leader[one] = other;
}

static enum slide_status grow(struct cluster_scan *scan, struct slide_error *error)
{
    const size_t room = scan->room ? 2 * scan->room : FIRST_ROOM;
    uint32_t *leader;
    struct cluster *piece = realloc(scan->piece, room * sizeof *piece);

    if (piece)
        scan->piece = piece;
    leader = piece ? realloc(scan->leader, room * sizeof *leader) : NULL;
    if (!leader)
        return slide_out_of_memory(error, (double)room * (sizeof *leader + sizeof *piece), "groups of cells");
    scan->leader = leader;
    scan->room = room;
    return SLIDE_OK;
}

enum slide_status cluster_begin(struct cluster_scan *scan, size_t cols, struct slide_error *error)
{
    *scan = (struct cluster_scan){.cols = cols};
    scan->above = calloc(cols + 1, sizeof *scan->above);
    scan->here = calloc(cols + 1, sizeof *scan->here);
    if (scan->above && scan->here && grow(scan, error) == SLIDE_OK)
        return SLIDE_OK;
    cluster_free(scan);
    return slide_out_of_memory(error, 8. * (double)cols, "groups of cells");
}

/* The piece of a member cell: that of its neighbours to the west and in the row above, which it joins, or a new one. */
static enum slide_status place(struct cluster_scan *scan, size_t col, struct slide_error *error)
{
    const size_t from = col > 0 ? col - 1 : 0, to = col + 1 < scan->cols ? col + 1 : col;
    uint32_t own = col > 0 ? scan->here[col - 1] : 0;

    for (size_t k = from; k <= to; k++) {
        if (scan->above[k] && own)
            join(scan->leader, own, scan->above[k]);
        own = own ? own : scan->above[k];
    }
    if (!own) {
        if (scan->count + 1 >= scan->room) {
            const enum slide_status status = grow(scan, error);

            if (status != SLIDE_OK)
                return status;
        }
        own = (uint32_t)++scan->count;
        scan->leader[own] = own;
        scan->piece[own] = (struct cluster){0, 0, 0.};
    }
    scan->here[col] = own;
    return SLIDE_OK;
}

enum slide_status cluster_add_row(struct cluster_scan *scan, const unsigned char *member, const unsigned char *marked,
                                  double area, struct slide_error *error)
{
    uint32_t *before = scan->above;

    scan->above = scan->here;
    scan->here = before;
    memset(scan->here, 0, scan->cols * sizeof *scan->here);
    for (size_t col = 0; col < scan->cols; col++) {
        struct cluster *own;

        if (!member[col])
            continue;
        const enum slide_status status = place(scan, col, error);

        if (status != SLIDE_OK)
            return status;
        own = &scan->piece[scan->here[col]];
        own->cells++;
        own->marked += marked[col] != 0;
        own->area += area;
    }
    return SLIDE_OK;
}

void cluster_end(struct cluster_scan *scan)
{
    size_t groups = 0;

    for (uint32_t i = 1; i <= scan->count; i++) {
        const uint32_t leader = leader_of(scan->leader, i);

        if (leader == i)
            continue;
        scan->piece[leader].cells += scan->piece[i].cells;
        scan->piece[leader].marked += scan->piece[i].marked;
        scan->piece[leader].area += scan->piece[i].area;
    }
    for (uint32_t i = 1; i <= scan->count; i++)
        if (scan->leader[i] == i)
            scan->piece[groups++] = scan->piece[i];
    scan->count = groups;
}

void cluster_free(struct cluster_scan *scan)
{
    free(scan->above);
    free(scan->here);
    free(scan->leader);
    free(scan->piece);
    *scan = (struct cluster_scan){0};
}
