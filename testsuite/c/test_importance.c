/** Importances on a learner that knows the fixture's law: what must be zero, equal, ordered and refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "learn/importance.h"
#include "learn_fixture.h"

static int is_near(double value, double expected, double tolerance)
{
    return fabs(value - expected) <= tolerance;
}

/* Features: x, y, cover=1 .. cover=4. The law leaves y out. */
enum { X, Y, COVER, FEATURES = 6 };

static enum slide_status law_fit(const struct learner_data *data, const struct learner_data *validation,
                                 const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    (void)data;
    (void)validation;
    (void)settings;
    (void)error;
    *fitted = malloc(1);
    return SLIDE_OK;
}

static enum slide_status law_predict(void *fitted, const float *value, size_t rows, size_t features, float *estimate,
                                     struct slide_error *error)
{
    (void)fitted;
    (void)error;
    for (size_t i = 0; i < rows; i++, value += features) {
        assert_true(value[COVER] + value[COVER + 1] + value[COVER + 2] + value[COVER + 3] == 1.f);
        estimate[i] = 1.f / (1.f + expf(2.f - 3.f * value[X] - 2.f * value[COVER + 2]));
    }
    return SLIDE_OK;
}

static enum slide_status law_importance(void *fitted, size_t features, double *importance, struct slide_error *error)
{
    static const double known[FEATURES] = {0.5, 0., 0.0625, 0.0625, 0.25, 0.125};

    (void)fitted;
    (void)error;
    memcpy(importance, known, features * sizeof *known);
    return SLIDE_OK;
}

static enum slide_status law_coefficients(void *fitted, size_t features, struct learner_coefficient *coefficient,
                                          struct slide_error *error)
{
    (void)fitted;
    (void)error;
    for (size_t i = 0; i <= features; i++)
        coefficient[i] = (struct learner_coefficient){(double)i, 0.5, 2. * (double)i, NAN, false};
    return SLIDE_OK;
}

/* standard errors of a half */
static enum slide_status law_covariance(void *fitted, size_t features, double *covariance, struct slide_error *error)
{
    (void)fitted;
    (void)error;
    for (size_t i = 0; i <= features; i++)
        for (size_t j = 0; j <= features; j++)
            covariance[i * (features + 1) + j] = i == j ? 0.25 : 0.;
    return SLIDE_OK;
}

static const struct learner_parameter no_parameters[] = {{.name = NULL}};
static const struct learner law = {.name = "law",
                                   .payload = "law",
                                   .parameter = no_parameters,
                                   .importance_name = "weight",
                                   .fit = law_fit,
                                   .predict = law_predict,
                                   .free = free,
                                   .importance = law_importance,
                                   .coefficients = law_coefficients,
                                   .covariance = law_covariance};

enum { MOST_MEMBERS = 3 };

struct scene {
    struct sample_table table;
    struct model model;
    struct split split[MOST_MEMBERS];
};

static struct scene scene_of(size_t members, double test_share, const struct learner *learner)
{
    struct scene scene = {.table = fixture_table(3)};

    fixture_model(test_share, 1, &scene.model);
    scene.model.recipe.learner = learner;
    scene.model.recipe.settings = learner_defaults(learner, 42);
    assert_int_equal(fixture_fit(&scene.model, &scene.table, members, scene.split), SLIDE_OK);
    return scene;
}

static void scene_free(struct scene *scene)
{
    for (size_t m = 0; m < scene->model.members; m++)
        split_free(&scene->split[m]);
    model_free(&scene->model);
    table_free(&scene->table);
}

static struct predictor_groups groups_of(const struct scene *scene, const char *text)
{
    const struct recipe *recipe = &scene->model.recipe;
    struct predictor_groups groups = {0};

    if (text)
        assert_int_equal(predictor_groups_read(text, recipe->predictor, 3, &groups, NULL), SLIDE_OK);
    assert_int_equal(predictor_groups_complete(recipe->predictor, 3, &groups, NULL), SLIDE_OK);
    return groups;
}

static struct importance permute(const struct scene *scene, const char *text, size_t repeats, uint64_t seed)
{
    const struct permutation_plan plan = {.repeats = repeats, .seed = seed};
    struct predictor_groups groups = groups_of(scene, text);
    struct importance importance;

    assert_int_equal(
        importance_by_permutation(&scene->model, &scene->table, scene->split, &groups, &plan, &importance, NULL),
        SLIDE_OK);
    predictor_groups_free(&groups);
    return importance;
}

