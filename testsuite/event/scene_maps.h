/** The simulated backscatter as GRASS maps, and the list of them that r.slide.insar operation=backscatter takes. */
#ifndef EVENT_SCENE_MAPS_H
#define EVENT_SCENE_MAPS_H

#include "radar_track.h"

/**
 * Writes a map for each scene, orbit and polarisation, such as vv_ascending_20150429, a map of what each orbit sees,
 * and the list of scenes: map, date, polarisation and orbit. The earthquake is on 2015-04-25.
 */
void write_backscatter(const struct clusters *clusters, const struct ground *ground, const char *list,
                       const char *history);

#endif
