#include "learn/fold.h"

#include <stdlib.h>

#include "base/random.h"

#define SALT 0x666f6c64ULL /* other numbers than the split's */

struct drawn {
    uint64_t bits;
    uint64_t key;
    size_t row;
};

static int by_draw(const void *a, const void *b)
{
    const struct drawn *left = a, *right = b;

    if (left->bits != right->bits)
        return left->bits < right->bits ? -1 : 1;
    return (left->key > right->key) - (left->key < right->key);
}

static enum slide_status deal(const float *label, int positive, const uint64_t *key, size_t rows, size_t folds,
                              uint64_t seed, struct drawn *order, unsigned char *fold, struct slide_error *error)
{
    size_t count = 0;

    for (size_t i = 0; i < rows; i++) {
        const uint64_t own = key ? key[i] : i;
        struct random_stream stream = random_stream_at(seed ^ SALT, own);

        if ((label[i] > 0.f) == positive)
            order[count++] = (struct drawn){random_bits(&stream), own, i};
    }
    if (count < folds)
        return slide_fail(
            error, SLIDE_NO_DATA,
            "Calibration in %zu folds needs as many samples of either class, but there are only %zu %s in "
            "training. Ask for fewer folds or draw more samples.",
            folds, count, positive ? "landslide cells" : "others");
    qsort(order, count, sizeof *order, by_draw);
    for (size_t i = 0; i < count; i++)
        fold[order[i].row] = (unsigned char)(i % folds);
    return SLIDE_OK;
}

enum slide_status fold_samples(const float *label, const uint64_t *key, size_t rows, size_t folds, uint64_t seed,
                               unsigned char *fold, struct slide_error *error)
{
    struct drawn *order = malloc((rows + 1) * sizeof *order);
    enum slide_status status;

    if (!order)
        return slide_out_of_memory(error, (double)rows * sizeof *order, "the folds");
    status = deal(label, 1, key, rows, folds, seed, order, fold, error);
    if (status == SLIDE_OK)
        status = deal(label, 0, key, rows, folds, seed, order, fold, error);
    free(order);
    return status;
}
