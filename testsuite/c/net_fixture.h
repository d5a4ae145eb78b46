/** A net for tests that is none: logistic regression of each cell, or of a patch's means, behind a net's border. */
#ifndef TEST_NET_FIXTURE_H
#define TEST_NET_FIXTURE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/net.h"

enum { FAKE_MOST_BANDS = 8 };

struct fake_net {
    int bands;
    bool whole;
    double weight[FAKE_MOST_BANDS + 1];   /* the last is the intercept */
    double momentum[FAKE_MOST_BANDS + 1]; /* what an optimiser carries from step to step */
    int fails_at;                         /* a step that fails; 0 none */
    int steps;
};

static inline size_t fake_targets(const struct fake_net *net, int rows, int cols)
{
    return net->whole ? 1 : (size_t)rows * cols;
}

/* the mean of a band over a patch, or its value in one cell */
static inline double fake_input(const struct fake_net *net, const float *patch, int band, size_t cell, size_t cells)
{
    double sum = 0.;

    if (!net->whole)
        return patch[band * cells + cell];
    for (size_t i = 0; i < cells; i++)
        sum += patch[band * cells + i];
    return sum / (double)cells;
}

static inline double fake_logit(const struct fake_net *net, const float *patch, size_t cell, size_t cells)
{
    double logit = net->weight[net->bands];

    for (int band = 0; band < net->bands; band++)
        logit += net->weight[band] * fake_input(net, patch, band, cell, cells);
    return logit;
}

static inline const char *fake_description(void)
{
    return "a fake";
}

static inline enum slide_status fake_create(const struct net_design *design, const struct net_start *start, void **net,
                                            struct slide_error *error)
{
    struct fake_net *fake = calloc(1, sizeof *fake);

    (void)error;
    fake->bands = design->bands;
    fake->whole = design->kind == NET_PATCH;
    fake->weight[0] = 1e-3 * (double)start->seed;
    *net = fake;
    return SLIDE_OK;
}

static inline enum slide_status fake_load(const struct net_design *design, const char *bytes, size_t size,
                                          const struct net_start *start, void **net, struct slide_error *error)
{
    const enum slide_status status = fake_create(design, start, net, error);

    memcpy(((struct fake_net *)*net)->weight, bytes, size);
    return status;
}

static inline enum slide_status fake_save(void *net, char **bytes, size_t *size, struct slide_error *error)
{
    const struct fake_net *fake = net;

    (void)error;
    *size = sizeof fake->weight;
    *bytes = malloc(*size);
    memcpy(*bytes, fake->weight, *size);
    return SLIDE_OK;
}

static inline enum slide_status fake_checkpoint(void *net, char **bytes, size_t *size, struct slide_error *error)
{
    const struct fake_net *fake = net;

    (void)error;
    *size = sizeof fake->weight + sizeof fake->momentum;
    *bytes = malloc(*size);
    memcpy(*bytes, fake->weight, sizeof fake->weight);
    memcpy(*bytes + sizeof fake->weight, fake->momentum, sizeof fake->momentum);
    return SLIDE_OK;
}

static inline enum slide_status fake_resume(void *net, const char *bytes, size_t size, struct slide_error *error)
{
    struct fake_net *fake = net;

    if (size != sizeof fake->weight + sizeof fake->momentum)
        return slide_fail(error, SLIDE_BAD_INPUT, "not the fake's state");
    memcpy(fake->weight, bytes, sizeof fake->weight);
    memcpy(fake->momentum, bytes + sizeof fake->weight, sizeof fake->momentum);
    return SLIDE_OK;
}

static inline size_t fake_parameters(void *net, bool running)
{
    (void)running;
    return (size_t)((struct fake_net *)net)->bands + 1;
}