static struct held_spread at(const struct importance *importance, size_t item, enum held_score score)
{
    return importance->value[item * importance->columns + score];
}

static void what_the_model_does_not_use_has_no_importance_and_the_rest_their_order(void **state)
{
    struct scene scene = scene_of(1, 0.3, &law);
    struct importance importance = permute(&scene, NULL, 5, 1);

    (void)state;
    for (size_t s = 0; s < HELD_SCORES; s++) {
        assert_true(at(&importance, Y, s).mean == 0. && at(&importance, Y, s).sd == 0.);
        assert_true(at(&importance, X, s).mean > at(&importance, COVER, s).mean);
        assert_true(at(&importance, COVER, s).mean > 5. * at(&importance, COVER, s).sd);
        assert_true(at(&importance, X, s).sd > 0.);
    }
    importance_free(&importance);
    scene_free(&scene);
}

static void a_group_of_all_that_the_model_uses_costs_all_its_skill(void **state)
{
    struct scene scene = scene_of(1, 0.5, &law);
    const struct member_scores *scores = &scene.model.member[0].scores;
    struct importance importance = permute(&scene, "all=x,cover", 20, 1);

    (void)state;
    assert_true(is_near(scores->auc_roc - at(&importance, 0, HELD_AUC_ROC).mean, 0.5, 0.01));
    assert_true(is_near(scores->auc_pr - at(&importance, 0, HELD_AUC_PR).mean, scores->prevalence, 0.01));
    importance_free(&importance);
    scene_free(&scene);
}

static void an_unused_predictor_adds_nothing_to_the_group_that_it_is_permuted_with(void **state)
{
    struct scene scene = scene_of(1, 0.3, &law);
    struct importance alone = permute(&scene, NULL, 3, 9), group = permute(&scene, "g=y_rate,x", 3, 9);

    (void)state;
    assert_int_equal(group.items, 2);
    for (size_t s = 0; s < HELD_SCORES; s++)
        assert_true(at(&group, 0, s).mean == at(&alone, X, s).mean);
    importance_free(&alone);
    importance_free(&group);
    scene_free(&scene);
}

static void the_seed_decides_the_permutations(void **state)
{
    struct scene scene = scene_of(1, 0.3, &law);
    struct importance first = permute(&scene, NULL, 2, 1), again = permute(&scene, NULL, 2, 1),
                      other = permute(&scene, NULL, 2, 2);

    (void)state;
    assert_memory_equal(first.value, again.value, 3 * HELD_SCORES * sizeof *first.value);
    assert_true(first.value[0].mean != other.value[0].mean);
    assert_true(is_near(first.value[0].mean, other.value[0].mean, 0.05));
    importance_free(&first);
    importance_free(&again);
    importance_free(&other);
    scene_free(&scene);
}

static void the_spread_of_several_members_is_that_between_them(void **state)
{
    struct scene scene = scene_of(3, 0.3, &law);
    struct importance importance = permute(&scene, NULL, 4, 1);

    (void)state;
    assert_int_equal(importance.members, 3);
    assert_true(at(&importance, Y, HELD_AUC_PR).mean == 0.);
    /* other held-out samples in every member: far more than four repeats of one would differ by chance */
    assert_true(at(&importance, X, HELD_AUC_PR).sd > 0. && at(&importance, X, HELD_AUC_PR).sd < 0.05);
    importance_free(&importance);
    scene_free(&scene);
}

static void the_learners_own_are_summed_over_features_and_groups(void **state)
{
    struct scene scene = scene_of(2, 0.3, &law);
    struct predictor_groups each = groups_of(&scene, NULL), two = groups_of(&scene, "g=cover,y_rate");
    struct importance importance;

    (void)state;
    assert_int_equal(importance_of_learner(&scene.model, &each, &importance, NULL), SLIDE_OK);
    assert_true(importance.value[X].mean == 0.5 && importance.value[Y].mean == 0.);
    assert_true(importance.value[COVER].mean == 0.5 && importance.value[COVER].sd == 0.);
    importance_free(&importance);
    assert_int_equal(importance_of_learner(&scene.model, &two, &importance, NULL), SLIDE_OK);
    assert_true(importance.items == 2 && importance.value[0].mean == 0.5 && importance.value[1].mean == 0.5);
    importance_free(&importance);
    predictor_groups_free(&each);
    predictor_groups_free(&two);
    scene_free(&scene);
}

