#include "learn/forest_grow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include "base/random.h"
#include "learn/bins.h"
#include "learn/split_search.h"

/* a node whose samples are not parted yet */
struct open_node {
    size_t node, begin, end, depth;
};

/* one thread's tree while it grows */
struct grower {
    const struct learner_data *data;
    const struct forest_settings *settings;
    const struct bins *bins;
    struct trees tree;
    struct random_stream stream;
    struct bootstrap_sample *sample, *parted; /* [rows] */
    uint32_t *draws;                          /* [rows] */
    size_t *feature;                          /* [features] in drawn order */
    struct open_node *open;                   /* [2 * max_depth + 2] */
    size_t opened;
    struct split_scratch scratch;
};

static void grower_free(struct grower *grower)
{
    trees_free(&grower->tree);
    free(grower->sample);
    free(grower->parted);
    free(grower->draws);
    free(grower->feature);
    free(grower->open);
    split_scratch_free(&grower->scratch);
}

static enum slide_status grower_new(const struct learner_data *data, const struct forest_settings *settings,
                                    const struct bins *bins, struct grower *grower, struct slide_error *error)
{
    const size_t rows = data->rows;

    *grower = (struct grower){.data = data,
                              .settings = settings,
                              .bins = bins,
                              .sample = malloc((rows + 1) * sizeof *grower->sample),
                              .parted = malloc((rows + 1) * sizeof *grower->parted),
                              .draws = malloc((rows + 1) * sizeof *grower->draws),
                              .feature = malloc((data->features + 1) * sizeof *grower->feature),
                              .open = malloc((2 * settings->max_depth + 2) * sizeof *grower->open)};
    if (split_scratch_new(&grower->scratch, rows) && grower->sample && grower->parted && grower->draws &&
        grower->feature && grower->open)
        return SLIDE_OK;
    grower_free(grower);
    return slide_out_of_memory(error, 60. * (double)rows, "a growing tree");
}

static void draw_rows(struct grower *grower)
{
    const size_t rows = grower->data->rows;

    for (size_t i = 0; i < rows; i++)
        grower->draws[i] = !grower->settings->bootstrap;
    for (size_t i = 0; i < rows && grower->settings->bootstrap; i++)
        grower->draws[random_below(&grower->stream, rows)]++;
}

