#include "net_detect.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "block.h"
#include "catalogue.h"
#include "grass/fatal.h"
#include "grass/vectors.h"
#include "learn/attribution.h"
#include "learn/detection.h"
#include "learn/net_held.h"
#include "learn/net_learner.h"
#include "net_image.h"
#include "net_members.h"

#define BATCH 64

/* windows over the region and their scores */
struct scan {
    const struct request *request;
    struct net_members members;
    struct net_image image; /* the rows of a row of windows */
    struct patch_rule rule;
    int rows, cols, size, stride;
    int down, across; /* windows */
    float *score;     /* [down][across] NaN where a window has too many null cells */
    float *bands;     /* [BATCH][features][size][size] */
};

static int row_of(const struct scan *scan, int down)
{
    return window_start(scan->rows, scan->size, scan->stride, down);
}

static int col_of(const struct scan *scan, int across)
{
    return window_start(scan->cols, scan->size, scan->stride, across);
}

/* the windows of a row from `first` on whose null cells are few enough, BATCH at most; @return the next one */
static int take_windows(struct scan *scan, const struct transform *transform, int down, int first, int *window,
                        size_t *count)
{
    const size_t length = transform->features * (size_t)scan->size * scan->size;
    int across = first;

    *count = 0;
    for (; across < scan->across && *count < BATCH; across++) {
        const struct tile_box box = {row_of(scan, down), scan->size, col_of(scan, across), scan->size};
        const size_t null = net_image_window(&scan->image, transform, &box, scan->bands + *count * length);

        if ((double)null <= scan->rule.most_null)
            window[(*count)++] = across;
    }
    return across;
}

/* adds a member's share to the scores of a row of windows */
static void score_row(struct scan *scan, size_t place, int down)
{
    const struct member *member = &scan->request->model->member[scan->members.member[place]];
    float *score = scan->score + (size_t)down * scan->across, logit[BATCH];
    struct slide_error error;
    int window[BATCH];
    size_t count;

    for (int first = 0; first < scan->across;) {
        first = take_windows(scan, &member->transform, down, first, window, &count);
        if (count == 0)
            continue;
        fatal_unless_ok(scan->members.border->predict(scan->members.net[place], scan->bands, count, scan->size,
                                                      scan->size, 0, logit, &error),
                        &error);
        for (size_t i = 0; i < count; i++) {
            const double p = net_probability(&member->piece->calibrator, logit[i]);

            score[window[i]] =
                (float)((isnan(score[window[i]]) ? 0. : score[window[i]]) + p / (double)scan->members.count);
        }
    }
}

static void score_windows(struct scan *scan)
{
    for (size_t i = 0; i < (size_t)scan->down * scan->across; i++)
        scan->score[i] = NAN;
    for (int down = 0; down < scan->down; down++) {
        G_percent(down, scan->down, 1);
        net_image_rows(&scan->image, row_of(scan, down), scan->size);
        for (size_t i = 0; i < scan->members.count; i++)
            score_row(scan, i, down);
    }
    G_percent(1, 1, 1);
}

static void scan_open(const struct request *request, struct scan *scan)
{
    const struct recipe *recipe = &request->model->recipe;
    const size_t features = model_most_features(request->model);

    *scan = (struct scan){.request = request,
                          .rule = net_patch_rule(recipe),
                          .rows = Rast_window_rows(),
                          .cols = Rast_window_cols(),
                          .stride = request->net.window_stride};
    scan->size = scan->rule.size;
    scan->down = windows_along(scan->rows, scan->size, scan->stride);
    scan->across = windows_along(scan->cols, scan->size, scan->stride);
    if (scan->down == 0 || scan->across == 0)
        G_fatal_error(_("The region of %d x %d cells is smaller than the model's patches of %d x %d"), scan->rows,
                      scan->cols, scan->size, scan->size);
    net_members_open(request, true, &scan->members);
    net_image_new(request->maps, scan->size, &scan->image);
    scan->score = G_malloc((size_t)scan->down * scan->across * sizeof *scan->score);
    scan->bands = G_malloc(BATCH * features * scan->size * scan->size * sizeof *scan->bands);
}

static void scan_free(struct scan *scan)
{
    net_members_free(&scan->members);
    net_image_free(&scan->image);
    G_free(scan->score);
    G_free(scan->bands);
}