/* cross-entropy over the valid targets, and its slope by the weights where wanted */
static inline double fake_entropy(const struct fake_net *net, const struct net_batch *batch, double *slope)
{
    const size_t cells = (size_t)batch->rows * batch->cols, targets = fake_targets(net, batch->rows, batch->cols);
    double sum = 0., valid = 0.;

    for (size_t i = 0; i < batch->count * targets; i++) {
        const float *patch = batch->image + i / targets * net->bands * cells;
        const double logit = fake_logit(net, patch, i % targets, cells), p = 1. / (1. + exp(-logit));

        if (batch->valid[i] == 0.f)
            continue;
        valid++;
        sum -= batch->target[i] > 0.5f ? log(p) : log(1. - p);
        for (int band = 0; slope && band <= net->bands; band++)
            slope[band] +=
                (p - batch->target[i]) * (band < net->bands ? fake_input(net, patch, band, i % targets, cells) : 1.);
    }
    for (int band = 0; slope && band <= net->bands; band++)
        slope[band] /= fmax(valid, 1.);
    return sum / fmax(valid, 1.);
}

static inline enum slide_status fake_loss(void *net, const struct net_batch *batch, const struct net_loss *kind,
                                          double *loss, struct slide_error *error)
{
    (void)kind;
    (void)error;
    *loss = fake_entropy(net, batch, NULL);
    return SLIDE_OK;
}

/* a step with momentum; "dropout" leaves each weight as it is by chance */
static inline enum slide_status fake_train(void *net, const struct net_batch *batch, const struct net_step *step,
                                           double *loss, struct slide_error *error)
{
    struct fake_net *fake = net;
    struct random_stream stream = random_stream_at(step->seed, 0);
    double slope[FAKE_MOST_BANDS + 1] = {0.};

    if (++fake->steps == fake->fails_at)
        return slide_fail(error, SLIDE_FAILED, "interrupted");
    *loss = fake_entropy(fake, batch, slope);
    for (int band = 0; band <= fake->bands; band++) {
        fake->momentum[band] = 0.5 * fake->momentum[band] + slope[band] + step->decay * fake->weight[band];
        if (random_below(&stream, 4))
            fake->weight[band] -= step->rate * fake->momentum[band];
    }
    return SLIDE_OK;
}

static inline enum slide_status fake_predict(void *net, const float *image, size_t count, int rows, int cols,
                                             uint64_t dropout_seed, float *logit, struct slide_error *error)
{
    const struct fake_net *fake = net;
    const size_t cells = (size_t)rows * cols, targets = fake_targets(fake, rows, cols);

    (void)dropout_seed;
    (void)error;
    for (size_t i = 0; i < count * targets; i++)
        logit[i] = (float)fake_logit(fake, image + i / targets * fake->bands * cells, i % targets, cells);
    return SLIDE_OK;
}

static inline enum slide_status fake_gradient(void *net, const float *image, const float *weight, size_t count,
                                              int rows, int cols, float *gradient, struct slide_error *error)
{
    const struct fake_net *fake = net;
    const size_t cells = (size_t)rows * cols, targets = fake_targets(fake, rows, cols);

    (void)image;
    (void)error;
    for (size_t i = 0; i < count * (size_t)fake->bands * cells; i++) {
        const size_t patch = i / (fake->bands * cells), band = i / cells % fake->bands, cell = i % cells;
        const double share = fake->whole ? 1. / (double)cells : 1.;

        gradient[i] = (float)(fake->weight[band] * share * weight[patch * targets + (fake->whole ? 0 : cell)]);
    }
    return SLIDE_OK;
}

static const struct net_border fake_border = {
    .version = NET_BORDER_VERSION,
    .description = fake_description,
    .create = fake_create,
    .load = fake_load,
    .save = fake_save,
    .checkpoint = fake_checkpoint,
    .resume = fake_resume,
    .parameters = fake_parameters,
    .train = fake_train,
    .loss = fake_loss,
    .predict = fake_predict,
    .gradient = fake_gradient,
    .free = free,
};

#endif
