/** An axis of a chart: its range, where its values lie in pixels, and where it has ticks. */
#ifndef SLIDE_BASE_CHART_AXIS_H
#define SLIDE_BASE_CHART_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/chart.h"

enum { CHART_TICK_TEXT = 100, CHART_MOST_TICKS = 120 };

/** Lowest and highest of values; begins as axis_extent_none(). */
struct axis_extent {
    double low, high;
};

/** Maps values to pixels; both ends are finite and low < high. */
struct axis_scale {
    bool logarithmic;
    double low, high; /**< values */
    double from, to;  /**< their pixels */
};

struct axis_tick {
    double value;
    char text[CHART_TICK_TEXT];
};

struct axis_ticks {
    struct axis_tick tick[CHART_MOST_TICKS];
    size_t count;
};

struct axis_extent axis_extent_none(void);

/** Widens the extent to the value; not by one that is not finite, nor by one that a logarithmic axis cannot show. */
void axis_extend(struct axis_extent *extent, const struct chart_axis *axis, double value);

/** The range that is drawn: the axis's own, its names' places, or the extent with a margin; pixels are still 0. */
struct axis_scale axis_scale_of(const struct chart_axis *axis, struct axis_extent extent, bool margin);

/** The pixel of a value; NaN for what cannot be shown at all. */
double axis_at(const struct axis_scale *scale, double value);

/** Whether the value lies on the axis. */
bool axis_holds(const struct axis_scale *scale, double value);

/** Ticks at round values, about one per `spacing` pixels of `length`; or the names, every one if they find room. */
void axis_ticks_of(const struct chart_axis *axis, const struct axis_scale *scale, double length, double spacing,
                   struct axis_ticks *ticks);

/** "label (unit)" @param[out] out  [room] @return out */
char *axis_caption(const char *label, const char *unit, char *out, size_t room);

#endif
