/** Between the halves of operation=geometry: what a run holds in memory. */
#ifndef R_SLIDE_INSAR_GEOMETRY_H
#define R_SLIDE_INSAR_GEOMETRY_H

#include <stdint.h>

#include "convergence.h"
#include "grass/cell_size.h"
#include "grass/grid.h"
#include "options.h"
#include "radar/geometry.h"

struct scene {
    const struct options *options;
    struct grid elevation;
    struct grid incidence; /**< no cells where it is a number */
    uint8_t *masked;       /**< [rows * cols] where the mask hides the elevation; NULL without one */
    struct cell_sizes sizes;
    struct convergence convergence; /**< turned into grid azimuths of the look direction */
    double look_azimuth;            /**< degrees from true north */
    struct view view;
    uint8_t *flags;              /**< of view_flag */
    struct grid local_incidence; /**< no cells unless asked for */
};

/** Writes the maps that were asked for and tells the shares of hidden cells. */
void visibility_write(const struct scene *scene);

#endif
