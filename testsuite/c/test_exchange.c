/** What exchanged values cost functions whose answers are known in closed form. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "learn/permutation.h"
#include "learn/transform.h"
#include "learn/typical.h"
#include "closed_form_fixture.h"

/* A landslide where x0 is above 0.8. */
struct fixture {
    struct sample_table table;
    struct subset rows;
    struct predictor_groups groups; /* each predictor by itself */
};

static enum slide_status first(const void *model, const float *value, size_t rows, float *estimate,
                               struct slide_error *error)
{
    (void)model;
    (void)error;
    for (size_t i = 0; i < rows; i++)
        estimate[i] = value[i * PREDICTORS];
    return SLIDE_OK;
}

static int setup(void **state)
{
    static struct predictor predictor[PREDICTORS] = {
        {.label = "x0", .map = "x0@m"}, {.label = "x1", .map = "x1@m"}, {.label = "x2", .map = "x2@m"}};
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct random_stream stream = random_stream_at(11, 0);

    fixture->table = table_new(PREDICTORS);
    for (size_t i = 0; i < ROWS; i++) {
        float value[PREDICTORS];

        for (size_t k = 0; k < PREDICTORS; k++)
            value[k] = (float)random_uniform(&stream);
        table_append(&fixture->table, i, value[0] > 0.8f ? 1.f : 0.f, value, NULL);
    }
    subset_all(&fixture->table, &fixture->rows, NULL);
    predictor_groups_complete(predictor, PREDICTORS, &fixture->groups, NULL);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    table_free(&fixture->table);
    subset_free(&fixture->rows);
    predictor_groups_free(&fixture->groups);
    free(fixture);
    return 0;
}

static struct exchange exchange_of(const struct fixture *fixture, const struct estimator *estimator)
{
    struct exchange exchange;

    assert_int_equal(exchange_new(estimator, &fixture->table, &fixture->rows, &exchange, NULL), SLIDE_OK);
    return exchange;
}

/* @param[out] spread  [PREDICTORS] of the areas under the ROC curve */
static void lose_areas(const struct fixture *fixture, const struct estimator *estimator,
                       const struct permutation_plan *plan, struct held_spread *spread)
{
    struct exchange exchange = exchange_of(fixture, estimator);
    double *loss = malloc(plan->repeats * PREDICTORS * HELD_SCORES * sizeof *loss);

    assert_int_equal(permutation_losses(&exchange, &fixture->groups, plan, loss, NULL), SLIDE_OK);
    for (size_t i = 0; i < PREDICTORS; i++)
        spread[i] = held_spread_of(loss + i * HELD_SCORES + HELD_AUC_ROC, plan->repeats, PREDICTORS * HELD_SCORES);
    free(loss);
    exchange_free(&exchange);
}

static void the_only_predictor_loses_half_and_those_not_looked_at_nothing(void **state)
{
    const struct estimator estimator = {first, NULL, false};

    for (int apart = 0; apart < 2; apart++) {
        const struct permutation_plan plan = {.repeats = 20, .seed = 5, .apart = apart};
        struct held_spread loss[PREDICTORS];

        lose_areas(*state, &estimator, &plan, loss);
        /* a shuffled score has an area of 0.5 with variance (n + 1) / (12 n+ n-) (Mann and Whitney 1947): 0.0114 */
        assert_true(fabs(loss[0].mean - 0.5) < 4. * 0.0114 / sqrt(20.));
        assert_true(loss[0].sd > 0.5 * 0.0114 && loss[0].sd < 1.6 * 0.0114);
        assert_true(loss[1].mean == 0. && loss[1].sd == 0. && loss[2].mean == 0.);
    }
}

static void the_same_seed_gives_the_same_bits_and_another_seed_others(void **state)
{
    const struct estimator estimator = {product, NULL, false};
    const struct permutation_plan plan = {.repeats = 3, .seed = 5, .apart = true};
    struct permutation_plan another = plan, one = plan;
    struct held_spread once[PREDICTORS], again[PREDICTORS], other[PREDICTORS];

    another.seed = 6;
    one.repeats = 1;
    lose_areas(*state, &estimator, &plan, once);
    lose_areas(*state, &estimator, &plan, again);
    lose_areas(*state, &estimator, &another, other);
    for (int i = 0; i < 2; i++)
        assert_true(once[i].mean == again[i].mean && once[i].mean != other[i].mean);
    assert_true(once[0].mean > once[1].mean && once[2].mean == 0.);
    lose_areas(*state, &estimator, &one, once);
    assert_true(isnan(once[0].sd));
}

