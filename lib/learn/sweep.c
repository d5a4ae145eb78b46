#include "learn/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clones.h"

#define MOST_CUTS 255
#define MOST_LEAVES 256
#define CUT_ROOM 256
#define MOST_SLOTS 10 /* the larger child goes first: log2(256) + 1 */

static int ascending(const void *a, const void *b)
{
    const float left = *(const float *)a, right = *(const float *)b;

    return (left > right) - (left < right);
}

/* distinct thresholds of one feature, ascending; -1 when there are more than a byte tells apart */
static int cuts_of(const struct trees *trees, size_t feature, float *scratch, float *cut)
{
    size_t count = 0;
    int distinct = 0;

    for (size_t node = 0; node < trees->nodes; node++)
        if (trees->left[node] >= 0 && (size_t)trees->feature[node] == feature)
            scratch[count++] = trees->threshold[node];
    qsort(scratch, count, sizeof *scratch, ascending);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && scratch[i] == scratch[i - 1])
            continue;
        if (distinct == MOST_CUTS)
            return -1;
        cut[distinct++] = scratch[i];
    }
    for (int i = distinct; i < CUT_ROOM; i++)
        cut[i] = INFINITY;
    return distinct;
}

static bool few_leaves(const struct trees *trees)
{
    for (size_t tree = 0; tree < trees->trees; tree++)
        if (trees->first[tree + 1] - trees->first[tree] > 2 * MOST_LEAVES - 1)
            return false;
    return trees->features <= UINT16_MAX;
}

/* what there is room for is freed by the caller */
static enum slide_status allocate(const struct trees *trees, struct sweep *sweep, struct slide_error *error)
{
    *sweep = (struct sweep){
        .features = trees->features,
        .trees = trees->trees,
        .start = trees->start,
        .first_step = calloc(trees->trees + 1, sizeof *sweep->first_step),
        .first_leaf = calloc(trees->trees + 1, sizeof *sweep->first_leaf),
        .step = calloc(trees->nodes + 1, sizeof *sweep->step),
        .leaf = malloc((trees->nodes + 1) * sizeof *sweep->leaf),
        .cut = malloc((trees->features + 1) * CUT_ROOM * sizeof *sweep->cut),
        .levels = calloc(trees->features + 1, sizeof *sweep->levels),
    };
    if (sweep->first_step && sweep->first_leaf && sweep->step && sweep->leaf && sweep->cut && sweep->levels)
        return SLIDE_OK;
    return slide_out_of_memory(error, (double)trees->nodes * 16, "the trees' evaluation");
}

static enum slide_status find_cuts(const struct trees *trees, struct sweep *sweep, bool *suits,
                                   struct slide_error *error)
{
    float *scratch = malloc((trees->nodes + 1) * sizeof *scratch);

    if (!scratch)
        return slide_out_of_memory(error, (double)trees->nodes * sizeof *scratch, "the trees' thresholds");
    for (size_t feature = 0; feature < trees->features && *suits; feature++) {
        const int cuts = cuts_of(trees, feature, scratch, sweep->cut + feature * CUT_ROOM);

        *suits = cuts >= 0;
        while ((1 << sweep->levels[feature]) <= cuts)
            sweep->levels[feature]++;
    }
    free(scratch);
    return SLIDE_OK;
}

/* how many leaves are below each node of a tree; children stand behind parents */
static void count_leaves(const struct trees *trees, size_t tree, int *leaves)
{
    const size_t first = trees->first[tree];

    for (size_t node = trees->first[tree + 1] - first; node-- > 0;) {
        const int32_t left = trees->left[first + node];

        leaves[node] = left < 0 ? 1 : leaves[left] + leaves[trees->right[first + node]];
    }
}

static uint8_t rank_of(const struct sweep *sweep, size_t feature, float threshold)
{
    const float *cut = sweep->cut + feature * CUT_ROOM;
    uint8_t rank = 0;

    while (cut[rank] < threshold)
        rank++;
    return rank;
}

/* a tree being turned into steps */
struct making {
    const struct trees *trees;
    struct sweep *sweep;
    size_t tree;
    const int *leaves;
    size_t steps, leaf_count; /* made so far, of all trees */
};

static uint8_t make_leaf(struct making *making, size_t node)
{
    struct sweep *sweep = making->sweep;

    sweep->leaf[making->leaf_count] = making->trees->threshold[node];
    return (uint8_t)(making->leaf_count++ - sweep->first_leaf[making->tree]);
}

static void make_step(struct making *making, int32_t place, uint8_t slot);

/* a child's result: a leaf's number, or the slot that its steps fill, which may be the next one */
static uint8_t make_child(struct making *making, int32_t place, uint8_t slot, uint8_t *is_leaf)
{
    const size_t node = making->trees->first[making->tree] + (size_t)place;

    *is_leaf = making->trees->left[node] < 0;
    if (*is_leaf)
        return make_leaf(making, node);
    make_step(making, place, slot);
    return slot;
}

static void make_step(struct making *making, int32_t place, uint8_t slot)
{
    const struct trees *trees = making->trees;
    const size_t node = trees->first[making->tree] + (size_t)place;
    const int32_t left = trees->left[node], right = trees->right[node];
    const size_t feature = (size_t)trees->feature[node];
    struct sweep_step step = {
        .feature = (uint16_t)feature, .bound = rank_of(making->sweep, feature, trees->threshold[node]), .result = slot};

    if (making->leaves[left] >= making->leaves[right]) {
        step.low = make_child(making, left, slot, &step.low_is_leaf);
        step.high = make_child(making, right, slot + !step.low_is_leaf, &step.high_is_leaf);
    } else {
        step.high = make_child(making, right, slot, &step.high_is_leaf);
        step.low = make_child(making, left, slot + !step.high_is_leaf, &step.low_is_leaf);
    }
    making->sweep->step[making->steps++] = step;
}

