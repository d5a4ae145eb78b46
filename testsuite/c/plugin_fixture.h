/** The deep-net plugin as the modules open it, small nets and batches, and TorchScript files. */
#ifndef TEST_PLUGIN_FIXTURE_H
#define TEST_PLUGIN_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/random.h"
#include "learn/net.h"

enum { FIXTURE_BANDS = 3 };

/** Group setup: *state becomes the plugin's functions, or NULL where the suite is built without libtorch. */
static inline int open_plugin(void **state)
{
    const struct net_border *border = NULL;
    struct slide_error error;

    if (access(PLUGIN, R_OK) != 0)
        print_message("REPORT deep nets: skipped, there is no '%s': run make nets\n", PLUGIN);
    else if (net_open(PLUGIN, &border, &error) != SLIDE_OK) {
        print_message("%s\n", error.text);
        return -1;
    }
    *state = (void *)border;
    return 0;
}

static inline const struct net_border *plugin_or_skip(void **state)
{
    if (!*state)
        skip();
    return *state;
}

/** What the program torchscript writes of that kind; the caller frees it. NULL where it fails. */
static inline char *torchscript_bytes(const char *kind, int bands, size_t *size)
{
    char path[] = "/tmp/slide_torchscript_XXXXXX", command[512], *bytes;
    FILE *file;

    close(mkstemp(path));
    snprintf(command, sizeof command, "'%s' %s %s %d", TORCHSCRIPT, kind, path, bands);
    file = system(command) == 0 ? fopen(path, "rb") : NULL;
    remove(path);
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(*size + 1);
    if (bytes && fread(bytes, 1, *size, file) != *size)
        *size = 0;
    fclose(file);
    return bytes;
}

static inline struct net_start fixture_start(uint64_t seed)
{
    return (struct net_start){.device = NET_DEVICE_CPU, .threads = 1, .seed = seed};
}

/** A small net of the kind, for patches of 16 x 16 cells. */
static inline struct net_design fixture_design(enum net_kind kind, double dropout)
{
    return (struct net_design){kind, FIXTURE_BANDS, 16, 4, dropout};
}

static inline void *fixture_net(const struct net_border *border, const struct net_design *design, uint64_t seed)
{
    const struct net_start start = fixture_start(seed);
    struct slide_error error = {""};
    void *net = NULL;

    if (border->create(design, &start, &net, &error) != SLIDE_OK)
        print_message("%s\n", error.text);
    assert_non_null(net);
    return net;
}

/** Arrays of a batch, and room for its logits. */
struct fixture_batch {
    struct net_batch batch;
    float *image, *target, *valid, *logit;
    size_t targets; /**< cells, or patches for a classifier */
};

static inline void fixture_batch_free(struct fixture_batch *arrays)
{
    free(arrays->image);
    free(arrays->target);
    free(arrays->valid);
    free(arrays->logit);
}

/** Bands of noise; landslides are where the first two bands' mean in a window of 3 x 3 cells is high, in a patch where
 * its first band's mean is; a tenth of the targets is not valid and holds what must not be looked at. */
static inline struct fixture_batch fixture_batch(bool classifier, size_t count, int rows, int cols, uint64_t seed)
{
    const size_t cells = (size_t)rows * (size_t)cols;
    struct random_stream stream = random_stream_at(seed, 0);
    struct fixture_batch made = {.targets = classifier ? count : count * cells};

    made.image = malloc(count * FIXTURE_BANDS * cells * sizeof *made.image);
    made.target = malloc(made.targets * sizeof *made.target);
    made.valid = malloc(made.targets * sizeof *made.valid);
    made.logit = calloc(made.targets, sizeof *made.logit);
    for (size_t i = 0; i < count * FIXTURE_BANDS * cells; i++)
        made.image[i] = (float)(2. * random_uniform(&stream) - 1.);
    for (size_t i = 0; i < made.targets; i++) {
        const size_t patch = classifier ? i : i / cells;
        float *band = made.image + patch * FIXTURE_BANDS * cells;
        double sum = 0.;

        if (classifier) {
            made.target[i] = (float)(i % 2);
            for (size_t cell = 0; cell < cells; cell++)
                band[cell] += i % 2 ? 0.3f : -0.3f;
        } else {
            for (int step = -1; step <= 1; step++)
                sum += band[(i % cells + (size_t)(step + cols)) % cells];
            made.target[i] = sum > 0.6;
        }
        made.valid[i] = random_below(&stream, 10) > 0;
        if (made.valid[i] == 0.f)
            made.target[i] = NAN;
    }
    made.batch = (struct net_batch){made.image, made.target, made.valid, count, rows, cols};
    return made;
}

static inline struct fixture_batch fixture_batch_of(const struct net_design *design, size_t count, uint64_t seed)
{
    return fixture_batch(design->kind == NET_PATCH, count, design->patch, design->patch, seed);
}

static inline struct net_step fixture_step(double rate, uint64_t seed)
{
    return (struct net_step){rate, 1e-4, seed, {NET_LOSS_BCE_DICE, 3., 0.5, 0., 0.}};
}

/** Trains some steps on the same batch, dropout's seeds counted on from `first`; returns the last loss. */
static inline double fixture_train(const struct net_border *border, void *net, const struct fixture_batch *arrays,
                                   double rate, int steps, uint64_t first)
{
    struct slide_error error = {""};
    double loss = NAN;

    for (int i = 0; i < steps; i++) {
        const struct net_step step = fixture_step(rate, first + (uint64_t)i);

        if (border->train(net, &arrays->batch, &step, &loss, &error) != SLIDE_OK)
            print_message("%s\n", error.text);
        assert_string_equal(error.text, "");
    }
    return loss;
}

static inline void fixture_predict(const struct net_border *border, void *net, struct fixture_batch *arrays,
                                   uint64_t dropout_seed)
{
    const struct net_batch *batch = &arrays->batch;
    struct slide_error error;

    assert_int_equal(
        border->predict(net, batch->image, batch->count, batch->rows, batch->cols, dropout_seed, arrays->logit, &error),
        SLIDE_OK);
}

/** Whether two nets give the same bits for a batch. */
static inline bool fixture_same(const struct net_border *border, void *one, void *other, struct fixture_batch *arrays)
{
    float *logit = malloc(arrays->targets * sizeof *logit);
    bool same;

    fixture_predict(border, one, arrays, 0);
    memcpy(logit, arrays->logit, arrays->targets * sizeof *logit);
    fixture_predict(border, other, arrays, 0);
    same = memcmp(logit, arrays->logit, arrays->targets * sizeof *logit) == 0;
    free(logit);
    return same;
}

#endif
