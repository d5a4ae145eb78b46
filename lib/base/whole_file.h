/** Files that are there whole or not at all. */
#ifndef SLIDE_BASE_WHOLE_FILE_H
#define SLIDE_BASE_WHOLE_FILE_H

#include <stddef.h>

#include "base/status.h"

/** Whether a file can be made at `path`: its folder is there and takes files, and it is no folder itself. */
enum slide_status whole_file_check(const char *path, struct slide_error *error);

/** Writes all bytes to a file beside `path` and renames it; a failure leaves what was there before. */
enum slide_status whole_file_write(const char *path, const void *bytes, size_t size, struct slide_error *error);

#endif
