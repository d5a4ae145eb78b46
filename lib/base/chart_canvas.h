/** The sheet that a chart is drawn on, in pixels from the lower left corner: the only place that knows PLplot. */
#ifndef SLIDE_BASE_CHART_CANVAS_H
#define SLIDE_BASE_CHART_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct canvas {
    double width, height;
};

struct canvas_box {
    double left, right, bottom, top;
};

struct canvas_colour {
    int red, green, blue; /**< 0 to 255 */
    double opacity;       /**< 0 to 1 */
};

struct canvas_pen {
    struct canvas_colour colour;
    double width; /**< pixels */
    bool dashed;
};

/** How text stands at its place. */
struct canvas_type {
    double size;  /**< of the letters in pixels */
    double align; /**< 0: begins there, 0.5: is centred, 1: ends there */
    bool upward;  /**< turned by 90 degrees */
    bool bold;
    struct canvas_colour colour;
};

/** Bytes of a picture; free() them. */
struct canvas_picture {
    char *bytes;
    size_t size;
};

typedef void canvas_drawer(const struct canvas *canvas, const void *subject);

/** Whether PLplot has this driver ("pngcairo", "svg"). @return SLIDE_FAILED naming the package to install */
enum slide_status canvas_check_device(const char *device, struct slide_error *error);

/**
 * Opens a sheet, has `draw` draw on it and gives the picture back; PLplot neither prints nor ends the program.
 *
 * @return SLIDE_FAILED, with PLplot's own words, SLIDE_OUT_OF_MEMORY
 */
enum slide_status canvas_draw(const char *device, struct canvas canvas, canvas_drawer *draw, const void *subject,
                              struct canvas_picture *picture, struct slide_error *error);

/** From now on lines and areas are drawn inside of the box only; texts always everywhere. */
void canvas_clip(const struct canvas *canvas, struct canvas_box box);

/** From now on they are drawn everywhere. */
void canvas_unclip(const struct canvas *canvas);

void canvas_line(const double *x, const double *y, size_t count, const struct canvas_pen *pen);
void canvas_fill(const double *x, const double *y, size_t count, struct canvas_colour colour);
void canvas_fill_box(struct canvas_box box, struct canvas_colour colour);
void canvas_dot(double x, double y, double across, struct canvas_colour colour);

/** Plain UTF-8; what is none is shown as a question mark. Not while clipped. */
void canvas_text(double x, double y, const char *text, const struct canvas_type *type);

/** The same on a half transparent white ground, for text over what is drawn; level text only. */
void canvas_text_on_white(double x, double y, const char *text, const struct canvas_type *type);

/** About as wide as the text will be in pixels, rather more than less. */
double canvas_text_width(const char *text, double size);

/** The text, shortened with an ellipsis when it is wider. @param[out] out  [room] */
void canvas_text_within(const char *text, double size, double width, char *out, size_t room);

#endif
