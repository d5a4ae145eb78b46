/**
 * What a C-band radar such as Sentinel-1 sees of the clustered landslides: backscatter of two polarisations from two
 * orbits at several dates before and after the earthquake, speckle included, each cell drawn by itself.
 */
#ifndef EVENT_RADAR_TRACK_H
#define EVENT_RADAR_TRACK_H

#include "base/random.h"
#include "clusters.h"

enum orbit { ASCENDING, DESCENDING, ORBITS };
enum polarisation { VV, VH, POLARISATIONS };

enum {
    SCENES_BEFORE = 5,
    SCENES_AFTER = 5,
    SCENES = SCENES_BEFORE + SCENES_AFTER, /* of each orbit, twelve days apart */
    SCENE_DAYS = 12
};

#define SCENE_LOOKS 4.4    /* equivalent number of looks */
#define SCENE_INCIDENCE 39 /* degrees from the vertical, of both orbits */

struct radar_track {
    const struct clusters *clusters;
    enum orbit orbit;
    float *local_incidence; /**< [cells] degrees */
    uint8_t *flags;         /**< [cells] of enum view_flag in radar/geometry.h */
};

struct ground;

/**
 * Looks at the terrain from an orbit.
 *
 * @param[in]  clusters  must stay
 * @param[out] track     free with radar_track_free, also after a failure
 * @return SLIDE_OUT_OF_MEMORY
 */
enum slide_status radar_track_make(const struct clusters *clusters, const struct ground *ground, enum orbit orbit,
                                   struct radar_track *track, struct slide_error *error);

void radar_track_free(struct radar_track *track);

/** Neither in layover nor in shadow. */
int radar_track_sees(const struct radar_track *track, size_t cell);

/** Days from the earthquake to a scene, below 0 before it; scenes are counted from 0. */
int scene_day(enum orbit orbit, int scene);

/** Change of the mean backscatter in dB where a landslide lies over a cell. */
double landslide_change(const struct radar_track *track, enum polarisation polarisation, size_t cell);

/** Mean backscatter in dB, of a power without speckle and without noise of the instrument. */
double scene_mean(const struct radar_track *track, enum polarisation polarisation, int scene, size_t cell);

/** Backscatter as drawn, dB; NaN beyond the edge of the swath. */
float scene_draw(const struct radar_track *track, enum polarisation polarisation, int scene, size_t cell);

/** A gamma number of any shape of at least 1 and of scale 1, by Marsaglia and Tsang (2000). */
double gamma_draw(struct random_stream *stream, double shape);

#endif