/* sums of the scores, and how many there are, of the windows of a row of windows at each column */
static void add_row_of_windows(const struct scan *scan, int down, double *sum, int *count)
{
    for (int across = 0; across < scan->across; across++) {
        const float score = scan->score[(size_t)down * scan->across + across];

        for (int col = col_of(scan, across); !isnan(score) && col < col_of(scan, across) + scan->size; col++) {
            sum[col] += score;
            count[col]++;
        }
    }
}

/* the mean score of the windows that cover each cell of a row, NaN where none does */
static void heat_of_row(const struct scan *scan, int row, double *sum, int *count)
{
    memset(sum, 0, (size_t)scan->cols * sizeof *sum);
    memset(count, 0, (size_t)scan->cols * sizeof *count);
    for (int down = 0; down < scan->down; down++)
        if (row_of(scan, down) <= row && row < row_of(scan, down) + scan->size)
            add_row_of_windows(scan, down, sum, count);
    for (int col = 0; col < scan->cols; col++)
        sum[col] = count[col] ? sum[col] / count[col] : NAN;
}

static int add_heat(const struct request *request, struct layers *layers)
{
    const struct map_description description = {
        .title = _("Mean score of the patches that cover a cell"),
        .units = "1",
        .semantic_label = "landslide_patch_score",
        .colors = "inferno",
        .color_low = 0.,
        .color_high = 1.,
    };

    return layers_add(layers, request->net.heat, MAP_FLOATS, &description);
}

/* cells that no window covers have no heat */
static void drop_uncovered(const double *heat, struct block *block, size_t predictors)
{
    size_t kept = 0;

    for (size_t i = 0; i < block->valid; i++) {
        if (isnan(heat[block->place[i]]))
            continue;
        memmove(block->value + kept * predictors, block->value + i * predictors, predictors * sizeof *block->value);
        block->place[kept++] = block->place[i];
    }
    block->valid = kept;
}

static void write_row(const struct scan *scan, const struct targets *targets, int heat, const double *mean,
                      struct block *block, struct layers *layers, struct outcome *outcome)
{
    const size_t predictors = scan->request->model->recipe.predictors;
    float *output = layers_values(layers, targets->output), *hot = layers_values(layers, heat);

    block_pack(block, (size_t)scan->cols, predictors);
    drop_uncovered(mean, block, predictors);
    block_leave(scan->request, targets, block, layers, outcome);
    for (size_t i = 0; i < block->valid; i++) {
        if (output)
            output[i] = (float)mean[block->place[i]];
        if (hot)
            hot[i] = (float)mean[block->place[i]];
    }
    block_account(targets, block, layers, outcome);
    outcome->cells += block->valid;
    outcome->null += (size_t)scan->cols - block->valid;
    layers_write(layers, 1, block->place, block->valid);
}

/* reads the maps once more, now cell by cell */
static void write_maps(const struct scan *scan, struct outcome *outcome)
{
    const struct request *request = scan->request;
    struct layers layers = {0};
    const struct targets targets = catalogue_add(request, &layers);
    const int heat = add_heat(request, &layers);
    struct block block = block_of(request, (size_t)scan->cols);
    double *mean = G_malloc((size_t)scan->cols * sizeof *mean);
    int *count = G_malloc((size_t)scan->cols * sizeof *count);

    layers_open(&layers, (size_t)scan->cols);
    for (int row = 0; row < scan->rows; row++) {
        stack_read_rows(request->maps, row, 1, block.value);
        heat_of_row(scan, row, mean, count);
        write_row(scan, &targets, heat, mean, &block, &layers, outcome);
    }
    outcome_end(request, outcome);
    finish_maps(request, NAN, &layers);
    layers_free(&layers);
    block_free(&block);
    G_free(mean);
    G_free(count);
}

static struct detection *detect(const struct scan *scan, size_t *count)
{
    struct detection *found = G_malloc(((size_t)scan->down * scan->across + 1) * sizeof *found);

    *count = 0;
    for (int down = 0; down < scan->down; down++) {
        for (int across = 0; across < scan->across; across++) {
            const float score = scan->score[(size_t)down * scan->across + across];

            if (score >= scan->request->net.score)
                found[(*count)++] = (struct detection){row_of(scan, down), col_of(scan, across), score};
        }
    }
    *count = detections_suppress(found, *count, scan->size, scan->request->net.overlap);
    return found;
}

