/** Pixels as a PNG in memory, and bytes as the base64 text that a page can hold. */
#ifndef SLIDE_BASE_PICTURE_H
#define SLIDE_BASE_PICTURE_H

#include <stddef.h>

#include "base/status.h"

/**
 * @param[in]  rgba   [width * height * 4] red, green, blue, opacity, 0 to 255, from the upper left corner
 * @param[out] bytes  the caller frees them
 * @return SLIDE_BAD_INPUT for a side of zero, SLIDE_FAILED with libpng's words, SLIDE_OUT_OF_MEMORY
 */
enum slide_status picture_png(const unsigned char *rgba, size_t width, size_t height, char **bytes, size_t *size,
                              struct slide_error *error);

/** RFC 4648, section 4, without line breaks. @return text that the caller frees; NULL when memory is short */
char *picture_base64(const char *bytes, size_t size);

#endif
