/** Where an installed deep-net plugin lies. */
#ifndef SLIDE_GRASS_NET_PLUGIN_H
#define SLIDE_GRASS_NET_PLUGIN_H

#include "learn/net.h"

/**
 * Opens libslide_net.so from the first folder that has it: $GRASS_ADDON_ETC (each of its folders, with or without
 * r.slide/), $GRASS_ADDON_BASE/etc/r.slide, $GISBASE/etc/r.slide. Ends the module with what to install where none has.
 */
const struct net_border *net_plugin(void);

#endif
