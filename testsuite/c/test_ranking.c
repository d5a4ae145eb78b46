/** Ranking scores and the sort beneath them, against closed forms and a count of all pairs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "base/sort.h"
#include "score/ranking.h"

enum { MANY = 3000 };

static int ascending(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static void sorted_as_by_qsort(double *value, size_t count)
{
    double *expected = malloc((count + 1) * sizeof *expected);

    memcpy(expected, value, count * sizeof *expected);
    qsort(expected, count, sizeof *expected, ascending);
    sort_doubles(value, count);
    for (size_t i = 0; i < count; i++)
        assert_true(value[i] == expected[i]);
    free(expected);
}

static void sort_agrees_with_qsort_for_any_size_and_sign(void **state)
{
    struct random_stream stream = random_stream_at(1, 0);

    (void)state;
    for (size_t count = 0; count < MANY; count = count * 3 / 2 + 1) {
        double *value = malloc((count + 1) * sizeof *value);

        for (size_t i = 0; i < count; i++)
            value[i] = random_normal(&stream) * pow(10., 30. * random_normal(&stream));
        sorted_as_by_qsort(value, count);
        free(value);
    }
}

static void sort_survives_ties_infinities_and_signed_zeros(void **state)
{
    struct random_stream stream = random_stream_at(2, 0);
    const double palette[] = {-INFINITY, -1., -0., 0., 1e-310, 0.5, INFINITY};
    double value[MANY];

    (void)state;
    for (size_t i = 0; i < MANY; i++)
        value[i] = palette[random_below(&stream, sizeof palette / sizeof *palette)];
    sorted_as_by_qsort(value, MANY);
}

static void all_scores_tied_rank_by_chance(void **state)
{
    float score[10];
    unsigned char label[10] = {1, 0, 0, 1, 0, 0, 0, 1, 0, 0};
    struct ranking ranking;

    (void)state;
    for (int i = 0; i < 10; i++)
        score[i] = 0.25f;
    assert_int_equal(ranking_of_scores(score, label, 10, &ranking, NULL), SLIDE_OK);
    assert_true(ranking.auc_roc == 0.5);
    assert_true(ranking.average_precision == 0.3);
    assert_true(ranking.prevalence == 0.3);
    assert_int_equal(ranking.positives, 3);
    assert_int_equal(ranking.negatives, 7);
}

static void perfect_and_reversed_scores_are_the_two_ends(void **state)
{
    const float score[6] = {1.f, 2.f, 3.f, 4.f, 5.f, 6.f};
    const unsigned char above[6] = {0, 0, 0, 0, 1, 1}, below[6] = {1, 1, 0, 0, 0, 0};
    struct ranking ranking;

    (void)state;
    assert_int_equal(ranking_of_scores(score, above, 6, &ranking, NULL), SLIDE_OK);
    assert_true(ranking.auc_roc == 1. && ranking.average_precision == 1.);
    assert_int_equal(ranking_of_scores(score, below, 6, &ranking, NULL), SLIDE_OK);
    assert_true(ranking.auc_roc == 0.);
    assert_float_equal(ranking.average_precision, 0.5 * (1. / 5.) + 0.5 * (2. / 6.), 1e-15);
}

/* By hand: thresholds .9 (1 of 1), .8 (a tie: 2 of 3), .4 (2 of 4), .1 (3 of 5). */
static void small_case_with_a_tie_as_worked_by_hand(void **state)
{
    const float score[5] = {0.8f, 0.1f, 0.9f, 0.8f, 0.4f};
    const unsigned char label[5] = {1, 1, 1, 0, 0};
    struct ranking ranking;

    (void)state;
    assert_int_equal(ranking_of_scores(score, label, 5, &ranking, NULL), SLIDE_OK);
    assert_float_equal(ranking.auc_roc, (2. + 1.5 + 0.) / 6., 1e-15);
    assert_float_equal(ranking.average_precision, (1. + 2. / 3. + 3. / 5.) / 3., 1e-15);
}

static void auc_is_the_share_of_pairs_in_right_order(void **state)
{
    struct random_stream stream = random_stream_at(3, 0);
    float score[MANY];
    unsigned char label[MANY];
    double in_order = 0., pairs = 0.;
    struct ranking ranking;

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        label[i] = random_uniform(&stream) < 0.2;
        score[i] = roundf((float)(random_normal(&stream) + label[i]) * 8.f) / 8.f;
    }
    for (size_t i = 0; i < MANY; i++)
        for (size_t j = 0; j < MANY; j++)
            if (label[i] && !label[j]) {
                pairs += 1.;
                in_order += score[i] > score[j] ? 1. : score[i] == score[j] ? 0.5 : 0.;
            }
    assert_int_equal(ranking_of_scores(score, label, MANY, &ranking, NULL), SLIDE_OK);
    assert_float_equal(ranking.auc_roc, in_order / pairs, 1e-14);
}

static void one_class_and_nan_are_refused_in_words(void **state)
{
    const float score[3] = {0.1f, NAN, 0.3f};
    const unsigned char label[3] = {1, 0, 1}, ones[3] = {1, 1, 1};
    struct slide_error error = {""};
    struct ranking ranking;

    (void)state;
    assert_int_equal(ranking_of_scores(score, label, 3, &ranking, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "Score 2 of 3"));
    assert_int_equal(ranking_of_scores(score, ones, 1, &ranking, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "1 positive and 0 negative"));
    assert_int_equal(ranking_of_scores(score, ones, 0, &ranking, NULL), SLIDE_NO_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sort_agrees_with_qsort_for_any_size_and_sign),
        cmocka_unit_test(sort_survives_ties_infinities_and_signed_zeros),
        cmocka_unit_test(all_scores_tied_rank_by_chance),
        cmocka_unit_test(perfect_and_reversed_scores_are_the_two_ends),
        cmocka_unit_test(small_case_with_a_tie_as_worked_by_hand),
        cmocka_unit_test(auc_is_the_share_of_pairs_in_right_order),
        cmocka_unit_test(one_class_and_nan_are_refused_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
