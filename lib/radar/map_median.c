#include "radar/map_median.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 2048, MIDDLES = 2 };

/* Of each pass: how far the values' bits are shifted right, and how many are looked at then. */
static const int shifts[MAP_MEDIAN_PASSES] = {21, 10, 0}, bits[MAP_MEDIAN_PASSES] = {11, 11, 10};

/* The lower or the upper one of the values in the middle. */
struct middle {
    uint32_t known; /* leading bits */
    size_t rank;    /* among the values with these bits */
    size_t bin[BINS];
};

struct map_median {
    int maps, pass;
    size_t cells;
    struct middle *middle; /* [maps][MIDDLES] */
};

struct map_median *map_median_new(int maps)
{
    struct map_median *median = calloc(1, sizeof *median);

    if (!median)
        return NULL;
    median->maps = maps;
    median->middle = calloc((size_t)maps * MIDDLES, sizeof *median->middle);
    if (!median->middle) {
        free(median);
        return NULL;
    }
    return median;
}

void map_median_free(struct map_median *median)
{
    if (median)
        free(median->middle);
    free(median);
}

/* Bits in the order of the values: as Knuth's, negative ones turned over. */
static uint32_t ordered(float value)
{
    uint32_t word;

    memcpy(&word, &value, sizeof word);
    return word & 0x80000000u ? ~word : word | 0x80000000u;
}

static float value_of(uint32_t word)
{
    float value;

    word = word & 0x80000000u ? word & 0x7fffffffu : ~word;
    memcpy(&value, &word, sizeof value);
    return value;
}

static bool all_have(const float *value, int maps, int cols)
{
    for (int map = 0; map < maps; map++)
        if (isnan(value[(size_t)map * cols]))
            return false;
    return true;
}

static void count_value(struct middle *middle, int pass, float value)
{
    const uint32_t word = ordered(value), mask = (1u << bits[pass]) - 1;

    for (int i = 0; i < MIDDLES; i++)
        if (pass == 0 || word >> (shifts[pass] + bits[pass]) == middle[i].known)
            middle[i].bin[word >> shifts[pass] & mask]++;
}

void map_median_add(struct map_median *median, const float *value, int cols)
{
    for (int col = 0; col < cols; col++) {
        if (!all_have(value + col, median->maps, cols))
            continue;
        median->cells += median->pass == 0;
        for (int map = 0; map < median->maps; map++)
            count_value(median->middle + (size_t)map * MIDDLES, median->pass, value[(size_t)map * cols + col]);
    }
}

static void narrow(struct middle *middle, int pass)
{
    uint32_t bin = 0;

    while (bin < (1u << bits[pass]) - 1 && middle->rank >= middle->bin[bin])
        middle->rank -= middle->bin[bin++];
    middle->known = middle->known << bits[pass] | bin;
    memset(middle->bin, 0, sizeof middle->bin);
}

void map_median_end_pass(struct map_median *median)
{
    for (int map = 0; map < median->maps; map++) {
        struct middle *middle = median->middle + (size_t)map * MIDDLES;

        if (median->pass == 0 && median->cells > 0) {
            middle[0].rank = (median->cells - 1) / 2;
            middle[1].rank = median->cells / 2;
        }
        narrow(&middle[0], median->pass);
        narrow(&middle[1], median->pass);
    }
    median->pass++;
}

size_t map_median_cells(const struct map_median *median)
{
    return median->cells;
}

double map_median_of(const struct map_median *median, int map)
{
    const struct middle *middle = median->middle + (size_t)map * MIDDLES;

    if (median->cells == 0)
        return NAN;
    return 0.5 * ((double)value_of(middle[0].known) + value_of(middle[1].known));
}
