/** Dates against the C library's own calendar, and seasons worked by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/calendar.h"

static int day(const char *text)
{
    int number = -1;

    assert_true(calendar_scan(text, &number));
    return number;
}

static struct day_span span(const char *first, const char *last)
{
    return (struct day_span){day(first), day(last)};
}

static void every_day_of_five_centuries_is_the_c_librarys(void **state)
{
    const int from = calendar_day(1800, 1, 1), to = calendar_day(2300, 12, 31);

    (void)state;
    assert_int_equal(calendar_day(1970, 1, 1), 0);
    for (int number = from; number <= to; number++) {
        const time_t seconds = (time_t)number * 86400;
        struct tm parts;
        char text[CALENDAR_TEXT], expected[CALENDAR_TEXT];

        gmtime_r(&seconds, &parts);
        strftime(expected, sizeof expected, "%Y-%m-%d", &parts);
        assert_int_equal(calendar_day(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday), number);
        assert_string_equal(calendar_text(number, text), expected);
        assert_int_equal(day(expected), number);
    }
}

static void days_that_do_not_exist_are_no_dates(void **state)
{
    static const char *const wrong[] = {"2019-02-29", "1900-02-29", "2018-13-01", "2018-00-10",
                                        "2018-04-31", "2018-1-1",   "2018-01-1",  "201801",
                                        "20180101x",  "2018-0101",  "06-01-2018", "",
                                        "vv",         "0000-01-01", "2018/01/01", "2018-01-01T00"};
    int number;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(calendar_scan(wrong[i], &number));
    assert_int_equal(day("20200229"), day("2020-02-29"));
    assert_int_equal(day("2020-03-01") - day("2020-02-28"), 2);
    assert_int_equal(day("2000-03-01") - day("2000-02-28"), 2);
}

static void winter_recurs_across_the_new_year(void **state)
{
    struct season winter;

    (void)state;
    assert_true(calendar_scan_season("12-01,02-29", &winter));
    assert_true(span_in_season(span("2019-12-01", "2019-12-01"), winter));
    assert_true(span_in_season(span("2020-02-29", "2020-02-29"), winter));
    assert_true(span_in_season(span("2019-02-28", "2019-02-28"), winter));
    assert_true(span_in_season(span("2019-12-25", "2020-01-06"), winter));
    assert_true(span_in_season(span("2018-12-01", "2019-02-28"), winter));
    assert_false(span_in_season(span("2019-11-30", "2019-12-02"), winter));
    assert_false(span_in_season(span("2019-02-28", "2019-03-01"), winter));
    assert_false(span_in_season(span("2020-02-29", "2020-03-01"), winter));
    assert_false(span_in_season(span("2019-06-01", "2019-06-01"), winter));
    /* both ends in a winter, but not in the same one */
    assert_false(span_in_season(span("2019-01-15", "2019-12-15"), winter));
    assert_false(span_in_season(span("2018-12-15", "2019-12-15"), winter));
}

static void a_season_within_the_year_needs_no_new_year(void **state)
{
    struct season monsoon;

    (void)state;
    assert_true(calendar_scan_season("06-15,09-30", &monsoon));
    assert_true(span_in_season(span("2017-06-15", "2017-09-30"), monsoon));
    assert_false(span_in_season(span("2017-06-14", "2017-06-20"), monsoon));
    assert_false(span_in_season(span("2017-09-30", "2017-10-01"), monsoon));
    assert_false(span_in_season(span("2017-07-01", "2018-07-01"), monsoon));
}

static void what_is_no_season_is_refused(void **state)
{
    static const char *const wrong[] = {"12-01",        "12-01,", "13-01,02-28", "12-01,02-30", "12-1,02-28",
                                        "12-01,02-28,", ""};
    struct season season;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(calendar_scan_season(wrong[i], &season));
}

static void a_window_includes_its_two_days(void **state)
{
    const struct day_span window = span("2019-12-01", "2020-02-29");

    (void)state;
    assert_true(span_within(span("2019-12-01", "2020-02-29"), window));
    assert_false(span_within(span("2019-11-30", "2020-01-01"), window));
    assert_false(span_within(span("2020-02-01", "2020-03-01"), window));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_five_centuries_is_the_c_librarys),
        cmocka_unit_test(days_that_do_not_exist_are_no_dates),
        cmocka_unit_test(winter_recurs_across_the_new_year),
        cmocka_unit_test(a_season_within_the_year_needs_no_new_year),
        cmocka_unit_test(what_is_no_season_is_refused),
        cmocka_unit_test(a_window_includes_its_two_days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
