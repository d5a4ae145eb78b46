#include "learn/split.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

const struct split_method split_methods[] = {
    {"random", "the same share of either class, drawn at random", SPLIT_RANDOM},
    {"north_south", "the southern rows of the region", SPLIT_NORTH_SOUTH},
    {NULL, NULL, SPLIT_RANDOM},
};

const struct split_method *split_method_find(const char *name)
{
    for (const struct split_method *method = split_methods; method->name; method++)
        if (strcmp(method->name, name) == 0)
            return method;
    return NULL;
}

const char *split_name(enum split_kind kind)
{
    const struct split_method *method = split_methods;

    while (method->kind != kind)
        method++;
    return method->name;
}

uint64_t split_cut_row(uint64_t region_rows, double test_share)
{
    return region_rows - (uint64_t)rint(test_share * (double)region_rows);
}

struct drawn {
    uint64_t priority;
    size_t row;
};

static int by_priority(const void *a, const void *b)
{
    const struct drawn *left = a, *right = b;

    if (left->priority != right->priority)
        return left->priority < right->priority ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

/* `drawn` has room for every row of the table */
static void hold_out_of_class(const struct sample_table *table, int label, double share, uint64_t seed,
                              struct drawn *drawn, unsigned char *test)
{
    size_t count = 0, held_out;

    for (size_t row = 0; row < table->rows; row++) {
        if (table->label[row] == label) {
            /* not the sampling's own seed: its priorities are all small among the negatives kept */
            struct random_stream stream = random_stream_at(seed ^ 0x73706c6974ULL, table->cell[row]);

            drawn[count++] = (struct drawn){random_bits(&stream), row};
        }
    }
    qsort(drawn, count, sizeof *drawn, by_priority);
    held_out = (size_t)rint(share * (double)count);
    for (size_t i = 0; i < held_out; i++)
        test[drawn[i].row] = 1;
}

static enum slide_status split_random(const struct sample_table *table, uint64_t seed, struct split *split,
                                      struct slide_error *error)
{
    struct drawn *drawn = malloc((table->rows + 1) * sizeof *drawn);

    if (!drawn)
        return slide_out_of_memory(error, (double)table->rows * sizeof *drawn, "the split");
    for (int label = 0; label <= 1; label++)
        hold_out_of_class(table, label, split->test_share, seed, drawn, split->test);
    free(drawn);
    return SLIDE_OK;
}

static void count_parts(const struct sample_table *table, struct split *split)
{
    size_t count[2][2] = {{0}};

    for (size_t row = 0; row < table->rows; row++)
        count[split->test[row]][table->label[row]]++;
    split->train_negative = count[0][0];
    split->train_positive = count[0][1];
    split->test_negative = count[1][0];
    split->test_positive = count[1][1];
}

static enum slide_status check_parts(const struct split *split, struct slide_error *error)
{
    const int north_south = split->kind == SPLIT_NORTH_SOUTH;

    if (!split->train_positive || !split->train_negative)
        return slide_fail(error, SLIDE_NO_DATA,
                          "Nothing to train on: the %s part holds %zu landslide cells and %zu others. Lower test= or "
                          "enlarge the region.",
                          north_south ? "northern" : "training", split->train_positive, split->train_negative);
    if (split->test_share > 0. && (!split->test_positive || !split->test_negative))
        return slide_fail(error, SLIDE_NO_DATA,
                          "Nothing to score on: the %s part holds %zu landslide cells and %zu others. Raise test=, or "
                          "give test=0 to train without scores.",
                          north_south ? "southern" : "held-out", split->test_positive, split->test_negative);
    return SLIDE_OK;
}

enum slide_status split_samples(const struct sample_table *table, enum split_kind kind, double test_share,
                                uint64_t seed, uint64_t region_rows, uint64_t region_cols, struct split *split,
                                struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    *split = (struct split){.kind = kind, .test_share = test_share, .cut_row = region_rows};
    split->test = calloc(table->rows + 1, 1);
    if (!split->test)
        return slide_out_of_memory(error, (double)table->rows, "the split");
    if (kind == SPLIT_NORTH_SOUTH) {
        split->cut_row = split_cut_row(region_rows, test_share);
        for (size_t row = 0; row < table->rows; row++)
            split->test[row] = table->cell[row] / region_cols >= split->cut_row;
    } else
        status = split_random(table, seed, split, error);
    if (status == SLIDE_OK) {
        count_parts(table, split);
        status = check_parts(split, error);
    }
    if (status != SLIDE_OK)
        split_free(split);
    return status;
}

void split_free(struct split *split)
{
    free(split->test);
    split->test = NULL;
}
