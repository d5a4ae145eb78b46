#include "learn/mapping.h"

#include <stdlib.h>
#include <string.h>

json_t *mapping_to_json(const struct mapping *mapping)
{
    if (mapping->kind == MAPPING_CELLS)
        return NULL;
    if (mapping->kind == MAPPING_UNITS)
        return json_pack("{s:s, s:s, s:f, s:f}", "kind", "map", "map", mapping->map, "share", mapping->share,
                         "truth_threshold", mapping->truth_threshold);
    return json_pack("{s:s, s:i, s:i, s:f, s:f}", "kind", "blocks", "rows", mapping->rows, "cols", mapping->cols,
                     "share", mapping->share, "truth_threshold", mapping->truth_threshold);
}

static enum slide_status unreadable(const char *why, struct slide_error *error)
{
    return slide_fail(error, SLIDE_BAD_INPUT, "its units cannot be read: %s", why);
}

enum slide_status mapping_from_json(const json_t *json, struct mapping *mapping, struct slide_error *error)
{
    const char *kind, *map = NULL;
    json_error_t why;

    *mapping = (struct mapping){0};
    if (!json)
        return SLIDE_OK;
    if (json_unpack_ex((json_t *)json, &why, 0, "{s:s, s:F, s:F, s?s, s?i, s?i}", "kind", &kind, "share",
                       &mapping->share, "truth_threshold", &mapping->truth_threshold, "map", &map, "rows",
                       &mapping->rows, "cols", &mapping->cols) != 0)
        return unreadable(why.text, error);
    if (strcmp(kind, "map") == 0)
        mapping->kind = MAPPING_UNITS;
    else if (strcmp(kind, "blocks") == 0)
        mapping->kind = MAPPING_BLOCKS;
    else
        return unreadable(kind, error);
    if (mapping->kind == MAPPING_UNITS && !map)
        return unreadable("map is missing", error);
    if (mapping->kind == MAPPING_BLOCKS && (mapping->rows < 1 || mapping->cols < 1))
        return unreadable("rows and cols are missing", error);
    mapping->map = map ? strdup(map) : NULL;
    return map && !mapping->map ? slide_out_of_memory(error, 0., "the units' name") : SLIDE_OK;
}

void mapping_free(struct mapping *mapping)
{
    free(mapping->map);
    *mapping = (struct mapping){0};
}
