/** The simulated earthquake: every map of it as an array, and the laws that made them. */
#ifndef EVENT_EVENT_H
#define EVENT_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "landscape.h"

#define WAVELENGTH 0.236             /* m, ALOS-2, as in the Gorkha study */
#define INCIDENCE (39. * M_PI / 180) /* of the line of sight, from the vertical */
#define HEADING (-12. * M_PI / 180)  /* ascending orbit, clockwise from north; looking right */

enum lithology { LITHOLOGY_WEAK = 1, LITHOLOGY_STRONG };
enum land_cover { COVER_FOREST = 1, COVER_SHRUB, COVER_GRASS, COVER_CROP, COVER_BARE };

/** All [rows * cols], row 0 north. */
struct event {
    int rows, cols;
    uint64_t seed;
    /* the ground */
    float *elevation; /**< m */
    float *slope;     /**< degrees, Horn (1981); NaN on the region's edge */
    float *ksn;       /**< U / K, m^0.9 */
    float *uplift;    /**< mm/a */
    int *lithology;
    int *cover;
    float *rainfall; /**< mm/a */
    /* the earthquake */
    float *pga;   /**< g */
    float *pgv;   /**< cm/s */
    float *los;   /**< m, toward the satellite */
    float *phase; /**< rad, unwrapped, ISCE's sign, with noise */
    /* the radar's coherence as drawn */
    float *pre, *co, *post;
    /* the landslides */
    float *probability; /**< the law; NaN on the region's edge */
    float *posterior;   /**< the law after a look at the drawn coherences */
    int *landslide;     /**< 1 or 0; -1 on the region's edge */
};

/** Makes ground and earthquake. Free with event_free, also after a failure. */
enum slide_status event_make(struct event *event, const struct ground *ground, uint64_t seed, void (*progress)(int),
                             struct slide_error *error);

/** The law of landslides without its intercept: the sum of coefficient * (covariate - centre) / scale. */
double event_law(const struct event *event, size_t cell);

/** Draws landslides at a mean probability of `prevalence`, the radar's coherence over them, and the posterior. */
void event_shake_down(struct event *event, double prevalence);

/** True coherence of a cell, 0 to 1, for the pair before, across (`co`) or after the earthquake. */
enum pair { PAIR_PRE, PAIR_CO, PAIR_POST };
double event_coherence(const struct event *event, size_t cell, enum pair pair, int landslide);

/**
 * Slow decorrelation of the images (radar_images.h), of which landslides know nothing: a smooth factor on the coherence
 * of each pair, 0.45 to 1. The maps of coherence have none.
 */
double event_slow_decorrelation(const struct event *event, size_t cell, enum pair pair);

void event_free(struct event *event);

#endif