static void a_group_is_dealt_out_by_one_permutation(void **state)
{
    const struct fixture *fixture = *state;
    const struct estimator estimator = {first, NULL, false};
    struct exchange exchange = exchange_of(fixture, &estimator);
    size_t member[2] = {0, 2};
    const struct predictor_group pair = {"pair", 2, member};
    double loss[HELD_SCORES], alone[HELD_SCORES];
    const size_t shown = 4;

    exchange_shuffle(&exchange, random_stream_at(3, 0));
    assert_int_equal(exchange_permute(&exchange, &pair, loss, NULL), SLIDE_OK);
    for (size_t k = 0; k < PREDICTORS; k++) {
        const size_t from = k == 1 ? shown : exchange.order[shown];

        assert_true(exchange.value[shown * PREDICTORS + k] == fixture->table.value[from * PREDICTORS + k]);
    }
    assert_int_equal(exchange_permute(&exchange, &fixture->groups.group[0], alone, NULL), SLIDE_OK);
    assert_memory_equal(loss, alone, sizeof loss); /* the other is not looked at */
    exchange_free(&exchange);
}

static void one_value_everywhere_costs_all_skill_in_closed_form(void **state)
{
    const struct fixture *fixture = *state;
    const double prevalence = (double)table_positives(&fixture->table) / ROWS;
    const float neutral[PREDICTORS] = {0.25f, 9.f, 9.f};
    const struct estimator estimator = {first, NULL, false};
    struct exchange exchange = exchange_of(fixture, &estimator);
    const double own = exchange.score[HELD_BRIER], left = 0.75 * 0.75 * prevalence + 0.0625 * (1. - prevalence);
    double loss[HELD_SCORES];

    assert_true(exchange.score[HELD_AUC_ROC] == 1. && exchange.score[HELD_AUC_PR] == 1.);
    assert_int_equal(exchange_replace(&exchange, &fixture->groups.group[0], neutral, loss, NULL), SLIDE_OK);
    assert_true(loss[HELD_AUC_ROC] == 0.5 && fabs(loss[HELD_AUC_PR] - (1. - prevalence)) < 1e-12);
    assert_true(fabs(loss[HELD_BRIER] - (left - own)) < 1e-12);
    assert_int_equal(exchange_replace(&exchange, &fixture->groups.group[1], neutral, loss, NULL), SLIDE_OK);
    assert_true(loss[HELD_AUC_ROC] == 0. && loss[HELD_AUC_PR] == 0. && loss[HELD_BRIER] == 0.);
    exchange_free(&exchange);
}

static void one_class_and_a_failing_model_are_told(void **state)
{
    const struct fixture *fixture = *state;
    const struct estimator estimator = {first, NULL, false}, failing = {refuse, NULL, false};
    struct exchange exchange;
    struct slide_error error;

    assert_int_equal(exchange_new(&failing, &fixture->table, &fixture->rows, &exchange, &error), SLIDE_FAILED);
    assert_string_equal(error.text, "It refuses");
    for (size_t i = 0; i < ROWS; i++)
        fixture->table.label[i] = 0.f;
    assert_int_equal(exchange_new(&estimator, &fixture->table, &fixture->rows, &exchange, &error), SLIDE_NO_DATA);
}

static void typical_values_are_means_frequent_categories_and_mean_directions(void **state)
{
    static const float rows[][4] = {{-3.f, 7.f, 350.f, 0.f},
                                    {1.f, 5.f, 10.f, 0.f},
                                    {5.f, 5.f, 20.f, 0.f},
                                    {3.f, 7.f, 0.f, 0.f},
                                    {999.f, 9.f, 90.f, 45.f}}; /* the last is held out */
    size_t seen[] = {0, 1, 2, 3};
    const struct subset train = {4, seen};
    struct predictor predictor[4] = {
        {.absolute = true}, {.categorical = true}, {.circular = true, .zero_is_flat = true}, {.circular = true}};
    struct sample_table table = table_new(4);

    (void)state;
    for (uint64_t i = 0; i < 5; i++)
        table_append(&table, i, 0.f, rows[i], NULL);
    assert_int_equal(typical_describe(&table, &train, predictor, NULL), SLIDE_OK);
    assert_true(predictor[0].typical == 3.);
    assert_true(predictor[1].typical == 5.); /* as often as 7 */
    /* scipy.stats.circmean([350, 10, 20], high=360) */
    assert_true(fabs(predictor[2].typical - 6.7049533) < 1e-6);
    assert_true(predictor[3].typical == 360.);
    predictor[0].absolute = false;
    predictor[3].zero_is_flat = true;
    assert_int_equal(typical_describe(&table, &train, predictor, NULL), SLIDE_OK);
    assert_true(predictor[0].typical == 1.5 && predictor[3].typical == TRANSFORM_FLAT);
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_only_predictor_loses_half_and_those_not_looked_at_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(the_same_seed_gives_the_same_bits_and_another_seed_others, setup, teardown),
        cmocka_unit_test_setup_teardown(a_group_is_dealt_out_by_one_permutation, setup, teardown),
        cmocka_unit_test_setup_teardown(one_value_everywhere_costs_all_skill_in_closed_form, setup, teardown),
        cmocka_unit_test_setup_teardown(one_class_and_a_failing_model_are_told, setup, teardown),
        cmocka_unit_test(typical_values_are_means_frequent_categories_and_mean_directions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
