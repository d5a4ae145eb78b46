#include "grass/sample_format.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <gdal.h>

#include <grass/gis.h>
#include <grass/glocale.h>

static const struct sample_format formats[] = {
    {".gpkg", "GPKG", NULL, true},
    {".csv", "CSV", "STRING_QUOTING=IF_NEEDED", false},
    {".parquet", "Parquet", NULL, true},
};

const struct sample_format *sample_format_of(const char *path)
{
    const char *ending = strrchr(path, '.');

    for (size_t i = 0; ending && i < sizeof formats / sizeof *formats; i++)
        if (strcasecmp(ending, formats[i].ending) == 0)
            return &formats[i];
    return NULL;
}

const struct sample_format *sample_format_check(const char *path)
{
    const struct sample_format *format = sample_format_of(path);

    if (!format)
        G_fatal_error(_("'%s' is no name for a table of samples: it must end in .gpkg, .csv or .parquet"), path);
    GDALAllRegister();
    if (!GDALGetDriverByName(format->driver))
        G_fatal_error(_("'%s' cannot be written: this GDAL has no driver %s. Give a name that ends in .gpkg or .csv."),
                      path, format->driver);
    return format;
}
