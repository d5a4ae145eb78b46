/** Groups of predictors: read by label, map or full name; bad ones refused by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "learn/predictor_groups.h"

static const struct predictor predictors[] = {
    {.label = "slope", .map = "slope_30@nepal"},
    {.label = "los", .map = "los_true@nepal"},
    {.label = "dpm", .map = "dpm@nepal"},
    {.label = "twi", .map = "twi@nepal"},
};

static enum slide_status read_text(const char *text, struct predictor_groups *groups, struct slide_error *error)
{
    return predictor_groups_read(text, predictors, 4, groups, error);
}

static void groups_take_labels_map_names_and_full_names_and_keep_their_order(void **state)
{
    struct predictor_groups groups;

    (void)state;
    assert_int_equal(read_text(" insar = los, dpm@nepal ;terrain=slope_30;", &groups, NULL), SLIDE_OK);
    assert_int_equal(groups.count, 2);
    assert_string_equal(groups.group[0].name, "insar");
    assert_int_equal(groups.group[0].count, 2);
    assert_int_equal(groups.group[0].member[0], 1);
    assert_int_equal(groups.group[0].member[1], 2);
    assert_string_equal(groups.group[1].name, "terrain");
    assert_int_equal(groups.group[1].member[0], 0);
    predictor_groups_free(&groups);
}

static void completing_gives_every_other_predictor_a_group_of_its_own(void **state)
{
    struct predictor_groups groups;

    (void)state;
    assert_int_equal(read_text("insar=dpm,los", &groups, NULL), SLIDE_OK);
    assert_int_equal(predictor_groups_complete(predictors, 4, &groups, NULL), SLIDE_OK);
    assert_int_equal(groups.count, 3);
    assert_string_equal(groups.group[1].name, "slope");
    assert_string_equal(groups.group[2].name, "twi");
    assert_int_equal(groups.group[2].member[0], 3);
    predictor_groups_free(&groups);
    groups = (struct predictor_groups){0};
    assert_int_equal(predictor_groups_complete(predictors, 4, &groups, NULL), SLIDE_OK);
    assert_int_equal(groups.count, 4);
    predictor_groups_free(&groups);
}

static void assert_refused(const char *text, const char *word)
{
    struct predictor_groups groups;
    struct slide_error error = {""};

    assert_int_equal(read_text(text, &groups, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, word));
    assert_null(groups.group);
}

static void bad_groups_are_refused_by_name(void **state)
{
    (void)state;
    assert_refused("insar=los,lo", "'lo', in a group, is none of the predictors: slope, los, dpm, twi");
    assert_refused("insar=los;radar=dpm,los", "'los' is named twice, in the groups 'insar' and 'radar'");
    assert_refused("insar=los,los_true", "'los_true' is named twice");
    assert_refused("insar=;hydro=twi", "'insar' has no predictors");
    assert_refused("insar= , ", "'insar' has no predictors");
    assert_refused("insar=los;insar=dpm", "two groups 'insar'");
    assert_refused("los,dpm", "'los,dpm' is no group");
    assert_refused("=los", "'los' is no group");
    assert_refused("", "No group");
    assert_refused(";;", "No group");
}

static void a_predictor_called_like_a_group_is_refused_when_it_must_stand_alone(void **state)
{
    struct predictor_groups groups;
    struct slide_error error;

    (void)state;
    assert_int_equal(read_text("twi=los,dpm", &groups, NULL), SLIDE_OK);
    assert_int_equal(predictor_groups_complete(predictors, 4, &groups, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "two groups 'twi'"));
    predictor_groups_free(&groups);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_take_labels_map_names_and_full_names_and_keep_their_order),
        cmocka_unit_test(completing_gives_every_other_predictor_a_group_of_its_own),
        cmocka_unit_test(bad_groups_are_refused_by_name),
        cmocka_unit_test(a_predictor_called_like_a_group_is_refused_when_it_must_stand_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
