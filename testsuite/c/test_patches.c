/** Patches: which windows are kept, which count as landslides, that no patch straddles, and how they are turned. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/augment.h"
#include "learn/bands.h"
#include "learn/patches.h"

enum { ROWS = 100, COLS = 130, CELLS = ROWS * COLS };

struct region {
    unsigned char role[CELLS], part[CELLS];
};

/* all negative but landslides of 2 x 3 cells here and there; the south from row 80 on is held out */
static struct region *region_new(void)
{
    struct region *region = malloc(sizeof *region);
    struct random_stream stream = random_stream_at(1, 0);

    memset(region->role, PATCH_NEGATIVE, CELLS);
    for (int i = 0; i < 25; i++) {
        const size_t row = random_below(&stream, ROWS - 2), col = random_below(&stream, COLS - 3);

        for (size_t y = row; y < row + 2; y++)
            for (size_t x = col; x < col + 3; x++)
                region->role[y * COLS + x] = PATCH_POSITIVE;
    }
    for (size_t cell = 0; cell < CELLS; cell++)
        region->part[cell] = cell / COLS >= 80 ? SPLIT_TEST : SPLIT_TRAIN;
    return region;
}

static size_t count_role(const struct region *region, const struct patch *patch, int size, int role)
{
    size_t count = 0;

    for (int y = patch->row; y < patch->row + size; y++)
        for (int x = patch->col; x < patch->col + size; x++)
            count += region->role[y * COLS + x] == role;
    return count;
}

static void patches_lie_on_the_grid_in_one_part_and_are_positive_by_one_cell(void **state)
{
    struct region *region = region_new();
    const struct patch_ground ground = {ROWS, COLS, region->role, region->part};
    const struct patch_rule rule = {16, 8, 0., 1e9};
    const struct patch_split split = {0.2, 42, 5};
    struct patches patches;
    size_t held = 0;

    (void)state;
    assert_int_equal(patches_make(&ground, &rule, &split, &patches, NULL), SLIDE_OK);
    assert_false(patches.by_chance);
    assert_int_equal(patches.counts.windows, 11 * 15);
    assert_int_equal(patches.counts.straddling, 15); /* the one row of windows from row 72 to 87 */
    assert_int_equal(patches.count, 10 * 15);
    for (size_t i = 0; i < patches.count; i++) {
        const struct patch *patch = &patches.patch[i];

        assert_true(patch->row % 8 == 0 && patch->col % 8 == 0);
        assert_true(patch->row + 16 <= 80 || patch->row >= 80);
        assert_int_equal(patch->held_out, patch->row >= 80);
        assert_int_equal(patch->positive, count_role(region, patch, 16, PATCH_POSITIVE) > 0);
        held += patch->held_out;
    }
    assert_int_equal(held, 15);
    assert_int_equal(patches.counts.held_positive + patches.counts.held_negative, held);
    patches_free(&patches);
    free(region);
}

static void patches_with_few_landslide_cells_or_too_many_nulls_are_left_out(void **state)
{
    struct region *region = region_new();
    const struct patch_ground ground = {ROWS, COLS, region->role, NULL};
    const struct patch_rule rule = {10, 10, 0.05, 1.};
    const struct patch_split split = {0.3, 42, 5};
    struct patches patches;
    size_t kept = 0, few = 0, null = 0;

    (void)state;
    region->role[5] = region->role[6] = PATCH_NULL; /* two: out */
    region->role[15] = PATCH_NULL;                  /* one: stays */
    assert_int_equal(patches_make(&ground, &rule, &split, &patches, NULL), SLIDE_OK);
    for (int row = 0; row < ROWS; row += 10) {
        for (int col = 0; col < COLS; col += 10) {
            const struct patch patch = {row, col, false, false};
            const size_t nulls = count_role(region, &patch, 10, PATCH_NULL);
            const size_t positives = count_role(region, &patch, 10, PATCH_POSITIVE);

            if (nulls > 1) {
                null++;
            } else if (positives > 0 && positives <= 5) {
                few++;
            } else {
                assert_int_equal(patches.patch[kept].row, row);
                assert_int_equal(patches.patch[kept].col, col);
                assert_int_equal(patches.patch[kept++].positive, positives > 5);
            }
        }
    }
    assert_true(few > 0 && null == 1);
    assert_int_equal(patches.count, kept);
    assert_int_equal(patches.counts.few, few);
    assert_int_equal(patches.counts.null, null);
    patches_free(&patches);
    free(region);
}

