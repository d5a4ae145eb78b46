#include "learn/folds.h"

#include <stdlib.h>

#include "base/shuffle.h"

/* one class after the other, so that folds differ by one sample in each of them and in all */
static enum slide_status deal_samples(const struct sample_table *table, const struct subset *subset,
                                      const struct split_plan *plan, struct folds *out, struct slide_error *error)
{
    struct shuffled *order = malloc((subset->rows + 1) * sizeof *order);
    size_t dealt = 0;

    if (!order)
        return slide_out_of_memory(error, (double)subset->rows * sizeof *order, "the folds");
    for (int positive = 1; positive >= 0; positive--) {
        size_t count = 0;

        for (size_t i = 0; i < subset->rows; i++)
            if ((table->label[subset->row[i]] > 0.f) == positive)
                order[count++] = shuffled_item(plan->seed ^ 0x666f6c6473ULL, table->cell[subset->row[i]], i);
        shuffled_sort(order, count);
        for (size_t i = 0; i < count; i++)
            out->of[order[i].item] = (int)(dealt++ % out->folds);
    }
    free(order);
    return SLIDE_OK;
}

/* bands of whole lines: a line goes where the samples before its middle one fill up to */
static enum slide_status deal_lines(const struct sample_table *table, const struct subset *subset,
                                    const struct split_plan *plan, struct folds *out, struct slide_error *error)
{
    const uint64_t lines = plan->kind == SPLIT_ROWS ? plan->region_rows : plan->region_cols;
    size_t *count = calloc(lines + 1, sizeof *count);
    const size_t all = subset->rows > 0 ? subset->rows : 1;
    size_t before = 0;

    if (!count)
        return slide_out_of_memory(error, (double)lines * sizeof *count, "the folds");
    for (size_t i = 0; i < subset->rows; i++) {
        const uint64_t cell = table->cell[subset->row[i]];

        out->of[i] = (int)(plan->kind == SPLIT_ROWS ? cell / plan->region_cols : cell % plan->region_cols);
        count[out->of[i]]++;
    }
    for (uint64_t line = 0; line < lines; line++) {
        const size_t here = count[line];

        count[line] = (2 * before + here) * out->folds / (2 * all);
        before += here;
    }
    for (size_t i = 0; i < subset->rows; i++)
        out->of[i] = (int)count[out->of[i]];
    free(count);
    return SLIDE_OK;
}

static const char *group_name(enum split_kind kind)
{
    return kind == SPLIT_BLOCKS ? "blocks" : kind == SPLIT_MAP ? "values of split_map" : "events";
}

static enum slide_status deal_groups(const struct sample_table *table, const struct subset *subset,
                                     const struct split_plan *plan, struct folds *out, struct slide_error *error)
{
    struct groups groups;
    enum slide_status status = split_groups(table, subset, plan, &groups, error);

    if (status != SLIDE_OK)
        return status;
    if (out->folds == FOLDS_ALL)
        out->folds = groups.groups;
    if (out->folds > groups.groups)
        status = slide_fail(error, SLIDE_BAD_INPUT, "folds=%zu, but samples lie in %zu %s only.", out->folds,
                            groups.groups, group_name(plan->kind));
    else
        status = groups_deal(&groups, out->folds, plan->seed, out->of, error);
    groups_free(&groups);
    return status;
}

static enum slide_status deal(const struct sample_table *table, const struct subset *subset,
                              const struct split_plan *plan, struct folds *out, struct slide_error *error)
{
    switch (plan->kind) {
    case SPLIT_BLOCKS:
    case SPLIT_MAP:
    case SPLIT_EVENT:
        return deal_groups(table, subset, plan, out, error);
    case SPLIT_ROWS:
    case SPLIT_COLUMNS:
        return deal_lines(table, subset, plan, out, error);
    case SPLIT_CLUSTERS:
        return split_clusters(table, subset, plan, out->folds, out->of, error);
    case SPLIT_RANDOM:
        break;
    }
    return deal_samples(table, subset, plan, out, error);
}

enum slide_status folds_make(const struct sample_table *table, const struct subset *subset,
                             const struct split_plan *plan, size_t folds, struct folds *out, struct slide_error *error)
{
    const bool grouped = plan->kind == SPLIT_BLOCKS || plan->kind == SPLIT_MAP || plan->kind == SPLIT_EVENT;
    enum slide_status status;

    *out = (struct folds){.folds = folds, .samples = subset->rows};
    if (folds == 1 || (folds == FOLDS_ALL && !grouped))
        return slide_fail(
            error, SLIDE_BAD_INPUT,
            "folds=%zu with split=%s: at least 2 folds are needed (0, for as many as there are, goes with "
            "blocks, map and event only).",
            folds, split_name(plan->kind));
    out->of = malloc((subset->rows + 1) * sizeof *out->of);
    if (!out->of)
        return slide_out_of_memory(error, (double)subset->rows * sizeof *out->of, "the folds");
    status = deal(table, subset, plan, out, error);
    if (status != SLIDE_OK)
        folds_free(out);
    return status;
}

static enum slide_status check_fold(const struct folds *folds, size_t fold, const struct split_counts *counts,
                                    struct slide_error *error)
{
    const bool training = counts->train_positive && counts->train_negative;

    if (training && counts->test_positive && counts->test_negative)
        return SLIDE_OK;
    return slide_fail(
        error, SLIDE_NO_DATA,
        "Fold %zu of %zu holds %zu landslide cells and %zu others, with %zu and %zu left to train on: both "
        "classes are needed in either part. Give fewer folds, other blocks, a smaller gap or another seed.",
        fold + 1, folds->folds, counts->test_positive, counts->test_negative, counts->train_positive,
        counts->train_negative);
}

enum slide_status folds_split(const struct folds *folds, size_t fold, const struct sample_table *table,
                              const struct subset *subset, const struct split_place *place, struct split *split,
                              struct slide_error *error)
{
    unsigned char *part = malloc(subset->rows + 1);
    enum slide_status status;

    *split = (struct split){0};
    if (!part)
        return slide_out_of_memory(error, (double)subset->rows, "a fold");
    for (size_t i = 0; i < subset->rows; i++)
        part[i] = folds->of[i] < 0 ? SPLIT_NEITHER : folds->of[i] == (int)fold ? SPLIT_TEST : SPLIT_TRAIN;
    status = split_take(table, subset, place, part, split, error);
    if (status == SLIDE_OK)
        status = check_fold(folds, fold, &split->counts, error);
    free(part);
    if (status != SLIDE_OK)
        split_free(split);
    return status;
}

void folds_free(struct folds *folds)
{
    free(folds->of);
    *folds = (struct folds){0};
}
