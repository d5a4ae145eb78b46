/** Maps written together, row by row, without holding any of them: all appear at the end, or none. */
#ifndef SLIDE_GRASS_ROW_MAPS_H
#define SLIDE_GRASS_ROW_MAPS_H

#include "grass/output.h"

struct row_map {
    const char *name;
    enum map_type type;
    int file;
    size_t valid; /**< cells so far that are not null */
};

/** Begins as {0}. */
struct row_maps {
    int count;
    struct row_map *map;
    void *cells; /* one row, of the wider type */
};

/** Opens a new map. @param name stays with the caller to the end @return its index */
int row_maps_add(struct row_maps *maps, const char *name, enum map_type type);

/** Writes the next row of a map. @param value [columns] NaN becomes null; of categories whole numbers */
void row_maps_put(struct row_maps *maps, int index, const float *value);

/** row_maps_close, but a fatal error or an interruption still takes all maps away, until maps_kept(). */
void row_maps_appear(struct row_maps *maps, const struct map_description *descriptions);

/** Closes all maps and describes them. @param descriptions one for each, by index. Empties the set. */
void row_maps_close(struct row_maps *maps, const struct map_description *descriptions);

#endif
