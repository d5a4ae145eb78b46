#include "learn/split.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/shuffle.h"
#include "learn/kmeans.h"

#define MANY_STARTS 10 /* of k-means, the best of which is taken */

const struct split_method split_methods[] = {
    {"random", "the same share of either class, drawn at random", "training", "held-out", SPLIT_RANDOM, true},
    {"rows", "the southern rows of the region, folds are bands of rows", "northern", "southern", SPLIT_ROWS, false},
    {"north_south", "the same as rows", "northern", "southern", SPLIT_ROWS, false},
    {"columns", "the eastern columns of the region, folds are bands of columns", "western", "eastern", SPLIT_COLUMNS,
     false},
    {"blocks", "whole square blocks of block= metres, drawn at random", "training", "held-out", SPLIT_BLOCKS, true},
    {"clusters", "clusters of the samples' coordinates by k-means", "training", "held-out", SPLIT_CLUSTERS, true},
    {"map", "where split_map is 1, folds are its values", "training", "held-out", SPLIT_MAP, true},
    {"event", "the last event, folds leave out one after the other", "training", "held-out", SPLIT_EVENT, true},
    {NULL, NULL, NULL, NULL, SPLIT_RANDOM, false},
};

const struct split_method *split_method_find(const char *name)
{
    for (const struct split_method *method = split_methods; method->name; method++)
        if (strcmp(method->name, name) == 0)
            return method;
    return NULL;
}

const struct split_method *split_method_of(enum split_kind kind)
{
    const struct split_method *method = split_methods;

    while (method->kind != kind)
        method++;
    return method;
}

const char *split_name(enum split_kind kind)
{
    return split_method_of(kind)->name;
}

uint64_t split_cut_row(uint64_t region_rows, double test_share)
{
    return region_rows - (uint64_t)rint(test_share * (double)region_rows);
}

/* the samples of one class; `order` has room for all of them */
static void hold_out_of_class(const struct sample_table *table, const struct subset *drawn, int positive,
                              const struct split_plan *plan, struct shuffled *order, unsigned char *test)
{
    size_t count = 0, held_out;

    for (size_t i = 0; i < drawn->rows; i++) {
        /* not the sampling's own seed: its priorities are all small among the negatives kept */
        if ((table->label[drawn->row[i]] > 0.f) == positive)
            order[count++] = shuffled_item(plan->seed ^ 0x73706c6974ULL, table->cell[drawn->row[i]], i);
    }
    shuffled_sort(order, count);
    held_out = (size_t)rint(plan->test_share * (double)count);
    for (size_t i = 0; i < held_out; i++)
        test[order[i].item] = 1;
}

static enum slide_status flag_random(const struct sample_table *table, const struct subset *drawn,
                                     const struct split_plan *plan, unsigned char *test, struct slide_error *error)
{
    struct shuffled *order = malloc((drawn->rows + 1) * sizeof *order);

    if (!order)
        return slide_out_of_memory(error, (double)drawn->rows * sizeof *order, "the split");
    for (int positive = 0; positive <= 1; positive++)
        hold_out_of_class(table, drawn, positive, plan, order, test);
    free(order);
    return SLIDE_OK;
}

static enum slide_status flag_rows(const struct sample_table *table, const struct subset *drawn,
                                   const struct split_plan *plan, unsigned char *test, struct slide_error *error)
{
    const uint64_t cut = split_cut_row(plan->region_rows, plan->test_share);

    (void)error;
    for (size_t i = 0; i < drawn->rows; i++)
        test[i] = table->cell[drawn->row[i]] / plan->region_cols >= cut;
    return SLIDE_OK;
}

static enum slide_status flag_columns(const struct sample_table *table, const struct subset *drawn,
                                      const struct split_plan *plan, unsigned char *test, struct slide_error *error)
{
    const uint64_t cut = split_cut_row(plan->region_cols, plan->test_share);

    (void)error;
    for (size_t i = 0; i < drawn->rows; i++)
        test[i] = table->cell[drawn->row[i]] % plan->region_cols >= cut;
    return SLIDE_OK;
}

static enum slide_status refuse_one_group(const struct split_plan *plan, const int *of, const struct subset *drawn,
                                          size_t groups, struct slide_error *error)
{
    if (plan->kind == SPLIT_BLOCKS)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "All samples lie in one block of block=%g metres. Give a smaller block.", plan->place.block);
    if (plan->kind == SPLIT_EVENT)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "split=event needs samples of at least two events, not of %zu. Choose another split=.",
                          groups);
    if (groups == 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "split_map is null at all %zu samples: it must have a value at some.",
                          drawn->rows);
    for (size_t i = 0; i < drawn->rows; i++)
        if (of[drawn->row[i]] != SPLIT_ZONE_NONE)
            return slide_fail(error, SLIDE_BAD_INPUT,
                              "split_map has one value, %d, at all samples: it must have at least two.",
                              of[drawn->row[i]]);
    return SLIDE_BAD_INPUT;
}

