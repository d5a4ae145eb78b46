/** PNG by libpng's simplified interface, base64 by hand. */
#include "base/picture.h"

#include <stdlib.h>

#include <png.h>

enum slide_status picture_png(const unsigned char *rgba, size_t width, size_t height, char **bytes, size_t *size,
                              struct slide_error *error)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)height,
                       .format = PNG_FORMAT_RGBA};
    png_alloc_size_t room;

    *bytes = NULL;
    *size = 0;
    if (width == 0 || height == 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "A picture of %zu x %zu pixels cannot be written", width, height);
    room = PNG_IMAGE_PNG_SIZE_MAX(image);
    *bytes = malloc(room);
    if (!*bytes)
        return slide_out_of_memory(error, (double)room, "a picture");
    if (!png_image_write_to_memory(&image, *bytes, &room, 0, rgba, 0, NULL)) {
        free(*bytes);
        *bytes = NULL;
        return slide_fail(error, SLIDE_FAILED, "A picture could not be written as PNG: %s", image.message);
    }
    *size = room;
    return SLIDE_OK;
}

char *picture_base64(const char *bytes, size_t size)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = malloc((size + 2) / 3 * 4 + 1), *at = text;

    for (size_t i = 0; text && i < size; i += 3) {
        const size_t left = size - i;
        unsigned long three = (unsigned long)(unsigned char)bytes[i] << 16;

        three |= left > 1 ? (unsigned long)(unsigned char)bytes[i + 1] << 8 : 0;
        three |= left > 2 ? (unsigned long)(unsigned char)bytes[i + 2] : 0;
        *at++ = digit[three >> 18];
        *at++ = digit[three >> 12 & 63];
        *at++ = left > 1 ? digit[three >> 6 & 63] : '=';
        *at++ = left > 2 ? digit[three & 63] : '=';
    }
    if (text)
        *at = '\0';
    return text;
}
