#include "texture.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

enum { DRAW_BEFORE = 11000, DRAW_AFTER = 12000, APART = 500 };

static double normal_at(uint64_t seed, size_t cell)
{
    struct random_stream stream = random_stream_at(seed, cell);

    return random_normal(&stream);
}

void texture_field(uint64_t seed, int rows, int cols, float *field)
{
    const double rho = TEXTURE_RHO, new = sqrt(1. - rho * rho);

    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++) {
            const size_t cell = (size_t)row * cols + col;
            const double n = normal_at(seed, cell);

            /* on the first row and column it goes on in one direction alone, and so has the variance 1 from the start
             */
            if (row == 0 || col == 0)
                field[cell] = (float)(row + col == 0 ? n : rho * field[row == 0 ? cell - 1 : cell - cols] + new *n);
            else
                field[cell] = (float)(rho * ((double)field[cell - cols] + field[cell - 1]) -
                                      rho * rho * field[cell - cols - 1] + new *new *n);
        }
}

double texture_log_evidence(double value, double north, double west, double north_west)
{
    const double rho = TEXTURE_RHO, spread = 1. - rho * rho;
    const double rest = (value - rho * (north + west) + rho * rho * north_west) / spread;

    return 0.5 * (value * value - rest * rest) - log(spread);
}

double texture_posterior(double prior, double before, double after)
{
    /* the four states of the ground: neither, old, new, both; the largest term is taken out */
    const double neither = 2. * log1p(-prior), one = log(prior) + log1p(-prior), both = 2. * log(prior);
    const double term[] = {neither, one + before + after, one + after, both + before + after};
    const double top = fmax(fmax(term[0], term[1]), fmax(term[2], term[3]));
    const double with = exp(term[2] - top) + exp(term[3] - top);

    return with / (with + exp(term[0] - top) + exp(term[1] - top));
}

/* Sums of the cells' evidence within the reader's reach */
static double evidence_around(const struct event *event, const float *evidence, size_t cell)
{
    const int row = (int)(cell / event->cols), col = (int)(cell % event->cols);
    double sum = 0.;

    for (int r = row - TEXTURE_REACH; r <= row + TEXTURE_REACH; r++)
        for (int c = col - TEXTURE_REACH; c <= col + TEXTURE_REACH; c++)
            if (r >= 0 && r < event->rows && c >= 0 && c < event->cols)
                sum += evidence[(size_t)r * event->cols + c];
    return sum;
}

static void set_evidence(const struct event *event, const float *texture, float *evidence)
{
    const int cols = event->cols;

    for (int row = 0; row < event->rows; row++)
        for (int col = 0; col < cols; col++) {
            const size_t cell = (size_t)row * cols + col;
            const double likelier = row == 0 || col == 0
                                        ? 1.
                                        : exp(texture_log_evidence(texture[cell], texture[cell - cols],
                                                                   texture[cell - 1], texture[cell - cols - 1]));

            evidence[cell] = (float)log(1. - TEXTURE_FILLED + TEXTURE_FILLED * likelier);
        }
}

static void read_textures(struct clusters *clusters, float *before, float *after)
{
    const struct event *event = clusters->event;
    const size_t cells = (size_t)event->rows * event->cols;

    set_evidence(event, clusters->before, before);
    set_evidence(event, clusters->after, after);
    for (size_t cell = 0; cell < cells; cell++)
        clusters->reader[cell] =
            isnan(event->slope[cell])
                ? NAN
                : (float)texture_posterior(clusters->probability[cell], evidence_around(event, before, cell),
                                           evidence_around(event, after, cell));
}

/* The field over landslides, white noise elsewhere */
static void draw_texture(const struct clusters *clusters, uint64_t draw, int after, float *texture)
{
    const struct event *event = clusters->event;
    const size_t cells = (size_t)event->rows * event->cols;

    texture_field(event->seed + draw, event->rows, event->cols, texture);
    for (size_t cell = 0; cell < cells; cell++)
        if (clusters->old[cell] <= 0 && !(after && clusters->number[cell] > 0))
            texture[cell] = (float)normal_at(event->seed + draw + APART, cell);
}

enum slide_status texture_clusters(struct clusters *clusters, struct slide_error *error)
{
    const size_t cells = (size_t)clusters->event->rows * clusters->event->cols;
    float *evidence = malloc(2 * cells * sizeof *evidence);

    if (!evidence)
        return slide_out_of_memory(error, 8. * (double)cells, "the texture");
    draw_texture(clusters, DRAW_BEFORE, 0, clusters->before);
    draw_texture(clusters, DRAW_AFTER, 1, clusters->after);
    read_textures(clusters, evidence, evidence + cells);
    free(evidence);
    return SLIDE_OK;
}
