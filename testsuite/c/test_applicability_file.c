/** The area of applicability in a model file: comes back bit by bit, and is refused when anything is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "learn/applicability_file.h"
#include "learn/model_file.h"
#include "learn_fixture.h"

static void fit(struct sample_table *table, struct model *model)
{
    struct split split;
    struct applicability_plan plan = {.most = 500, .seed = 42};

    *table = fixture_table(1);
    fixture_model(0.2, 1, model);
    assert_int_equal(fixture_fit(model, table, 1, &split), SLIDE_OK);
    plan.train = &split.train;
    plan.held = &split.test;
    assert_int_equal(applicability_fit(&model->recipe, &model->member[0], table, &plan, &model->applicability, NULL),
                     SLIDE_OK);
    split_free(&split);
}

static void model_file_gives_the_same_dissimilarity_bit_by_bit(void **state)
{
    enum { ROWS = 300 };
    char path[] = "/tmp/slide_applicability_XXXXXX";
    float feature[ROWS * 6], before[ROWS], after[ROWS];
    struct sample_table table;
    struct model model, again;

    (void)state;
    close(mkstemp(path));
    fit(&table, &model);
    transform_apply(&model.member[0].transform, table.value, ROWS, feature, NULL);
    applicability_index(&model.applicability, feature, ROWS, before);
    assert_int_equal(model_write(&model, path, NULL), SLIDE_OK);
    assert_int_equal(model_read(path, 1, &again, NULL), SLIDE_OK);
    applicability_index(&again.applicability, feature, ROWS, after);
    assert_memory_equal(before, after, sizeof before);
    assert_true(again.applicability.threshold == model.applicability.threshold);
    assert_true(again.applicability.mean_distance == model.applicability.mean_distance);
    assert_int_equal(again.applicability.judged, 500);
    unlink(path);
    model_free(&model);
    model_free(&again);
    table_free(&table);
}

static void assert_json_refused(const char *key, json_t *value, const struct applicability *applicability)
{
    json_t *json = applicability_to_json(applicability);
    struct applicability read;
    struct slide_error error;

    json_object_set_new(json, key, value);
    assert_int_equal(applicability_from_json(json, applicability->features, &read, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "area of applicability"));
    applicability_free(&read);
    json_decref(json);
}

static void numbers_that_cannot_be_are_refused(void **state)
{
    struct sample_table table;
    struct model model;

    (void)state;
    fit(&table, &model);
    assert_json_refused("samples", json_integer(1), &model.applicability);
    assert_json_refused("samples", json_string("many"), &model.applicability);
    assert_json_refused("mean_distance", json_real(0.), &model.applicability);
    assert_json_refused("scaling", json_array(), &model.applicability);
    assert_json_refused("scaling", json_pack("[{s:i, s:f, s:f}]", "feature", 6, "centre", 0., "factor", 1.),
                        &model.applicability);
    assert_json_refused("scaling", json_pack("[{s:i, s:f}]", "feature", 1, "centre", 0.), &model.applicability);
    model_free(&model);
    table_free(&table);
}

static void points_that_are_too_few_or_no_numbers_are_refused(void **state)
{
    struct sample_table table;
    struct model model;
    size_t size;
    char *bytes;

    (void)state;
    fit(&table, &model);
    bytes = applicability_to_bytes(&model.applicability, &size);
    assert_int_equal(size, 4 * 500 * model.applicability.dimensions);
    for (int way = 0; way < 3; way++) {
        struct applicability read = {
            .points = 500, .dimensions = model.applicability.dimensions, .features = model.applicability.features};
        struct slide_error error;

        if (way == 2)
            memset(bytes + 40, 0xff, 4);
        assert_int_equal(applicability_from_bytes(bytes,
                                                  way == 0   ? size - 4
                                                  : way == 1 ? size + 1
                                                             : size,
                                                  &read, &error),
                         SLIDE_BAD_INPUT);
        applicability_free(&read);
    }
    free(bytes);
    model_free(&model);
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model_file_gives_the_same_dissimilarity_bit_by_bit),
        cmocka_unit_test(numbers_that_cannot_be_are_refused),
        cmocka_unit_test(points_that_are_too_few_or_no_numbers_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
