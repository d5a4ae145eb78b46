/** Random errors of an elevation map with a Gaussian correlation, by separable smoothing, and running moments. */
#include "terrain/perturb.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

/* The farthest weight, in lengths; the smoothing's standard deviation is half a length */
static const double REACH = 1.5;

struct field {
    const struct lattice *lattice;
    double length;
    uint64_t seed; /* of this member */
    float *value;  /* [cells] smoothed along rows */
};

double elevation_error_correlation(const struct elevation_error *error, double distance)
{
    if (error->length > 0.)
        return exp(-pow(distance / error->length, 2.));
    return distance == 0.;
}

static double weight_at(double length, double distance)
{
    return exp(-2. * pow(distance / length, 2.));
}

/* Columns that a row's weights reach to either side: all around the globe, none is met twice. */
static int columns_reached(const struct field *field, int row)
{
    const struct lattice *lattice = field->lattice;
    const double columns = floor(REACH * field->length / lattice->east_west[row]);
    const int most = lattice->wraps ? (lattice->cols - 1) / 2 : lattice->cols - 1;

    return columns < most ? (int)columns : most;
}

/* A row of white noise with `reach` columns to either side of it: the other end of the row, or zeros. */
static void draw_row(const struct field *field, int row, int reach, double *noise)
{
    const int cols = field->lattice->cols;
    struct random_stream stream = random_stream_at(field->seed, (uint64_t)row);

    for (int i = 0; i < reach; i++)
        noise[i] = noise[reach + cols + i] = 0.;
    for (int col = 0; col < cols; col++)
        noise[reach + col] = random_normal(&stream);
    if (field->lattice->wraps) {
        memcpy(noise, noise + cols, reach * sizeof *noise);
        memcpy(noise + reach + cols, noise + reach, reach * sizeof *noise);
    }
}

/*
 * Smooths a row to unit variance: the weights that fall off either end of it are not in its sums. `buffer` takes 6
 * cols: the noise with its margins, the sums, the weights by distance and the running sums of their squares.
 */
static void smooth_row(const struct field *field, int row, double *buffer)
{
    const struct lattice *lattice = field->lattice;
    const int cols = lattice->cols, reach = columns_reached(field, row);
    double *noise = buffer, *sum = noise + 3 * (size_t)cols, *weight = sum + cols, *squares = weight + cols;
    float *value = field->value + (size_t)row * cols;

    draw_row(field, row, reach, noise);
    memset(sum, 0, cols * sizeof *sum);
    for (int i = 0; i <= reach; i++) {
        weight[i] = weight_at(field->length, i * lattice->east_west[row]);
        squares[i] = i > 0 ? squares[i - 1] + weight[i] * weight[i] : 0.;
    }
    for (int offset = -reach; offset <= reach; offset++)
        for (int col = 0; col < cols; col++)
            sum[col] += weight[abs(offset)] * noise[reach + offset + col];
    for (int col = 0; col < cols; col++) {
        const int west = lattice->wraps || col > reach ? reach : col;
        const int east = lattice->wraps || cols - 1 - col > reach ? reach : cols - 1 - col;

        value[col] = (float)(sum[col] / sqrt(1. + squares[west] + squares[east]));
    }
}

/* Adds up the rows around one, by their distance, and returns the sum of squared weights. */
static double sum_rows(const struct field *field, int row, double *sum)
{
    const struct lattice *lattice = field->lattice;
    const int cols = lattice->cols;
    double squares = 0., south = 0.;
    int other = row;

    while (other > 0 && lattice->north_south[other - 1] - south <= REACH * field->length)
        south -= lattice->north_south[--other];
    memset(sum, 0, cols * sizeof *sum);
    for (; other < lattice->rows && south <= REACH * field->length; other++) {
        const double weight = weight_at(field->length, south);
        const float *value = field->value + (size_t)other * cols;

        squares += weight * weight;
        for (int col = 0; col < cols; col++)
            sum[col] += weight * value[col];
        south += lattice->north_south[other];
    }
    return squares;
}

static void add_row(const float *elevation, const double *sum, double factor, int cols, float *perturbed)
{
    for (int col = 0; col < cols; col++)
        perturbed[col] = (float)(elevation[col] + factor * sum[col]);
}

static void add_field(const struct field *field, const float *elevation, double sd, double *buffers, float *perturbed)
{
    const struct lattice *lattice = field->lattice;
    const size_t cols = lattice->cols;

#pragma omp parallel
    {
        double *buffer = buffers + 6 * cols * omp_get_thread_num();

#pragma omp for
        for (int row = 0; row < lattice->rows; row++)
            smooth_row(field, row, buffer);
#pragma omp for
        for (int row = 0; row < lattice->rows; row++) {
            const double squares = sum_rows(field, row, buffer);

            add_row(elevation + row * cols, buffer, sd / sqrt(squares), lattice->cols, perturbed + row * cols);
        }
    }
}

enum slide_status perturb_elevation(const struct lattice *lattice, const float *elevation,
                                    const struct elevation_error *error, uint64_t seed, uint64_t member,
                                    float *perturbed, struct slide_error *failure)
{
    const size_t cells = lattice_cells(lattice);
    struct random_stream members = random_stream_at(seed, member);
    /* a length of zero: a weight of one at no distance, none elsewhere */
    struct field field = {lattice, error->length > 0. ? error->length : 1e-9, random_bits(&members), NULL};
    double *buffers = malloc(6 * sizeof *buffers * lattice->cols * omp_get_max_threads());

    field.value = malloc((cells + 1) * sizeof *field.value);
    if (buffers && field.value)
        add_field(&field, elevation, error->sd, buffers, perturbed);
    free(buffers);
    free(field.value);
    if (buffers && field.value)
        return SLIDE_OK;
    return slide_out_of_memory(failure, 4. * (double)cells, "the ensemble of elevations");
}

enum slide_status ensemble_begin(const struct channel_network *network, struct ensemble *ensemble,
                                 struct slide_error *error)
{
    const size_t nodes = network->nodes + 1;

    ensemble->network = network;
    ensemble->count = calloc(nodes, sizeof *ensemble->count);
    ensemble->mean = malloc(nodes * sizeof *ensemble->mean);
    ensemble->squares = calloc(nodes, sizeof *ensemble->squares);
    if (!ensemble->count || !ensemble->mean || !ensemble->squares) {
        ensemble_free(ensemble);
        return slide_out_of_memory(error, 20. * (double)nodes, "the ensemble");
    }
    for (size_t node = 0; node < nodes; node++)
        ensemble->mean[node] = NAN;
    return SLIDE_OK;
}

void ensemble_add(struct ensemble *ensemble, const float *map)
{
    for (size_t node = 0; node < ensemble->network->nodes; node++) {
        const double value = map[ensemble->network->cell[node]];
        const double before = ensemble->count[node] > 0 ? ensemble->mean[node] : 0.;

        if (isnan(value))
            continue;
        ensemble->count[node]++;
        ensemble->mean[node] = before + (value - before) / ensemble->count[node];
        ensemble->squares[node] += (value - before) * (value - ensemble->mean[node]);
    }
}

void ensemble_sd(const struct ensemble *ensemble, double *sd)
{
    for (size_t node = 0; node < ensemble->network->nodes; node++)
        sd[node] = ensemble->count[node] > 1 ? sqrt(ensemble->squares[node] / (ensemble->count[node] - 1.)) : NAN;
}

void ensemble_free(struct ensemble *ensemble)
{
    free(ensemble->count);
    free(ensemble->mean);
    free(ensemble->squares);
    *ensemble = (struct ensemble){0};
}
