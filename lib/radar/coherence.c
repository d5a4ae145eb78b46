#include "radar/coherence.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

/* Pieces that a thread works on at a time: their size decides how sums are grouped, so it must not depend on threads */
enum { PIECE_ROWS = 64, PIECE_COLS = 256, PIECE_WINDOWS = 4 };

static const double LEAST_SHARE = 0.25; /* of a window's pixels */

struct job {
    const struct image_pair *pair;
    const struct estimator *estimator;
    const struct coherence_estimate *estimate;
    size_t first, rows, cols; /* of cells: the estimate's place in the pair and its size */
    size_t piece_rows, piece_cols;
};

struct piece {
    size_t row, col; /* of the estimate */
    size_t rows, cols;
};

/* What one thread needs for a piece */
struct scratch {
    struct product_sums *cell;   /* [piece_cols + window_cols - 1] products of a row, with those beyond the piece */
    struct product_sums *suffix; /* [window_cols] */
    struct product_sums
        *current;              /* [window_rows * piece_cols] rows summed across; then summed to the block's last row */
    struct product_sums *next; /* the same for the next block */
    struct product_sums *prefix; /* [piece_cols] the next block's rows up to now */
};

double estimator_pixels(const struct estimator *estimator)
{
    return (double)(estimator->look_rows * estimator->look_cols) *
           (double)(estimator->window_rows * estimator->window_cols);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline void add(struct product_sums *restrict sum, const struct product_sums *restrict other, size_t cells)
{
    for (size_t i = 0; i < cells; i++)
        sum[i] = product_sums_plus(sum[i], other[i]);
}

static inline double power_of(float complex z)
{
    return (double)crealf(z) * crealf(z) + (double)cimagf(z) * cimagf(z);
}

/* NaN fails every comparison */
static inline bool usable(double first, double second)
{
    return first > 0. && second > 0. && first + second < INFINITY;
}

static inline struct product_sums product_of(float complex first, float complex second)
{
    const double a = crealf(first), b = cimagf(first), c = crealf(second), d = cimagf(second);
    const double first_power = a * a + b * b, second_power = c * c + d * d;

    if (!usable(first_power, second_power))
        return (struct product_sums){.pixels = 0.};
    return (struct product_sums){a * c + b * d, b * c - a * d, first_power, second_power, 1.};
}

/* Cells `col` to `col + cols - 1` of a row of cells */
static void products(const struct image_pair *pair, const struct estimator *estimator, size_t row, size_t col,
                     size_t cols, struct product_sums *sum)
{
    memset(sum, 0, cols * sizeof *sum);
    for (size_t look = 0; look < estimator->look_rows; look++) {
        const size_t start = (row * estimator->look_rows + look) * pair->cols + col * estimator->look_cols;
        const float complex *first = pair->first + start, *second = pair->second + start;

        for (size_t i = 0; i < cols; i++)
            for (size_t across = 0; across < estimator->look_cols; across++)
                sum[i] = product_sums_plus(sum[i], product_of(*first++, *second++));
    }
}

void coherence_products(const struct image_pair *pair, const struct estimator *estimator, size_t row,
                        struct product_sums *sum)
{
    products(pair, estimator, row, 0, pair->cols / estimator->look_cols, sum);
}

float coherence_of_sums(const struct product_sums *sum)
{
    const double power = sum->first * sum->second;
    const double product = sum->real * sum->real + sum->imaginary * sum->imaginary;

    if (!(power > 0.))
        return NAN;
    /* rounding can lift two equal images above 1 */
    return product < power ? sqrtf((float)(product / power)) : 1.f;
}

float coherence_phase_of_sums(const struct product_sums *sum)
{
    return sum->first * sum->second > 0. ? (float)atan2(sum->imaginary, sum->real) : NAN;
}

static bool has_pixel(const struct image_pair *pair, const struct estimator *estimator, size_t row, size_t col)
{
    for (size_t look = 0; look < estimator->look_rows; look++)
        for (size_t across = 0; across < estimator->look_cols; across++) {
            const size_t pixel = (row * estimator->look_rows + look) * pair->cols + col * estimator->look_cols + across;

            if (usable(power_of(pair->first[pixel]), power_of(pair->second[pixel])))
                return true;
        }
    return false;
}

/* Sums of `window` cells side by side, beginning at each of `cols` */
static void sum_across(const struct product_sums *restrict cell, size_t cols, size_t window,
                       struct product_sums *restrict suffix, struct product_sums *restrict sum)
{
    for (size_t block = 0; block < cols; block += window) {
        const size_t count = smaller(window, cols - block);
        const struct product_sums *entering = cell + block + window;
        struct product_sums rest = {.pixels = 0.}, prefix = rest;

        for (size_t i = window; i-- > 0;)
            suffix[i] = rest = product_sums_plus(rest, cell[block + i]);
        sum[block] = rest;
        for (size_t i = 1; i < count; i++) {
            prefix = product_sums_plus(prefix, entering[i - 1]);
            sum[block + i] = product_sums_plus(suffix[i], prefix);
        }
    }
}

/* The piece's row `row`, counted from the first that its windows reach, summed across; zero beyond the images */
static void row_summed_across(const struct job *job, const struct piece *piece, size_t row, struct scratch *scratch,
                              struct product_sums *sum)
{
    const size_t half_rows = job->estimator->window_rows / 2, half_cols = job->estimator->window_cols / 2;
    const size_t above = job->first + piece->row + row; /* of the row, plus half_rows */
    const size_t all_cols = piece->cols + 2 * half_cols;
    const size_t missing = piece->col < half_cols ? half_cols - piece->col : 0; /* to the left of the image */
    const size_t from = piece->col + missing - half_cols;
    const size_t to = smaller(piece->col + piece->cols + half_cols, job->cols);

    if (above < half_rows || above - half_rows >= job->pair->rows / job->estimator->look_rows) {
        memset(sum, 0, piece->cols * sizeof *sum);
        return;
    }
    memset(scratch->cell, 0, all_cols * sizeof *scratch->cell);
    products(job->pair, job->estimator, above - half_rows, from, to - from, scratch->cell + missing);
    sum_across(scratch->cell, piece->cols, job->estimator->window_cols, scratch->suffix, sum);
}

static void write_row(const struct job *job, const struct piece *piece, size_t row, const struct product_sums *suffix,
                      const struct product_sums *prefix)
{
    const size_t at = (piece->row + row) * job->cols + piece->col;
    const double whole = estimator_pixels(job->estimator);
    const struct coherence_estimate *estimate = job->estimate;

    for (size_t col = 0; col < piece->cols; col++) {
        const struct product_sums sum = product_sums_plus(suffix[col], prefix[col]);
        float coherence = coherence_of_sums(&sum);

        if (sum.pixels < whole &&
            (sum.pixels < LEAST_SHARE * whole ||
             !has_pixel(job->pair, job->estimator, job->first + piece->row + row, piece->col + col)))
            coherence = NAN;
        if (estimate->coherence)
            estimate->coherence[at + col] = coherence;
        if (estimate->phase)
            estimate->phase[at + col] = isnan(coherence) ? NAN : coherence_phase_of_sums(&sum);
        if (estimate->pixels)
            estimate->pixels[at + col] = (float)sum.pixels;
    }
}

/* Blocks of window_rows rows: a window is the rest of one block and the beginning of the next */
static void estimate_piece(const struct job *job, const struct piece *piece, struct scratch *scratch)
{
    const size_t window = job->estimator->window_rows, width = piece->cols;

    for (size_t i = 0; i < window; i++)
        row_summed_across(job, piece, i, scratch, scratch->current + i * width);
    for (size_t block = 0; block < piece->rows; block += window) {
        struct product_sums *last = scratch->current;

        for (size_t i = window - 1; i-- > 0;)
            add(scratch->current + i * width, scratch->current + (i + 1) * width, piece->cols);
        memset(scratch->prefix, 0, width * sizeof *scratch->prefix);
        for (size_t i = 0; i < window && block + i < piece->rows; i++) {
            struct product_sums *entering = scratch->next + i * width;

            write_row(job, piece, block + i, scratch->current + i * width, scratch->prefix);
            if (block + i + 1 < piece->rows) {
                row_summed_across(job, piece, block + window + i, scratch, entering);
                add(scratch->prefix, entering, piece->cols);
            }
        }
        scratch->current = scratch->next;
        scratch->next = last;
    }
}

static size_t scratch_size(const struct job *job)
{
    const size_t cols = job->piece_cols;
    const struct estimator *estimator = job->estimator;

    return 2 * cols + 2 * estimator->window_cols + 2 * estimator->window_rows * cols;
}

/* Its parts in one piece of memory of scratch_size */
static struct scratch scratch_in(struct product_sums *memory, const struct job *job)
{
    const size_t cols = job->piece_cols;
    const struct estimator *estimator = job->estimator;
    struct scratch scratch = {.cell = memory};

    scratch.suffix = scratch.cell + cols + estimator->window_cols;
    scratch.prefix = scratch.suffix + estimator->window_cols;
    scratch.current = scratch.prefix + cols;
    scratch.next = scratch.current + estimator->window_rows * cols;
    return scratch;
}

static struct piece piece_of(const struct job *job, size_t across, size_t down)
{
    const size_t row = down * job->piece_rows, col = across * job->piece_cols;

    return (struct piece){row, col, smaller(job->piece_rows, job->rows - row),
                          smaller(job->piece_cols, job->cols - col)};
}

enum slide_status coherence_boxcar(const struct image_pair *pair, const struct estimator *estimator, size_t first,
                                   size_t rows, const struct coherence_estimate *estimate, struct slide_error *error)
{
    const int threads = omp_get_max_threads();
    const struct job job = {pair,
                            estimator,
                            estimate,
                            first,
                            rows,
                            pair->cols / estimator->look_cols,
                            larger(PIECE_ROWS, PIECE_WINDOWS * estimator->window_rows),
                            larger(PIECE_COLS, PIECE_WINDOWS * estimator->window_cols)};
    const size_t across = (job.cols + job.piece_cols - 1) / job.piece_cols;
    const size_t pieces = across * ((rows + job.piece_rows - 1) / job.piece_rows);
    const size_t each = scratch_size(&job);
    struct product_sums *memory = malloc(threads * each * sizeof *memory);

    if (!memory)
        return slide_out_of_memory(error, (double)(threads * each * sizeof *memory), "the coherence window");
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (size_t i = 0; i < pieces; i++) {
        const struct piece piece = piece_of(&job, i % across, i / across);
        struct scratch scratch = scratch_in(memory + omp_get_thread_num() * each, &job);

        estimate_piece(&job, &piece, &scratch);
    }
    free(memory);
    return SLIDE_OK;
}
