/** The learner: finds a known law, says what is wrong with a parameter, and trains alike with any number of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "learn_fixture.h"
#include "score/ranking.h"

static double law(const float *value)
{
    return -2. + 3. * value[0] + (value[2] == 3.f ? 2. : 0.);
}

static void test_scores_come_near_the_law_that_drew_the_labels(void **state)
{
    struct sample_table table = fixture_table(3);
    struct model model;
    float *truth = malloc(table.rows * sizeof *truth);
    unsigned char *label = malloc(table.rows);
    struct ranking ceiling;
    struct split split;
    size_t count = 0;

    (void)state;
    fixture_model(0.3, 1, &model);
    learner_set(model.recipe.learner, "rounds=150", &model.recipe.settings, NULL);
    assert_int_equal(fixture_fit(&model, &table, 1, &split), SLIDE_OK);
    for (; count < split.test.rows; count++) {
        truth[count] = (float)law(table.value + 3 * split.test.row[count]);
        label[count] = table.label[split.test.row[count]] > 0.f;
    }
    assert_int_equal(ranking_of_scores(truth, label, count, &ceiling, NULL), SLIDE_OK);
    assert_true(model.member[0].scores.auc_roc > ceiling.auc_roc - 0.01);
    assert_true(model.member[0].scores.auc_roc < ceiling.auc_roc + 0.005);
    assert_true(model.member[0].scores.prevalence == ceiling.prevalence);
    free(truth);
    free(label);
    split_free(&split);
    model_free(&model);
    table_free(&table);
}

/* the mean probability of the training samples is their prevalence: boosting's loss has no other intercept */
static void test_mean_probability_is_the_prevalence(void **state)
{
    struct sample_table table = fixture_table(5);
    struct model model;
    const size_t rows = table.rows;
    float *probability = malloc(rows * sizeof *probability);
    float *feature;
    double mean = 0.;

    (void)state;
    fixture_model(0., 1, &model);
    learner_set(model.recipe.learner, "rounds=150", &model.recipe.settings, NULL);
    assert_int_equal(fixture_fit(&model, &table, 1, NULL), SLIDE_OK);
    assert_false(model.member[0].scores.known);
    feature = malloc(rows * model_most_features(&model) * sizeof *feature);
    assert_int_equal(model_predict(&model, 0, table.value, rows, false, feature, probability, NULL, NULL), SLIDE_OK);
    for (size_t row = 0; row < rows; row++)
        mean += probability[row] / (double)rows;
    assert_true(fabs(mean - (double)table_positives(&table) / (double)rows) < 0.003);
    free(probability);
    free(feature);
    model_free(&model);
    table_free(&table);
}

static void test_parameter_is_refused_with_its_range_or_the_choices(void **state)
{
    const struct learner *learner = learner_find("xgboost");
    struct learner_settings settings = learner_defaults(learner, 1);
    struct slide_error error;

    (void)state;
    assert_int_equal(learner_set(learner, "eta=0.3", &settings, &error), SLIDE_OK);
    assert_int_equal(learner_set(learner, "eta=2", &settings, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "eta must be a number from 1e-06 to 1"));
    assert_int_equal(learner_set(learner, "max_depth=3.5", &settings, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "whole number"));
    assert_int_equal(learner_set(learner, "eta=", &settings, &error), SLIDE_BAD_INPUT);
    assert_int_equal(learner_set(learner, "rounds=nan", &settings, &error), SLIDE_BAD_INPUT);
    assert_int_equal(learner_set(learner, "max_dept=3", &settings, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "max_depth"));
    assert_int_equal(learner_set(learner, "eta", &settings, &error), SLIDE_BAD_INPUT);
    assert_null(learner_find("oracle"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scores_come_near_the_law_that_drew_the_labels),
        cmocka_unit_test(test_mean_probability_is_the_prevalence),
        cmocka_unit_test(test_parameter_is_refused_with_its_range_or_the_choices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
