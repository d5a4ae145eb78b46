/** Patches turned and mirrored at random, so that a net does not learn which way north is. */
#ifndef SLIDE_LEARN_AUGMENT_H
#define SLIDE_LEARN_AUGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/random.h"

/** What may be done. */
struct augmentation {
    bool flip;   /**< mirrored east-west, north-south, or both */
    bool rotate; /**< by quarter turns */
};

/** One of the square's eight symmetries: first mirrored, then turned. */
struct symmetry {
    bool mirrored;
    int turns; /**< quarter turns, 0 to 3, clockwise */
};

/** Each symmetry that is allowed is as likely as any other. */
struct symmetry symmetry_draw(const struct augmentation *augmentation, struct random_stream *stream);

/**
 * @param[in]  layer  [size * size]
 * @param[out] moved  [size * size] not `layer`
 */
void symmetry_apply(const struct symmetry *symmetry, const float *layer, int size, float *moved);

#endif
