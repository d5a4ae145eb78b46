/** Days of the Gregorian calendar as whole numbers, so that spans between dates are exact; seasons that recur. */
#ifndef SLIDE_BASE_CALENDAR_H
#define SLIDE_BASE_CALENDAR_H

#include <stdbool.h>

/** From the first day to the last, both included; days are counted from 1970-01-01, which is 0. */
struct day_span {
    int first;
    int last;
};

/** A part of every year, both days included, as month * 100 + day; first > last crosses the new year. */
struct season {
    int first;
    int last;
};

enum { CALENDAR_TEXT = 40 }; /* bytes that a date as text needs */

/** A day's number. Any date from the year 1 to 9999 that exists (Fliegel and Van Flandern 1968). */
int calendar_day(int year, int month, int day);

/** Whether there is such a day, in the years 1 to 9999. */
bool calendar_exists(int year, int month, int day);

/** Month * 100 + day of a day's number, and its year. */
int calendar_month_day(int number, int *year);

/** Reads YYYY-MM-DD or YYYYMMDD and nothing more. False when it is no date. */
bool calendar_scan(const char *text, int *number);

/** Reads MM-DD,MM-DD. False when it is no season; 02-29 is a day. */
bool calendar_scan_season(const char *text, struct season *season);

/** Writes YYYY-MM-DD. @param[out] text [CALENDAR_TEXT] @return text */
char *calendar_text(int number, char *text);

/** Whether all of `span` lies within `window`. */
bool span_within(struct day_span span, struct day_span window);

/** Whether all of `span` lies within one occurrence of the season: from one winter to the next is not in winter. */
bool span_in_season(struct day_span span, struct season season);

#endif
