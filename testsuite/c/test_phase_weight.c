/** Weights of phases, against integrals that SciPy made of the density of Lee et al. (1994). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "radar/phase_weight.h"

static void variance_is_the_second_moment_of_the_density(void **state)
{
    static const struct {
        double coherence;
        int looks;
        double variance;
    } rows[] = {{0.1, 1, 2.980203855638349}, {0.5, 1, 1.785263425114898},    {0.9, 1, 0.47834067459551866},
                {0.3, 5, 1.323536542341054}, {0.7, 10, 0.06294919805698572}, {0.95, 20, 0.0028515850054310656}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(fabs(phase_variance(rows[i].coherence, rows[i].looks) / rows[i].variance - 1.) < 1e-5);
    assert_true(fabs(phase_variance(0., 1) - M_PI * M_PI / 3.) < 0.02); /* uniform */
}

static void variance_of_many_looks_nears_the_cramer_rao_bound_from_above(void **state)
{
    (void)state;
    for (int looks = 50; looks <= PHASE_LOOKS_MOST; looks += 50) {
        const double bound = (1. - 0.64) / (2. * looks * 0.64), ratio = phase_variance(0.8, looks) / bound;

        assert_true(ratio > 1. && ratio < 1. + 3. / looks);
    }
}

static void fisher_is_the_bounds_reciprocal_and_coherence_is_itself(void **state)
{
    (void)state;
    assert_true(fabs(weight_method_find("fisher")->weight(0.8, 7) - 14. * 0.64 / 0.36) < 1e-9);
    assert_true(weight_method_find("coherence")->weight(0.8, 7) == 0.8);
    assert_null(weight_method_find("none")->weight);
    assert_null(weight_method_find("nothing"));
}

static void table_is_within_a_thousandth_of_the_weight(void **state)
{
    struct weight_table table;

    (void)state;
    for (const struct weight_method *method = weight_methods; method->name; method++) {
        if (!method->weight)
            continue;
        weight_table_make(method, 10, &table);
        for (int i = 0; i < 23; i++) {
            const double coherence = 0.0505 + 0.0417 * i;

            assert_true(fabs(weight_table_at(&table, coherence) / method->weight(coherence, 10) - 1.) < 1e-3);
        }
        assert_true(weight_table_at(&table, 1.) == table.weight[1000]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variance_is_the_second_moment_of_the_density),
        cmocka_unit_test(variance_of_many_looks_nears_the_cramer_rao_bound_from_above),
        cmocka_unit_test(fisher_is_the_bounds_reciprocal_and_coherence_is_itself),
        cmocka_unit_test(table_is_within_a_thousandth_of_the_weight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
