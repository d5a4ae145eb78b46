/** Decibels against closed forms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "radar/backscatter.h"

enum { VALUES = 6 };

static void powers_of_ten_become_tens_of_decibels(void **state)
{
    const float linear[VALUES] = {1.f, 10.f, 0.01f, 0.f, -0.5f, NAN};
    const double decibels[VALUES] = {0., 10., -20., NAN, NAN, NAN};

    (void)state;
    for (int twice = 1; twice <= 2; twice++) {
        struct backscatter_tally tally = {0};
        float value[VALUES];

        for (int i = 0; i < VALUES; i++)
            value[i] = linear[i];
        backscatter_to_decibels(value, VALUES, backscatter_scale_find(twice == 1 ? "linear" : "amplitude"), &tally);
        for (int i = 0; i < VALUES; i++)
            assert_true(isnan(decibels[i]) ? isnan(value[i]) : fabs(value[i] - twice * decibels[i]) < 2e-6);
        assert_int_equal(tally.valid, 5);
        assert_int_equal(tally.negative, 1);
        assert_int_equal(tally.zero, 1);
    }
}

static void decibels_are_left_alone(void **state)
{
    struct backscatter_tally tally = {0};
    float value[3] = {-12.5f, 0.f, NAN};

    (void)state;
    backscatter_to_decibels(value, 3, backscatter_scale_find("db"), &tally);
    backscatter_from_decibels(value, 3, backscatter_scale_find("db"));
    assert_true(value[0] == -12.5f && value[1] == 0.f && isnan(value[2]));
    assert_int_equal(tally.valid, 2);
    assert_int_equal(tally.negative, 1);
}

static void there_and_back_is_the_same(void **state)
{
    static const char *const names[] = {"db", "linear", "amplitude"};
    struct backscatter_tally tally = {0};

    (void)state;
    for (int scale = 0; scale < 3; scale++)
        for (int i = 1; i < 200; i++) {
            const float given = 0.013f * (float)i;
            float value = given;

            backscatter_to_decibels(&value, 1, backscatter_scale_find(names[scale]), &tally);
            backscatter_from_decibels(&value, 1, backscatter_scale_find(names[scale]));
            assert_float_equal(value / given, 1., 1e-6);
        }
    assert_null(backscatter_scale_find("neper"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powers_of_ten_become_tens_of_decibels),
        cmocka_unit_test(decibels_are_left_alone),
        cmocka_unit_test(there_and_back_is_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
