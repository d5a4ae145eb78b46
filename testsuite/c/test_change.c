/** Coherence change measures, worked by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "radar/change.h"

enum { CELLS = 5 };

/* kept, lost, lost and not regained, null before, null after */
static const float pre[CELLS] = {0.75f, 0.875f, 0.75f, NAN, 0.5f};
static const float co[CELLS] = {0.75f, 0.25f, 0.125f, 0.25f, 0.25f};
static const float post[CELLS] = {0.5f, 1.f, 0.25f, 0.5f, NAN};
static const struct coherences all = {pre, co, post};

static void holds(change_measure *measure, const struct coherences *coherences, const float *expected)
{
    float change[CELLS];

    measure(coherences, CELLS, change);
    for (int i = 0; i < CELLS; i++)
        assert_true(isnan(expected[i]) ? isnan(change[i]) : change[i] == expected[i]);
}

static void losses_and_increases_are_plain_differences_of_what_they_use(void **state)
{
    const struct coherences without_post = {pre, co, NULL}, without_co = {pre, NULL, post},
                            without_pre = {NULL, co, post};

    (void)state;
    holds(change_coevent_loss, &without_post, (float[]){0.f, 0.625f, 0.625f, NAN, 0.25f});
    holds(change_lasting_loss, &without_co, (float[]){0.25f, -0.125f, 0.5f, NAN, NAN});
    holds(change_postevent_increase, &without_pre, (float[]){-0.25f, 0.75f, 0.125f, 0.25f, NAN});
}

static void sum_and_maximum_are_null_where_either_is(void **state)
{
    (void)state;
    holds(change_sum, &all, (float[]){-0.25f, 1.375f, 0.75f, NAN, NAN});
    holds(change_max, &all, (float[]){0.f, 0.75f, 0.625f, NAN, NAN});
}

static void only_values_beyond_rounding_are_outside(void **state)
{
    const float rounding[4] = {-5e-7f, 1.0000005f, NAN, 0.5f}, percent[3] = {0.5f, NAN, 75.f},
                nodata[2] = {0.f, -9999.f};

    (void)state;
    assert_int_equal(coherence_first_outside(rounding, 4), 4);
    assert_int_equal(coherence_first_outside(percent, 3), 2);
    assert_int_equal(coherence_first_outside(nodata, 2), 1);
    assert_int_equal(coherence_first_outside(NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_and_increases_are_plain_differences_of_what_they_use),
        cmocka_unit_test(sum_and_maximum_are_null_where_either_is),
        cmocka_unit_test(only_values_beyond_rounding_are_outside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
