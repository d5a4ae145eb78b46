/** Patches, their measures and their borders against a flood over cells, and joining against measuring anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map_fixture.h"
#include "terrain/patch.h"

/* Blobs of a few labels with holes, on cells whose size changes from row to row. */
static struct landscape blobs(uint64_t seed, int32_t *label)
{
    struct landscape land = landscape_new(30, 41, 30.);

    draw_rough_ground(&land, seed, 10.);
    for (int row = 0; row < 30; row++) {
        land.east_west[row] = 30. - 0.25 * row;
        land.area_of_row[row] = 30. * land.east_west[row];
    }
    for (size_t cell = 0; cell < land.cells; cell++)
        label[cell] = land.raw[cell] < -8.f ? 0 : land.raw[cell] < 0.f ? 9 : land.raw[cell] < 8.f ? 4 : 6;
    return land;
}

static const struct border *border_between(const struct patch_graph *graph, uint32_t first, uint32_t second)
{
    for (size_t i = 0; i < graph->border.room; i++)
        if (graph->border.slot[i].first == first && graph->border.slot[i].second == second)
            return &graph->border.slot[i];
    return NULL;
}

static void assert_borders_are_right(const struct landscape *land, const int32_t *map, const struct patch_graph *graph)
{
    size_t borders = 0;

    for (uint32_t first = 1; first <= graph->count; first++)
        for (uint32_t second = first + 1; second <= graph->count; second++) {
            const double length = border_by_cells(land, map, (int32_t)first, (int32_t)second);
            const struct border *border = border_between(graph, first, second);

            assert_int_equal(border != NULL, length > 0.);
            if (border)
                assert_true(fabs(border->length - length) < 1e-9 * length);
            borders += border != NULL;
        }
    assert_int_equal(borders, graph->border.count);
}

static void assert_sums_are_right(const struct landscape *land, const int32_t *map, const struct patch_graph *graph)
{
    for (size_t patch = 1; patch <= graph->count; patch++) {
        struct aspect_sum sum = {.cells = 0};

        for (size_t cell = 0; cell < land->cells; cell++) {
            const int row = (int)cell / land->lattice.cols, col = (int)cell % land->lattice.cols;
            double aspect[2];

            if (map[cell] != (int32_t)patch)
                continue;
            sum.cells++;
            sum.area += land->area_of_row[row];
            sum.sloping += (size_t)aspect_find(&land->lattice, land->raw, cell, row, col, aspect);
            sum.east += aspect[0];
            sum.north += aspect[1];
        }
        assert_int_equal(graph->sum[patch].cells, sum.cells);
        assert_int_equal(graph->sum[patch].sloping, sum.sloping);
        assert_true(fabs(graph->sum[patch].area - sum.area) < 1e-9 * sum.area);
        assert_true(fabs(graph->sum[patch].east - sum.east) < 1e-9 * (double)sum.cells);
        assert_true(fabs(graph->sum[patch].north - sum.north) < 1e-9 * (double)sum.cells);
    }
}

static void patches_and_borders_are_those_that_a_flood_over_cells_finds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        int32_t label[1230], map[1230], flooded[1230];
        struct landscape land = blobs(seed, label);
        struct patch_graph graph;

        land.lattice.wraps = seed % 2 == 0;
        memcpy(map, label, sizeof map);
        assert_int_equal(patch_graph_build(&land.lattice, land.raw, map, &graph, NULL), SLIDE_OK);
        assert_int_equal(graph.count, flood_patches(&land, label, flooded));
        assert_memory_equal(map, flooded, sizeof map);
        assert_true(graph.count > 10);
        for (size_t cell = 0; cell < land.cells; cell++)
            if (map[cell])
                assert_int_equal(graph.label[map[cell]], label[cell]);
        assert_sums_are_right(&land, map, &graph);
        assert_borders_are_right(&land, map, &graph);
        patch_graph_free(&graph);
        landscape_free(&land);
    }
}

static void a_spiral_and_a_comb_are_one_patch_each(void **state)
{
    const char *picture[7] = {"aaaaaaa.", "a.....a.", "a.aaa.a.", "a.a...a.", "a.aaaaa.", "a.......", "b.b.b.bb"};
    struct landscape land = landscape_new(7, 8, 10.);
    struct patch_graph graph;
    int32_t map[56];

    (void)state;
    for (int cell = 0; cell < 56; cell++)
        map[cell] = picture[cell / 8][cell % 8] == 'a' ? 1 : picture[cell / 8][cell % 8] == 'b' ? 2 : 3;
    assert_int_equal(patch_graph_build(&land.lattice, land.raw, map, &graph, NULL), SLIDE_OK);
    assert_int_equal(graph.count, 6); /* spiral, ground, four teeth */
    assert_int_equal(graph.sum[1].cells, 24);
    assert_int_equal(graph.sum[graph.count].cells, 2);
    patch_graph_free(&graph);
    landscape_free(&land);
}

static void joined_patches_are_measured_as_if_they_had_been_one_label(void **state)
{
    int32_t label[1230], map[1230], together[1230];
    struct landscape land = blobs(5, label);
    struct patch_graph graph, joined;
    uint32_t *leader;

    (void)state;
    memcpy(map, label, sizeof map);
    assert_int_equal(patch_graph_build(&land.lattice, land.raw, map, &graph, NULL), SLIDE_OK);
    leader = patch_sets_new(graph.count);
    for (uint32_t patch = 1; patch + 3 <= graph.count; patch++)
        patch_join(leader, patch + 3, patch);
    assert_int_equal(patch_graph_contract(&graph, leader, &joined, NULL), SLIDE_OK);
    assert_int_equal(joined.count, 3); /* every third one together */
    for (size_t cell = 0; cell < land.cells; cell++)
        together[cell] = (int32_t)leader[map[cell]];
    assert_sums_are_right(&land, together, &joined);
    assert_borders_are_right(&land, together, &joined);
    free(leader);
    patch_graph_free(&graph);
    patch_graph_free(&joined);
    landscape_free(&land);
}

static void a_map_of_nulls_has_no_patch(void **state)
{
    struct landscape land = landscape_new(3, 3, 10.);
    struct patch_graph graph;
    int32_t map[9] = {0};

    (void)state;
    assert_int_equal(patch_graph_build(&land.lattice, land.raw, map, &graph, NULL), SLIDE_OK);
    assert_int_equal(graph.count, 0);
    patch_graph_free(&graph);
    landscape_free(&land);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patches_and_borders_are_those_that_a_flood_over_cells_finds),
        cmocka_unit_test(a_spiral_and_a_comb_are_one_patch_each),
        cmocka_unit_test(joined_patches_are_measured_as_if_they_had_been_one_label),
        cmocka_unit_test(a_map_of_nulls_has_no_patch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
