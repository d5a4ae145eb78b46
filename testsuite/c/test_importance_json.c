/** Importances in model.json: written and read back, and refused where they do not fit the predictors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "learn/importance_json.h"
#include "learn_fixture.h"

static void importances_come_back_as_they_were_written(void **state)
{
    double value[3] = {0.25, -1e-3, 1. / 3.};
    struct model model, read;
    json_t *json;

    (void)state;
    fixture_model(0.3, 1, &model);
    fixture_model(0.3, 1, &read);
    model.importance = value;
    strcpy(model.importance_measure, "permutation_auc_pr");
    json = importance_to_json(&model);
    assert_int_equal(importance_from_json(json, &read, NULL), SLIDE_OK);
    assert_memory_equal(read.importance, value, sizeof value);
    assert_string_equal(read.importance_measure, "permutation_auc_pr");
    json_decref(json);
    model.importance = NULL;
    model_free(&model);
    model_free(&read);
}

static void a_model_without_importances_has_none(void **state)
{
    struct model model;

    (void)state;
    fixture_model(0.3, 1, &model);
    assert_int_equal(importance_from_json(NULL, &model, NULL), SLIDE_OK);
    assert_null(model.importance);
    model_free(&model);
}

static void assert_refused(const char *text, const char *word)
{
    struct slide_error error = {""};
    struct model model;
    json_t *json = json_loads(text, 0, NULL);

    assert_non_null(json);
    fixture_model(0.3, 1, &model);
    assert_int_equal(importance_from_json(json, &model, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, word));
    json_decref(json);
    model_free(&model);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    assert_refused("{\"measure\": \"gain\", \"value\": [1, 2]}", "3 predictors and 2 importances");
    assert_refused("{\"value\": [1, 2, 3]}", "3 predictors");
    assert_refused("{\"measure\": \"gain\"}", "0 importances");
    assert_refused("{\"measure\": \"gain\", \"value\": [1, null, 3]}", "'y_rate' is no number");
    assert_refused("[]", "0 importances");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(importances_come_back_as_they_were_written),
        cmocka_unit_test(a_model_without_importances_has_none),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
