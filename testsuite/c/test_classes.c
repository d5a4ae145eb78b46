/** Class tables worked by hand and by published shares, and curves thinned. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score/classes.h"
#include "score/curve.h"

static void shares_are_as_worked_by_hand(void **state)
{
    /* densities 1/50, 3/30, 6/20; 10 of 100 are landslides */
    const struct class_count classes[4] = {{5, 1, 50., 1.}, {3, 3, 30., 3.}, {0, 0, 0., 0.}, {2, 6, 20., 6.}};
    struct class_share share[4];
    struct class_verdict verdict;

    (void)state;
    class_shares(classes, 4, share);
    assert_float_equal(share[0].density_ratio, 0.2, 1e-15);
    assert_float_equal(share[1].density_ratio, 1., 1e-15);
    assert_float_equal(share[3].density_ratio, 3., 1e-15);
    assert_float_equal(share[0].r_index, 100. * 0.02 / 0.42, 1e-12);
    assert_float_equal(share[3].r_index, 100. * 0.3 / 0.42, 1e-12);
    assert_true(isnan(share[2].density) && isnan(share[2].density_ratio) && share[2].area == 0.);
    verdict = class_verdict(share, 4);
    assert_true(verdict.density_rises && verdict.most_in_highest && verdict.highest_is_small);
}

static void published_area_shares_of_five_classes_are_judged(void **state)
{
    /* areas in percent of five classes of a published map; the landslides are planted */
    const double area[5] = {20.88, 28.46, 22.05, 19.10, 9.51}, slides[5] = {0.01, 0.05, 0.14, 0.25, 0.55};
    struct class_count classes[5];
    struct class_share share[5];

    (void)state;
    for (int i = 0; i < 5; i++)
        classes[i] = (struct class_count){1, 1, area[i], slides[i]};
    class_shares(classes, 5, share);
    for (int i = 0; i < 5; i++)
        assert_float_equal(share[i].density_ratio, slides[i] / (area[i] / 100.), 1e-12);
    assert_true(class_verdict(share, 5).highest_is_small && class_verdict(share, 5).most_in_highest);
    classes[4].landslide_area = 0.1;
    class_shares(classes, 5, share);
    assert_false(class_verdict(share, 5).density_rises || class_verdict(share, 5).most_in_highest);
}

static void an_empty_highest_class_leaves_the_verdict_to_the_one_below(void **state)
{
    const struct class_count classes[3] = {{9, 1, 9., 1.}, {9, 6, 9., 6.}, {0, 0, 0., 0.}};
    struct class_share share[3];
    struct class_verdict verdict;

    (void)state;
    class_shares(classes, 3, share);
    verdict = class_verdict(share, 3);
    assert_true(verdict.density_rises && verdict.most_in_highest);
    assert_false(verdict.highest_is_small);
}

static void a_curve_begins_with_nothing_and_ends_with_everything(void **state)
{
    const double positive[3] = {0.5, 0.5, 0.9}, negative[2] = {0.1, 0.5};
    const struct sorted_groups groups = {positive, 3, negative, 2, false};
    struct curve curve = {0};

    (void)state;
    assert_int_equal(curve_of_groups(&groups, 1000, &curve, NULL), SLIDE_OK);
    assert_int_equal(curve.count, 4);
    assert_true(isinf(curve.point[0].threshold) && curve.point[0].confusion.true_positives == 0);
    assert_true(curve.point[1].threshold == 0.9 && curve.point[2].threshold == 0.5);
    assert_int_equal(curve.point[2].confusion.true_positives, 3);
    assert_int_equal(curve.point[2].confusion.false_positives, 1);
    assert_int_equal(curve.point[3].confusion.true_negatives, 0);
    curve_free(&curve);
}

static void a_thinned_curve_is_short_and_no_step_is_longer_than_the_curves_own(void **state)
{
    double positive[1000], negative[1000];
    const struct sorted_groups groups = {positive, 1000, negative, 1000, false};
    struct curve curve = {0};

    (void)state;
    for (int i = 0; i < 1000; i++) {
        positive[i] = i + 0.5;
        negative[i] = i;
    }
    assert_int_equal(curve_of_groups(&groups, 20, &curve, NULL), SLIDE_OK);
    assert_in_range(curve.count, 21, 43);
    for (size_t i = 1; i < curve.count; i++) {
        const struct confusion *before = &curve.point[i - 1].confusion, *at = &curve.point[i].confusion;

        assert_true(at->true_positives - before->true_positives <= 50);
        assert_true(at->false_positives - before->false_positives <= 50);
    }
    curve_free(&curve);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_as_worked_by_hand),
        cmocka_unit_test(published_area_shares_of_five_classes_are_judged),
        cmocka_unit_test(an_empty_highest_class_leaves_the_verdict_to_the_one_below),
        cmocka_unit_test(a_curve_begins_with_nothing_and_ends_with_everything),
        cmocka_unit_test(a_thinned_curve_is_short_and_no_step_is_longer_than_the_curves_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
