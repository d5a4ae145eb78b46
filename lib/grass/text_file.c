#define _GNU_SOURCE /* getline */
#include "grass/text_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

void text_file_read(const char *path, line_taker take, void *target)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;

    if (!file)
        G_fatal_error(_("Unable to read '%s': %s"), path, strerror(errno));
    for (int number = 1; getline(&line, &room, file) >= 0; number++)
        take(target, line, path, number);
    free(line);
    fclose(file);
}
