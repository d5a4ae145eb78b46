#include "radar/product.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "radar/displacement.h"
#include "radar/product_take.h"

enum { KEY = 128, VALUE = 512 };

static const double speed_of_light = 299792458.; /* m/s */

struct product product_unknown(void)
{
    return (struct product){.wavelength.value = NAN, .incidence.value = NAN, .heading.value = NAN};
}

void product_conflict(struct product *product, const char *format, ...)
{
    va_list arguments;

    if (product->conflict[0])
        return;
    va_start(arguments, format);
    vsnprintf(product->conflict, sizeof product->conflict, format, arguments);
    va_end(arguments);
}

void product_take_date(struct product *product, int date, const char *where)
{
    if (date == 0 || date == product->date[0] || date == product->date[1])
        return;
    if (product->date[1]) {
        product_conflict(product, "%s says %d, but %s says %d and %d", where, date, product->dates_where,
                         product->date[0], product->date[1]);
        return;
    }
    product->date[product->date[0] != 0] = date;
    if (!strstr(product->dates_where, where)) {
        const size_t used = strlen(product->dates_where);

        snprintf(product->dates_where + used, sizeof product->dates_where - used, "%s%s", used ? ", " : "", where);
    }
}

void product_take_number(struct product *product, struct product_number *number, double value, const char *where)
{
    const double alike = 5e-3; /* two images of one track differ a little in carrier and angles */

    if (isnan(value))
        return;
    if (isnan(number->value)) {
        number->value = value;
        snprintf(number->where, sizeof number->where, "%s", where);
    } else if (fabs(value - number->value) > alike * fabs(number->value)) {
        product_conflict(product, "%s says %.9g, but %s says %.9g", where, value, number->where, number->value);
    }
}

void product_take_text(struct product_text *text, const char *value, const char *where)
{
    if (!value || text->value)
        return;
    text->value = value;
    snprintf(text->where, sizeof text->where, "%s", where);
}

/* NaN when the text does not begin with a number */
static double number_in(const char *text, const char **rest)
{
    char *end;
    const double value = strtod(text, &end);

    *rest = end;
    return end == text || !isfinite(value) ? NAN : value;
}

static void take_wavelength(struct product *product, const char *value, const char *where)
{
    const char *unit;
    double wavelength = number_in(value, &unit);
    const double shortest = 0.005, longest = 1.; /* m */

    while (isspace((unsigned char)*unit))
        unit++;
    if (strncasecmp(unit, "cm", 2) == 0 || strncasecmp(unit, "centimet", 8) == 0)
        wavelength /= 100.;
    if (isnan(wavelength))
        return;
    if (wavelength >= shortest && wavelength <= longest)
        product_take_number(product, &product->wavelength, wavelength, where);
    else
        product_conflict(product, "%s says %.9g, which is no radar wavelength in metres", where, wavelength);
}

/* Radar carriers lie between 0.2 and 40 GHz, so that a number's size alone tells its unit. */
static void take_frequency(struct product *product, const char *value, const char *where)
{
    static const double units[] = {1., 1e6, 1e9};
    const char *rest;
    const double frequency = number_in(value, &rest);

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (frequency * units[i] >= 0.2e9 && frequency * units[i] <= 40e9)
            product_take_number(product, &product->wavelength, speed_of_light / (frequency * units[i]), where);
}

static void take_dates(struct product *product, const char *value, const char *where)
{
    int date[2];
    const size_t count = dates_in_name(value, date, 2);

    for (size_t i = 0; i < count && count <= 2; i++)
        product_take_date(product, date[i], where);
}

/* "2018 01 06 0 40 21.5" as in GAMMA's parameter files, or any other form */
static void take_day(struct product *product, const char *value, const char *where)
{
    char *rest;
    const long year = strtol(value, &rest, 10), month = strtol(rest, &rest, 10), day = strtol(rest, &rest, 10);

    if (year >= 1978 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31)
        product_take_date(product, product_date((int)year, (int)month, (int)day), where);
    else
        take_dates(product, value, where);
}

