#include "score/breaks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/natural_breaks.h"

#define HALF_BITS 16
#define HALVES (1 << HALF_BITS)
#define SIGN_BIT 0x80000000u

/* The values of given ranks: by the upper halves of all values' bits, then by the lower halves behind those. */
struct rank_search {
    size_t upper[HALVES]; /* values counted by the upper half of their bits */
    uint8_t slot[HALVES]; /* 1 and up: where an upper half has its lower ones counted; 0 nowhere */
    int slots;
    uint32_t half[BREAKS_MOST_CLASSES]; /* upper half of each value looked for */
    size_t rank[BREAKS_MOST_CLASSES];   /* among the values of this upper half, from 1 */
    size_t *lower[BREAKS_MOST_CLASSES]; /* [slots][HALVES] */
};

/* A float as an unsigned integer that sorts as it does: the sign bit turned, all others too when it was set. */
static uint32_t sorting_bits(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits >> 31 ? ~bits : bits | SIGN_BIT;
}

static float from_sorting_bits(uint32_t sorting)
{
    const uint32_t bits = sorting >> 31 ? sorting ^ SIGN_BIT : ~sorting;
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The half that the value of a rank has; the rank becomes that among the values with this half. */
static uint32_t half_of_rank(const size_t *count, size_t *rank)
{
    uint32_t half = 0;

    while (half < HALVES - 1 && count[half] < *rank)
        *rank -= count[half++];
    return half;
}

enum slide_status breaks_begin(enum breaks_method method, int classes, const double *share,
                               struct breaks_search *search, struct slide_error *error)
{
    *search = (struct breaks_search){.method = method, .classes = classes, .least = INFINITY, .greatest = -INFINITY};
    if (classes < 2 || classes > BREAKS_MOST_CLASSES)
        return slide_fail(error, SLIDE_BAD_INPUT, "There can be 2 to %d classes, not %d.", BREAKS_MOST_CLASSES,
                          classes);
    for (int nth = 1; nth < classes; nth++)
        search->share[nth - 1] = share ? share[nth - 1] : (double)nth / classes;
    if (method == BREAKS_QUANTILE && !(search->rank = calloc(1, sizeof *search->rank)))
        return slide_out_of_memory(error, sizeof *search->rank, "quantiles");
    return SLIDE_OK;
}

static void offer_range(struct breaks_search *search, const float *value, size_t count)
{
    search->offered += count;
    for (size_t i = 0; i < count; i++) {
        if (isnan(value[i]))
            continue;
        search->count++;
        search->least = fminf(search->least, value[i]);
        search->greatest = fmaxf(search->greatest, value[i]);
        if (search->rank)
            search->rank->upper[sorting_bits(value[i]) >> HALF_BITS]++;
    }
}

static void offer_lower_halves(struct rank_search *rank, const float *value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t bits = sorting_bits(value[i]);
        const int slot = rank->slot[bits >> HALF_BITS];

        if (slot && !isnan(value[i]))
            rank->lower[slot - 1][bits & (HALVES - 1)]++;
    }
}

void breaks_offer(struct breaks_search *search, const float *value, size_t count)
{
    if (search->pass == 0)
        offer_range(search, value, count);
    else if (search->histogram)
        natural_histogram_add(search->histogram, value, count);
    else if (search->rank)
        offer_lower_halves(search->rank, value, count);
}

/* the rank, from 1, of the least value that a share of all values does not exceed */
static size_t rank_of_share(double share, size_t count)
{
    const double rank = ceil(share * (double)count * (1. - 1e-14)); /* 0.2 of 1000 is 200, not 201 */

    return rank < 1. ? 1 : rank > (double)count ? count : (size_t)rank;
}

static enum slide_status find_upper_halves(struct breaks_search *search, struct slide_error *error)
{
    struct rank_search *rank = search->rank;

    for (int i = 0; i < search->classes - 1; i++) {
        rank->rank[i] = rank_of_share(search->share[i], search->count);
        rank->half[i] = half_of_rank(rank->upper, &rank->rank[i]);
        if (rank->slot[rank->half[i]])
            continue;
        rank->lower[rank->slots] = calloc(HALVES, sizeof *rank->lower[0]);
        if (!rank->lower[rank->slots])
            return slide_out_of_memory(error, HALVES * sizeof *rank->lower[0], "quantiles");
        rank->slot[rank->half[i]] = (uint8_t)++rank->slots;
    }
    return SLIDE_OK;
}

enum slide_status breaks_end_pass(struct breaks_search *search, struct slide_error *error)
{
    search->pass++;
    if (search->pass > 1)
        return SLIDE_OK;
    if (search->count == 0)
        return slide_fail(error, SLIDE_NO_DATA, "There is nothing to classify: all %zu cells are null.",
                          search->offered);
    if (search->rank)
        return find_upper_halves(search, error);
    if (search->method == BREAKS_NATURAL &&
        !(search->histogram = natural_histogram_new(search->least, search->greatest)))
        return slide_out_of_memory(error, sizeof *search->histogram, "natural breaks");
    return SLIDE_OK;
}

bool breaks_unfinished(const struct breaks_search *search)
{
    return search->pass < (search->method == BREAKS_EQUAL ? 1 : 2);
}

enum slide_status breaks_finish(struct breaks_search *search, double *breaks, struct slide_error *error)
{
    const double length = (double)search->greatest - search->least;
    enum slide_status status = SLIDE_OK;

    if (search->method == BREAKS_NATURAL)
        status = natural_breaks(search->histogram, search->classes, breaks, error);
    for (int nth = 1; nth < search->classes && search->method != BREAKS_NATURAL; nth++) {
        struct rank_search *rank = search->rank;

        if (!rank) {
            breaks[nth - 1] = search->least + length * nth / search->classes;
            continue;
        }
        const uint32_t upper = rank->half[nth - 1];

        breaks[nth - 1] = from_sorting_bits(upper << HALF_BITS |
                                            half_of_rank(rank->lower[rank->slot[upper] - 1], &rank->rank[nth - 1]));
    }
    breaks_free(search);
    return status;
}

void breaks_free(struct breaks_search *search)
{
    for (int i = 0; search->rank && i < search->rank->slots; i++)
        free(search->rank->lower[i]);
    free(search->rank);
    free(search->histogram);
    search->rank = NULL;
    search->histogram = NULL;
}

enum slide_status breaks_find(const float *value, size_t cells, enum breaks_method method, int classes, double *breaks,
                              struct slide_error *error)
{
    struct breaks_search search;
    enum slide_status status = breaks_begin(method, classes, NULL, &search, error);

    while (status == SLIDE_OK && breaks_unfinished(&search)) {
        breaks_offer(&search, value, cells);
        status = breaks_end_pass(&search, error);
    }
    if (status == SLIDE_OK)
        return breaks_finish(&search, breaks, error);
    breaks_free(&search);
    return status;
}

void breaks_classify(const float *value, size_t cells, const double *breaks, int classes, uint8_t *number)
{
    for (size_t cell = 0; cell < cells; cell++) {
        int nth = 1;

        for (int i = 0; i < classes - 1; i++)
            nth += value[cell] > (float)breaks[i];
        number[cell] = isnan(value[cell]) ? 0 : (uint8_t)nth;
    }
}
