#include "learn/split_search.h"

#include <stdlib.h>
#include <string.h>

#define FEW 24
#define DIGITS 256  /* of which a bin's number has two */
#define EQUAL 1e-12 /* of a node's error: a difference that is rounding */

bool split_scratch_new(struct split_scratch *scratch, size_t rows)
{
    *scratch = (struct split_scratch){.order = malloc((rows + 1) * sizeof *scratch->order),
                                      .half_sorted = malloc((rows + 1) * sizeof *scratch->half_sorted),
                                      .above = malloc((rows + 1) * sizeof *scratch->above),
                                      .link = malloc(2 * (rows + 2) * sizeof *scratch->link)};
    if (scratch->order && scratch->half_sorted && scratch->above && scratch->link)
        return true;
    split_scratch_free(scratch);
    return false;
}

void split_scratch_free(struct split_scratch *scratch)
{
    free(scratch->order);
    free(scratch->half_sorted);
    free(scratch->above);
    free(scratch->link);
    *scratch = (struct split_scratch){0};
}

/* by insertion */
static void sort_few(const struct bootstrap_sample *sample, size_t count, const uint16_t *code, uint32_t *order)
{
    for (size_t i = 0; i < count; i++) {
        const uint16_t one = code[sample[i].row];
        size_t at = i;

        for (; at > 0 && code[sample[order[at - 1]].row] > one; at--)
            order[at] = order[at - 1];
        order[at] = (uint32_t)i;
    }
}

/* counts samples into place by one digit of their bin; from: NULL where they come as they are */
static void sort_by_digit(const struct bootstrap_sample *sample, size_t count, const uint16_t *code, int shift,
                          const uint32_t *from, uint32_t *to)
{
    uint32_t start[DIGITS + 1] = {0};

    for (size_t i = 0; i < count; i++)
        start[(code[sample[i].row] >> shift) % DIGITS + 1]++;
    for (size_t digit = 1; digit < DIGITS; digit++)
        start[digit] += start[digit - 1];
    for (size_t i = 0; i < count; i++) {
        const uint32_t one = from ? from[i] : (uint32_t)i;

        to[start[(code[sample[one].row] >> shift) % DIGITS]++] = one;
    }
}

/* samples of one bin keep their order */
static void sort_by_bin(const struct bootstrap_sample *sample, size_t count, const uint16_t *code, size_t bins,
                        struct split_scratch *scratch)
{
    if (count <= FEW)
        sort_few(sample, count, code, scratch->order);
    else if (bins <= DIGITS)
        sort_by_digit(sample, count, code, 0, NULL, scratch->order);
    else {
        sort_by_digit(sample, count, code, 0, NULL, scratch->half_sorted);
        sort_by_digit(sample, count, code, 8, scratch->half_sorted, scratch->order);
    }
}

/* Samples by ascending label, from which a sweep deletes one after the other while it keeps their median. To delete is
 * cheaper than to insert: the median's new neighbours are linked to it, not to be searched for. */
struct median_sweep {
    const struct bootstrap_sample *sample;
    uint32_t *before, *after; /* [count + 2] sample i is number i + 1; numbers 0 and count + 1 are the ends */
    size_t end, median;
    double weight, sum;             /* of weights and weighted labels, of all that are left */
    double below_weight, below_sum; /* of those before the median */
};

static double weighted_label(const struct median_sweep *sweep, size_t number)
{
    return (double)sweep->sample[number - 1].weight * sweep->sample[number - 1].label;
}

static void take_from_below(struct median_sweep *sweep, size_t number)
{
    sweep->below_weight -= sweep->sample[number - 1].weight;
    sweep->below_sum -= weighted_label(sweep, number);
}

/* to where half the weight is reached */
static void move_median(struct median_sweep *sweep)
{
    const double half = sweep->weight / 2.;

    while (sweep->before[sweep->median] > 0 && sweep->below_weight >= half) {
        sweep->median = sweep->before[sweep->median];
        take_from_below(sweep, sweep->median);
    }
    while (sweep->after[sweep->median] < sweep->end &&
           sweep->below_weight + sweep->sample[sweep->median - 1].weight < half) {
        sweep->below_weight += sweep->sample[sweep->median - 1].weight;
        sweep->below_sum += weighted_label(sweep, sweep->median);
        sweep->median = sweep->after[sweep->median];
    }
}

static struct median_sweep sweep_from_all(const struct bootstrap_sample *sample, size_t count, uint32_t *link)
{
    struct median_sweep sweep = {
        .sample = sample, .before = link, .after = link + count + 2, .end = count + 1, .median = 1};

    for (size_t number = 1; number <= count; number++) {
        sweep.weight += sample[number - 1].weight;
        sweep.sum += weighted_label(&sweep, number);
    }
    for (size_t number = 0; number <= count; number++) {
        sweep.after[number] = (uint32_t)number + 1;
        sweep.before[number + 1] = (uint32_t)number;
    }
    move_median(&sweep);
    return sweep;
}

/* one must be left */
static void sweep_delete(struct median_sweep *sweep, size_t i)
{
    const size_t number = i + 1, before = sweep->before[number], after = sweep->after[number];

    sweep->after[before] = (uint32_t)after;
    sweep->before[after] = (uint32_t)before;
    sweep->weight -= sweep->sample[i].weight;
    sweep->sum -= weighted_label(sweep, number);
    if (number < sweep->median)
        take_from_below(sweep, number);
    else if (number == sweep->median && after < sweep->end)
        sweep->median = after;
    else if (number == sweep->median) {
        sweep->median = before;
        take_from_below(sweep, before);
    }
    move_median(sweep);
}

/* sum of weight * |label - median| */
static double absolute_error(const struct median_sweep *sweep)
{
    const double median = sweep->sample[sweep->median - 1].label;

    return (sweep->sum - sweep->below_sum) - median * (sweep->weight - sweep->below_weight) +
           median * sweep->below_weight - sweep->below_sum;
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

/* from the left for what stays on the right of each split, then from the right */
static void search_absolute(struct candidates *all)
{
    const uint32_t *order = all->scratch->order;
    double *above = all->scratch->above;
    struct median_sweep sweep = sweep_from_all(all->sample, all->count, all->scratch->link);
    const double weight = sweep.weight, sum = sweep.sum;
    size_t draws = all->draws;

    for (size_t i = 0; i < all->count; i++) {
        above[i] = absolute_error(&sweep);
        if (i + 1 < all->count)
            sweep_delete(&sweep, order[i]);
    }
    all->equal = EQUAL * above[0];
    sweep = sweep_from_all(all->sample, all->count, all->scratch->link);
    for (size_t i = all->count - 1; i > 0; i--) {
        sweep_delete(&sweep, order[i]);
        draws -= all->sample[order[i]].count;
        judge(all, i - 1, draws, above[0] - above[i] - absolute_error(&sweep),
              fall_of_squares(sweep.weight, sweep.sum, weight, sum));
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
