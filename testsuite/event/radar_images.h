/**
 * A stack of complex radar images of the event, drawn pixel by pixel: circular complex Gaussian signals whose coherence
 * from one image to the next is planted. A map cell is IMAGE_PIXELS x IMAGE_PIXELS pixels, so a window of that size at
 * its centre has SPECKLE_LOOKS looks at that cell alone. Phases of ground and displacement are taken away, as a
 * flattened interferogram has them.
 */
#ifndef EVENT_RADAR_IMAGES_H
#define EVENT_RADAR_IMAGES_H

#include <complex.h>

#include "base/random.h"
#include "event.h"

enum {
    IMAGE_PIXELS = 3,
    IMAGES_BEFORE = 12, /* the last of them is the first of the pair across the earthquake */
    IMAGES = IMAGES_BEFORE + 2
};

/**
 * Draws one pixel in every image. Images before the pair PAIR_PRE are far apart in time: coherence 0.3 of PAIR_PRE's.
 Then come the pairs PAIR_PRE, PAIR_CO and PAIR_POST, each with its own slow decorrelation.
 *
 * @param cell       of the event
 * @param number     of the pixel in the image
 * @param[out] pixel [IMAGES] mean power by land cover: forest 0 dB, shrub -4, grass -9, crop -6, bare -13
 */
void radar_pixel_draw(const struct event *event, size_t cell, size_t number, float complex pixel[IMAGES]);

/** The planted coherence of images `first` and `first` + 1 over a cell. */
double radar_pixel_coherence(const struct event *event, size_t cell, int first);

/** The next sample of a unit signal: coherence times `before` and the rest new (an autoregressive process). */
double complex radar_next(struct random_stream *stream, double complex before, double coherence);

#endif
