/** The Goldstein filter on fringes that were planted: kept where clean, freed of noise, the same at edges and nulls. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <omp.h>

#include "base/random.h"
#include "radar/goldstein.h"

enum { ROWS = 97, COLS = 131 };

static const struct goldstein usual = {.window = 32, .step = 4, .strength = 0.8};

static float wrapped(double phase)
{
    return (float)remainder(phase, 2. * M_PI);
}

static void run(const struct goldstein *settings, const float *phase, const float *coherence, float *filtered)
{
    struct goldstein_filter *filter;
    struct slide_error error;
    size_t taken = 0;

    assert_int_equal(goldstein_new(settings, COLS, &filter, &error), SLIDE_OK);
    for (size_t row = 0; taken < ROWS; row++) {
        goldstein_put(filter, row < ROWS ? phase + row * COLS : NULL,
                      coherence && row < ROWS ? coherence + row * COLS : NULL);
        while (taken < ROWS && goldstein_take(filter, filtered + taken * COLS))
            taken++;
        assert_true(row < ROWS + 2 * settings->window);
    }
    goldstein_free(filter);
}

static void plant_fringes(double down, double across, double noise, float *phase)
{
    struct random_stream random = random_stream_at(7, 0);

    for (size_t row = 0; row < ROWS; row++)
        for (size_t col = 0; col < COLS; col++)
            phase[row * COLS + col] = wrapped(2. * M_PI * (down * (double)row + across * (double)col) +
                                              noise * (random_uniform(&random) - 0.5));
}

static double largest_difference(const float *phase, const float *truth)
{
    double largest = 0.;

    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        if (!isnan(phase[i]) && !isnan(truth[i]))
            largest = fmax(largest, fabs(remainder((double)phase[i] - truth[i], 2. * M_PI)));
    return largest;
}

static double root_mean_square(const float *phase, const float *truth)
{
    double sum = 0.;

    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        sum += pow(remainder((double)phase[i] - truth[i], 2. * M_PI), 2.);
    return sqrt(sum / (ROWS * COLS));
}

static void fringe_of_whole_cycles_a_window_passes_to_the_very_edges(void **state)
{
    static float phase[ROWS * COLS], filtered[ROWS * COLS];

    (void)state;
    plant_fringes(3. / 32., -5. / 32., 0., phase);
    run(&usual, phase, NULL, filtered);
    assert_true(largest_difference(filtered, phase) < 1e-4);
    plant_fringes(2.43 / 32., 3.71 / 32., 0., phase);
    run(&usual, phase, NULL, filtered);
    assert_true(largest_difference(filtered, phase) < 0.15);
}

static void noise_falls_and_more_with_more_strength(void **state)
{
    static float truth[ROWS * COLS], phase[ROWS * COLS], filtered[ROWS * COLS];
    struct goldstein weak = usual;
    double before, little, much;

    (void)state;
    weak.strength = 0.3;
    plant_fringes(3. / 32., -5. / 32., 0., truth);
    plant_fringes(3. / 32., -5. / 32., 3., phase);
    before = root_mean_square(phase, truth);
    run(&weak, phase, NULL, filtered);
    little = root_mean_square(filtered, truth);
    run(&usual, phase, NULL, filtered);
    much = root_mean_square(filtered, truth);
    assert_true(little < 0.9 * before);
    assert_true(much < 0.7 * little);
}

static void strength_zero_changes_nothing_for_any_window_and_step(void **state)
{
    static const struct goldstein settings[] = {
        {64, 4, 0., false}, {8, 4, 0., false}, {10, 3, 0., false}, {32, 1, 0., false}};
    static float phase[ROWS * COLS], filtered[ROWS * COLS];

    (void)state;
    plant_fringes(0.05, 0.11, 6., phase);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        run(&settings[i], phase, NULL, filtered);
        assert_true(largest_difference(filtered, phase) < 1e-6);
    }
}

static void nulls_stay_null_and_nothing_else_becomes_null(void **state)
{
    static float phase[ROWS * COLS], whole[ROWS * COLS], filtered[ROWS * COLS];

    (void)state;
    plant_fringes(3. / 32., -5. / 32., 0., phase);
    memcpy(whole, phase, sizeof phase);
    for (size_t row = 0; row < ROWS; row++)
        for (size_t col = 0; col < COLS; col++)
            if ((row > 20 && row < 90 && col > 30 && col < 90) || (row + col) % 7 == 0)
                phase[row * COLS + col] = NAN;
    run(&usual, phase, NULL, filtered);
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        assert_int_equal(isnan(phase[i]), isnan(filtered[i]));
    assert_true(largest_difference(filtered, whole) < 1e-3);
}

static void map_smaller_than_a_window_is_filtered_too(void **state)
{
    const struct goldstein large = {.window = 256, .step = 64, .strength = 0.8};
    static float phase[ROWS * COLS], filtered[ROWS * COLS];

    (void)state;
    plant_fringes(8. / 256., -16. / 256., 0., phase);
    run(&large, phase, NULL, filtered);
    assert_true(largest_difference(filtered, phase) < 1e-3);
}

static void empty_map_comes_out_empty(void **state)
{
    static float phase[ROWS * COLS], filtered[ROWS * COLS];

    (void)state;
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        phase[i] = i % 2 ? NAN : INFINITY;
    run(&usual, phase, NULL, filtered);
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        assert_true(isnan(filtered[i]));
}

static void coherence_is_one_minus_strength(void **state)
{
    const struct goldstein weighted = {.window = 32, .step = 4, .by_coherence = true};
    static float phase[ROWS * COLS], coherence[ROWS * COLS], filtered[ROWS * COLS], expected[ROWS * COLS];
    struct goldstein quarter = usual;

    (void)state;
    quarter.strength = 0.25;
    plant_fringes(0.05, 0.11, 5., phase);
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        coherence[i] = i % 3 ? 0.75f : NAN;
    run(&weighted, phase, coherence, filtered);
    run(&quarter, phase, NULL, expected);
    assert_memory_equal(filtered, expected, sizeof filtered);
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++)
        coherence[i] = i % COLS < 40 ? 1.f : NAN;
    run(&weighted, phase, coherence, filtered);
    assert_true(largest_difference(filtered, phase) < 2e-6);
}

static void same_bits_with_one_and_three_threads(void **state)
{
    static float phase[ROWS * COLS], one[ROWS * COLS], three[ROWS * COLS];
    const int threads = omp_get_max_threads();

    (void)state;
    plant_fringes(0.05, 0.11, 5., phase);
    omp_set_num_threads(1);
    run(&usual, phase, NULL, one);
    omp_set_num_threads(3);
    run(&usual, phase, NULL, three);
    omp_set_num_threads(threads);
    assert_memory_equal(one, three, sizeof one);
}

static void settings_that_cannot_be_are_refused_by_value(void **state)
{
    static const struct {
        struct goldstein settings;
        const char *text;
    } bad[] = {{{33, 4, 0.8, false}, "33"},          {{4, 1, 0.8, false}, "window of 4"},
               {{1024, 4, 0.8, false}, "1024"},      {{64, 0, 0.8, false}, "step of 0"},
               {{64, 33, 0.8, false}, "step of 33"}, {{64, 4, 1.5, false}, "1.5"},
               {{64, 4, NAN, false}, "nan"}};
    struct goldstein_filter *filter;
    struct slide_error error;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(goldstein_new(&bad[i].settings, COLS, &filter, &error), SLIDE_BAD_INPUT);
        assert_non_null(strstr(error.text, bad[i].text));
        assert_null(filter);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fringe_of_whole_cycles_a_window_passes_to_the_very_edges),
        cmocka_unit_test(noise_falls_and_more_with_more_strength),
        cmocka_unit_test(strength_zero_changes_nothing_for_any_window_and_step),
        cmocka_unit_test(nulls_stay_null_and_nothing_else_becomes_null),
        cmocka_unit_test(map_smaller_than_a_window_is_filtered_too),
        cmocka_unit_test(empty_map_comes_out_empty),
        cmocka_unit_test(coherence_is_one_minus_strength),
        cmocka_unit_test(same_bits_with_one_and_three_threads),
        cmocka_unit_test(settings_that_cannot_be_are_refused_by_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
