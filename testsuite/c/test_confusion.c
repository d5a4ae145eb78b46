/** The confusion matrix and its ratios, worked by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score/confusion.h"

static const double positive[4] = {0.9, 0.5, 0.4, 0.1};
static const double negative[6] = {0.8, 0.5, 0.49, 0.2, 0.1, 0.0};

static void a_score_on_the_threshold_counts_as_predicted(void **state)
{
    const struct confusion confusion = confusion_of_groups(positive, 4, negative, 6, 0.5);

    (void)state;
    assert_int_equal(confusion.true_positives, 2);
    assert_int_equal(confusion.false_negatives, 2);
    assert_int_equal(confusion.false_positives, 2);
    assert_int_equal(confusion.true_negatives, 4);
}

static void ratios_are_as_worked_by_hand(void **state)
{
    const struct confusion confusion = {
        .true_positives = 3, .false_negatives = 1, .false_positives = 2, .true_negatives = 14};
    const struct confusion_ratios ratios = confusion_ratios(&confusion);

    (void)state;
    assert_float_equal(ratios.accuracy, 17. / 20., 1e-15);
    assert_float_equal(ratios.precision, 3. / 5., 1e-15);
    assert_float_equal(ratios.recall, 3. / 4., 1e-15);
    assert_float_equal(ratios.miss_rate, 1. / 4., 1e-15);
    assert_float_equal(ratios.false_alarm_rate, 2. / 16., 1e-15);
    assert_float_equal(ratios.specificity, 14. / 16., 1e-15);
    assert_float_equal(ratios.f1, 2. * 0.6 * 0.75 / (0.6 + 0.75), 1e-15);
    assert_float_equal(ratios.critical_success, 3. / 6., 1e-15);
    /* by chance 5/20 4/20 + 15/20 16/20 = 0.65 would agree */
    assert_float_equal(ratios.kappa, (0.85 - 0.65) / (1. - 0.65), 1e-14);
    assert_float_equal(ratios.matthews, 40. / sqrt(4800.), 1e-14);
    assert_float_equal(ratios.youden, 0.625, 1e-15);
    assert_float_equal(ratios.balanced_accuracy, 0.8125, 1e-15);
    assert_float_equal(ratios.frequency_bias, 1.25, 1e-15);
}

static void shares_of_a_matrix_add_to_one_over_what_they_are_named_for(void **state)
{
    const struct confusion confusion = {
        .true_positives = 3, .false_negatives = 1, .false_positives = 2, .true_negatives = 14};
    const struct confusion_shares row = confusion_shares(&confusion, WHOLE_ROW),
                                  column = confusion_shares(&confusion, WHOLE_COLUMN),
                                  all = confusion_shares(&confusion, WHOLE_ALL);

    (void)state;
    assert_float_equal(row.true_positives, 3. / 4., 1e-15);
    assert_float_equal(row.false_positives, 2. / 16., 1e-15);
    assert_float_equal(column.true_positives, 3. / 5., 1e-15);
    assert_float_equal(column.false_negatives, 1. / 15., 1e-15);
    assert_float_equal(all.true_negatives, 14. / 20., 1e-15);
    assert_float_equal(row.true_positives + row.false_negatives, 1., 1e-15);
    assert_float_equal(column.true_positives + column.false_positives, 1., 1e-15);
}

static void nothing_predicted_leaves_precision_undefined_and_not_zero(void **state)
{
    const struct confusion confusion = confusion_of_groups(positive, 4, negative, 6, 2.);
    const struct confusion_ratios ratios = confusion_ratios(&confusion);

    (void)state;
    assert_true(isnan(ratios.precision));
    assert_true(ratios.recall == 0. && ratios.f1 == 0. && ratios.critical_success == 0.);
    assert_true(ratios.specificity == 1.);
}

static void an_absent_class_leaves_its_row_undefined(void **state)
{
    const struct confusion confusion = confusion_of_groups(positive, 0, negative, 6, 2.);
    const struct confusion_ratios ratios = confusion_ratios(&confusion);

    (void)state;
    assert_true(isnan(ratios.recall) && isnan(ratios.miss_rate) && isnan(ratios.f1) && isnan(ratios.critical_success));
    assert_true(ratios.accuracy == 1.);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_score_on_the_threshold_counts_as_predicted),
        cmocka_unit_test(ratios_are_as_worked_by_hand),
        cmocka_unit_test(shares_of_a_matrix_add_to_one_over_what_they_are_named_for),
        cmocka_unit_test(nothing_predicted_leaves_precision_undefined_and_not_zero),
        cmocka_unit_test(an_absent_class_leaves_its_row_undefined),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
