/** Height above the channel, in a valley with a known cross-section and against walks down the flow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terrain/height_above.h"
#include "terrain_fixture.h"

static void in_a_v_valley_height_grows_with_the_way_from_the_axis(void **state)
{
    struct landscape land = landscape_new(20, 21, 30.);
    float *height = malloc(land.cells * sizeof(float));

    (void)state;
    for (int row = 0; row < 20; row++)
        for (int col = 0; col < 21; col++)
            land.raw[at(&land, row, col)] = (float)(100 - row + 50 * abs(col - 10));
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    for (size_t cell = 0; cell < land.cells; cell++)
        height[cell] = cell % 21 == 10 ? 0.f : NAN;
    height_above_channel(&land.graph, land.elevation, height);
    for (int row = 0; row < 20; row++)
        for (int col = 0; col < 21; col++)
            assert_true(height[at(&land, row, col)] == 50.f * (float)abs(col - 10));
    free(height);
    landscape_free(&land);
}

/* By walking down from the cell. */
static double height_by_walk(const struct landscape *land, const uint8_t *channel, size_t cell)
{
    size_t below = cell;

    if (isnan(land->elevation[cell]))
        return NAN;
    while (!channel[below]) {
        if (!flow_goes_on(&land->graph, below))
            return NAN;
        below = flow_receiver(&land->graph, below);
    }
    return (double)land->elevation[cell] - land->elevation[below];
}

static void on_rough_ground_it_is_the_height_above_the_first_channel_on_the_way_down(void **state)
{
    struct landscape land = landscape_new(70, 60, 30.);
    float *height = malloc(land.cells * sizeof(float));
    uint8_t *channel = malloc(land.cells);
    size_t without = 0;

    (void)state;
    draw_rough_ground(&land, 11, 30.);
    for (int hole = 0; hole < 30; hole++)
        land.raw[(hole * 971 + 13) % land.cells] = NAN;
    assert_int_equal(drain(&land, DEPRESSION_FILL), SLIDE_OK);
    for (size_t cell = 0; cell < land.cells; cell++) {
        channel[cell] = land.area[cell] >= 20 * 900.;
        height[cell] = channel[cell] ? 1.f : NAN;
    }
    height_above_channel(&land.graph, land.elevation, height);
    for (size_t cell = 0; cell < land.cells; cell++) {
        const double truth = height_by_walk(&land, channel, cell);

        assert_int_equal(isnan(height[cell]), isnan(truth));
        assert_true(isnan(truth) || (height[cell] == (float)truth && truth >= 0.));
        without += isnan(truth);
    }
    assert_true(without > 30 && without < land.cells / 2);
    free(height);
    free(channel);
    landscape_free(&land);
}

static void without_channels_there_is_no_height(void **state)
{
    struct landscape land = landscape_new(4, 5, 30.);
    float height[20];

    (void)state;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    for (int cell = 0; cell < 20; cell++)
        height[cell] = NAN;
    height_above_channel(&land.graph, land.elevation, height);
    for (int cell = 0; cell < 20; cell++)
        assert_true(isnan(height[cell]));
    landscape_free(&land);
}

static void one_cell_that_is_a_channel_lies_on_its_own_level(void **state)
{
    struct landscape land = landscape_new(1, 1, 30.);
    float height = 5.f;

    (void)state;
    land.raw[0] = 812.f;
    assert_int_equal(drain(&land, DEPRESSION_CARVE), SLIDE_OK);
    height_above_channel(&land.graph, land.elevation, &height);
    assert_true(height == 0.f);
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_a_v_valley_height_grows_with_the_way_from_the_axis),
        cmocka_unit_test(on_rough_ground_it_is_the_height_above_the_first_channel_on_the_way_down),
        cmocka_unit_test(without_channels_there_is_no_height),
        cmocka_unit_test(one_cell_that_is_a_channel_lies_on_its_own_level),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
