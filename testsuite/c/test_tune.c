/** Cross-validation and tuning: fits kept apart from what scores them, the best try found, grids read or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/tune.h"
#include "learn_fixture.h"

enum { ROWS = 20, COLS = 30 };

/* A learner that estimates from the share of landslides in training, its parameters and the first feature alone. */
struct echo {
    double share, scale, offset;
};

static const struct learner_parameter echo_parameters[] = {
    {"scale", "weight of the feature", 0., -1., 1., 0},
    {"offset", "added", 0., 0., 4., 1},
    {NULL, NULL, 0., 0., 0., 0},
};

static enum slide_status echo_fit(const struct learner_data *data, const struct learner_data *validation,
                                  const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    struct echo *echo = calloc(1, sizeof *echo);

    (void)error;
    assert_non_null(validation); /* for learners that stop early */
    for (size_t i = 0; i < data->rows; i++)
        echo->share += data->label[i] / (double)data->rows;
    echo->scale = settings->parameter[0];
    echo->offset = settings->parameter[1];
    *fitted = echo;
    return SLIDE_OK;
}

static enum slide_status echo_predict(void *fitted, const float *value, size_t rows, size_t features, float *estimate,
                                      struct slide_error *error)
{
    const struct echo *echo = fitted;

    (void)error;
    for (size_t i = 0; i < rows; i++)
        estimate[i] = (float)(echo->share + 0.3 * echo->scale * (value[i * features] - 0.5));
    return SLIDE_OK;
}

static const struct learner echo = {
    .name = "echo", .parameter = echo_parameters, .fit = echo_fit, .predict = echo_predict, .free = free};

/* every cell; a landslide in every third; the feature is 0.9 at landslides and 0.1 elsewhere, but for every seventh */
static struct sample_table samples(void)
{
    struct sample_table table = table_new(1);

    for (uint64_t cell = 0; cell < (uint64_t)ROWS * COLS; cell++) {
        const int landslide = cell % 3 == 0;
        const float value = (cell % 7 == 0) != landslide ? 0.9f : 0.1f;

        assert_int_equal(table_append(&table, cell, (float)landslide, &value, NULL), SLIDE_OK);
    }
    return table;
}

struct trial {
    struct sample_table table;
    struct subset all;
    struct predictor predictor;
    struct recipe recipe;
    struct validation_plan plan;
};

static void set_up(struct trial *one)
{
    *one = (struct trial){.table = samples(), .predictor = {.label = strdup("x")}};
    assert_int_equal(subset_all(&one->table, &one->all, NULL), SLIDE_OK);
    one->recipe = (struct recipe){
        .learner = &echo, .settings = learner_defaults(&echo, 1), .predictors = 1, .predictor = &one->predictor};
    one->plan =
        (struct validation_plan){.split = {.kind = SPLIT_ROWS, .seed = 5, .region_rows = ROWS, .region_cols = COLS},
                                 .folds = 4,
                                 .repeats = 1,
                                 .threshold = 0.5};
}

static void tear_down(struct trial *one)
{
    free(one->predictor.label);
    subset_free(&one->all);
    table_free(&one->table);
}

static void test_each_fold_is_scored_by_a_fit_to_the_others(void **state)
{
    struct validation validation;
    struct trial one;
    double sum = 0., squares = 0.;

    (void)state;
    set_up(&one);
    one.table.label[0] = 0.f; /* so that the folds' shares differ */
    assert_int_equal(validate(&one.recipe, &one.table, &one.all, &one.plan, &validation, NULL), SLIDE_OK);
    assert_int_equal(validation.results, 4);
    for (size_t fold = 0; fold < 4; fold++) { /* five rows of 30 cells each, from north */
        double in = 0., out = 0., brier = 0.;

        for (size_t i = 0; i < 600; i++)
            *(i / 150 == fold ? &in : &out) += one.table.label[i];
        for (size_t i = 150 * fold; i < 150 * (fold + 1); i++)
            brier += pow((float)(out / 450.) - one.table.label[i], 2.) / 150.;
        assert_int_equal(validation.result[fold].counts.test_positive, (size_t)in);
        assert_int_equal(validation.result[fold].counts.train_positive, (size_t)out);
        assert_true(fabs(validation.result[fold].score[METRIC_BRIER] - brier) < 1e-7);
        sum += brier;
        squares += brier * brier;
    }
    assert_true(fabs(validation.summary.mean[METRIC_BRIER] - sum / 4.) < 1e-7);
    assert_true(fabs(validation.summary.sd[METRIC_BRIER] - sqrt((squares - sum * sum / 4.) / 3.)) < 1e-7);
    assert_true(isnan(validation.summary.mean[METRIC_RMSE]));
    validation_free(&validation);
    tear_down(&one);
}

enum { REPEATS = 3 };

