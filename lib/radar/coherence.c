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

/* What one thread needs for a piece, in cells of PRODUCT_SUMS doubles */
struct scratch {
    double *cell;    /* [piece_cols + window_cols - 1] products of a row, with those beyond the piece */
    double *suffix;  /* [window_cols] */
    double *current; /* [window_rows * piece_cols] rows summed across; then summed to the block's last row */
    double *next;    /* the same for the next block */
    double *prefix;  /* [piece_cols] the next block's rows up to now */
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

static inline void add(double *restrict sum, const double *restrict other, size_t cells)
{
#pragma omp simd
    for (size_t i = 0; i < cells * PRODUCT_SUMS; i++)
        sum[i] += other[i];
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

static inline void add_product(float complex first, float complex second, double *restrict sum)
{
    const double a = crealf(first), b = cimagf(first), c = crealf(second), d = cimagf(second);
    const double first_power = a * a + b * b, second_power = c * c + d * d;

    if (!usable(first_power, second_power))
        return;
    sum[SUM_REAL] += a * c + b * d;
    sum[SUM_IMAGINARY] += b * c - a * d;
    sum[SUM_FIRST] += first_power;
    sum[SUM_SECOND] += second_power;
    sum[SUM_PIXELS] += 1.;
}

/* Cells `col` to `col + cols - 1` of a row of cells */
static void products(const struct image_pair *pair, const struct estimator *estimator, size_t row, size_t col,
                     size_t cols, double *sum)
{
    memset(sum, 0, cols * PRODUCT_SUMS * sizeof *sum);
    for (size_t look = 0; look < estimator->look_rows; look++) {
        const size_t start = (row * estimator->look_rows + look) * pair->cols + col * estimator->look_cols;
        const float complex *first = pair->first + start, *second = pair->second + start;

        for (size_t i = 0; i < cols; i++)
            for (size_t across = 0; across < estimator->look_cols; across++)
                add_product(*first++, *second++, sum + i * PRODUCT_SUMS);
    }
}

void coherence_products(const struct image_pair *pair, const struct estimator *estimator, size_t row, double *sum)
{
    products(pair, estimator, row, 0, pair->cols / estimator->look_cols, sum);
}

float coherence_of_sums(const double sum[PRODUCT_SUMS])
{
    const double power = sum[SUM_FIRST] * sum[SUM_SECOND];
    const double product = sum[SUM_REAL] * sum[SUM_REAL] + sum[SUM_IMAGINARY] * sum[SUM_IMAGINARY];

    if (!(power > 0.))
        return NAN;
    /* rounding can lift two equal images above 1 */
    return product < power ? sqrtf((float)(product / power)) : 1.f;
}

float coherence_phase_of_sums(const double sum[PRODUCT_SUMS])
{
    return sum[SUM_FIRST] * sum[SUM_SECOND] > 0. ? (float)atan2(sum[SUM_IMAGINARY], sum[SUM_REAL]) : NAN;
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
static void sum_across(const double *restrict cell, size_t cols, size_t window, double *restrict suffix,
                       double *restrict sum)
{
    for (size_t block = 0; block < cols; block += window) {
        const size_t count = smaller(window, cols - block);
        const double *entering = cell + (block + window) * PRODUCT_SUMS;
        double rest[PRODUCT_SUMS] = {0.}, prefix[PRODUCT_SUMS] = {0.};

        for (size_t i = window; i-- > 0;)
            for (int s = 0; s < PRODUCT_SUMS; s++)
                suffix[i * PRODUCT_SUMS + s] = rest[s] += cell[(block + i) * PRODUCT_SUMS + s];
        for (int s = 0; s < PRODUCT_SUMS; s++)
            sum[block * PRODUCT_SUMS + s] = rest[s];
        for (size_t i = 1; i < count; i++)
            for (int s = 0; s < PRODUCT_SUMS; s++) {
                prefix[s] += entering[(i - 1) * PRODUCT_SUMS + s];
                sum[(block + i) * PRODUCT_SUMS + s] = suffix[i * PRODUCT_SUMS + s] + prefix[s];
            }
    }
}

/* The piece's row `row`, counted from the first that its windows reach, summed across; zero beyond the images */
static void row_summed_across(const struct job *job, const struct piece *piece, size_t row, struct scratch *scratch,
                              double *sum)
{
    const size_t half_rows = job->estimator->window_rows / 2, half_cols = job->estimator->window_cols / 2;
    const size_t above = job->first + piece->row + row; /* of the row, plus half_rows */
    const size_t all_cols = piece->cols + 2 * half_cols;
    const size_t missing = piece->col < half_cols ? half_cols - piece->col : 0; /* to the left of the image */
    const size_t from = piece->col + missing - half_cols;
    const size_t to = smaller(piece->col + piece->cols + half_cols, job->cols);

    if (above < half_rows || above - half_rows >= job->pair->rows / job->estimator->look_rows) {
        memset(sum, 0, piece->cols * PRODUCT_SUMS * sizeof *sum);
        return;
    }
    memset(scratch->cell, 0, all_cols * PRODUCT_SUMS * sizeof *scratch->cell);
    products(job->pair, job->estimator, above - half_rows, from, to - from, scratch->cell + missing * PRODUCT_SUMS);
    sum_across(scratch->cell, piece->cols, job->estimator->window_cols, scratch->suffix, sum);
}

static void write_row(const struct job *job, const struct piece *piece, size_t row, const double *suffix,
                      const double *prefix)
{
    const size_t at = (piece->row + row) * job->cols + piece->col;
    const double whole = estimator_pixels(job->estimator);
    const struct coherence_estimate *estimate = job->estimate;

    for (size_t col = 0; col < piece->cols; col++) {
        double sum[PRODUCT_SUMS];
        float coherence;

        for (int s = 0; s < PRODUCT_SUMS; s++)
            sum[s] = suffix[col * PRODUCT_SUMS + s] + prefix[col * PRODUCT_SUMS + s];
        coherence = coherence_of_sums(sum);
        if (sum[SUM_PIXELS] < whole &&
            (sum[SUM_PIXELS] < LEAST_SHARE * whole ||
             !has_pixel(job->pair, job->estimator, job->first + piece->row + row, piece->col + col)))
            coherence = NAN;
        if (estimate->coherence)
            estimate->coherence[at + col] = coherence;
        if (estimate->phase)
            estimate->phase[at + col] = isnan(coherence) ? NAN : coherence_phase_of_sums(sum);
        if (estimate->pixels)
            estimate->pixels[at + col] = (float)sum[SUM_PIXELS];
    }
}

/* Blocks of window_rows rows: a window is the rest of one block and the beginning of the next */
static void estimate_piece(const struct job *job, const struct piece *piece, struct scratch *scratch)
{
    const size_t window = job->estimator->window_rows, width = piece->cols * PRODUCT_SUMS;

    for (size_t i = 0; i < window; i++)
        row_summed_across(job, piece, i, scratch, scratch->current + i * width);
    for (size_t block = 0; block < piece->rows; block += window) {
        double *last = scratch->current;

        for (size_t i = window - 1; i-- > 0;)
            add(scratch->current + i * width, scratch->current + (i + 1) * width, piece->cols);
        memset(scratch->prefix, 0, width * sizeof *scratch->prefix);
        for (size_t i = 0; i < window && block + i < piece->rows; i++) {
            double *entering = scratch->next + i * width;

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

    return PRODUCT_SUMS * (2 * cols + 2 * estimator->window_cols + 2 * estimator->window_rows * cols);
}

/* Its parts in one piece of memory of scratch_size */
static struct scratch scratch_in(double *memory, const struct job *job)
{
    const size_t cols = job->piece_cols;
    const struct estimator *estimator = job->estimator;
    struct scratch scratch = {.cell = memory};

    scratch.suffix = scratch.cell + PRODUCT_SUMS * (cols + estimator->window_cols);
    scratch.prefix = scratch.suffix + PRODUCT_SUMS * estimator->window_cols;
    scratch.current = scratch.prefix + PRODUCT_SUMS * cols;
    scratch.next = scratch.current + PRODUCT_SUMS * estimator->window_rows * cols;
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
    double *memory = malloc(threads * each * sizeof *memory);

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
