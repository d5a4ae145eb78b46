#include "texture.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

enum { DRAW_BEFORE = 11000, DRAW_AFTER = 12000 };

double texture_value(const size_t *receiver, const int *streaked, uint64_t seed, size_t cell)
{
    const double own = sqrt(1. - TEXTURE_RHO * TEXTURE_RHO);
    double value = 0., weight = 1.;

    for (;;) {
        struct random_stream stream = random_stream_at(seed, cell);
        const size_t down = receiver[cell];

        if (down == cell || streaked[cell] <= 0 || streaked[down] <= 0)
            return value + weight * random_normal(&stream);
        value += weight * own * random_normal(&stream);
        weight *= TEXTURE_RHO;
        cell = down;
    }
}

double texture_log_evidence(double value, double down)
{
    const double variance = 1. - TEXTURE_RHO * TEXTURE_RHO, rest = value - TEXTURE_RHO * down;

    return 0.5 * (value * value - rest * rest / variance - log(variance));
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

/* Sums of the links' evidence within the reader's reach */
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

static void set_evidence(const struct clusters *clusters, const float *texture, float *evidence)
{
    const size_t cells = (size_t)clusters->event->rows * clusters->event->cols;

    for (size_t cell = 0; cell < cells; cell++) {
        const size_t down = clusters->receiver[cell];
        const double likelier = down == cell ? 1. : exp(texture_log_evidence(texture[cell], texture[down]));

        evidence[cell] = (float)log(1. - TEXTURE_FILLED + TEXTURE_FILLED * likelier);
    }
}

static void read_textures(struct clusters *clusters, float *before, float *after)
{
    const struct event *event = clusters->event;
    const size_t cells = (size_t)event->rows * event->cols;

    set_evidence(clusters, clusters->before, before);
    set_evidence(clusters, clusters->after, after);
    for (size_t cell = 0; cell < cells; cell++)
        clusters->reader[cell] =
            isnan(event->slope[cell])
                ? NAN
                : (float)texture_posterior(clusters->probability[cell], evidence_around(event, before, cell),
                                           evidence_around(event, after, cell));
}

enum slide_status texture_clusters(struct clusters *clusters, struct slide_error *error)
{
    const struct event *event = clusters->event;
    const size_t cells = (size_t)event->rows * event->cols;
    int *streaked = malloc(cells * sizeof *streaked);
    float *evidence = malloc(2 * cells * sizeof *evidence);

    if (streaked && evidence) {
        for (size_t cell = 0; cell < cells; cell++)
            streaked[cell] = clusters->old[cell] > 0 || clusters->number[cell] > 0;
        for (size_t cell = 0; cell < cells; cell++) {
            clusters->before[cell] =
                (float)texture_value(clusters->receiver, clusters->old, event->seed + DRAW_BEFORE, cell);
            clusters->after[cell] = (float)texture_value(clusters->receiver, streaked, event->seed + DRAW_AFTER, cell);
        }
        read_textures(clusters, evidence, evidence + cells);
    }
    const int short_of_memory = !streaked || !evidence;

    free(streaked);
    free(evidence);
    return short_of_memory ? slide_out_of_memory(error, 12. * (double)cells, "the texture") : SLIDE_OK;
}
