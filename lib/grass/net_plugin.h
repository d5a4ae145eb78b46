/** Where an installed deep-net plugin lies. */
#ifndef SLIDE_GRASS_NET_PLUGIN_H
#define SLIDE_GRASS_NET_PLUGIN_H

/**
 * libslide_net.so in the first folder that has it: $GRASS_ADDON_ETC (each of its folders, with or without r.slide/),
 * $GRASS_ADDON_BASE/etc/r.slide, $GISBASE/etc/r.slide. Where none has, the second or the last of these, for the
 * message.
 *
 * @return from G_malloc
 */
char *net_plugin_path(void);

#endif
