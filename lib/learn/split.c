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
    size_t place; /* among the samples drawn */
};

static int by_priority(const void *a, const void *b)
{
    const struct drawn *left = a, *right = b;

    if (left->priority != right->priority)
        return left->priority < right->priority ? -1 : 1;
    return (left->place > right->place) - (left->place < right->place);
}

/* the samples of one class; `order` has room for all of them */
static void hold_out_of_class(const struct sample_table *table, const struct subset *drawn, int positive,
                              const struct split_plan *plan, struct drawn *order, unsigned char *test)
{
    size_t count = 0, held_out;

    for (size_t i = 0; i < drawn->rows; i++) {
        if ((table->label[drawn->row[i]] > 0.f) == positive) {
            /* not the sampling's own seed: its priorities are all small among the negatives kept */
            struct random_stream stream = random_stream_at(plan->seed ^ 0x73706c6974ULL, table->cell[drawn->row[i]]);

            order[count++] = (struct drawn){random_bits(&stream), i};
        }
    }
    qsort(order, count, sizeof *order, by_priority);
    held_out = (size_t)rint(plan->test_share * (double)count);
    for (size_t i = 0; i < held_out; i++)
        test[order[i].place] = 1;
}

static enum slide_status flag_random(const struct sample_table *table, const struct subset *drawn,
                                     const struct split_plan *plan, unsigned char *test, struct slide_error *error)
{
    struct drawn *order = malloc((drawn->rows + 1) * sizeof *order);

    if (!order)
        return slide_out_of_memory(error, (double)drawn->rows * sizeof *order, "the split");
    for (int positive = 0; positive <= 1; positive++)
        hold_out_of_class(table, drawn, positive, plan, order, test);
    free(order);
    return SLIDE_OK;
}

static enum slide_status flag_north_south(const struct sample_table *table, const struct subset *drawn,
                                          const struct split_plan *plan, unsigned char *test)
{
    const uint64_t cut_row = split_cut_row(plan->region_rows, plan->test_share);

    for (size_t i = 0; i < drawn->rows; i++)
        test[i] = table->cell[drawn->row[i]] / plan->region_cols >= cut_row;
    return SLIDE_OK;
}

static void count_parts(const struct sample_table *table, struct split *split)
{
    struct split_counts *counts = &split->counts;

    counts->train_positive = subset_positives(table, &split->train);
    counts->train_negative = split->train.rows - counts->train_positive;
    counts->test_positive = subset_positives(table, &split->test);
    counts->test_negative = split->test.rows - counts->test_positive;
}

static enum slide_status check_parts(const struct split_plan *plan, const struct split_counts *counts,
                                     struct slide_error *error)
{
    const int north_south = plan->kind == SPLIT_NORTH_SOUTH;

    if (!counts->train_positive || !counts->train_negative)
        return slide_fail(error, SLIDE_NO_DATA,
                          "Nothing to train on: the %s part holds %zu landslide cells and %zu others. Lower test= or "
                          "enlarge the region.",
                          north_south ? "northern" : "training", counts->train_positive, counts->train_negative);
    if (plan->test_share > 0. && (!counts->test_positive || !counts->test_negative))
        return slide_fail(error, SLIDE_NO_DATA,
                          "Nothing to score on: the %s part holds %zu landslide cells and %zu others. Raise test=, or "
                          "give test=0 to train without scores.",
                          north_south ? "southern" : "held-out", counts->test_positive, counts->test_negative);
    return SLIDE_OK;
}

static enum slide_status take_parts(const struct sample_table *table, const struct subset *drawn,
                                    const struct split_plan *plan, const unsigned char *test, struct split *split,
                                    struct slide_error *error)
{
    enum slide_status status = subset_where(drawn, test, 0, &split->train, error);

    if (status == SLIDE_OK)
        status = subset_where(drawn, test, 1, &split->test, error);
    if (status != SLIDE_OK)
        return status;
    count_parts(table, split);
    return check_parts(plan, &split->counts, error);
}

enum slide_status split_samples(const struct sample_table *table, const struct subset *drawn,
                                const struct split_plan *plan, struct split *split, struct slide_error *error)
{
    unsigned char *test = calloc(drawn->rows + 1, 1);
    enum slide_status status;

    *split = (struct split){0};
    if (!test)
        return slide_out_of_memory(error, (double)drawn->rows, "the split");
    if (plan->kind == SPLIT_NORTH_SOUTH)
        status = flag_north_south(table, drawn, plan, test);
    else
        status = flag_random(table, drawn, plan, test, error);
    if (status == SLIDE_OK)
        status = take_parts(table, drawn, plan, test, split, error);
    free(test);
    if (status != SLIDE_OK)
        split_free(split);
    return status;
}

void split_free(struct split *split)
{
    subset_free(&split->train);
    subset_free(&split->test);
}
