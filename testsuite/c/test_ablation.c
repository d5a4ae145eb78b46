/** Ablation: the steps that groups make, and what the fixture's law says that each costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "learn/ablation.h"
#include "learn/columns.h"
#include "learn_fixture.h"

static int is_near(double value, double expected, double tolerance)
{
    return fabs(value - expected) <= tolerance;
}

static struct predictor_groups groups_of(const struct model *model, const char *text)
{
    struct predictor_groups groups;

    assert_int_equal(predictor_groups_read(text, model->recipe.predictor, 3, &groups, NULL), SLIDE_OK);
    return groups;
}

static void assert_step(const struct ablation_step *step, enum ablation_kind kind, size_t group, const char *kept)
{
    assert_int_equal(step->kind, kind);
    assert_int_equal(step->group, group);
    for (size_t i = 0; kept[i]; i++)
        assert_int_equal(step->kept[i], kept[i] - '0');
    assert_int_equal(step->predictors, columns_kept(step->kept, strlen(kept)));
}

static void steps_leave_each_group_out_and_then_add_one_after_the_other(void **state)
{
    struct predictor_groups groups;
    struct ablation ablation;
    struct model model;

    (void)state;
    fixture_model(0.3, 1, &model);
    groups = groups_of(&model, "b=cover;a=x");
    assert_int_equal(ablation_plan(&groups, 3, &ablation, NULL), SLIDE_OK);
    assert_int_equal(ablation.steps, 6);
    assert_step(&ablation.step[0], ABLATION_ALL, 0, "111");
    assert_step(&ablation.step[1], ABLATION_WITHOUT, 0, "110");
    assert_step(&ablation.step[2], ABLATION_WITHOUT, 1, "011");
    assert_step(&ablation.step[3], ABLATION_BASE, 0, "010");
    assert_step(&ablation.step[4], ABLATION_WITH, 0, "011");
    assert_step(&ablation.step[5], ABLATION_WITH, 1, "111");
    ablation_free(&ablation);
    predictor_groups_free(&groups);
    groups = groups_of(&model, "b=cover,y_rate;a=x");
    assert_int_equal(ablation_plan(&groups, 3, &ablation, NULL), SLIDE_OK);
    assert_int_equal(ablation.steps, 5);
    assert_step(&ablation.step[3], ABLATION_WITH, 0, "011");
    ablation_free(&ablation);
    predictor_groups_free(&groups);
    model_free(&model);
}

static void a_group_of_everything_is_refused(void **state)
{
    struct predictor_groups groups;
    struct ablation ablation;
    struct slide_error error;
    struct model model;

    (void)state;
    fixture_model(0.3, 1, &model);
    groups = groups_of(&model, "every=cover,x,y_rate");
    assert_int_equal(ablation_plan(&groups, 3, &ablation, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "'every' has all 3 predictors"));
    predictor_groups_free(&groups);
    model_free(&model);
}

static void a_narrow_table_keeps_rows_labels_and_the_columns_named(void **state)
{
    const unsigned char kept[3] = {1, 0, 1};
    struct sample_table table = fixture_table(1), narrow;

    (void)state;
    assert_int_equal(table_columns(&table, kept, &narrow, NULL), SLIDE_OK);
    assert_int_equal(narrow.predictors, 2);
    assert_int_equal(narrow.rows, table.rows);
    for (size_t row = 0; row < table.rows; row += 17) {
        assert_true(narrow.value[2 * row] == table.value[3 * row]);
        assert_true(narrow.value[2 * row + 1] == table.value[3 * row + 2]);
        assert_true(narrow.label[row] == table.label[row] && narrow.cell[row] == table.cell[row]);
    }
    table_free(&narrow);
    table_free(&table);
}

static void run(struct model *model, struct sample_table *table, size_t members, const char *text,
                struct ablation *ablation)
{
    struct split split[3];
    struct predictor_groups groups;

    *table = fixture_table(11);
    fixture_model(0.3, 1, model);
    assert_int_equal(fixture_fit(model, table, members, split), SLIDE_OK);
    groups = groups_of(model, text);
    assert_int_equal(ablation_plan(&groups, 3, ablation, NULL), SLIDE_OK);
    assert_int_equal(ablation_run(model, table, split, NULL, ablation, NULL), SLIDE_OK);
    predictor_groups_free(&groups);
    for (size_t m = 0; m < members; m++)
        split_free(&split[m]);
}

static void a_group_costs_what_the_law_gives_it(void **state)
{
    struct ablation ablation;
    struct sample_table table;
    struct model model;

    (void)state;
    run(&model, &table, 1, "x=x;noise=y_rate;cover=cover", &ablation);
    assert_true(ablation.step[0].score[HELD_AUC_ROC].mean == model.member[0].scores.auc_roc);
    assert_true(ablation.step[0].loss[HELD_AUC_PR].mean == 0.);
    assert_true(isnan(ablation.step[0].score[HELD_AUC_PR].sd));
    assert_true(ablation.step[1].loss[HELD_AUC_ROC].mean > 0.15);
    assert_true(ablation.step[1].loss[HELD_BRIER].mean > 0.02);
    assert_true(is_near(ablation.step[2].loss[HELD_AUC_ROC].mean, 0., 0.01));
    assert_true(ablation.step[3].loss[HELD_AUC_ROC].mean > 0.02);
    /* x alone, x and noise, all: the last is the model */
    assert_true(ablation.step[6].loss[HELD_AUC_PR].mean == 0.);
    assert_true(ablation.step[5].score[HELD_AUC_PR].mean == ablation.step[3].score[HELD_AUC_PR].mean);
    ablation_free(&ablation);
    model_free(&model);
    table_free(&table);
}

