/** Numbers that JSON has not: found however they are written, and never where there are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "learn/finite.h"

static bool is_finite(const char *text)
{
    const size_t size = strlen(text);
    char *exact = malloc(size + 1); /* no zero behind it, so that the sanitizer sees a step too far */
    bool answer;

    for (size_t i = 0; i < size; i++)
        exact[i] = text[i];
    answer = json_is_finite(exact, size, NULL);
    free(exact);
    return answer;
}

static void test_what_is_finite_is_taken(void **state)
{
    static const char *const good[] = {"",
                                       "{}",
                                       "[1, -2.5, 3e5, 1E-3, 0, -0.0, 3.4e38, 1e-999]",
                                       "{\"a\": true, \"b\": [false, null]}",
                                       "\"NaN\"",
                                       "{\"nan\": 1, \"in\\\"f NaN\": 2}",
                                       "[12345678901234567890123456789012345678]",
                                       "\"not ended",
                                       "\"ended by a backslash\\"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(is_finite(good[i]));
}

static void test_what_is_not_is_found_with_its_place(void **state)
{
    static const char *const bad[] = {
        "[1, NaN]",      "[1, nan]",       "[1, -NaN]",
        "[1, Infinity]", "[1, -Infinity]", "[1, inf]",
        "[1, 1e39]",     "[1, -1E99999]",  "[1, 1234567890123456789012345678901234567890]"};
    size_t where = 0;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(is_finite(bad[i]));
        assert_false(json_is_finite(bad[i], strlen(bad[i]), &where));
        assert_int_equal(where, 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_finite_is_taken),
        cmocka_unit_test(test_what_is_not_is_found_with_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
