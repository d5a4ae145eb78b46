#include "learn/split_search.h"

#include <stdlib.h>
#include <string.h>

#define FEW 24
#define EQUAL 1e-12 /* of a node's error: a difference that is rounding */

bool split_scratch_new(struct split_scratch *scratch, size_t rows, size_t bins)
{
    *scratch = (struct split_scratch){.key = malloc((rows + 1) * sizeof *scratch->key),
                                      .order = malloc((rows + 1) * sizeof *scratch->order),
                                      .rank = malloc((rows + 1) * sizeof *scratch->rank),
                                      .label = malloc((rows + 1) * sizeof *scratch->label),
                                      .below = malloc((rows + 1) * sizeof *scratch->below),
                                      .tree_sum = malloc(2 * (rows + 1) * sizeof *scratch->tree_sum),
                                      .start = malloc((bins + 1) * sizeof *scratch->start)};
    if (scratch->key && scratch->order && scratch->rank && scratch->label && scratch->below && scratch->tree_sum &&
        scratch->start)
        return true;
    split_scratch_free(scratch);
    return false;
}

void split_scratch_free(struct split_scratch *scratch)
{
    free(scratch->key);
    free(scratch->order);
    free(scratch->rank);
    free(scratch->label);
    free(scratch->below);
    free(scratch->tree_sum);
    free(scratch->start);
    *scratch = (struct split_scratch){0};
}