static void chance_holds_out_the_share_of_each_class_and_depends_on_the_seed(void **state)
{
    struct region *region = region_new();
    const struct patch_ground ground = {ROWS, COLS, region->role, NULL};
    const struct patch_rule rule = {10, 10, 0., 1e9};
    struct patch_split split = {0.2, 42, 50};
    struct patches patches[3] = {0};
    size_t differ = 0;

    (void)state;
    for (int i = 0; i < 3; i++) {
        const struct patch_counts *counts = &patches[i].counts;

        split.seed = i < 2 ? 42 : 43;
        assert_int_equal(patches_make(&ground, &rule, &split, &patches[i], NULL), SLIDE_OK);
        assert_true(patches[i].by_chance);
        assert_int_equal(counts->held_positive, (counts->held_positive + counts->train_positive + 2) / 5);
        assert_int_equal(counts->held_negative, (counts->held_negative + counts->train_negative + 2) / 5);
    }
    for (size_t i = 0; i < patches[0].count; i++) {
        assert_int_equal(patches[0].patch[i].held_out, patches[1].patch[i].held_out);
        differ += patches[0].patch[i].held_out != patches[2].patch[i].held_out;
    }
    assert_true(differ > 10);
    for (int i = 0; i < 3; i++)
        patches_free(&patches[i]);
    free(region);
}

static void too_few_held_out_patches_by_place_make_chance_decide(void **state)
{
    struct region *region = region_new();
    const struct patch_ground ground = {ROWS, COLS, region->role, region->part};
    const struct patch_rule rule = {16, 8, 0., 1e9};
    const struct patch_split split = {0.2, 42, 50};
    struct patches patches;

    (void)state;
    assert_int_equal(patches_make(&ground, &rule, &split, &patches, NULL), SLIDE_OK);
    assert_true(patches.by_chance);
    assert_int_equal(patches.held_by_place, 15);
    assert_int_equal(patches.counts.straddling, 0);
    assert_int_equal(patches.count, 11 * 15);
    patches_free(&patches);
    free(region);
}

static void negatives_are_capped_and_positives_are_listed_as_often_as_wished(void **state)
{
    struct region *region = region_new();
    const struct patch_ground ground = {ROWS, COLS, region->role, NULL};
    const struct patch_rule rule = {10, 10, 0., 1e9};
    const struct patch_split split = {0.3, 42, 50};
    struct patches patches;
    struct patch_counts before;
    size_t *item, items, positives = 0;

    (void)state;
    assert_int_equal(patches_make(&ground, &rule, &split, &patches, NULL), SLIDE_OK);
    before = patches.counts;
    assert_true(before.held_negative > before.held_positive);
    assert_int_equal(patches_cap(&patches, true, 1., 7, NULL), SLIDE_OK);
    assert_int_equal(patches.counts.held_negative, before.held_positive);
    assert_int_equal(patches.counts.held_positive, before.held_positive);
    assert_int_equal(patches.counts.train_negative, before.train_negative);
    assert_int_equal(patches.counts.capped, before.held_negative - before.held_positive);
    assert_int_equal(patches_cap(&patches, false, 0., 7, NULL), SLIDE_OK);
    assert_int_equal(patches.counts.train_negative, before.train_negative);

    assert_int_equal(patches_list(&patches, false, 2, &item, &items, NULL), SLIDE_OK);
    assert_int_equal(items, 2 * before.train_positive + before.train_negative);
    for (size_t i = 0; i < items; i++) {
        assert_false(patches.patch[item[i]].held_out);
        positives += patches.patch[item[i]].positive;
    }
    assert_int_equal(positives, 2 * before.train_positive);
    free(item);
    patches_free(&patches);
    free(region);
}

static void what_leaves_no_patch_is_refused_by_name(void **state)
{
    struct region *region = region_new();
    const struct patch_ground ground = {ROWS, COLS, region->role, region->part};
    const struct patch_split split = {0.2, 42, 0};
    struct patch_rule rule = {128, 64, 0., 1e9};
    struct patches patches;
    struct slide_error error;

    (void)state;
    assert_int_equal(patches_make(&ground, &rule, &split, &patches, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "smaller than a patch of 128 x 128"));
    rule = (struct patch_rule){16, 16, 0.9, 1e9};
    assert_int_equal(patches_make(&ground, &rule, &split, &patches, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "more than 90 % of landslide cells"));
    rule.share = 0.;
    memset(region->part, SPLIT_TEST, CELLS);
    assert_int_equal(patches_make(&ground, &rule, &split, &patches, &error), SLIDE_NO_DATA);
    assert_non_null(strstr(error.text, "for training"));
    memset(region->role, PATCH_NULL, CELLS);
    assert_int_equal(patches_make(&ground, &rule, &split, &patches, &error), SLIDE_NO_DATA);
    free(region);
}

