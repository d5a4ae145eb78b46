/** The simulated event as GRASS maps. */
#ifndef EVENT_MAPS_H
#define EVENT_MAPS_H

#include "event.h"

/** Sets the current mapset's region: 30 m cells near Gorkha in a projected location, 1 arc-second in
 * latitude-longitude. */
void set_event_region(int rows, int cols);

/** Writes all raster maps, or none, with categories named. */
void write_event_maps(const struct event *event, const char *history);

/** Grows areas downslope from a part of the landslide cells: the vector map landslide_polygons. */
void write_landslide_polygons(const struct event *event);

#endif