enum slide_status split_groups(const struct sample_table *table, const struct subset *drawn,
                               const struct split_plan *plan, struct groups *groups, struct slide_error *error)
{
    const int *number = plan->kind == SPLIT_MAP ? plan->place.zone : table->event;
    enum slide_status status;

    *groups = (struct groups){0};
    if (plan->kind == SPLIT_BLOCKS)
        status = groups_of_blocks(table, drawn, &plan->place.ground, plan->place.block, groups, error);
    else if (!number)
        return refuse_one_group(plan, NULL, drawn, plan->kind == SPLIT_EVENT, error);
    else
        status = groups_of_numbers(table, drawn, number, SPLIT_ZONE_NONE, groups, error);
    if (status == SLIDE_OK && groups->groups < 2) {
        status = refuse_one_group(plan, number, drawn, groups->groups, error);
        groups_free(groups);
    }
    return status;
}

static enum slide_status flag_blocks(const struct sample_table *table, const struct subset *drawn,
                                     const struct split_plan *plan, unsigned char *test, struct slide_error *error)
{
    struct groups groups;
    enum slide_status status = split_groups(table, drawn, plan, &groups, error);

    if (status == SLIDE_OK)
        status = groups_draw(&groups, plan->test_share, plan->seed, test, error);
    groups_free(&groups);
    return status;
}

enum slide_status split_clusters(const struct sample_table *table, const struct subset *drawn,
                                 const struct split_plan *plan, size_t clusters, int *cluster,
                                 struct slide_error *error)
{
    double *place = malloc((drawn->rows * PLACE_AXES + 1) * sizeof *place);
    enum slide_status status;

    if (!place)
        return slide_out_of_memory(error, (double)drawn->rows * PLACE_AXES * sizeof *place, "the samples' places");
    places_of(table, drawn, &plan->place.ground, place);
    status = kmeans(place, drawn->rows, clusters, MANY_STARTS, plan->seed, cluster, NULL, error);
    free(place);
    return status;
}

/* the cluster whose size is nearest to the share; `size` is scratch of [clusters] zeros */
static int nearest_cluster(const int *cluster, size_t rows, double share, size_t *size, size_t clusters)
{
    size_t best = 0;

    for (size_t i = 0; i < rows; i++)
        size[cluster[i]]++;
    for (size_t k = 1; k < clusters; k++)
        if (fabs((double)size[k] - share * (double)rows) < fabs((double)size[best] - share * (double)rows))
            best = k;
    return (int)best;
}

static enum slide_status flag_clusters(const struct sample_table *table, const struct subset *drawn,
                                       const struct split_plan *plan, unsigned char *test, struct slide_error *error)
{
    const size_t clusters = (size_t)fmax(rint(1. / plan->test_share), 2.);
    int *cluster = malloc((drawn->rows + 1) * sizeof *cluster);
    size_t *size = calloc(clusters, sizeof *size);
    enum slide_status status = SLIDE_OK;

    if (cluster && size)
        status = split_clusters(table, drawn, plan, clusters, cluster, error);
    else
        status = slide_out_of_memory(error, (double)drawn->rows * sizeof *cluster, "clusters");
    if (status == SLIDE_OK) {
        const int held = nearest_cluster(cluster, drawn->rows, plan->test_share, size, clusters);

        for (size_t i = 0; i < drawn->rows; i++)
            test[i] = cluster[i] == held;
    }
    free(cluster);
    free(size);
    return status;
}

static enum slide_status flag_numbers(const struct sample_table *table, const struct subset *drawn,
                                      const struct split_plan *plan, unsigned char *test, struct slide_error *error)
{
    const int *number = plan->kind == SPLIT_MAP ? plan->place.zone : table->event;
    struct groups groups;
    enum slide_status status = split_groups(table, drawn, plan, &groups, error);
    int held = 1;

    if (status != SLIDE_OK)
        return status;
    for (size_t i = 0; plan->kind == SPLIT_EVENT && i < drawn->rows; i++)
        held = number[drawn->row[i]] > held || i == 0 ? number[drawn->row[i]] : held;
    for (size_t i = 0; i < drawn->rows; i++) {
        const int mine = number[drawn->row[i]];

        test[i] = mine == SPLIT_ZONE_NONE ? SPLIT_NEITHER : mine == held ? SPLIT_TEST : SPLIT_TRAIN;
    }
    groups_free(&groups);
    return SLIDE_OK;
}