static void coefficients_come_feature_by_feature_with_the_intercept_last(void **state)
{
    struct scene scene = scene_of(1, 0.3, &law);
    struct importance importance;

    (void)state;
    assert_int_equal(importance_of_coefficients(&scene.model, &importance, NULL), SLIDE_OK);
    assert_int_equal(importance.items, FEATURES + 1);
    for (size_t i = 0; i <= FEATURES; i++) {
        const struct held_spread *row = importance.value + i * COEFFICIENT_COLUMNS;

        assert_true(row[COEFFICIENT_ESTIMATE].mean == (double)i && row[COEFFICIENT_STANDARD_ERROR].mean == 0.5);
        assert_true(row[COEFFICIENT_Z].mean == 2. * (double)i);
        assert_true(fabs(row[COEFFICIENT_P].mean - erfc(2. * (double)i / sqrt(2.))) < 1e-12);
        assert_true(isnan(row[COEFFICIENT_ESTIMATE].sd));
    }
    importance_free(&importance);
    scene_free(&scene);
}

static void no_held_out_part_and_learners_without_are_refused(void **state)
{
    struct learner bare = law;
    struct scene scene;
    struct predictor_groups groups;
    struct importance importance;
    const struct permutation_plan plan = {.repeats = 1};
    struct slide_error error;

    (void)state;
    bare.importance = NULL;
    bare.coefficients = NULL;
    scene = scene_of(1, 0., &bare);
    groups = groups_of(&scene, NULL);
    assert_int_equal(
        importance_by_permutation(&scene.model, &scene.table, scene.split, &groups, &plan, &importance, &error),
        SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "held-out samples of both classes"));
    assert_int_equal(importance_of_learner(&scene.model, &groups, &importance, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "law has no importances"));
    assert_int_equal(importance_of_coefficients(&scene.model, &importance, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "law has no coefficients"));
    predictor_groups_free(&groups);
    scene_free(&scene);
}

/* permuted estimates e' have nothing to do with the labels y: their squared errors are 2 cov(y, e) more in the mean */
static void a_quantity_loses_all_its_correlation_and_twice_the_covariance(void **state)
{
    struct learner quantity = law;
    struct importance importance;
    struct quantity_scores scores;
    struct scene scene;
    double y[3] = {0.}, covariance, explained;
    float *e;

    (void)state;
    quantity.quantity = true;
    scene = scene_of(1, 0.5, &quantity);
    scores = scene.model.member[0].scores.quantity;
    importance = permute(&scene, "all=x,cover", 20, 1);
    e = malloc(scene.split[0].test.rows * sizeof *e);
    assert_int_equal(
        member_estimate(&scene.model.recipe, &scene.model.member[0], &scene.table, &scene.split[0].test, e, NULL),
        SLIDE_OK);
    covariance = 0.;
    for (size_t i = 0; i < scene.split[0].test.rows; i++) {
        const double label = scene.table.label[scene.split[0].test.row[i]];

        y[0] += label;
        y[1] += e[i];
        y[2] += label * label;
        covariance += label * e[i];
    }
    covariance -= y[0] * y[1] / (double)scene.split[0].test.rows;
    explained = 2. * covariance / (y[2] - y[0] * y[0] / (double)scene.split[0].test.rows);
    assert_true(is_near(importance.value[HELD_R2].mean, scores.r2, 0.01));
    assert_true(is_near(importance.value[HELD_EXPLAINED].mean, explained, 0.03));
    assert_true(importance.value[HELD_MAE].mean > 0.1);
    for (size_t s = 0; s < HELD_SCORES; s++)
        assert_true(importance.value[HELD_SCORES + s].mean == 0.);
    free(e);
    importance_free(&importance);
    scene_free(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_model_does_not_use_has_no_importance_and_the_rest_their_order),
        cmocka_unit_test(a_group_of_all_that_the_model_uses_costs_all_its_skill),
        cmocka_unit_test(an_unused_predictor_adds_nothing_to_the_group_that_it_is_permuted_with),
        cmocka_unit_test(the_seed_decides_the_permutations),
        cmocka_unit_test(the_spread_of_several_members_is_that_between_them),
        cmocka_unit_test(the_learners_own_are_summed_over_features_and_groups),
        cmocka_unit_test(coefficients_come_feature_by_feature_with_the_intercept_last),
        cmocka_unit_test(no_held_out_part_and_learners_without_are_refused),
        cmocka_unit_test(a_quantity_loses_all_its_correlation_and_twice_the_covariance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
