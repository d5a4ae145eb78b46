/**
 * Smooth random fields over the plane, the same on every machine: value noise on square lattices (Perlin 1985's
 * octaves), made with + - * / and sqrt alone, which every processor rounds alike.
 */
#ifndef EVENT_NOISE_H
#define EVENT_NOISE_H

#include <stdint.h>

struct noise {
    uint64_t seed;
    double wavelength; /**< m, of the coarsest octave */
    int octaves;       /**< each with half the wavelength and half the amplitude of the one before */
};

/** Value of the field at a place; mean about 0, standard deviation about 1, bounded within +-4. */
double noise_at(const struct noise *noise, double x, double y);

#endif
