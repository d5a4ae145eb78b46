/** PNG and base64: pixels come back from libpng's own reader, text from the vectors of RFC 4648. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <png.h>

#include "base/picture.h"

static void pixels_come_back(void **state)
{
    const unsigned char rgba[3 * 2 * 4] = {255, 0,   0, 255, 0,   255, 0,  255, 0,  0,  255, 255,
                                           0,   158, 1, 255, 240, 228, 66, 0,   10, 20, 30,  128};
    png_image image = {.version = PNG_IMAGE_VERSION};
    unsigned char back[sizeof rgba];
    char *bytes;
    size_t size;

    (void)state;
    assert_int_equal(picture_png(rgba, 3, 2, &bytes, &size, NULL), SLIDE_OK);
    assert_true(png_image_begin_read_from_memory(&image, bytes, size));
    assert_true(image.width == 3 && image.height == 2);
    image.format = PNG_FORMAT_RGBA;
    assert_true(png_image_finish_read(&image, NULL, back, 0, NULL));
    assert_memory_equal(back, rgba, sizeof rgba);
    free(bytes);
}

static void a_picture_without_pixels_is_refused(void **state)
{
    char *bytes;
    size_t size;

    (void)state;
    assert_int_equal(picture_png((const unsigned char *)"", 0, 5, &bytes, &size, NULL), SLIDE_BAD_INPUT);
    assert_null(bytes);
}

static void base64_is_that_of_the_standard(void **state)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xff\xfe\xfb", "//77"}};

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *text = picture_base64(pairs[i][0], strlen(pairs[i][0]));

        assert_string_equal(text, pairs[i][1]);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_come_back),
        cmocka_unit_test(a_picture_without_pixels_is_refused),
        cmocka_unit_test(base64_is_that_of_the_standard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