static int by_label(const void *a, const void *b)
{
    const struct bootstrap_sample *left = a, *right = b;

    if (left->label != right->label)
        return left->label < right->label ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

/* As many draws with replacement as there are rows, or each row once; returns how many rows were drawn. Parted samples
 * keep their order, so that what absolute errors and medians need by label is sorted once for a tree. */
static size_t take_samples(struct grower *grower)
{
    const struct learner_data *data = grower->data;
    size_t count = 0;

    draw_rows(grower);
    for (size_t row = 0; row < data->rows; row++) {
        const uint32_t draws = grower->draws[row];

        if (draws == 0)
            continue;
        grower->sample[count] =
            (struct bootstrap_sample){.row = (uint32_t)row,
                                      .count = draws,
                                      .weight = (float)draws * (data->weight ? data->weight[row] : 1.f),
                                      .label = data->label[row]};
        count++;
    }
    if (grower->settings->absolute)
        qsort(grower->sample, count, sizeof *grower->sample, by_label);
    return count;
}

/* half-way between the two middle ones where the weights part evenly */
static double median_of(const struct bootstrap_sample *sample, size_t count)
{
    double all = 0., below = 0.;

    for (size_t i = 0; i < count; i++)
        all += sample[i].weight;
    for (size_t i = 0; i < count; i++) {
        below += sample[i].weight;
        if (below > all / 2. || i + 1 == count)
            return sample[i].label;
        if (below == all / 2.)
            return ((double)sample[i].label + sample[i + 1].label) / 2.;
    }
    return 0.;
}

/* The share of the draws where weights are for the splits alone. To divide the odds of the trees' mean by the ratio of
 * the weights would not take them out: a leaf of one class alone, as most are in a deep tree, has none in it. */
static double mean_of(const struct grower *grower, const struct bootstrap_sample *sample, size_t count)
{
    double weight = 0., sum = 0.;

    for (size_t i = 0; i < count; i++) {
        const double one = grower->data->keep_weighted ? (double)sample[i].weight : sample[i].count;

        weight += one;
        sum += one * sample[i].label;
    }
    return sum / weight;
}

/* room must be there */
static size_t add_leaf(struct grower *grower, size_t begin, size_t end)
{
    const struct bootstrap_sample *sample = grower->sample + begin;
    struct trees *tree = &grower->tree;
    const size_t node = tree->nodes++;
    double weight = 0., value;

    for (size_t i = begin; i < end; i++)
        weight += grower->sample[i].weight;
    value = grower->settings->absolute ? median_of(sample, end - begin) : mean_of(grower, sample, end - begin);
    tree->left[node] = tree->right[node] = -1;
    tree->feature[node] = 0;
    tree->threshold[node] = (float)(value / (double)grower->settings->trees);
    tree->gain[node] = 0.f;
    tree->cover[node] = (float)weight;
    return node;
}

static bool may_part(const struct grower *grower, const struct open_node *at)
{
    const struct bootstrap_sample *sample = grower->sample;
    size_t draws = 0;
    bool alike = true;

    for (size_t i = at->begin; i < at->end; i++) {
        draws += sample[i].count;
        alike = alike && sample[i].label == sample[at->begin].label;
    }
    return !alike && at->depth < grower->settings->max_depth && draws >= grower->settings->min_samples_split &&
           draws >= 2 * grower->settings->min_samples_leaf;
}

/* draws features without replacement until enough were tried and one of them parts the samples */
static struct split_found find_split(struct grower *grower, const struct open_node *at)
{
    const struct forest_settings *settings = grower->settings;
    const struct bins *bins = grower->bins;
    const struct bootstrap_sample *sample = grower->sample + at->begin;
    const size_t count = at->end - at->begin, features = bins->features;
    struct split_found best = {0};

    for (size_t tried = 0; tried < features && (tried < settings->tried || !best.found); tried++) {
        const size_t place = tried + random_below(&grower->stream, features - tried);
        const size_t feature = grower->feature[place];

        grower->feature[place] = grower->feature[tried];
        grower->feature[tried] = feature;
        split_search(sample, count, bins->code + feature * bins->rows, bins->first[feature + 1] - bins->first[feature],
                     feature, settings->min_samples_leaf, settings->absolute, &grower->scratch, &best);
    }
    return best;
}

/* keeps the order of rows on either side; returns where the right one begins */
static size_t part(struct grower *grower, const struct open_node *at, const struct split_found *split)
{
    const uint16_t *code = grower->bins->code + split->feature * grower->bins->rows;
    size_t left = at->begin, right = 0;

    for (size_t i = at->begin; i < at->end; i++) {
        const struct bootstrap_sample one = grower->sample[i];

        if (code[one.row] <= split->left)
            grower->sample[left++] = one;
        else
            grower->parted[right++] = one;
    }
    memcpy(grower->sample + left, grower->parted, right * sizeof *grower->parted);
    return left;
}

static enum slide_status open_one(struct grower *grower, const struct open_node *at, struct slide_error *error)
{
    struct trees *tree = &grower->tree;
    struct split_found split;
    size_t middle;
    enum slide_status status;

    if (!may_part(grower, at))
        return SLIDE_OK;
    split = find_split(grower, at);
    if (!split.found)
        return SLIDE_OK;
    status = trees_reserve(tree, 0, 2, error);
    if (status != SLIDE_OK)
        return status;
    middle = part(grower, at, &split);
    tree->feature[at->node] = (int32_t)split.feature;
    tree->threshold[at->node] = bins_threshold(grower->bins, split.feature, split.left, split.right);
    tree->gain[at->node] = (float)fmax(split.gain, 0.);
    tree->left[at->node] = (int32_t)add_leaf(grower, at->begin, middle);
    tree->right[at->node] = (int32_t)add_leaf(grower, middle, at->end);
    grower->open[grower->opened++] = (struct open_node){(size_t)tree->right[at->node], middle, at->end, at->depth + 1};
    grower->open[grower->opened++] = (struct open_node){(size_t)tree->left[at->node], at->begin, middle, at->depth + 1};
    return SLIDE_OK;
}

static enum slide_status grow_tree(struct grower *grower, size_t number, struct slide_error *error)
{
    enum slide_status status = trees_reserve(&grower->tree, 1, 1, error);
    size_t count;

    if (status != SLIDE_OK)
        return status;
    grower->stream = random_stream_at(grower->settings->seed, number);
    for (size_t i = 0; i < grower->data->features; i++)
        grower->feature[i] = i;
    count = take_samples(grower);
    grower->open[0] = (struct open_node){add_leaf(grower, 0, count), 0, count, 0};
    grower->opened = 1;
    while (grower->opened > 0 && status == SLIDE_OK) {
        const struct open_node at = grower->open[--grower->opened];

        status = open_one(grower, &at, error);
    }
    return status;
}

/* trees one after the other into one */
static enum slide_status join(const struct trees *one, size_t count, struct trees *trees, struct slide_error *error)
{
    size_t nodes = 0;
    enum slide_status status;

    for (size_t i = 0; i < count; i++)
        nodes += one[i].nodes;
    status = trees_reserve(trees, count, nodes, error);
    for (size_t i = 0; i < count && status == SLIDE_OK; i++) {
        const size_t at = trees->nodes, bytes = one[i].nodes * sizeof(float);

        memcpy(trees->left + at, one[i].left, bytes);
        memcpy(trees->right + at, one[i].right, bytes);
        memcpy(trees->feature + at, one[i].feature, bytes);
        memcpy(trees->threshold + at, one[i].threshold, bytes);
        memcpy(trees->gain + at, one[i].gain, bytes);
        memcpy(trees->cover + at, one[i].cover, bytes);
        trees->nodes += one[i].nodes;
        trees->first[++trees->trees] = trees->nodes;
    }
    return status;
}

/* each thread grows whole trees, so that nothing depends on how many there are */
static enum slide_status grow_all(const struct learner_data *data, const struct forest_settings *settings,
                                  const struct bins *bins, struct trees *grown, struct slide_error *error)
{
    const long count = (long)settings->trees;
    enum slide_status status = SLIDE_OK;

#pragma omp parallel num_threads(settings->threads > 1 ? settings->threads : 1)
    {
        struct slide_error own_error;
        struct grower grower;
        enum slide_status own = grower_new(data, settings, bins, &grower, &own_error);
        const bool ready = own == SLIDE_OK;

#pragma omp for schedule(dynamic, 1)
        for (long i = 0; i < count; i++) {
            if (settings->progress && omp_get_thread_num() == 0)
                settings->progress(i, count, 5);
            if (own == SLIDE_OK)
                own = grow_tree(&grower, (size_t)i, &own_error);
            if (own == SLIDE_OK) {
                grown[i] = grower.tree;
                grower.tree = (struct trees){0};
            }
        }
        if (own != SLIDE_OK) {
#pragma omp critical(forest_grow)
            status = slide_fail(error, own, "%s", own_error.text);
        }
        if (ready)
            grower_free(&grower);
    }
    if (settings->progress)
        settings->progress(count, count, 5);
    return status;
}

enum slide_status forest_grow(const struct learner_data *data, const struct forest_settings *settings,
                              struct trees *trees, struct slide_error *error)
{
    struct trees *grown = calloc(settings->trees, sizeof *grown);
    struct bins bins = {0};
    enum slide_status status;

    *trees = (struct trees){.features = data->features};
    if (!grown)
        return slide_out_of_memory(error, (double)settings->trees * sizeof *grown, "the trees");
    status = bins_new(data->value, data->rows, data->features, settings->max_bin, &bins, error);
    if (status == SLIDE_OK)
        status = grow_all(data, settings, &bins, grown, error);
    if (status == SLIDE_OK)
        status = join(grown, settings->trees, trees, error);
    for (size_t i = 0; i < settings->trees; i++)
        trees_free(&grown[i]);
    free(grown);
    bins_free(&bins);
    if (status != SLIDE_OK)
        trees_free(trees);
    return status;
}