static int ascending(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static void sort_keys(uint64_t *key, size_t count)
{
    if (count > FEW) {
        qsort(key, count, sizeof *key, ascending);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const uint64_t one = key[i];
        size_t at = i;

        for (; at > 0 && key[at - 1] > one; at--)
            key[at] = key[at - 1];
        key[at] = one;
    }
}

/* bits that sort as the number does */
static uint32_t sortable(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

void split_rank_labels(const struct bootstrap_sample *sample, size_t count, struct split_scratch *scratch)
{
    for (size_t i = 0; i < count; i++)
        scratch->key[i] = (uint64_t)sortable(sample[i].label) << 32 | i;
    sort_keys(scratch->key, count);
    for (size_t place = 0; place < count; place++) {
        const uint32_t i = (uint32_t)scratch->key[place];

        scratch->rank[i] = (uint32_t)place;
        scratch->label[place] = sample[i].label;
    }
}

/* many samples are counted into place, few are sorted */
static void sort_by_bin(const struct bootstrap_sample *sample, size_t count, const uint16_t *code, size_t bins,
                        struct split_scratch *scratch)
{
    if (count * 4 < bins || count <= FEW) {
        for (size_t i = 0; i < count; i++)
            scratch->key[i] = (uint64_t)code[sample[i].row] << 32 | i;
        sort_keys(scratch->key, count);
        for (size_t i = 0; i < count; i++)
            scratch->order[i] = (uint32_t)scratch->key[i];
        return;
    }
    memset(scratch->start, 0, (bins + 1) * sizeof *scratch->start);
    for (size_t i = 0; i < count; i++)
        scratch->start[code[sample[i].row] + 1]++;
    for (size_t bin = 1; bin <= bins; bin++)
        scratch->start[bin] += scratch->start[bin - 1];
    for (size_t i = 0; i < count; i++)
        scratch->order[scratch->start[code[sample[i].row]]++] = (uint32_t)i;
}

/* sums over labels by rank, in a binary indexed tree (Fenwick 1994) */
struct label_sums {
    const float *label;
    double *weight, *sum; /* [count + 1] from 1 */
    size_t count;
    double all_weight, all_sum;
};

static void clear_sums(struct label_sums *sums)
{
    memset(sums->weight, 0, 2 * (sums->count + 1) * sizeof *sums->weight);
    sums->all_weight = sums->all_sum = 0.;
}

static void add_label(struct label_sums *sums, size_t rank, double weight, double label)
{
    for (size_t i = rank + 1; i <= sums->count; i += i & -i) {
        sums->weight[i] += weight;
        sums->sum[i] += weight * label;
    }
    sums->all_weight += weight;
    sums->all_sum += weight * label;
}

/* sum of weight * |label - median|: goes down the tree to the last rank below half the weight */
static double absolute_error(const struct label_sums *sums)
{
    double weight = 0., sum = 0., median;
    size_t at = 0, step = 1;

    while (step * 2 <= sums->count)
        step *= 2;
    for (; step > 0; step /= 2)
        if (at + step <= sums->count && weight + sums->weight[at + step] < sums->all_weight / 2.) {
            at += step;
            weight += sums->weight[at];
            sum += sums->sum[at];
        }
    median = sums->label[at < sums->count ? at : sums->count - 1];
    return (sums->all_sum - sum) - median * (sums->all_weight - weight) + median * weight - sum;
}

/* what every candidate is judged by */
struct candidates {
    const struct bootstrap_sample *sample;
    const uint16_t *code;
    size_t count, feature, least, draws;
    double equal; /* gains that differ by no more are one */
    struct split_scratch *scratch;
    struct split_found *best;
};

static bool is_better(const struct candidates *all, double gain, double squares)
{
    const struct split_found *best = all->best;

    if (!best->found || gain > best->gain + all->equal)
        return true;
    return gain >= best->gain - all->equal && squares > best->squares;
}

static void judge(const struct candidates *all, size_t last_left, size_t left_draws, double gain, double squares)
{
    const uint16_t left = all->code[all->sample[all->scratch->order[last_left]].row];
    const uint16_t right = all->code[all->sample[all->scratch->order[last_left + 1]].row];

    if (left == right || left_draws < all->least || all->draws - left_draws < all->least)
        return;
    if (is_better(all, gain, squares))
        *all->best = (struct split_found){
            .found = true, .gain = gain, .squares = squares, .feature = all->feature, .left = left, .right = right};
}

/* by how much a sum of squared errors falls, from the sums on one side and of all */
static double fall_of_squares(double left_weight, double left_sum, double weight, double sum)
{
    const double right_sum = sum - left_sum;

    return left_sum * left_sum / left_weight + right_sum * right_sum / (weight - left_weight) - sum * sum / weight;
}

static void search_squares(const struct candidates *all)
{
    double weight = 0., sum = 0., left_weight = 0., left_sum = 0.;
    size_t draws = 0;

    for (size_t i = 0; i < all->count; i++) {
        weight += all->sample[i].weight;
        sum += (double)all->sample[i].weight * all->sample[i].label;
    }
    for (size_t i = 0; i + 1 < all->count; i++) {
        const struct bootstrap_sample *one = &all->sample[all->scratch->order[i]];

        left_sum += (double)one->weight * one->label;
        left_weight += one->weight;
        draws += one->count;
        judge(all, i, draws, fall_of_squares(left_weight, left_sum, weight, sum), 0.);
    }
}

static void search_absolute(struct candidates *all)
{
    struct split_scratch *scratch = all->scratch;
    struct label_sums sums = {.label = scratch->label,
                              .weight = scratch->tree_sum,
                              .sum = scratch->tree_sum + all->count + 1,
                              .count = all->count};
    size_t draws = all->draws;
    double whole, weight, sum;

    clear_sums(&sums);
    for (size_t i = 0; i < all->count; i++) {
        const uint32_t at = scratch->order[i];

        add_label(&sums, scratch->rank[at], all->sample[at].weight, all->sample[at].label);
        scratch->below[i] = absolute_error(&sums);
    }
    whole = scratch->below[all->count - 1];
    weight = sums.all_weight;
    sum = sums.all_sum;
    all->equal = EQUAL * whole;
    clear_sums(&sums);
    for (size_t i = all->count - 1; i > 0; i--) {
        const uint32_t at = scratch->order[i];

        add_label(&sums, scratch->rank[at], all->sample[at].weight, all->sample[at].label);
        draws -= all->sample[at].count;
        judge(all, i - 1, draws, whole - scratch->below[i - 1] - absolute_error(&sums),
              fall_of_squares(sums.all_weight, sums.all_sum, weight, sum));
    }
}

void split_search(const struct bootstrap_sample *sample, size_t count, const uint16_t *code, size_t bins,
                  size_t feature, size_t least, bool absolute, struct split_scratch *scratch, struct split_found *best)
{
    struct candidates all = {.sample = sample,
                             .code = code,
                             .count = count,
                             .feature = feature,
                             .least = least,
                             .scratch = scratch,
                             .best = best};

    for (size_t i = 0; i < count; i++)
        all.draws += sample[i].count;
    sort_by_bin(sample, count, code, bins, scratch);
    if (absolute)
        search_absolute(&all);
    else
        search_squares(&all);
}
