/** Ranges of axes and round ticks on them: numbers, powers of ten, dates, names. */
#include "base/chart_axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"

struct axis_extent axis_extent_none(void)
{
    return (struct axis_extent){INFINITY, -INFINITY};
}

void axis_extend(struct axis_extent *extent, const struct chart_axis *axis, double value)
{
    if (!isfinite(value) || (axis->kind == CHART_LOGARITHM && value <= 0.))
        return;
    extent->low = fmin(extent->low, value);
    extent->high = fmax(extent->high, value);
}

/* A range that is not empty, around what there is. */
static void widen_point(struct axis_scale *scale)
{
    const double by = scale->low == 0. ? 1. : fabs(scale->low) * 0.1;

    if (scale->logarithmic) {
        scale->low /= 2.;
        scale->high *= 2.;
    } else {
        scale->low -= by;
        scale->high += by;
    }
}

static void add_margin(struct axis_scale *scale)
{
    if (scale->logarithmic) {
        const double factor = pow(scale->high / scale->low, 0.04);

        scale->low /= factor;
        scale->high *= factor;
    } else {
        const double margin = (scale->high - scale->low) * 0.04;

        scale->low -= margin;
        scale->high += margin;
    }
}

static bool range_is_given(const struct chart_axis *axis)
{
    return isfinite(axis->low) && isfinite(axis->high) && axis->low < axis->high &&
           (axis->kind != CHART_LOGARITHM || axis->low > 0.);
}

struct axis_scale axis_scale_of(const struct chart_axis *axis, struct axis_extent extent, bool margin)
{
    struct axis_scale scale = {.logarithmic = axis->kind == CHART_LOGARITHM && !axis->names};

    if (axis->names) {
        scale.low = -0.5;
        scale.high = (double)axis->name_count - 0.5;
        if (axis->name_count == 0)
            scale.high = 0.5;
        return scale;
    }
    if (range_is_given(axis)) {
        scale.low = axis->low;
        scale.high = axis->high;
        return scale;
    }
    if (!(extent.low <= extent.high))
        extent = scale.logarithmic ? (struct axis_extent){1., 10.} : (struct axis_extent){0., 1.};
    scale.low = extent.low;
    scale.high = extent.high;
    if (scale.high - scale.low <= fabs(scale.low) * 1e-12)
        widen_point(&scale);
    else if (margin)
        add_margin(&scale);
    return scale;
}

double axis_at(const struct axis_scale *scale, double value)
{
    double share;

    if (!isfinite(value) || (scale->logarithmic && value <= 0.))
        return NAN;
    if (scale->logarithmic)
        share = log(value / scale->low) / log(scale->high / scale->low);
    else
        share = (value - scale->low) / (scale->high - scale->low);
    return scale->from + share * (scale->to - scale->from);
}

bool axis_holds(const struct axis_scale *scale, double value)
{
    const double slack = scale->logarithmic ? scale->low * 1e-9 : (scale->high - scale->low) * 1e-9;

    return value >= scale->low - slack && value <= scale->high + slack;
}

/* The smallest of 1, 2, 5 times a power of ten that is not below. */
static double round_step(double least)
{
    const double power = pow(10., floor(log10(least)));
    static const double factor[] = {1., 2., 5.};

    for (int i = 0; i < 3; i++)
        if (factor[i] * power >= least * (1. - 1e-9))
            return factor[i] * power;
    return 10. * power;
}

static void add_tick(struct axis_ticks *ticks, double value, const char *text)
{
    struct axis_tick *tick;

    if (ticks->count == CHART_MOST_TICKS)
        return;
    tick = &ticks->tick[ticks->count++];
    tick->value = value;
    snprintf(tick->text, sizeof tick->text, "%s", text);
}

/* A minus sign instead of a hyphen. */
static void with_minus(const char *number, char *out, size_t room)
{
    const bool negative = number[0] == '-';

    snprintf(out, room, "%s%s", negative ? "\xe2\x88\x92" : "", number + (negative ? 1 : 0));
}

/* Ten to the power as "10" with raised digits, times the factor unless that is one. */
static void power_text(double factor, int power, char *out, size_t room)
{
    static const char *const raised[] = {"\xe2\x81\xb0", "\xc2\xb9",     "\xc2\xb2",     "\xc2\xb3",
                                         "\xe2\x81\xb4", "\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7",
                                         "\xe2\x81\xb8", "\xe2\x81\xb9"};
    char digits[12], number[24] = "";
    size_t used = 0;

    if (factor != 1.)
        snprintf(number, sizeof number, "%g", factor);
    with_minus(number, out, room);
    used = strlen(out);
    used += (size_t)snprintf(out + used, room - used, "%s10%s", factor == 1. ? "" : "\xc3\x97",
                             power < 0 ? "\xe2\x81\xbb" : "");
    snprintf(digits, sizeof digits, "%d", power < 0 ? -power : power);
    for (const char *digit = digits; *digit && used + 4 < room; digit++)
        used += (size_t)snprintf(out + used, room - used, "%s", raised[*digit - '0']);
}