/* where each sample was held out */
static void note_fold(void *context, size_t repeat, size_t fold, const struct subset *subset, const float *estimate)
{
    int(*fold_of)[ROWS * COLS] = context;

    for (size_t i = 0; i < subset->rows; i++) {
        assert_true(estimate[i] >= 0.f && estimate[i] <= 1.f);
        fold_of[repeat][subset->row[i]] = (int)fold;
    }
}

static void test_repeats_draw_other_folds_and_the_first_is_that_of_one_repeat(void **state)
{
    int fold_of[REPEATS][ROWS * COLS];
    struct validation once, thrice;
    struct trial one;

    (void)state;
    memset(fold_of, -1, sizeof fold_of);
    set_up(&one);
    one.plan.split.kind = SPLIT_RANDOM;
    assert_int_equal(validate(&one.recipe, &one.table, &one.all, &one.plan, &once, NULL), SLIDE_OK);
    one.plan.repeats = REPEATS;
    one.plan.keep = note_fold;
    one.plan.context = fold_of;
    assert_int_equal(validate(&one.recipe, &one.table, &one.all, &one.plan, &thrice, NULL), SLIDE_OK);
    assert_int_equal(thrice.results, 4 * REPEATS);
    assert_memory_equal(once.result, thrice.result, 4 * sizeof *once.result);
    for (int a = 0; a < REPEATS; a++)
        for (int b = 0; b < a; b++) {
            int same = 0;

            for (int i = 0; i < ROWS * COLS; i++) {
                assert_true(fold_of[a][i] >= 0);
                same += fold_of[a][i] == fold_of[b][i];
            }
            /* a quarter by chance: 150, sd about 11 */
            assert_true(abs(same - ROWS * COLS / 4) < 50);
        }
    validation_free(&once);
    validation_free(&thrice);
    tear_down(&one);
}

static long most_done, whole;

static void watch(long done, long all, int step)
{
    (void)step;
    assert_true(done > most_done && done <= all);
    most_done = done;
    whole = all;
}

static void test_best_try_is_the_one_of_the_best_mean(void **state)
{
    struct tune_grid grid;
    struct tuning tuning;
    struct trial one;

    (void)state;
    set_up(&one);
    one.plan.progress = watch;
    assert_int_equal(tune_parse(&echo, "offset=3,0;scale=-1,0.5,1,0", &grid, NULL), SLIDE_OK);
    assert_int_equal(tune_combinations(&grid), 8);
    assert_int_equal(tune(&one.recipe, &one.table, &one.all, &grid, 0, METRIC_BRIER, &one.plan, &tuning, NULL),
                     SLIDE_OK);
    assert_int_equal(tuning.candidates, 8);
    assert_int_equal(most_done, 32);
    assert_int_equal(whole, 32);
    for (size_t i = 0; i < 8; i++) { /* the first axis is the slowest; the offset changes nothing */
        assert_true(tuning.candidate[i].value[0] == (i < 4 ? 3. : 0.));
        assert_true(tuning.candidate[i].value[1] == ((const double[]){-1., 0.5, 1., 0.})[i % 4]);
        assert_true(tuning.candidate[tuning.best].summary.mean[METRIC_BRIER] <=
                    tuning.candidate[i].summary.mean[METRIC_BRIER]);
    }
    assert_int_equal(tuning.best, 2); /* lower is better, and the first of equals is taken */
    tune_apply(&grid, &tuning.candidate[tuning.best], &one.recipe.settings);
    assert_true(one.recipe.settings.parameter[0] == 1. && one.recipe.settings.parameter[1] == 3.);
    tuning_free(&tuning);
    tune_grid_free(&grid);
    tear_down(&one);
}

static void test_random_tries_are_different_ones_of_the_grid(void **state)
{
    struct tuning tuning, again;
    struct tune_grid grid;
    struct trial one;

    (void)state;
    set_up(&one);
    assert_int_equal(tune_parse(&echo, "offset=0,1,2,3,4;scale=-1,-0.5,0,0.5,1", &grid, NULL), SLIDE_OK);
    assert_int_equal(tune(&one.recipe, &one.table, &one.all, &grid, 9, METRIC_AUC_ROC, &one.plan, &tuning, NULL),
                     SLIDE_OK);
    assert_int_equal(tune(&one.recipe, &one.table, &one.all, &grid, 9, METRIC_AUC_ROC, &one.plan, &again, NULL),
                     SLIDE_OK);
    assert_int_equal(tuning.candidates, 9);
    for (size_t i = 0; i < 9; i++) {
        assert_memory_equal(tuning.candidate[i].value, again.candidate[i].value, 2 * sizeof(double));
        for (size_t k = 0; k < i; k++)
            assert_true(tuning.candidate[i].value[0] != tuning.candidate[k].value[0] ||
                        tuning.candidate[i].value[1] != tuning.candidate[k].value[1]);
    }
    tuning_free(&tuning);
    tuning_free(&again);
    tune_grid_free(&grid);
    tear_down(&one);
}

