/** What a model's samples are and how quantities score: back and forth through JSON, and what cannot be read refused.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "learn/mapping.h"
#include "learn/quantity.h"

static void test_units_and_blocks_come_back_as_they_were(void **state)
{
    const struct mapping all[] = {
        {.kind = MAPPING_UNITS, .map = "units@m", .share = 0.25, .truth_threshold = 0.1},
        {.kind = MAPPING_BLOCKS, .rows = 10, .cols = 7, .share = 0., .truth_threshold = 0.05},
    };
    struct mapping back;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        json_t *json = mapping_to_json(&all[i]);

        assert_int_equal(mapping_from_json(json, &back, NULL), SLIDE_OK);
        assert_int_equal(back.kind, all[i].kind);
        assert_int_equal(back.rows, all[i].rows);
        assert_int_equal(back.cols, all[i].cols);
        assert_float_equal(back.share, all[i].share, 0.);
        assert_float_equal(back.truth_threshold, all[i].truth_threshold, 0.);
        if (all[i].map)
            assert_string_equal(back.map, all[i].map);
        mapping_free(&back);
        json_decref(json);
    }
}

static void test_cells_need_no_telling(void **state)
{
    const struct mapping cells = {0};
    struct mapping back = {.kind = MAPPING_BLOCKS};

    (void)state;
    assert_null(mapping_to_json(&cells));
    assert_int_equal(mapping_from_json(NULL, &back, NULL), SLIDE_OK);
    assert_int_equal(back.kind, MAPPING_CELLS);
}

static void test_units_that_cannot_be_read_are_refused(void **state)
{
    static const char *const texts[] = {
        "{\"kind\": \"hexagons\", \"share\": 0.0, \"truth_threshold\": 0.1}",
        "{\"kind\": \"map\", \"share\": 0.0, \"truth_threshold\": 0.1}",
        "{\"kind\": \"blocks\", \"share\": 0.0, \"truth_threshold\": 0.1}",
        "{\"kind\": \"blocks\", \"share\": 0.0, \"truth_threshold\": 0.1, \"rows\": 0, \"cols\": 5}",
        "{\"kind\": \"blocks\", \"rows\": 5, \"cols\": 5}",
        "[]",
    };
    struct mapping mapping;
    struct slide_error error;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *json = json_loads(texts[i], 0, NULL);

        assert_non_null(json);
        assert_int_equal(mapping_from_json(json, &mapping, &error), SLIDE_BAD_INPUT);
        json_decref(json);
    }
}

/* four densities, predicted with a bias of 0.1 and a slope of 2 */
static void test_a_biased_prediction_correlates_perfectly_but_explains_less(void **state)
{
    float label[] = {0.f, 0.1f, 0.2f, 0.3f}, estimate[] = {0.1f, 0.3f, 0.5f, 0.7f};
    size_t row[] = {0, 1, 2, 3};
    const struct sample_table table = {.rows = 4, .label = label};
    const struct subset subset = {4, row};
    struct quantity_scores scores, back;
    json_t *json;

    (void)state;
    assert_int_equal(quantity_scores_of(&table, &subset, estimate, 0.1, &scores, NULL), SLIDE_OK);
    assert_float_equal(scores.r2, 1., 1e-6);
    assert_float_equal(scores.explained, 1. - (0.01 + 0.04 + 0.09 + 0.16) / 0.05, 1e-5);
    assert_float_equal(scores.rmse, sqrt(0.3 / 4.), 1e-6);
    assert_float_equal(scores.mae, 0.25, 1e-6);
    assert_float_equal(scores.auc_above, 1., 0.);
    json = quantity_scores_to_json(&scores);
    assert_int_equal(quantity_scores_from_json(json, &back, NULL), SLIDE_OK);
    assert_float_equal(back.explained, scores.explained, 0.);
    json_object_del(json, "mae");
    assert_int_equal(quantity_scores_from_json(json, &back, NULL), SLIDE_BAD_INPUT);
    json_decref(json);
}

static void test_scores_that_are_not_defined_are_null(void **state)
{
    float label[] = {0.2f, 0.2f}, estimate[] = {0.1f, 0.3f};
    size_t row[] = {0, 1};
    const struct sample_table table = {.rows = 2, .label = label};
    const struct subset subset = {2, row};
    struct quantity_scores scores, back;
    json_t *json;

    (void)state;
    assert_int_equal(quantity_scores_of(&table, &subset, estimate, 0.1, &scores, NULL), SLIDE_OK);
    assert_true(isnan(scores.r2) && isnan(scores.explained) && isnan(scores.auc_above));
    json = quantity_scores_to_json(&scores);
    assert_true(json_is_null(json_object_get(json, "r2")));
    assert_int_equal(quantity_scores_from_json(json, &back, NULL), SLIDE_OK);
    assert_true(back.known && isnan(back.r2));
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units_and_blocks_come_back_as_they_were),
        cmocka_unit_test(test_cells_need_no_telling),
        cmocka_unit_test(test_units_that_cannot_be_read_are_refused),
        cmocka_unit_test(test_a_biased_prediction_correlates_perfectly_but_explains_less),
        cmocka_unit_test(test_scores_that_are_not_defined_are_null),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
