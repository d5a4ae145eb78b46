#include "grass/net_plugin.h"

#include <stdlib.h>
#include <unistd.h>

#include <grass/gis.h>

static const char file_name[] = "libslide_net.so";

static char *path_in(const char *folder, const char *inside)
{
    char *path = NULL;

    G_asprintf(&path, "%s%s/%s", folder, inside, file_name);
    return path;
}

/* The path in that folder if there is one to be read, otherwise NULL */
static char *file_in(const char *folder, const char *inside)
{
    char *path = path_in(folder, inside);

    if (access(path, R_OK) == 0)
        return path;
    G_free(path);
    return NULL;
}

static char *file_in_any(const char *folders)
{
    char *path = NULL;
    char **folder = G_tokenize(folders, ":");

    for (int i = 0; i < G_number_of_tokens(folder) && !path; i++) {
        path = file_in(folder[i], "");
        if (!path)
            path = file_in(folder[i], "/r.slide");
    }
    G_free_tokens(folder);
    return path;
}

char *net_plugin_path(void)
{
    const char *folders = getenv("GRASS_ADDON_ETC"), *base = getenv("GRASS_ADDON_BASE");
    char *path = folders ? file_in_any(folders) : NULL;

    if (!path && base)
        path = file_in(base, "/etc/r.slide");
    if (!path)
        path = file_in(G_gisbase(), "/etc/r.slide");
    return path ? path : path_in(base ? base : G_gisbase(), "/etc/r.slide");
}
