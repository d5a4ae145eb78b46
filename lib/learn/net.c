#include "learn/net.h"

#include <dlfcn.h>
#include <string.h>

typedef const struct net_border *(*border_getter)(void);

static enum slide_status fail_closed(const char *path, struct slide_error *error)
{
    const char *reason = dlerror();

    return slide_fail(error, SLIDE_IO,
                      "The deep nets need the plugin '%s' (%s). Install libtorch (on Debian: apt-get install "
                      "libtorch-dev), then build and install r.slide again.",
                      path, reason ? reason : "no reason given");
}

enum slide_status net_open(const char *path, const struct net_border **border, struct slide_error *error)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, "slide_net_border") : NULL;
    border_getter get;

    *border = NULL;
    if (!symbol)
        return fail_closed(path, error);
    memcpy(&get, &symbol, sizeof get);
    if (get()->version != NET_BORDER_VERSION)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "The plugin '%s' is of version %d, this module needs version %d: build and install r.slide "
                          "again as a whole.",
                          path, get()->version, NET_BORDER_VERSION);
    *border = get();
    return SLIDE_OK;
}
