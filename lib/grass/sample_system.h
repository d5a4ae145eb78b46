/** Coordinate systems of samples, as well-known text that travels with a table from one location to another. */
#ifndef SLIDE_GRASS_SAMPLE_SYSTEM_H
#define SLIDE_GRASS_SAMPLE_SYSTEM_H

#include <stdbool.h>

#include <ogr_srs_api.h>

/** What coordinates mean; metres of a plane where nothing is known. */
struct sample_system {
    bool geographic;     /**< degrees */
    double metre;        /**< metres of a unit, of plane coordinates */
    double radius;       /**< m, the ellipsoid's equatorial radius */
    double eccentricity; /**< the ellipsoid's first eccentricity squared */
    char name[128];      /**< empty where nothing is known */
};

/** The current location's; NULL where it has none. Release with OSRDestroySpatialReference. */
OGRSpatialReferenceH location_system(void);

/** As WKT 2, or "" for NULL. G_free it. */
char *sample_system_text(OGRSpatialReferenceH reference);

/** @param text  WKT; what is not counts as unknown */
struct sample_system sample_system_of(const char *text);

#endif