typedef enum slide_status flagger(const struct sample_table *table, const struct subset *drawn,
                                  const struct split_plan *plan, unsigned char *test, struct slide_error *error);

static flagger *const flaggers[] = {
    [SPLIT_RANDOM] = flag_random, [SPLIT_ROWS] = flag_rows,         [SPLIT_COLUMNS] = flag_columns,
    [SPLIT_BLOCKS] = flag_blocks, [SPLIT_CLUSTERS] = flag_clusters, [SPLIT_MAP] = flag_numbers,
    [SPLIT_EVENT] = flag_numbers,
};

static void count_parts(const struct sample_table *table, size_t drawn, struct split *split)
{
    struct split_counts *counts = &split->counts;

    counts->train_positive = subset_positives(table, &split->train);
    counts->train_negative = split->train.rows - counts->train_positive;
    counts->test_positive = subset_positives(table, &split->test);
    counts->test_negative = split->test.rows - counts->test_positive;
    counts->left_out = drawn - split->train.rows - split->test.rows;
}

static enum slide_status check_parts(const struct split_plan *plan, const struct split_counts *counts,
                                     struct slide_error *error)
{
    const struct split_method *method = split_method_of(plan->kind);

    if (!counts->train_positive || !counts->train_negative)
        return slide_fail(error, SLIDE_NO_DATA,
                          "Nothing to train on: the %s part holds %zu landslide cells and %zu others%s. Lower test= or "
                          "enlarge the region.",
                          method->train, counts->train_positive, counts->train_negative,
                          counts->left_out ? " outside the gap" : "");
    if (plan->test_share > 0. && (!counts->test_positive || !counts->test_negative))
        return slide_fail(error, SLIDE_NO_DATA,
                          "Nothing to score on: the %s part holds %zu landslide cells and %zu others. Raise test=, or "
                          "give test=0 to train without scores.",
                          method->test, counts->test_positive, counts->test_negative);
    return SLIDE_OK;
}

/* takes out the training samples that are too near to a held-out one */
static enum slide_status keep_gap(const struct sample_table *table, const struct subset *drawn,
                                  const struct split_place *place, const struct split *split, unsigned char *part,
                                  struct slide_error *error)
{
    double *train = malloc((drawn->rows * PLACE_AXES + 1) * sizeof *train);
    double *test = train ? train + split->train.rows * PLACE_AXES : NULL;
    unsigned char *near = malloc(split->train.rows + 1);
    enum slide_status status = SLIDE_OK;

    if (train && near) {
        places_of(table, &split->train, &place->ground, train);
        places_of(table, &split->test, &place->ground, test);
        status = places_near(train, split->train.rows, test, split->test.rows, place->gap, near, error);
    } else {
        status = slide_out_of_memory(error, (double)drawn->rows * PLACE_AXES * sizeof *train, "the samples' places");
    }
    for (size_t i = 0, j = 0; status == SLIDE_OK && i < drawn->rows; i++)
        if (part[i] == SPLIT_TRAIN && near[j++])
            part[i] = SPLIT_NEITHER;
    free(train);
    free(near);
    return status;
}

enum slide_status split_take(const struct sample_table *table, const struct subset *drawn,
                             const struct split_place *place, unsigned char *part, struct split *split,
                             struct slide_error *error)
{
    enum slide_status status = subset_where(drawn, part, SPLIT_TRAIN, &split->train, error);

    if (status == SLIDE_OK)
        status = subset_where(drawn, part, SPLIT_TEST, &split->test, error);
    if (status == SLIDE_OK && place->gap > 0. && split->test.rows > 0) {
        status = keep_gap(table, drawn, place, split, part, error);
        subset_free(&split->train);
        if (status == SLIDE_OK)
            status = subset_where(drawn, part, SPLIT_TRAIN, &split->train, error);
    }
    if (status == SLIDE_OK)
        count_parts(table, drawn->rows, split);
    return status;
}

enum slide_status split_samples(const struct sample_table *table, const struct subset *drawn,
                                const struct split_plan *plan, struct split *split, struct slide_error *error)
{
    unsigned char *part = calloc(drawn->rows + 1, 1);
    enum slide_status status = SLIDE_OK;

    *split = (struct split){0};
    if (!part)
        return slide_out_of_memory(error, (double)drawn->rows, "the split");
    if (plan->test_share > 0.)
        status = flaggers[plan->kind](table, drawn, plan, part, error);
    if (status == SLIDE_OK)
        status = split_take(table, drawn, &plan->place, part, split, error);
    if (status == SLIDE_OK)
        status = check_parts(plan, &split->counts, error);
    free(part);
    if (status != SLIDE_OK)
        split_free(split);
    return status;
}

void split_free(struct split *split)
{
    subset_free(&split->train);
    subset_free(&split->test);
}
