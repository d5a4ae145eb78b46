/** A whole coherence map, refused when it holds anything else. */
#ifndef R_SLIDE_INSAR_COHERENCE_GRID_H
#define R_SLIDE_INSAR_COHERENCE_GRID_H

#include "grass/grid.h"

/** grid_read for coherence: ends the module, naming map and value, when a cell lies outside 0 to 1. */
struct grid coherence_grid_read(const char *name);

#endif
