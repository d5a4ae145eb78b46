#include "table_file.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/output.h"

FILE *table_open(const char *path)
{
    FILE *file = fopen(path, "w");

    if (!file)
        G_fatal_error(_("File '%s' cannot be written: %s"), path, strerror(errno));
    return file;
}

void table_close(FILE *file, const char *path)
{
    const int failed = ferror(file);

    if (fclose(file) != 0 || failed) {
        remove(path);
        G_fatal_error(_("File '%s' could not be written whole: is the disk full?"), path);
    }
    file_guard(path);
}

void table_numbers(FILE *file, const double *value, int count)
{
    for (int i = 0; i < count; i++)
        if (isfinite(value[i]))
            fprintf(file, ",%.17g", value[i]);
        else
            fprintf(file, ",");
}