static void members_give_a_spread_of_scores_and_of_losses(void **state)
{
    struct ablation ablation;
    struct sample_table table;
    struct model model;
    double sum = 0.;

    (void)state;
    run(&model, &table, 3, "x=x", &ablation);
    for (size_t m = 0; m < 3; m++)
        sum += model.member[m].scores.auc_pr;
    assert_true(is_near(ablation.step[0].score[HELD_AUC_PR].mean, sum / 3., 1e-15));
    assert_true(ablation.step[0].score[HELD_AUC_PR].sd > 0.);
    assert_true(ablation.step[0].loss[HELD_AUC_PR].sd == 0.);
    assert_true(ablation.step[1].loss[HELD_AUC_PR].sd > 0.);
    ablation_free(&ablation);
    model_free(&model);
    table_free(&table);
}

static void without_a_held_out_part_there_is_no_ablation(void **state)
{
    struct sample_table table = fixture_table(2);
    struct predictor_groups groups;
    struct ablation ablation;
    struct slide_error error;
    struct split split[1];
    struct model model;

    (void)state;
    fixture_model(0., 1, &model);
    assert_int_equal(fixture_fit(&model, &table, 1, split), SLIDE_OK);
    groups = groups_of(&model, "x=x");
    assert_int_equal(ablation_plan(&groups, 3, &ablation, NULL), SLIDE_OK);
    assert_int_equal(ablation_run(&model, &table, split, NULL, &ablation, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "held-out samples"));
    ablation_free(&ablation);
    predictor_groups_free(&groups);
    split_free(&split[0]);
    model_free(&model);
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_leave_each_group_out_and_then_add_one_after_the_other),
        cmocka_unit_test(a_group_of_everything_is_refused),
        cmocka_unit_test(a_narrow_table_keeps_rows_labels_and_the_columns_named),
        cmocka_unit_test(a_group_costs_what_the_law_gives_it),
        cmocka_unit_test(members_give_a_spread_of_scores_and_of_losses),
        cmocka_unit_test(without_a_held_out_part_there_is_no_ablation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
