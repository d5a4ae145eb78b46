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
static const float sibling[CELLS] = {0.75f, 0.75f, 0.f, 0.5f, NAN};
static const struct coherences all = {pre, co, post, sibling};

static void holds(change_measure *measure, const struct coherences *coherences, const float *expected)
{
    float change[CELLS];

    measure(coherences, CELLS, change);
    for (int i = 0; i < CELLS; i++)
        assert_true(isnan(expected[i]) ? isnan(change[i]) : change[i] == expected[i]);
}

static void losses_and_increases_are_plain_differences_of_what_they_use(void **state)
{
    const struct coherences without_post = {pre, co, NULL, NULL}, without_co = {pre, NULL, post, NULL},
                            without_pre = {NULL, co, post, NULL};

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

static void differences_are_later_minus_earlier_and_boxcar_minus_sibling(void **state)
{
    (void)state;
    holds(change_coevent_difference, &all, (float[]){0.f, -0.625f, -0.625f, NAN, -0.25f});
    holds(change_lasting_difference, &all, (float[]){-0.25f, 0.125f, -0.5f, NAN, NAN});
    holds(change_boxcar_sibling, &all, (float[]){0.f, -0.5f, 0.125f, -0.25f, NAN});
}

static void ratio_is_the_share_kept_and_null_of_nothing(void **state)
{
    const float before[CELLS] = {0.5f, 0.f, 0.25f, NAN, -1e-7f};
    const struct coherences ratios = {before, co, post, NULL};

    (void)state;
    holds(change_coevent_ratio, &ratios, (float[]){1.5f, NAN, 0.5f, NAN, NAN});
    holds(change_lasting_ratio, &ratios, (float[]){1.f, NAN, 1.f, NAN, NAN});
}

static struct coherence_tally tally_of(const float *coherence, size_t n)
{
    struct coherence_tally tally = {0};

    coherence_count_outside(coherence, n, &tally);
    return tally;
}

static void only_values_beyond_rounding_are_outside_and_the_farthest_is_kept(void **state)
{
    const float rounding[4] = {-5e-7f, 1.0000005f, NAN, 0.5f}, percent[4] = {0.5f, NAN, 75.f, 80.f},
                nodata[3] = {0.f, -9999.f, 1.5f};
    struct coherence_tally tally = tally_of(rounding, 4);

    (void)state;
    assert_int_equal(tally.outside, 0);
    assert_int_equal(tally.valid, 3);
    tally = tally_of(percent, 4);
    assert_int_equal(tally.outside, 2);
    assert_int_equal(tally.valid, 3);
    assert_true(tally.farthest == 80.f);
    coherence_count_outside(nodata, 3, &tally);
    assert_int_equal(tally.outside, 4);
    assert_true(tally.farthest == -9999.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_and_increases_are_plain_differences_of_what_they_use),
        cmocka_unit_test(sum_and_maximum_are_null_where_either_is),
        cmocka_unit_test(differences_are_later_minus_earlier_and_boxcar_minus_sibling),
        cmocka_unit_test(ratio_is_the_share_kept_and_null_of_nothing),
        cmocka_unit_test(only_values_beyond_rounding_are_outside_and_the_farthest_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
