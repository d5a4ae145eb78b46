#include "radar_images.h"

#include <math.h>

enum { DRAW_IMAGES = 15 };

static const double FAR_APART = 0.3; /* of a pair's coherence, where months lie between images */

/* Of variance 1: real and imaginary part have half of it each */
static double complex draw_signal(struct random_stream *stream)
{
    const double real = random_normal(stream), imaginary = random_normal(stream);

    return M_SQRT1_2 * CMPLX(real, imaginary);
}

double complex radar_next(struct random_stream *stream, double complex before, double coherence)
{
    return coherence * before + sqrt(1. - coherence * coherence) * draw_signal(stream);
}

double radar_pixel_coherence(const struct event *event, size_t cell, int first)
{
    enum pair pair = PAIR_POST;

    if (first < IMAGES_BEFORE - 2)
        return FAR_APART * event_coherence(event, cell, PAIR_PRE, 0);
    if (first == IMAGES_BEFORE - 2)
        pair = PAIR_PRE;
    if (first == IMAGES_BEFORE - 1)
        pair = PAIR_CO;
    return event_coherence(event, cell, pair, event->landslide[cell] == 1) *
           event_slow_decorrelation(event, cell, pair);
}

void radar_pixel_draw(const struct event *event, size_t cell, size_t number, float complex pixel[IMAGES])
{
    static const double decibel[] = {0., 0., -4., -9., -6., -13.}; /* by land cover */
    const double amplitude = pow(10., decibel[event->cover[cell]] / 20.);
    struct random_stream stream = random_stream_at(event->seed + DRAW_IMAGES, number);
    double complex signal = draw_signal(&stream);

    pixel[0] = (float complex)(amplitude * signal);
    for (int image = 1; image < IMAGES; image++) {
        signal = radar_next(&stream, signal, radar_pixel_coherence(event, cell, image - 1));
        pixel[image] = (float complex)(amplitude * signal);
    }
}
