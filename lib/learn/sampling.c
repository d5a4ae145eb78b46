#include "learn/sampling.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

struct held_negative {
    uint64_t priority;
    uint64_t cell;
    size_t row; /* in sampler->negative */
};

enum slide_status sampler_start(struct sampler *sampler, size_t predictors, uint64_t seed, size_t limit,
                                struct slide_error *error)
{
    *sampler = (struct sampler){.seed = seed, .limit = limit};
    sampler->positive = table_new(predictors);
    sampler->negative = table_new(predictors);
    sampler->null_cells = calloc(predictors, sizeof *sampler->null_cells);
    if (!sampler->null_cells)
        return slide_out_of_memory(error, (double)predictors * sizeof(uint64_t), "counts of null cells");
    return SLIDE_OK;
}

static int is_above(const struct held_negative *a, const struct held_negative *b)
{
    return a->priority != b->priority ? a->priority > b->priority : a->cell > b->cell;
}

static void sift_up(struct held_negative *heap, size_t place)
{
    const struct held_negative moved = heap[place];

    while (place > 0 && is_above(&moved, &heap[(place - 1) / 2])) {
        heap[place] = heap[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    heap[place] = moved;
}

static void sift_down(struct held_negative *heap, size_t count, size_t place)
{
    const struct held_negative moved = heap[place];

    for (size_t child = 2 * place + 1; child < count; child = 2 * place + 1) {
        if (child + 1 < count && is_above(&heap[child + 1], &heap[child]))
            child++;
        if (!is_above(&heap[child], &moved))
            break;
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = moved;
}

static enum slide_status hold(struct sampler *sampler, struct held_negative entry, const float *value,
                              struct slide_error *error)
{
    enum slide_status status;

    if (sampler->negative.rows == sampler->heap_capacity) {
        const size_t capacity = sampler->heap_capacity + sampler->heap_capacity / 2 + 1024;
        struct held_negative *heap = realloc(sampler->heap, capacity * sizeof *heap);

        if (!heap)
            return slide_out_of_memory(error, (double)capacity * sizeof *heap, "the negatives' priorities");
        sampler->heap = heap;
        sampler->heap_capacity = capacity;
    }
    entry.row = sampler->negative.rows;
    status = table_append(&sampler->negative, entry.cell, 0.f, value, error);
    if (status != SLIDE_OK)
        return status;
    sampler->heap[entry.row] = entry;
    sift_up(sampler->heap, entry.row);
    return SLIDE_OK;
}

static enum slide_status offer_negative(struct sampler *sampler, uint64_t cell, const float *value,
                                        struct slide_error *error)
{
    struct random_stream stream = random_stream_at(sampler->seed, cell);
    struct held_negative entry = {.priority = random_bits(&stream), .cell = cell};

    if (sampler->negative.rows < sampler->limit)
        return hold(sampler, entry, value, error);
    if (sampler->limit > 0 && is_above(&sampler->heap[0], &entry)) {
        entry.row = sampler->heap[0].row;
        table_set(&sampler->negative, entry.row, cell, 0.f, value);
        sampler->heap[0] = entry;
        sift_down(sampler->heap, sampler->negative.rows, 0);
    }
    return SLIDE_OK;
}

static int any_null(struct sampler *sampler, const float *value)
{
    int found = 0;

    for (size_t i = 0; i < sampler->positive.predictors; i++) {
        if (isnan(value[i])) {
            sampler->null_cells[i]++;
            found = 1;
        }
    }
    return found;
}

enum slide_status sampler_offer(struct sampler *sampler, uint64_t cell, double label, const float *value,
                                struct slide_error *error)
{
    sampler->seen.cells++;
    if (isnan(label)) {
        sampler->seen.label_null++;
        return SLIDE_OK;
    }
    if (any_null(sampler, value)) {
        sampler->seen.predictor_null++;
        return SLIDE_OK;
    }
    if (label != 0.) {
        sampler->seen.positive++;
        return table_append(&sampler->positive, cell, 1.f, value, error);
    }
    sampler->seen.negative_available++;
    return offer_negative(sampler, cell, value, error);
}

static size_t wanted_negatives(const struct sampler *sampler, double negatives_per_positive)
{
    const double wanted = rint(negatives_per_positive * (double)sampler->positive.rows);

    if (negatives_per_positive == 0. || wanted >= (double)sampler->negative.rows)
        return sampler->negative.rows;
    return (size_t)wanted;
}

/* takes the largest priorities off the heap: what remains in its first `count` places are the negatives to keep */
static void trim(struct sampler *sampler, size_t count)
{
    for (size_t held = sampler->negative.rows; held > count; held--) {
        sampler->heap[0] = sampler->heap[held - 1];
        sift_down(sampler->heap, held - 1, 0);
    }
}

enum slide_status sampler_finish(struct sampler *sampler, double negatives_per_positive, struct sample_table *table,
                                 struct sampling *sampling, struct slide_error *error)
{
    const size_t kept = wanted_negatives(sampler, negatives_per_positive);
    enum slide_status status = SLIDE_OK;

    trim(sampler, kept);
    *table = sampler->positive;
    sampler->positive = table_new(table->predictors);
    for (size_t i = 0; i < kept && status == SLIDE_OK; i++) {
        const struct held_negative *entry = &sampler->heap[i];

        status = table_append(table, entry->cell, 0.f, sampler->negative.value + entry->row * table->predictors, error);
    }
    table_free(&sampler->negative);
    if (status == SLIDE_OK)
        status = table_sort(table, error);
    *sampling = sampler->seen;
    sampling->negative = kept;
    sampling->negatives_per_positive = negatives_per_positive;
    if (status != SLIDE_OK)
        table_free(table);
    return status;
}

void sampler_free(struct sampler *sampler)
{
    table_free(&sampler->positive);
    table_free(&sampler->negative);
    free(sampler->heap);
    free(sampler->null_cells);
    *sampler = (struct sampler){0};
}

double sampling_negative_fraction(const struct sampling *sampling)
{
    return sampling->negative_available ? (double)sampling->negative / (double)sampling->negative_available : 1.;
}

double prior_corrected(double q, double negative_fraction)
{
    return negative_fraction * q / (negative_fraction * q + (1. - q));
}