static void middles_of_neighbours_neither_overlap_nor_leave_gaps(void **state)
{
    static const struct patch_rule rules[] = {{128, 64, 0., 0.}, {16, 16, 0., 0.}, {15, 4, 0., 0.}, {10, 20, 0., 0.}};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        int first, past;

        patch_middle(&rules[i], &first, &past);
        assert_true(first >= 0 && past <= rules[i].size);
        assert_int_equal(past - first, rules[i].stride < rules[i].size ? rules[i].stride : rules[i].size);
    }
}

static void symmetries_are_the_eight_of_the_square(void **state)
{
    static const float layer[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    static const float turned[9] = {7, 4, 1, 8, 5, 2, 9, 6, 3}, mirrored[9] = {3, 2, 1, 6, 5, 4, 9, 8, 7};
    const struct augmentation both = {true, true}, flips = {true, false}, none = {false, false};
    struct random_stream stream = random_stream_at(1, 0);
    float moved[9];
    size_t seen[8] = {0}, flipped[8] = {0};

    (void)state;
    symmetry_apply(&(struct symmetry){false, 1}, layer, 3, moved);
    assert_memory_equal(moved, turned, sizeof moved);
    symmetry_apply(&(struct symmetry){true, 0}, layer, 3, moved);
    assert_memory_equal(moved, mirrored, sizeof moved);
    for (int i = 0; i < 800; i++) {
        const struct symmetry any = symmetry_draw(&both, &stream), flip = symmetry_draw(&flips, &stream);
        const struct symmetry as_is = symmetry_draw(&none, &stream);

        seen[any.mirrored * 4 + any.turns]++;
        flipped[flip.mirrored * 4 + flip.turns]++;
        assert_true(!as_is.mirrored && as_is.turns == 0);
    }
    for (int i = 0; i < 8; i++) {
        assert_true(seen[i] > 60 && seen[i] < 140);
        assert_true(i % 2 ? flipped[i] == 0 : flipped[i] > 140);
    }
}

static void null_cells_are_0_in_the_image_and_not_valid(void **state)
{
    int category[2] = {3, 8};
    struct transform_step step[3] = {
        {.kind = TRANSFORM_IDENTITY, .width = 1, .absolute = true, .floor = 0.5, .spread = {1., 1.}},
        {.kind = TRANSFORM_ONE_HOT, .width = 2, .category = category},
        {.kind = TRANSFORM_IDENTITY, .width = 1, .shift = {10.}, .spread = {2., 1.}}};
    struct transform transform = {.predictors = 3, .step = step};
    const float value[3 * 3] = {1.f, 3.f, 14.f, NAN, 8.f, NAN, 1.f, NAN, 10.f};
    float feature[3 * 4], image[4 * 5] = {0}, valid[3];
    size_t unseen[3] = {0};
    const float expected[4 * 5] = {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0};

    (void)state;
    transform_place(&transform);
    bands_of_row(&transform, value, 3, feature, image, 5, valid, unseen);
    for (int i = 0; i < 20; i++)
        assert_true(image[i] == expected[i]);
    assert_true(valid[0] == 1.f && valid[1] == 0.f && valid[2] == 0.f);
    assert_int_equal(unseen[1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patches_lie_on_the_grid_in_one_part_and_are_positive_by_one_cell),
        cmocka_unit_test(patches_with_few_landslide_cells_or_too_many_nulls_are_left_out),
        cmocka_unit_test(chance_holds_out_the_share_of_each_class_and_depends_on_the_seed),
        cmocka_unit_test(too_few_held_out_patches_by_place_make_chance_decide),
        cmocka_unit_test(negatives_are_capped_and_positives_are_listed_as_often_as_wished),
        cmocka_unit_test(what_leaves_no_patch_is_refused_by_name),
        cmocka_unit_test(middles_of_neighbours_neither_overlap_nor_leave_gaps),
        cmocka_unit_test(symmetries_are_the_eight_of_the_square),
        cmocka_unit_test(null_cells_are_0_in_the_image_and_not_valid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