/* what each predictor adds to the marked member's logit of a window, all its cells together */
static void explain(struct scan *scan, const struct detection *detection, double *contribution)
{
    const struct model *model = scan->request->model;
    const struct transform *transform = &model->member[model->marked].transform;
    const size_t cells = (size_t)scan->size * scan->size;
    const struct tile_box box = {detection->row, scan->size, detection->col, scan->size};
    float *shares = G_malloc(transform->features * cells * sizeof *shares), one = 1.f;
    const struct attribution_images images = {scan->bands, &one, 1, (int)transform->features, scan->size, scan->size};
    struct slide_error error;

    net_image_rows(&scan->image, detection->row, scan->size);
    net_image_window(&scan->image, transform, &box, scan->bands);
    fatal_unless_ok(integrated_gradients(scan->members.border, scan->members.net[model->marked], &images,
                                         scan->request->net.steps, shares, &error),
                    &error);
    for (size_t i = 0; i < transform->predictors; i++) {
        const float *from = shares + transform->step[i].first * cells;

        contribution[i] = 0.;
        for (size_t j = 0; j < transform->step[i].width * cells; j++)
            contribution[i] += from[j];
    }
    G_free(shares);
}

/* score, and a column for each predictor */
static struct vector_column *columns_of(const struct recipe *recipe)
{
    struct vector_column *column = G_calloc(recipe->predictors + 1, sizeof *column);

    column[0] = (struct vector_column){"score", 0};
    for (size_t i = 0; i < recipe->predictors; i++) {
        char *name;

        G_asprintf(&name, "contribution_%s", recipe->predictor[i].label);
        for (char *c = name; *c; c++)
            *c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '_';
        column[i + 1] = (struct vector_column){name, 0};
    }
    return column;
}

static struct vector_box box_of(const struct Cell_head *window, const struct detection *detection, int size)
{
    return (struct vector_box){.north = window->north - detection->row * window->ns_res,
                               .south = window->north - (detection->row + size) * window->ns_res,
                               .west = window->west + detection->col * window->ew_res,
                               .east = window->west + (detection->col + size) * window->ew_res};
}

static void write_detections(struct scan *scan, struct outcome *outcome)
{
    const struct recipe *recipe = &scan->request->model->recipe;
    struct detection *detection = detect(scan, &outcome->detections);
    struct vector_box *box = G_malloc((outcome->detections + 1) * sizeof *box);
    struct vector_column *column = columns_of(recipe);
    struct vector_output *output = vector_begin(scan->request->net.detections, column, recipe->predictors + 1);
    double *value = G_malloc((recipe->predictors + 1) * sizeof *value);
    struct Cell_head window;

    G_get_window(&window);
    for (size_t i = 0; i < outcome->detections; i++) {
        box[i] = box_of(&window, &detection[i], scan->size);
        value[0] = detection[i].score;
        explain(scan, &detection[i], value + 1);
        vector_add_row(output, (int)i + 1, value);
    }
    vector_add_boxes(output, box, outcome->detections);
    vector_finish(output, "Detected landslides, windows with scores");
    outcome->searched = true;
    G_free(detection);
    G_free(column);
    G_free(value);
    G_free(box);
}

static void refuse_maps_of_patches(const struct request *request)
{
    const struct wanted *wanted = &request->wanted;

    if (wanted->output || wanted->median || wanted->mean || wanted->deviation || wanted->quantiles ||
        wanted->contributions || wanted->dominant)
        G_fatal_error(_("A model of method=patch judges whole patches: ask for heat= and detections=, not for maps of "
                        "cells"));
}

void run_detection(const struct request *request, struct outcome *outcome)
{
    struct scan scan;

    refuse_maps_of_patches(request);
    outcome_begin(request, outcome);
    stack_open(request->maps);
    scan_open(request, &scan);
    score_windows(&scan);
    write_maps(&scan, outcome);
    if (request->net.detections)
        write_detections(&scan, outcome);
    stack_close(request->maps);
    scan_free(&scan);
    vectors_kept();
}
