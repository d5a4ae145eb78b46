/** Writing beside and renaming. */
#include "base/whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum slide_status cannot_write(const char *path, int reason, struct slide_error *error)
{
    return slide_fail(error, SLIDE_IO, "File '%s' cannot be written: %s", path, strerror(reason));
}

enum slide_status whole_file_check(const char *path, struct slide_error *error)
{
    const char *slash = strrchr(path, '/');
    struct stat found;
    char *folder;
    int reason = 0;

    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return cannot_write(path, EISDIR, error);
    folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    if (!folder)
        return slide_out_of_memory(error, (double)strlen(path), "a path");
    if (stat(folder, &found) != 0 || (S_ISDIR(found.st_mode) && access(folder, W_OK | X_OK) != 0))
        reason = errno;
    else if (!S_ISDIR(found.st_mode))
        reason = ENOTDIR;
    free(folder);
    return reason == 0 ? SLIDE_OK : cannot_write(path, reason, error);
}

/* @return 0 or why not */
static int write_part(const char *part, const void *bytes, size_t size)
{
    FILE *file = fopen(part, "wb");
    int reason = 0;

    if (!file)
        return errno;
    if (fwrite(bytes, 1, size, file) != size || fflush(file) != 0)
        reason = errno;
    if (fclose(file) != 0 && reason == 0)
        reason = errno;
    return reason;
}

enum slide_status whole_file_write(const char *path, const void *bytes, size_t size, struct slide_error *error)
{
    const size_t room = strlen(path) + 32;
    char *part = malloc(room);
    int reason;

    if (!part)
        return slide_out_of_memory(error, (double)room, "a path");
    snprintf(part, room, "%s.part%ld", path, (long)getpid());
    reason = write_part(part, bytes, size);
    if (reason == 0 && rename(part, path) != 0)
        reason = errno;
    if (reason != 0)
        unlink(part);
    free(part);
    return reason == 0 ? SLIDE_OK : cannot_write(path, reason, error);
}