/* With as many decimals as the step has; where `largest` has many digits, all of them as powers of ten. */
static void number_text(double value, double step, double largest, char *out, size_t room)
{
    const int decimals = step >= 1. ? 0 : (int)ceil(-log10(step) - 1e-9);
    char number[40];

    if (value == 0.)
        snprintf(out, room, "0");
    else if (largest >= 999999.5 || decimals > 5) {
        const int power = (int)floor(log10(fabs(value)) + 1e-9);
        const double factor = round(value / pow(10., power) * 1e4) / 1e4;

        power_text(factor, power, out, room);
    } else {
        snprintf(number, sizeof number, "%.*f", decimals, value);
        with_minus(number, out, room);
    }
}

static void linear_ticks(const struct axis_scale *scale, double most, struct axis_ticks *ticks)
{
    const double step = round_step((scale->high - scale->low) / most);
    const double first = ceil(scale->low / step - 1e-9), largest = fmax(fabs(scale->low), fabs(scale->high));

    for (double i = first; i * step <= scale->high + step * 1e-9 && ticks->count < CHART_MOST_TICKS; i++) {
        char text[60];

        number_text(i * step, step, largest, text, sizeof text);
        add_tick(ticks, i * step, text);
    }
}

static void add_power_tick(const struct axis_scale *scale, double factor, int power, struct axis_ticks *ticks)
{
    const double value = factor * pow(10., power);
    char text[60];

    if (!axis_holds(scale, value))
        return;
    if (power >= -3 && power <= 4)
        number_text(value, pow(10., power), value, text, sizeof text);
    else
        power_text(factor, power, text, sizeof text);
    add_tick(ticks, value, text);
}

static void logarithmic_ticks(const struct axis_scale *scale, double most, struct axis_ticks *ticks)
{
    const double decades = log10(scale->high / scale->low);
    const int first = (int)floor(log10(scale->low)), last = (int)ceil(log10(scale->high));
    const int stride = (int)fmax(1., ceil(decades / most));

    if (decades < 0.8) {
        linear_ticks(scale, most, ticks);
        return;
    }
    for (int power = first; power <= last; power += stride) {
        add_power_tick(scale, 1., power, ticks);
        if (decades * 3. <= most) {
            add_power_tick(scale, 2., power, ticks);
            add_power_tick(scale, 5., power, ticks);
        }
    }
}

/* Ticks on first days of months or years. */
static void month_ticks(const struct axis_scale *scale, int months, struct axis_ticks *ticks)
{
    int year;
    const int start = calendar_month_day((int)floor(scale->low), &year);
    long month = (long)year * 12 + start / 100 - 1;

    month -= month % months;
    for (; ticks->count < CHART_MOST_TICKS; month += months) {
        const int at_year = (int)(month / 12), at_month = (int)(month % 12) + 1;
        const int day = calendar_day(at_year, at_month, 1);
        char text[CALENDAR_TEXT];

        if (day > scale->high || at_year > 9999)
            return;
        if (day < scale->low)
            continue;
        calendar_text(day, text);
        text[months % 12 == 0 ? 4 : 7] = '\0';
        add_tick(ticks, day, text);
    }
}

static void date_ticks(const struct axis_scale *scale, double most, struct axis_ticks *ticks)
{
    static const int months[] = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200};
    const double days = (scale->high - scale->low) / most;
    const int earliest = calendar_day(1, 1, 1), latest = calendar_day(9999, 12, 31);

    if (scale->low < earliest || scale->high > latest) {
        linear_ticks(scale, most, ticks);
        return;
    }
    if (days > 14.) {
        size_t i = 0;

        while (i + 1 < sizeof months / sizeof *months && months[i] * 30.4 < days)
            i++;
        month_ticks(scale, months[i], ticks);
        return;
    }
    for (int day = (int)ceil(scale->low), step = (int)fmax(1., ceil(days)); day <= scale->high; day += step) {
        char text[CALENDAR_TEXT];

        add_tick(ticks, day, calendar_text(day, text));
    }
}

static void name_ticks(const struct chart_axis *axis, double length, struct axis_ticks *ticks)
{
    const double least = 13.; /* pixels from one name to the next */
    const size_t room = (size_t)fmax(1., fmin(length / least, CHART_MOST_TICKS));
    const size_t stride = (axis->name_count + room - 1) / room;

    for (size_t i = 0; i < axis->name_count; i += stride)
        add_tick(ticks, (double)i, axis->names[i] ? axis->names[i] : "");
}

void axis_ticks_of(const struct chart_axis *axis, const struct axis_scale *scale, double length, double spacing,
                   struct axis_ticks *ticks)
{
    const double most = fmax(2., length / spacing);

    ticks->count = 0;
    if (axis->names)
        name_ticks(axis, length, ticks);
    else if (axis->kind == CHART_DATES)
        date_ticks(scale, most, ticks);
    else if (scale->logarithmic)
        logarithmic_ticks(scale, most, ticks);
    else
        linear_ticks(scale, most, ticks);
}

char *axis_caption(const char *label, const char *unit, char *out, size_t room)
{
    if (!label)
        label = "";
    if (unit && *unit)
        snprintf(out, room, *label ? "%s (%s)" : "%s%s", label, unit);
    else
        snprintf(out, room, "%s", label);
    return out;
}
