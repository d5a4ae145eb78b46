/** The atmosphere's filter of operation=sbas: inverted rows wait in a file, and are filtered in blocks with a halo. */
#ifndef R_SLIDE_INSAR_SBAS_SCREEN_H
#define R_SLIDE_INSAR_SBAS_SCREEN_H

#include <stdbool.h>

#include "grass/cell_size.h"
#include "options.h"
#include "radar/sbas_block.h"
#include "sbas_maps.h"

/** Free with sbas_screen_free. */
struct sbas_screen {
    bool wanted;
    struct screen_filter filter;
    struct cell_sizes sizes;
    int file;      /**< [rows][2][dates][cols] displacements, and what of them is rough in time; has no name any more */
    int next;      /**< row that is stored next */
    double memory; /**< bytes */
    int block;     /**< rows that are filtered together */
    char *text;    /**< for the history */
};

/** filter_days= and filter_distance=. Ends the module where one is missing, or memory= holds no block with its halo. */
struct sbas_screen sbas_screen_of(const struct options *options, const struct network *network, double memory);

/** Lets the rows of a block wait: its series and rough. */
void sbas_screen_store(struct sbas_screen *screen, const struct sbas_block *block);

/** Takes the atmosphere from all rows and writes the maps of dates and of output=; tells how much it was. */
void sbas_screen_write(struct sbas_screen *screen, struct sbas_maps *maps, int threads, const char *unit);

void sbas_screen_free(struct sbas_screen *screen);

#endif
