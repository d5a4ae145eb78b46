#include "coherence_block.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>

#include "radar/interferogram.h"

/* Rows of pixels held at a time: enough for two threads, not enough to matter beside the page cache */
enum { BOXCAR_PIXEL_ROWS = 256, SIBLING_PIXEL_ROWS = 64 };

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static size_t pixels_in_row(const struct coherence_input *input, const struct coherence_places *places)
{
    return input->estimator.look_rows * input->estimator.look_cols * (size_t)places->read_cols;
}

struct coherence_block coherence_block_new(const struct coherence_input *input, const struct coherence_places *places)
{
    const int look_rows = (int)input->estimator.look_rows;
    struct coherence_block block = {.reach = (int)input->estimator.window_rows / 2, .sum = NULL};
    size_t cells;

    if (input->before)
        block.reach = larger(block.reach, (int)input->window.rows / 2);
    block.rows = larger((input->before ? SIBLING_PIXEL_ROWS : BOXCAR_PIXEL_ROWS) / look_rows, 4 * block.reach + 1);
    cells = (size_t)(block.rows + 2 * block.reach) * places->read_cols;
    for (int i = 0; i < 2; i++)
        block.pixel[i] =
            G_malloc((block.rows + 2 * block.reach) * pixels_in_row(input, places) * sizeof(float complex));
    if (input->before) {
        block.sum = G_malloc(cells * sizeof *block.sum);
        block.amplitude = G_malloc(cells * (input->images + 1) * sizeof *block.amplitude);
    }
    block.row = G_malloc(places->read_cols * input->estimator.look_cols * sizeof *block.row);
    return block;
}

static void flatten_row(struct coherence_block *block, const struct coherence_input *input, int row, int from, int cols,
                        float complex *second)
{
    complex_image_read(&input->simulated, row, from, cols, block->row);
    interferogram_flatten(second, block->row, cols);
}

static void read_pair_row(struct coherence_block *block, const struct coherence_input *input,
                          const struct coherence_places *places, int row, size_t at)
{
    const int look_rows = (int)input->estimator.look_rows, look_cols = (int)input->estimator.look_cols;
    const int cols = places->read_cols * look_cols, from = (places->first_col - places->reach_left) * look_cols;

    for (int look = 0; look < look_rows; look++) {
        const size_t start = at * pixels_in_row(input, places) + (size_t)look * cols;

        for (int i = 0; i < 2; i++)
            complex_image_read(&input->pair[i], row * look_rows + look, from, cols, block->pixel[i] + start);
        if (input->has_simulated)
            flatten_row(block, input, row * look_rows + look, from, cols, block->pixel[1] + start);
    }
}

/* Mean power of each cell's valid pixels in one image before the event, NaN without any */
static void read_history(struct coherence_block *block, const struct coherence_input *input,
                         const struct coherence_places *places, int row, size_t image, float *history)
{
    const int look_rows = (int)input->estimator.look_rows, look_cols = (int)input->estimator.look_cols;
    const int from = (places->first_col - places->reach_left) * look_cols;
    double *power = G_calloc(places->read_cols, sizeof *power), *pixels = G_calloc(places->read_cols, sizeof *pixels);

    for (int look = 0; look < look_rows; look++) {
        complex_image_read(&input->before[image], row * look_rows + look, from, places->read_cols * look_cols,
                           block->row);
        for (int i = 0; i < places->read_cols * look_cols; i++) {
            const double own = cabs(block->row[i]) * cabs(block->row[i]);

            if (!(own > 0.) || isinf(own))
                continue;
            power[i / look_cols] += own;
            pixels[i / look_cols] += 1.;
        }
    }
    for (int col = 0; col < places->read_cols; col++)
        history[(size_t)col * (input->images + 1) + image] = pixels[col] > 0. ? (float)(power[col] / pixels[col]) : NAN;
    G_free(power);
    G_free(pixels);
}

/* By insertion: histories are short. A null anywhere makes the whole null. */
static void sort_history(float *history, size_t images)
{
    for (size_t i = 1; i < images; i++) {
        const float value = history[i];
        size_t place = i;

        while (place > 0 && (isnan(history[place - 1]) || history[place - 1] > value)) {
            history[place] = history[place - 1];
            place--;
        }
        history[place] = value;
    }
    if (isnan(history[images - 1]))
        history[0] = NAN;
    history[images] = INFINITY;
}

static void read_sibling_row(struct coherence_block *block, const struct coherence_input *input,
                             const struct coherence_places *places, int row, size_t at)
{
    const size_t cell = at * places->read_cols;
    const struct image_pair pair = {block->pixel[0] + at * pixels_in_row(input, places),
                                    block->pixel[1] + at * pixels_in_row(input, places), input->estimator.look_rows,
                                    places->read_cols * input->estimator.look_cols};
    float *history = block->amplitude + cell * (input->images + 1);

    coherence_products(&pair, &input->estimator, 0, block->sum + cell);
    for (size_t image = 0; image < input->images; image++)
        read_history(block, input, places, row, image, history);
    for (int col = 0; col < places->read_cols; col++)
        sort_history(history + col * (input->images + 1), input->images);
}

/* The rows from `first` on move to the top */
static void keep_from(struct coherence_block *block, const struct coherence_input *input,
                      const struct coherence_places *places, int first)
{
    const size_t away = first - block->first, kept = block->end - first, width = pixels_in_row(input, places);
    const size_t sums = places->read_cols, values = places->read_cols * (input->images + 1);

    for (int i = 0; i < 2; i++)
        memmove(block->pixel[i], block->pixel[i] + away * width, kept * width * sizeof(float complex));
    if (block->sum) {
        memmove(block->sum, block->sum + away * sums, kept * sums * sizeof *block->sum);
        memmove(block->amplitude, block->amplitude + away * values, kept * values * sizeof *block->amplitude);
    }
    block->first = first;
}

void coherence_block_slide(struct coherence_block *block, const struct coherence_input *input,
                           const struct coherence_places *places, int first, int end)
{
    const int all_rows = input->pair[0].grid.rows / (int)input->estimator.look_rows;
    const int from = larger(0, first - block->reach),
              to = end + block->reach < all_rows ? end + block->reach : all_rows;

    if (from < block->end)
        keep_from(block, input, places, from);
    else
        block->first = block->end = from;
    for (; block->end < to; block->end++) {
        const size_t at = block->end - block->first;

        read_pair_row(block, input, places, block->end, at);
        if (block->sum)
            read_sibling_row(block, input, places, block->end, at);
    }
}

struct image_pair coherence_block_pair(const struct coherence_block *block, const struct coherence_input *input,
                                       const struct coherence_places *places)
{
    return (struct image_pair){block->pixel[0], block->pixel[1],
                               (block->end - block->first) * input->estimator.look_rows,
                               places->read_cols * input->estimator.look_cols};
}

struct sibling_cells coherence_block_cells(const struct coherence_block *block, const struct coherence_places *places)
{
    return (struct sibling_cells){block->end - block->first, places->read_cols, block->sum, block->amplitude};
}

void coherence_block_free(struct coherence_block *block)
{
    for (int i = 0; i < 2; i++)
        G_free(block->pixel[i]);
    G_free(block->sum);
    G_free(block->amplitude);
    G_free(block->row);
}
