#include "grass/net_plugin.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <grass/gis.h>

#include "grass/fatal.h"

static const char file_name[] = "libslide_net.so";

struct place {
    char path[GPATH_MAX];
    bool found;
};

static void try_file(struct place *place, const char *folder, const char *inside)
{
    if (place->found ||
        snprintf(place->path, sizeof place->path, "%s%s/%s", folder, inside, file_name) >= (int)sizeof place->path)
        return;
    place->found = access(place->path, R_OK) == 0;
}

static void try_folders(struct place *place, const char *folders)
{
    char **folder;

    if (!folders)
        return;
    folder = G_tokenize(folders, ":");
    for (int i = 0; i < G_number_of_tokens(folder); i++) {
        try_file(place, folder[i], "");
        try_file(place, folder[i], "/r.slide");
    }
    G_free_tokens(folder);
}

const struct net_border *net_plugin(void)
{
    const char *base = getenv("GRASS_ADDON_BASE");
    const struct net_border *border;
    struct slide_error error;
    struct place place = {.found = false};

    try_folders(&place, getenv("GRASS_ADDON_ETC"));
    if (base)
        try_file(&place, base, "/etc/r.slide");
    try_file(&place, G_gisbase(), "/etc/r.slide");
    fatal_unless_ok(net_open(place.found ? place.path : file_name, &border, &error), &error);
    return border;
}
