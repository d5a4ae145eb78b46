#include "base/zonal.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STATES 3             /* numbers kept for each unit and column */
#define CANCELLED 1e-9       /* a mean direction of less resultant length is none */
#define MOST_CATEGORY 0x1p24 /* whole numbers that single precision holds */
#define FIRST_SLOTS 1024

/* weights of pairs of unit and category; open addressing */
struct tally_entry {
    size_t unit; /* + 1; 0 where empty */
    int category;
    double weight;
};

struct tally {
    size_t entries, slots;
    struct tally_entry *entry;
};

static struct tally_entry *tally_find(const struct tally *tally, size_t unit, int category)
{
    const uint64_t key = ((uint64_t)unit * 0x9E3779B97F4A7C15u) ^ ((uint64_t)(uint32_t)category * 0xC2B2AE3D27D4EB4Fu);
    size_t slot = (size_t)(key >> 24) & (tally->slots - 1);

    while (tally->entry[slot].unit && (tally->entry[slot].unit != unit + 1 || tally->entry[slot].category != category))
        slot = (slot + 1) & (tally->slots - 1);
    return &tally->entry[slot];
}

static enum slide_status tally_grow(struct tally *tally, struct slide_error *error)
{
    const size_t slots = tally->slots ? 2 * tally->slots : FIRST_SLOTS;
    const struct tally old = *tally;

    tally->entry = calloc(slots, sizeof *tally->entry);
    if (!tally->entry) {
        *tally = old;
        return slide_out_of_memory(error, (double)slots * sizeof *tally->entry, "the categories of mapping units");
    }
    tally->slots = slots;
    for (size_t i = 0; i < old.slots; i++)
        if (old.entry[i].unit)
            *tally_find(tally, old.entry[i].unit - 1, old.entry[i].category) = old.entry[i];
    free(old.entry);
    return SLIDE_OK;
}

static enum slide_status tally_add(struct tally *tally, size_t unit, double weight, float value,
                                   struct slide_error *error)
{
    enum slide_status status = 2 * tally->entries >= tally->slots ? tally_grow(tally, error) : SLIDE_OK;
    struct tally_entry *entry;

    if (status != SLIDE_OK)
        return status;
    if (value != rintf(value) || fabsf(value) >= MOST_CATEGORY)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "A majority was asked of a map that holds %g, which is no whole number below 2^24: it is a "
                          "quantity, or its categories must be numbered anew.",
                          value);
    entry = tally_find(tally, unit, (int)value);
    if (!entry->unit) {
        *entry = (struct tally_entry){unit + 1, (int)value, 0.};
        tally->entries++;
    }
    entry->weight += weight;
    return SLIDE_OK;
}

/* state: the category so far, its weight */
static void tally_finish(const struct tally *tally, size_t columns, double *state)
{
    for (size_t i = 0; i < tally->slots; i++) {
        const struct tally_entry *entry = &tally->entry[i];
        double *best = entry->unit ? state + (entry->unit - 1) * columns * STATES : NULL;

        if (!best || entry->weight < best[1] || (entry->weight == best[1] && entry->category >= best[0]))
            continue;
        best[0] = entry->category;
        best[1] = entry->weight;
    }
}

/* state: weight, mean, sum of squares about it */
static void add_moments(double *state, double value, double weight)
{
    const double difference = value - state[1];

    state[0] += weight;
    state[1] += difference * weight / state[0];
    state[2] += weight * difference * (value - state[1]);
}

/* state: whether there was one, least, greatest */
static void add_extremes(double *state, double value)
{
    state[1] = state[0] == 0. ? value : fmin(state[1], value);
    state[2] = state[0] == 0. ? value : fmax(state[2], value);
    state[0] = 1.;
}

/* state: weight, sums of sines and cosines */
static void add_direction(double *state, double value, double weight, double turn)
{
    const double angle = 2. * M_PI * value / turn;

    state[0] += weight;
    state[1] += weight * sin(angle);
    state[2] += weight * cos(angle);
}

/* state: weight, weight of what counts */
static void add_share(double *state, bool counts, double weight)
{
    state[0] += weight;
    state[1] += counts ? weight : 0.;
}

static enum slide_status add_value(struct zonal *zonal, size_t unit, size_t i, double weight, float value,
                                   struct slide_error *error)
{
    const struct zonal_column *column = &zonal->column[i];
    double *state = zonal->state + (unit * zonal->columns + i) * STATES;

    switch (column->statistic.kind) {
    case STATISTIC_MEAN:
    case STATISTIC_SD:
        add_moments(state, value, weight);
        break;
    case STATISTIC_MIN:
    case STATISTIC_MAX:
    case STATISTIC_RANGE:
        add_extremes(state, value);
        break;
    case STATISTIC_MEDIAN:
        zonal->held[i][zonal->start[unit] + (size_t)state[0]] = value;
        state[0] += 1.;
        break;
    case STATISTIC_CIRCULAR_MEAN:
        if (value != column->flat)
            add_direction(state, value, weight, column->turn);
        break;
    case STATISTIC_MAJORITY:
        return tally_add(&zonal->tally[i], unit, weight, value, error);
    case STATISTIC_SHARE:
        add_share(state, value == (float)column->statistic.category, weight);
        break;
    case STATISTIC_NONE:
        break;
    }
    return SLIDE_OK;
}

