/** The simulated event's radar images as GDAL files, and their planted coherence as a map. */
#ifndef EVENT_IMAGES_H
#define EVENT_IMAGES_H

#include "event.h"

/** Writes image_01.tif to image_14.tif into a folder, complex GeoTIFFs, and the map coherence_co_images. */
void write_radar_images(const struct event *event, const char *folder);

#endif