static void refuse(const char *text, const char *words)
{
    struct slide_error error = {""};
    struct tune_grid grid;

    assert_int_equal(tune_parse(&echo, text, &grid, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, words));
}

static void test_grids_that_cannot_be_are_refused_by_name(void **state)
{
    (void)state;
    refuse("depth=3,4", "'depth=3' is not a parameter of echo");
    refuse("scale=0,2", "'scale=2': scale must be a number from -1 to 1");
    refuse("scale=nan", "scale must be a number");
    refuse("scale=", "'scale='");
    refuse("scale=0,,1", "'scale='");
    refuse("offset=0.5", "must be a whole number");
    refuse("scale", "'scale' in tune= is not name=value");
    refuse("", "is not name=value");
    refuse("scale=0;", "is not name=value");
    refuse("scale=0,0.5,0", "gives scale=0 twice");
    refuse("scale=0;offset=1;scale=1", "gives scale twice");
}

static void test_scores_are_found_by_name_for_their_kind_of_estimates(void **state)
{
    struct slide_error error;
    enum metric metric;

    (void)state;
    assert_int_equal(metric_find("log_loss", false, &metric, NULL), SLIDE_OK);
    assert_int_equal(metric, METRIC_LOG_LOSS);
    assert_int_equal(metric_find("rmse", false, &metric, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "auc_roc, auc_pr, brier"));
    assert_null(strstr(error.text, "r_squared"));
    assert_int_equal(metric_find("rmse", true, &metric, NULL), SLIDE_OK);
    assert_true(metric_is_better(METRIC_RMSE, 1., 2.) && metric_is_better(METRIC_AUC_ROC, 2., 1.));
    assert_true(metric_is_better(METRIC_F1, 0., NAN) && !metric_is_better(METRIC_F1, NAN, 0.));
}

static void test_quantities_are_scored_as_such(void **state)
{
    float label[] = {0.f, 1.f, 2.f, 5.f};
    const float estimate[] = {1.f, 1.f, 4.f, 4.f};
    size_t row[] = {0, 1, 2, 3};
    const struct sample_table table = {.rows = 4, .label = label};
    const struct subset all = {4, row};
    double value[METRICS];

    (void)state;
    assert_int_equal(metrics_of(&table, &all, estimate, true, 0.5, value, NULL), SLIDE_OK);
    assert_true(fabs(value[METRIC_RMSE] - sqrt(6. / 4.)) < 1e-12);
    assert_true(fabs(value[METRIC_EXPLAINED] - (1. - 6. / 14.)) < 1e-12);
    assert_true(fabs(value[METRIC_R_SQUARED] - 81. / 126.) < 1e-12); /* sxy 9, sxx 9, syy 14 */
    assert_true(isnan(value[METRIC_AUC_ROC]));
}

static size_t fitted_bytes(const struct sample_table *table, size_t folds)
{
    struct model model;
    size_t size;
    char *bytes;

    fixture_model(0.2, 1, &model);
    assert_int_equal(learner_set(model.recipe.learner, "rounds=200", &model.recipe.settings, NULL), SLIDE_OK);
    assert_int_equal(learner_set(model.recipe.learner, "eta=0.3", &model.recipe.settings, NULL), SLIDE_OK);
    assert_int_equal(learner_set(model.recipe.learner, "early_stopping=5", &model.recipe.settings, NULL), SLIDE_OK);
    model.validation.folds = folds;
    assert_int_equal(fixture_fit(&model, table, 1, NULL), SLIDE_OK);
    assert_int_equal(model.recipe.learner->save(model.member[0].piece[0].fitted, &bytes, &size, NULL), SLIDE_OK);
    free(bytes);
    model_free(&model);
    return size;
}

static void test_last_fit_stops_early_too_where_there_are_folds(void **state)
{
    struct sample_table table = fixture_table(3);

    (void)state; /* all 200 trees without a fold to stop by, a few dozen with one */
    assert_true(fitted_bytes(&table, 4) < fitted_bytes(&table, 0) / 2);
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_fold_is_scored_by_a_fit_to_the_others),
        cmocka_unit_test(test_repeats_draw_other_folds_and_the_first_is_that_of_one_repeat),
        cmocka_unit_test(test_best_try_is_the_one_of_the_best_mean),
        cmocka_unit_test(test_random_tries_are_different_ones_of_the_grid),
        cmocka_unit_test(test_grids_that_cannot_be_are_refused_by_name),
        cmocka_unit_test(test_scores_are_found_by_name_for_their_kind_of_estimates),
        cmocka_unit_test(test_quantities_are_scored_as_such),
        cmocka_unit_test(test_last_fit_stops_early_too_where_there_are_folds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
