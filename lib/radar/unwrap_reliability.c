/** Reliability of cells, pairs of cells sorted by it, and the groups that pairs join. */
#include "radar/unwrap_reliability.h"

#include <stdlib.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 3, DIGIT_VALUES = 1 << DIGIT_BITS, AHEAD = 16 };

/* Of cells at borders and nulls: more than four squared second differences can ever be, each below (2 pi)^2. */
static const float LEAST_RELIABLE = 1000.f;

/* A positive float's bits sort as the float does. */
struct ranked_pair {
    uint32_t rank;
    uint32_t pair;
};

/* Cells as trees: the way to the root, and the cycles a cell is ahead of the next one on it. */
struct member {
    int32_t parent; /* of a root: minus the cells in its group */
    int32_t ahead;
};

static float wrapped_difference(float from, float to)
{
    const float difference = to - from;

    return difference - (float)PHASE_CYCLE * rintf(difference / (float)PHASE_CYCLE);
}

/* Squared second difference along a line of three cells, `step` apart. */
static float bend(const float *cell, ptrdiff_t step)
{
    const float second = wrapped_difference(*cell, cell[step]) - wrapped_difference(cell[-step], *cell);

    return second * second;
}

static void row_unreliability(const struct wrapped_phase *phase, int row, float *unreliability)
{
    const ptrdiff_t cols = phase->cols;
    const float *cell = phase->value + row * cols;

    for (ptrdiff_t col = 0; col < cols; col++) {
        float sum = NAN;

        if (row > 0 && row + 1 < phase->rows && col > 0 && col + 1 < cols)
            sum =
                bend(cell + col, 1) + bend(cell + col, cols) + bend(cell + col, cols + 1) + bend(cell + col, cols - 1);
        unreliability[col] = isnan(sum) ? LEAST_RELIABLE : sum;
    }
}

static uint32_t rank_of(float unreliability)
{
    uint32_t bits;

    memcpy(&bits, &unreliability, sizeof bits);
    return bits;
}

/* Lists the pairs that hold a phase, in the order of their numbers. */
static size_t list_pairs(const struct wrapped_phase *phase, const float *unreliability, struct ranked_pair *list)
{
    const size_t pairs = 2 * phase_cells(phase);
    size_t count = 0;

    for (size_t pair = 0; pair < pairs; pair++)
        if (pair_holds(phase, pair))
            list[count++] = (struct ranked_pair){
                rank_of(unreliability[pair / 2] + unreliability[pair_other(phase, pair)]), (uint32_t)pair};
    return count;
}

static void sort_by_digit(const struct ranked_pair *from, struct ranked_pair *to, size_t count, int shift)
{
    size_t start[DIGIT_VALUES + 1] = {0};

    for (size_t i = 0; i < count; i++)
        start[(from[i].rank >> shift) % DIGIT_VALUES + 1]++;
    for (int digit = 0; digit < DIGIT_VALUES; digit++)
        start[digit + 1] += start[digit];
    for (size_t i = 0; i < count; i++)
        to[start[(from[i].rank >> shift) % DIGIT_VALUES]++] = from[i];
}

/* Radix sort, stable, from the last digit to the first. The result is where it says. */
static struct ranked_pair *sort_pairs(struct ranked_pair *list, struct ranked_pair *spare, size_t count)
{
    for (int digit = 0; digit < DIGITS; digit++) {
        struct ranked_pair *sorted = spare;

        sort_by_digit(list, spare, count, digit * DIGIT_BITS);
        spare = list;
        list = sorted;
    }
    return list;
}

/* The root, and how many cycles the cell is ahead of it. Every other cell on the way is hung one step higher. */
static int32_t find_root(struct member *member, int32_t cell, int32_t *ahead)
{
    *ahead = 0;
    while (member[cell].parent >= 0) {
        struct member *here = &member[cell];
        const struct member *above = &member[here->parent];

        if (above->parent >= 0) {
            here->ahead += above->ahead;
            here->parent = above->parent;
        }
        *ahead += here->ahead;
        cell = here->parent;
    }
    return cell;
}

/* Hangs the smaller group's root under the larger one's, so that the pair's other cell is `jump` ahead of its cell. */
static void join(struct member *member, int32_t cell, int32_t other, int jump)
{
    int32_t cell_ahead, other_ahead;
    const int32_t root = find_root(member, cell, &cell_ahead), other_root = find_root(member, other, &other_ahead);
    const int32_t other_root_ahead = cell_ahead + jump - other_ahead;

    if (root == other_root)
        return;
    if (member[root].parent <= member[other_root].parent) {
        member[root].parent += member[other_root].parent;
        member[other_root] = (struct member){root, other_root_ahead};
    } else {
        member[other_root].parent += member[root].parent;
        member[root] = (struct member){other_root, -other_root_ahead};
    }
}

static void join_all(const struct wrapped_phase *phase, const struct ranked_pair *list, size_t count,
                     struct member *member)
{
    const size_t cells = phase_cells(phase);

    for (size_t cell = 0; cell < cells; cell++)
        member[cell] = (struct member){-1, 0};
    for (size_t i = 0; i < count; i++) {
        const size_t pair = list[i].pair, cell = pair / 2, other = pair_other(phase, pair);

        if (i + AHEAD < count) /* pairs come from all over the map: have memory bring the next ones meanwhile */
            __builtin_prefetch(&member[list[i + AHEAD].pair / 2]);
        join(member, (int32_t)cell, (int32_t)other, phase_jump(phase->value[cell], phase->value[other]));
    }
}

/* Counts each group's cycles from its first cell. A root is ahead of nothing: it notes who that is, plus one. */
static void read_groups(struct member *member, size_t cells, int32_t *cycles, uint32_t *first)
{
    for (size_t cell = 0; cell < cells; cell++)
        first[cell] = (uint32_t)find_root(member, (int32_t)cell, &cycles[cell]);
    for (size_t cell = 0; cell < cells; cell++) {
        struct member *root = &member[first[cell]];

        if (root->ahead == 0)
            *root = (struct member){cycles[cell], (int32_t)cell + 1};
        cycles[cell] -= root->parent;
        first[cell] = (uint32_t)root->ahead - 1;
    }
}

enum slide_status unwrap_reliability(const struct wrapped_phase *phase, int32_t *cycles, uint32_t *first,
                                     struct slide_error *error)
{
    const size_t cells = phase_cells(phase);
    float *unreliability = malloc(cells * sizeof *unreliability);
    struct ranked_pair *list = calloc(2 * cells, sizeof *list), *spare = malloc(2 * cells * sizeof *spare);
    enum slide_status status = SLIDE_OK;

    if (!unreliability || !list || !spare) {
        status = slide_out_of_memory(error, 36. * (double)cells, "unwrapping");
    } else {
        struct member *member;

#pragma omp parallel for
        for (int row = 0; row < phase->rows; row++)
            row_unreliability(phase, row, unreliability + (size_t)row * phase->cols);
        const size_t count = list_pairs(phase, unreliability, list);
        const struct ranked_pair *sorted = sort_pairs(list, spare, count);

        member = (struct member *)(sorted == list ? spare : list);
        join_all(phase, sorted, count, member);
        read_groups(member, cells, cycles, first);
    }
    free(unreliability);
    free(list);
    free(spare);
    return status;
}