/* "180106-180130" or "20180106_20180130" */
static void take_date12(struct product *product, const char *value, const char *where)
{
    int first[3], second[3], length = 0;

    if (sscanf(value, "%2d%2d%2d%*1[-_]%2d%2d%2d%n", &first[0], &first[1], &first[2], &second[0], &second[1],
               &second[2], &length) == 6 &&
        !isdigit((unsigned char)value[length])) {
        product_take_date(product, product_date(first[0] + (first[0] < 78 ? 2000 : 1900), first[1], first[2]), where);
        product_take_date(product, product_date(second[0] + (second[0] < 78 ? 2000 : 1900), second[1], second[2]),
                          where);
    } else {
        take_dates(product, value, where);
    }
}

static void take_granule(struct product *product, const char *value, const char *where)
{
    take_dates(product, value, where);
    product_take_text(&product->producer, "hyp3", where);
    if (strncmp(value, "S1", 2) == 0 && isnan(product->wavelength.value))
        product_take_number(product, &product->wavelength, radar_wavelength(radar_sensor_find("sentinel1")), where);
}

static void take_incidence(struct product *product, const char *value, const char *where)
{
    const char *rest;

    product_take_number(product, &product->incidence, number_in(value, &rest), where);
}

static void take_heading(struct product *product, const char *value, const char *where)
{
    const char *rest;

    product_take_number(product, &product->heading, number_in(value, &rest), where);
}

static void take_processor(struct product *product, const char *value, const char *where)
{
    for (const struct phase_convention *row = phase_conventions; row->name; row++)
        if (strcasecmp(row->name, value) == 0)
            product_take_text(&product->producer, row->name, where);
}

static const struct {
    const char *key;
    void (*take)(struct product *product, const char *value, const char *where);
} keys[] = {
    {"wavelength", take_wavelength},
    {"wavelength_metres", take_wavelength},
    {"radarwavelength", take_wavelength},
    {"radar_wavelength", take_wavelength},
    {"radar_frequency", take_frequency},
    {"centerfrequency", take_frequency},
    {"date12", take_date12},
    {"date", take_day},
    {"first_date", take_dates},
    {"second_date", take_dates},
    {"first_line_time", take_dates},
    {"referencezerodopplerstarttime", take_dates},
    {"secondaryzerodopplerstarttime", take_dates},
    {"reference granule", take_granule},
    {"secondary granule", take_granule},
    {"incidence_degrees", take_incidence},
    {"incidence_angle", take_incidence},
    {"avg_incidence_angle", take_incidence},
    {"heading", take_heading},
    {"insar_processor", take_processor},
    {"processor", take_processor},
};

/* What stands behind the last of the signs by which formats put a key into a group. */
static const char *last_part(const char *key)
{
    const char *part = key;

    for (; *key; key++)
        if (strchr("/#.:", *key))
            part = key + 1;
    return part;
}

void product_take_item(struct product *product, const char *key, const char *value, const char *where)
{
    const char *name = last_part(key);
    char both[PRODUCT_WHERE];

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcasecmp(keys[i].key, name) == 0) {
            snprintf(both, sizeof both, "%s in %s", key, where);
            keys[i].take(product, value, both);
        }
}

void product_take_line(struct product *product, const char *line, const char *where)
{
    char key[KEY], value[VALUE];
    size_t length;

    line += strspn(line, " \t");
    length = strcspn(line, ":=");
    if (line[length] == '\0') /* "KEY   value" */
        length = strcspn(line, " \t");
    if (line[length] == '\0' || length >= sizeof key)
        return;
    snprintf(value, sizeof value, "%s", line + length + 1 + strspn(line + length + 1, " \t"));
    value[strcspn(value, "\r\n")] = '\0';
    snprintf(key, sizeof key, "%.*s", (int)length, line);
    while (length > 0 && isspace((unsigned char)key[length - 1])) /* blanks before the sign */
        key[--length] = '\0';
    product_take_item(product, key, value, where);
}
