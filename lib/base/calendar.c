#include "base/calendar.h"

#include <stdio.h>

enum { EPOCH = 2440588 }; /* Julian day number of 1970-01-01 */

/* Integer divisions round towards zero, as the published formula wants. */
int calendar_day(int year, int month, int day)
{
    const int before_march = (month - 14) / 12; /* -1 in January and February, which end the year before */

    return day - 32075 + 1461 * (year + 4800 + before_march) / 4 + 367 * (month - 2 - before_march * 12) / 12 -
           3 * ((year + 4900 + before_march) / 100) / 4 - EPOCH;
}

static int days_in_month(int year, int month)
{
    return month == 12 ? 31 : calendar_day(year, month + 1, 1) - calendar_day(year, month, 1);
}

bool calendar_exists(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

int calendar_month_day(int number, int *year)
{
    int month = 12;

    *year = 1970 + (int)(number / 365.2425);
    while (calendar_day(*year, 1, 1) > number)
        (*year)--;
    while (calendar_day(*year + 1, 1, 1) <= number)
        (*year)++;
    while (calendar_day(*year, month, 1) > number)
        month--;
    return month * 100 + number - calendar_day(*year, month, 1) + 1;
}

/* Reads exactly `digits` digits; NULL when there are fewer. */
static const char *scan_number(const char *text, int digits, int *number)
{
    *number = 0;
    for (; text && digits > 0; text++, digits--) {
        if (*text < '0' || *text > '9')
            return NULL;
        *number = *number * 10 + (*text - '0');
    }
    return text;
}

static const char *scan_hyphen(const char *text, bool wanted)
{
    if (!text || !wanted)
        return text;
    return *text == '-' ? text + 1 : NULL;
}

bool calendar_scan(const char *text, int *number)
{
    int year, month = 0, day = 0;
    const char *rest = scan_number(text, 4, &year);
    const bool hyphens = rest && *rest == '-';

    rest = scan_number(scan_hyphen(rest, hyphens), 2, &month);
    rest = scan_number(scan_hyphen(rest, hyphens), 2, &day);
    if (!rest || *rest != '\0' || !calendar_exists(year, month, day))
        return false;
    *number = calendar_day(year, month, day);
    return true;
}

static const char *scan_month_day(const char *text, int *month_day)
{
    const int leap_year = 2000;
    int month, day = 0;

    text = scan_number(scan_hyphen(scan_number(text, 2, &month), true), 2, &day);
    *month_day = month * 100 + day;
    return text && calendar_exists(leap_year, month, day) ? text : NULL;
}

bool calendar_scan_season(const char *text, struct season *season)
{
    text = scan_month_day(text, &season->first);
    if (!text || *text != ',')
        return false;
    text = scan_month_day(text + 1, &season->last);
    return text && *text == '\0';
}

char *calendar_text(int number, char *text)
{
    int year;
    const int month_day = calendar_month_day(number, &year);

    snprintf(text, CALENDAR_TEXT, "%04d-%02d-%02d", year, month_day / 100, month_day % 100);
    return text;
}

bool span_within(struct day_span span, struct day_span window)
{
    return span.first >= window.first && span.last <= window.last;
}

bool span_in_season(struct day_span span, struct season season)
{
    const bool crosses_new_year = season.first > season.last;
    int year;
    const int begin = calendar_month_day(span.first, &year);
    const bool after_first = begin >= season.first, before_last = begin <= season.last;
    int day = season.last % 100;

    if (crosses_new_year ? !after_first && !before_last : !after_first || !before_last)
        return false;
    year += crosses_new_year && after_first;
    if (day > days_in_month(year, season.last / 100))
        day = days_in_month(year, season.last / 100); /* 02-29 in a common year */
    return span.last <= calendar_day(year, season.last / 100, day);
}
