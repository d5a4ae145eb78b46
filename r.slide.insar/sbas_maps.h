/** The maps of operation=sbas: one for each quantity that is wanted, and one for each date, registered in time. */
#ifndef R_SLIDE_INSAR_SBAS_MAPS_H
#define R_SLIDE_INSAR_SBAS_MAPS_H

#include "grass/row_maps.h"
#include "options.h"
#include "radar/sbas_block.h"

struct sbas_maps {
    const struct options *options;
    const struct network *network;
    struct row_maps maps;
    int index[SBAS_OUTPUTS]; /**< of the quantity's map; -1 where not wanted */
    int first_date;          /**< index of the first date's map; -1 without series= */
};

/** Whether the user wants this quantity. */
int sbas_wanted(const struct options *options, enum sbas_output output);

/** Opens all maps; ends the module when one of a date exists and may not be overwritten. */
struct sbas_maps sbas_maps_open(const struct options *options, const struct network *network);

/** Writes the rows of a block, those of its maps that are there. */
void sbas_maps_put(struct sbas_maps *maps, const struct sbas_block *block);

/** What all maps say of how they were made. */
struct sbas_story {
    const char *unit;    /**< of displacement */
    const char *history; /**< lines */
    const char *source;
};

/**
 * Closes and describes the maps, gives those of dates their timestamps and registers them in the space-time raster
 * dataset series=. When that fails all of them are removed and the module ends.
 */
void sbas_maps_close(struct sbas_maps *maps, const struct sbas_story *story);

#endif