static void make_steps(const struct trees *trees, struct sweep *sweep)
{
    int leaves[2 * MOST_LEAVES];
    struct making making = {.trees = trees, .sweep = sweep, .leaves = leaves};

    for (; making.tree < trees->trees; making.tree++) {
        uint8_t is_leaf;

        count_leaves(trees, making.tree, leaves);
        make_child(&making, 0, 0, &is_leaf);
        sweep->first_step[making.tree + 1] = making.steps;
        sweep->first_leaf[making.tree + 1] = making.leaf_count;
    }
}

enum slide_status sweep_new(const struct trees *trees, struct sweep *sweep, bool *suits, struct slide_error *error)
{
    enum slide_status status;

    *sweep = (struct sweep){0};
    *suits = few_leaves(trees);
    if (!*suits)
        return SLIDE_OK;
    status = allocate(trees, sweep, error);
    if (status == SLIDE_OK)
        status = find_cuts(trees, sweep, suits, error);
    if (status == SLIDE_OK && *suits)
        make_steps(trees, sweep);
    else
        sweep_free(sweep);
    return status;
}

size_t sweep_scratch(const struct sweep *sweep)
{
    return (sweep->features + MOST_SLOTS) * SWEEP_ROWS;
}

/* ranks of a block's values among one feature's thresholds: how many of them are <= the value */
CLONED static void rank_values(const float *cut, int levels, const float *value, uint8_t *code)
{
    int rank[SWEEP_ROWS] = {0};

    for (int step = (1 << levels) / 2; step > 0; step /= 2) {
#pragma omp simd
        for (int i = 0; i < SWEEP_ROWS; i++)
            rank[i] += cut[rank[i] + step - 1] <= value[i] ? step : 0;
    }
#pragma omp simd
    for (int i = 0; i < SWEEP_ROWS; i++)
        code[i] = (uint8_t)rank[i];
}

/* rows beyond the last are filled up with its values */
static void rank_block(const struct sweep *sweep, const float *value, size_t rows, uint8_t *code)
{
    float column[SWEEP_ROWS];

    for (size_t feature = 0; feature < sweep->features; feature++) {
        for (size_t i = 0; i < SWEEP_ROWS; i++)
            column[i] = value[(i < rows ? i : rows - 1) * sweep->features + feature];
        rank_values(sweep->cut + feature * CUT_ROOM, sweep->levels[feature], column, code + feature * SWEEP_ROWS);
    }
}

static inline uint8_t choose(uint8_t code, uint8_t bound, uint8_t low, uint8_t high)
{
    const uint8_t mask = code > bound ? 0xff : 0;

    return (uint8_t)((low & ~mask) | (high & mask));
}

static inline __attribute__((always_inline)) void take_step(const struct sweep_step *step, const uint8_t *code,
                                                            uint8_t *slot)
{
    const uint8_t *low = slot + (step->low_is_leaf ? 0 : (size_t)step->low * SWEEP_ROWS);
    const uint8_t *high = slot + (step->high_is_leaf ? 0 : (size_t)step->high * SWEEP_ROWS);
    uint8_t *result = slot + (size_t)step->result * SWEEP_ROWS;

    code += (size_t)step->feature * SWEEP_ROWS;
    if (step->low_is_leaf && step->high_is_leaf) {
#pragma omp simd
        for (int i = 0; i < SWEEP_ROWS; i++)
            result[i] = choose(code[i], step->bound, step->low, step->high);
    } else if (step->low_is_leaf) {
#pragma omp simd
        for (int i = 0; i < SWEEP_ROWS; i++)
            result[i] = choose(code[i], step->bound, step->low, high[i]);
    } else if (step->high_is_leaf) {
#pragma omp simd
        for (int i = 0; i < SWEEP_ROWS; i++)
            result[i] = choose(code[i], step->bound, low[i], step->high);
    } else {
#pragma omp simd
        for (int i = 0; i < SWEEP_ROWS; i++)
            result[i] = choose(code[i], step->bound, low[i], high[i]);
    }
}

CLONED static void add_leaves(const struct sweep *sweep, const uint8_t *code, uint8_t *slot, float *sum)
{
    for (size_t tree = 0; tree < sweep->trees; tree++) {
        const float *leaf = sweep->leaf + sweep->first_leaf[tree];

        for (size_t i = sweep->first_step[tree]; i < sweep->first_step[tree + 1]; i++)
            take_step(&sweep->step[i], code, slot);
        if (sweep->first_step[tree] == sweep->first_step[tree + 1])
            memset(slot, 0, SWEEP_ROWS); /* nothing but a leaf */
#pragma omp simd
        for (int i = 0; i < SWEEP_ROWS; i++)
            sum[i] += leaf[slot[i]];
    }
}

void sweep_block(const struct sweep *sweep, const float *value, size_t rows, unsigned char *scratch, float *margin)
{
    float sum[SWEEP_ROWS];

    rank_block(sweep, value, rows, scratch);
    for (int i = 0; i < SWEEP_ROWS; i++)
        sum[i] = sweep->start;
    add_leaves(sweep, scratch, scratch + sweep->features * SWEEP_ROWS, sum);
    memcpy(margin, sum, rows * sizeof *margin);
}

void sweep_free(struct sweep *sweep)
{
    free(sweep->first_step);
    free(sweep->first_leaf);
    free(sweep->step);
    free(sweep->leaf);
    free(sweep->cut);
    free(sweep->levels);
    *sweep = (struct sweep){0};
}
