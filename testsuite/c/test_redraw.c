/** Drawing again from an event's samples: exact numbers, each sample equally likely, the sampler's own draws. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/redraw.h"

enum { BEFORE = 7, SAMPLES = 900, BEHIND = 5, DRAWS = 400 };

#define OFFSET 50000u

/* sparse, and beyond what is offered at a time */
static uint64_t cell_of(size_t i)
{
    return 3 * i + (i > 600 ? 1000003 : 0);
}

static float label_of(size_t i)
{
    return i % 10 == 0 ? 0.4f : i % 10 == 1 ? 0.05f : 0.f;
}

/* other events lie before and behind */
static struct sample_table table_of_events(void)
{
    struct sample_table table = table_new(1);

    for (size_t i = 0; i < BEFORE + SAMPLES + BEHIND; i++) {
        const float value = (float)i;
        const uint64_t cell = i < BEFORE ? i : OFFSET + cell_of(i - BEFORE);

        table_append(&table, cell, i < BEFORE ? 1.f : label_of(i - BEFORE), &value, NULL);
    }
    return table;
}

static struct redraw redraw_of(const struct sample_table *table, double share, const uint64_t *seed, size_t draws)
{
    return (struct redraw){.table = table,
                           .first = BEFORE,
                           .rows = SAMPLES,
                           .offset = OFFSET,
                           .share = share,
                           .draws = draws,
                           .seed = seed};
}

static void label_at_least_the_share_is_a_landslide(void **state)
{
    (void)state;
    assert_true(label_is_positive(0.1f, 0.1));
    assert_true(label_is_positive(1.f, 0.));
    assert_true(label_is_positive(1e-30f, 0.));
    assert_false(label_is_positive(0.f, 0.));
    assert_false(label_is_positive(-1.f, 0.));
    assert_false(label_is_positive(0.0999f, 0.1));
}

static void fixed_numbers_are_exact_and_of_this_event_alone(void **state)
{
    struct sample_table table = table_of_events();
    const uint64_t seed[2] = {1, 2};
    struct redraw redraw = redraw_of(&table, 0.01, seed, 2);
    struct subset subset[2];
    struct sampling sampling[2];

    (void)state;
    redraw.wanted = (struct sampling){.fixed_positive = 100, .fixed_negative = 250};
    assert_int_equal(redraw_samples(&redraw, subset, sampling, NULL), SLIDE_OK);
    for (int draw = 0; draw < 2; draw++) {
        size_t positive = 0;

        assert_int_equal(subset[draw].rows, 350);
        for (size_t i = 0; i < subset[draw].rows; i++) {
            assert_in_range(subset[draw].row[i], BEFORE, BEFORE + SAMPLES - 1);
            assert_true(i == 0 || subset[draw].row[i] > subset[draw].row[i - 1]);
            positive += label_of(subset[draw].row[i] - BEFORE) > 0.f;
        }
        assert_int_equal(positive, 100);
        assert_int_equal(sampling[draw].positive, 100);
        assert_int_equal(sampling[draw].negative, 250);
        assert_int_equal(sampling[draw].positive_available, SAMPLES / 5);
        assert_int_equal(sampling[draw].negative_available, SAMPLES - SAMPLES / 5);
    }
    assert_memory_not_equal(subset[0].row, subset[1].row, 350 * sizeof(size_t));
    subset_free(&subset[0]);
    subset_free(&subset[1]);
    table_free(&table);
}

static void share_decides_what_a_landslide_is(void **state)
{
    struct sample_table table = table_of_events();
    const uint64_t seed = 3;
    struct redraw redraw = redraw_of(&table, 0.1, &seed, 1);
    struct sampling sampling;
    struct subset subset;

    (void)state;
    redraw.wanted.negatives_per_positive = 2.;
    assert_int_equal(redraw_samples(&redraw, &subset, &sampling, NULL), SLIDE_OK);
    assert_int_equal(sampling.positive, SAMPLES / 10);
    assert_int_equal(sampling.negative, 2 * SAMPLES / 10);
    assert_int_equal(sampling.negative_available, SAMPLES - SAMPLES / 10);
    subset_free(&subset);
    table_free(&table);
}

/* each of n samples is in a draw of k with probability k / n: five standard deviations */
static void every_sample_is_equally_likely(void **state)
{
    struct sample_table table = table_of_events();
    uint64_t seed[DRAWS];
    struct redraw redraw = redraw_of(&table, 0., seed, DRAWS);
    struct subset *subset = calloc(DRAWS, sizeof *subset);
    struct sampling *sampling = calloc(DRAWS, sizeof *sampling);
    size_t count[SAMPLES] = {0};

    (void)state;
    for (size_t i = 0; i < DRAWS; i++)
        seed[i] = sampling_repeat_seed(42, i);
    redraw.wanted = (struct sampling){.fixed_positive = 90, .fixed_negative = 180};
    assert_int_equal(redraw_samples(&redraw, subset, sampling, NULL), SLIDE_OK);
    for (size_t i = 0; i < DRAWS; i++) {
        for (size_t j = 0; j < subset[i].rows; j++)
            count[subset[i].row[j] - BEFORE]++;
        subset_free(&subset[i]);
    }
    for (size_t i = 0; i < SAMPLES; i++) {
        const double p = label_of(i) > 0.f ? 0.5 : 0.25, sd = sqrt(DRAWS * p * (1. - p));

        assert_true(fabs((double)count[i] - DRAWS * p) < 5. * sd);
    }
    free(subset);
    free(sampling);
    table_free(&table);
}

static void one_class_or_too_few_samples_are_refused(void **state)
{
    struct sample_table table = table_of_events();
    const uint64_t seed = 1;
    struct redraw redraw = redraw_of(&table, 0.5, &seed, 1);
    struct slide_error error;
    struct sampling sampling;
    struct subset subset;

    (void)state;
    assert_int_equal(redraw_samples(&redraw, &subset, &sampling, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "0 landslides and 900 others"));
    redraw.share = 0.;
    redraw.wanted = (struct sampling){.fixed_positive = 181, .fixed_negative = 10};
    assert_int_equal(redraw_samples(&redraw, &subset, &sampling, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "181"));
    redraw.wanted = (struct sampling){.fixed_positive = 10, .fixed_negative = 721};
    assert_int_equal(redraw_samples(&redraw, &subset, &sampling, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "721"));
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(label_at_least_the_share_is_a_landslide),
        cmocka_unit_test(fixed_numbers_are_exact_and_of_this_event_alone),
        cmocka_unit_test(share_decides_what_a_landslide_is),
        cmocka_unit_test(every_sample_is_equally_likely),
        cmocka_unit_test(one_class_or_too_few_samples_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
