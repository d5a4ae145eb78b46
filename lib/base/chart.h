/**
 * Charts as PNG or SVG files: panels of curves, points, bars, boxes, matrices and roses, drawn by PLplot's cairo and
 * svg drivers without a display. White ground, grey frame and grid, the colours of Okabe and Ito (2008), legend under
 * the panel, so that it never covers data. All structs may be left zero where nothing special is wanted.
 */
#ifndef SLIDE_BASE_CHART_H
#define SLIDE_BASE_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/** Okabe and Ito's colours in the order in which series take them; series from the ninth on are dashed as well. */
enum chart_colour {
    CHART_GREY = -1, /**< for what only guides the eye */
    CHART_BLUE,
    CHART_VERMILLION,
    CHART_GREEN,
    CHART_ORANGE,
    CHART_SKY,
    CHART_PURPLE,
    CHART_BLACK,
    CHART_YELLOW,
    CHART_COLOURS
};

enum chart_mark {
    CHART_LINE,     /**< x, y; a value that is not finite leaves a gap */
    CHART_STEP,     /**< x, y; y[i] holds from x[i] to x[i + 1] */
    CHART_POINTS,   /**< x, y */
    CHART_BARS,     /**< x, y; from zero to y at x, side by side with the panel's other bars */
    CHART_BAND,     /**< x, low, high; the area between, half transparent */
    CHART_SEGMENTS, /**< x, y to x_end, y_end */
    CHART_CELLS,    /**< x, y, value; squares of one unit: a matrix */
    CHART_BOX,   /**< x, y; all y of one x are one box: quartiles, median, whiskers to 1.5 of their range, the rest */
    CHART_VIOLIN /**< x, y; the same as a density (Gaussian kernel, Silverman's bandwidth) with quartiles */
};

/** Arrays are the caller's, [count] each; NULL those that the mark does not need. NaN and infinity are left out. */
struct chart_series {
    enum chart_mark mark;
    const char *label; /**< in the legend; NULL: not there */
    size_t count;
    const double *x, *y;
    const double *low, *high;    /**< of a band; of points and bars, whiskers where given */
    const double *x_end, *y_end; /**< of segments */
    const double *value;         /**< of cells; points and segments are coloured by it, on the panel's scale */
    int colour;                  /**< enum chart_colour, or the number of the series */
    bool dashed;
    bool sideways; /**< bars, boxes, violins and whiskers lie: y is the place, x the value */
    bool printed;  /**< cells: the value as a number in them */
    double size;   /**< of a point in pixels across, of a line in pixels; 0: the usual */
};

enum chart_axis_kind {
    CHART_NUMBERS,
    CHART_LOGARITHM, /**< values of zero and below are left out */
    CHART_DATES      /**< values are days as calendar_day() counts them */
};

struct chart_axis {
    const char *label; /**< what it is */
    const char *unit;  /**< behind it in brackets; NULL: it has none */
    enum chart_axis_kind kind;
    double low, high;         /**< from, to; low == high: as far as the data go */
    const char *const *names; /**< [name_count] of the places 0, 1, 2 ...; on a y axis from the top; NULL: numbers */
    size_t name_count;
    bool reversed;     /**< from high to low */
    double least_room; /**< beside a y axis for its ticks' texts, so that panels above each other begin alike; pixels */
};

/** Text beside a point. */
struct chart_note {
    double x, y;
    const char *text;
};

/** What a series' values are coloured by; drawn as a bar beside the panel when a series has values. */
struct chart_scale {
    const char *label, *unit;
    double low, high; /**< low == high: as far as the data go; diverging: as far to both sides of zero */
    bool diverging;   /**< blue, white, vermillion; else yellow, green, dark blue */
};

struct chart_panel {
    const char *title; /**< or NULL */
    struct chart_axis x, y;
    const struct chart_series *series;
    size_t series_count;
    const struct chart_note *notes;
    size_t note_count;
    struct chart_scale scale;
    bool square; /**< both axes as long as each other */
    /** A rose: x is azimuth in degrees clockwise from north, y is radius from zero. Only CHART_BARS (sectors of
     * 360 / count degrees, centred at x) and CHART_LINE (their outline, without the sides). */
    bool polar;
    double height; /**< of its row beside other rows; 0: 1 */
};

struct chart {
    const char *title;                /**< over all panels, or NULL */
    const struct chart_panel *panels; /**< row by row */
    size_t panel_count;
    size_t columns;    /**< panels in a row; 0: 1 */
    int width, height; /**< pixels; 0: 640 a column, 480 a row */
};

/** What chart_write can write, as text for a user: ".png or .svg". */
extern const char *const chart_file_types;

/**
 * Whether a chart can be written there: the name ends in .png or .svg (in any case), its folder takes files, PLplot has
 * the driver. For asking before long work; writes nothing.
 *
 * @return SLIDE_BAD_INPUT, SLIDE_IO, SLIDE_FAILED
 */
enum slide_status chart_check_path(const char *path, struct slide_error *error);

/**
 * Draws and writes it: to a file beside `path` that is renamed at last, so that a failure leaves what was there.
 * The same chart gives the same bytes. Not from several threads at once, since PLplot has a state of its own.
 *
 * @return SLIDE_BAD_INPUT for a path of another type, a size out of 100 to 20000 pixels, a series without an array that
 *         its mark needs; SLIDE_IO, SLIDE_FAILED, SLIDE_OUT_OF_MEMORY
 */
enum slide_status chart_write(const struct chart *chart, const char *path, struct slide_error *error);

/** Draws it as an SVG in memory, which the caller frees. Fails as chart_write, but for files. */
enum slide_status chart_svg(const struct chart *chart, char **bytes, size_t *size, struct slide_error *error);

#endif