enum slide_status zonal_add(struct zonal *zonal, size_t unit, double weight, const float *value,
                            struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < zonal->columns && status == SLIDE_OK; i++)
        if (!isnan(value[zonal->column[i].source]))
            status = add_value(zonal, unit, i, weight, value[zonal->column[i].source], error);
    return status;
}

static int by_value(const void *a, const void *b)
{
    const float left = *(const float *)a, right = *(const float *)b;

    return (left > right) - (left < right);
}

static double median_of(float *value, size_t count)
{
    qsort(value, count, sizeof *value, by_value);
    return 0.5 * ((double)value[(count - 1) / 2] + value[count / 2]);
}

static double direction_of(const double *state, double turn)
{
    double angle = atan2(state[1], state[2]) / (2. * M_PI) * turn;

    if (hypot(state[1], state[2]) < CANCELLED * state[0])
        return NAN;
    if (angle < 0.)
        angle += turn;
    return (float)angle >= (float)turn ? 0. : angle;
}

/* the number of a unit that has valid cells of the map */
static double value_of(struct zonal *zonal, size_t unit, size_t i, const double *state)
{
    const struct zonal_column *column = &zonal->column[i];

    switch (column->statistic.kind) {
    case STATISTIC_MEAN:
    case STATISTIC_MIN:
        return state[1];
    case STATISTIC_SD:
        return sqrt(fmax(state[2], 0.) / state[0]);
    case STATISTIC_MAX:
        return state[2];
    case STATISTIC_RANGE:
        return state[2] - state[1];
    case STATISTIC_MEDIAN:
        return median_of(zonal->held[i] + zonal->start[unit], (size_t)state[0]);
    case STATISTIC_CIRCULAR_MEAN:
        return direction_of(state, column->turn);
    case STATISTIC_MAJORITY:
        return state[0];
    case STATISTIC_SHARE:
        return state[1] / state[0];
    case STATISTIC_NONE:
        break;
    }
    return NAN;
}

void zonal_finish(struct zonal *zonal, float *value)
{
    for (size_t i = 0; i < zonal->columns; i++) {
        const bool majority = zonal->column[i].statistic.kind == STATISTIC_MAJORITY;

        if (majority)
            tally_finish(&zonal->tally[i], zonal->columns, zonal->state + i * STATES);
        for (size_t unit = 0; unit < zonal->units; unit++) {
            const double *state = zonal->state + (unit * zonal->columns + i) * STATES;
            const bool any = state[majority ? 1 : 0] > 0.;

            value[unit * zonal->columns + i] = any ? (float)value_of(zonal, unit, i, state) : NAN;
        }
    }
}

static enum slide_status hold_cells(struct zonal *zonal, const struct unit_index *index, struct slide_error *error)
{
    zonal->start = malloc((index->units + 1) * sizeof *zonal->start);
    if (!zonal->start)
        return slide_out_of_memory(error, (double)index->units * sizeof *zonal->start, "the medians of mapping units");
    zonal->start[0] = 0;
    for (size_t i = 0; i < index->units; i++)
        zonal->start[i + 1] = zonal->start[i] + index->unit[i].cells;
    for (size_t i = 0; i < zonal->columns; i++) {
        const size_t cells = zonal->start[index->units];

        if (zonal->column[i].statistic.kind != STATISTIC_MEDIAN)
            continue;
        zonal->held[i] = malloc((cells + 1) * sizeof *zonal->held[i]);
        if (!zonal->held[i])
            return slide_out_of_memory(error, (double)cells * sizeof *zonal->held[i], "a median of mapping units");
    }
    return SLIDE_OK;
}

enum slide_status zonal_start(struct zonal *zonal, const struct zonal_column *column, size_t columns,
                              const struct unit_index *index, struct slide_error *error)
{
    enum slide_status status;

    *zonal = (struct zonal){.units = index->units,
                            .columns = columns,
                            .column = column,
                            .state = calloc(index->units * columns * STATES + 1, sizeof *zonal->state),
                            .held = calloc(columns + 1, sizeof *zonal->held),
                            .tally = calloc(columns + 1, sizeof *zonal->tally)};
    if (zonal->state && zonal->held && zonal->tally)
        status = hold_cells(zonal, index, error);
    else
        status = slide_out_of_memory(error, (double)index->units * columns * STATES * sizeof *zonal->state,
                                     "the statistics of mapping units");
    if (status != SLIDE_OK)
        zonal_free(zonal);
    return status;
}

void zonal_free(struct zonal *zonal)
{
    for (size_t i = 0; i < zonal->columns; i++) {
        if (zonal->held)
            free(zonal->held[i]);
        if (zonal->tally)
            free(zonal->tally[i].entry);
    }
    free(zonal->held);
    free(zonal->tally);
    free(zonal->state);
    free(zonal->start);
    *zonal = (struct zonal){0};
}
