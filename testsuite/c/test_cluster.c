/** Groups of cells against a flood fill, row by row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "score/cluster.h"

enum { ROWS = 23, COLS = 31, CELLS = ROWS * COLS };

struct field {
    unsigned char member[CELLS];
    unsigned char marked[CELLS];
};

/* Empties the group that holds a cell; what it held is added to `group`. */
static void flood(struct field *field, int row, int col, struct cluster *group)
{
    const int cell = row * COLS + col;

    if (row < 0 || col < 0 || row >= ROWS || col >= COLS || !field->member[cell])
        return;
    field->member[cell] = 0;
    group->cells++;
    group->marked += field->marked[cell];
    group->area += 1. + row;
    for (int k = 0; k < 9; k++)
        flood(field, row + k / 3 - 1, col + k % 3 - 1, group);
}

static void groups_are_those_of_a_flood_fill(void **state)
{
    struct random_stream stream = random_stream_at(5, 0);

    (void)state;
    for (int trial = 0; trial < 400; trial++) {
        const double density = random_uniform(&stream);
        struct cluster_scan scan;
        struct field field;
        size_t next = 0;

        for (int i = 0; i < CELLS; i++) {
            field.member[i] = random_uniform(&stream) < density;
            field.marked[i] = field.member[i] && random_uniform(&stream) < 0.1;
        }
        assert_int_equal(cluster_begin(&scan, COLS, NULL), SLIDE_OK);
        for (int row = 0; row < ROWS; row++)
            assert_int_equal(
                cluster_add_row(&scan, field.member + row * COLS, field.marked + row * COLS, 1. + row, NULL), SLIDE_OK);
        cluster_end(&scan);
        for (int row = 0; row < ROWS; row++)
            for (int col = 0; col < COLS; col++) {
                struct cluster group = {0, 0, 0.};

                flood(&field, row, col, &group);
                if (group.cells == 0)
                    continue;
                assert_true(next < scan.count);
                assert_int_equal(scan.piece[next].cells, group.cells);
                assert_int_equal(scan.piece[next].marked, group.marked);
                assert_true(scan.piece[next++].area == group.area);
            }
        assert_int_equal(next, scan.count);
        cluster_free(&scan);
    }
}

static void more_pieces_than_there_was_room_for_are_kept(void **state)
{
    enum { WIDE = 20001 };
    unsigned char *member = calloc(WIDE, 1), *none = calloc(WIDE, 1), *whole = malloc(WIDE);
    struct cluster_scan scan;

    (void)state;
    for (int i = 0; i < WIDE; i += 2)
        member[i] = 1;
    memset(whole, 1, WIDE);
    assert_int_equal(cluster_begin(&scan, WIDE, NULL), SLIDE_OK);
    assert_int_equal(cluster_add_row(&scan, member, member, 1., NULL), SLIDE_OK);
    assert_int_equal(cluster_add_row(&scan, none, none, 1., NULL), SLIDE_OK);
    assert_int_equal(cluster_add_row(&scan, member, none, 1., NULL), SLIDE_OK);
    assert_int_equal(cluster_add_row(&scan, whole, none, 1., NULL), SLIDE_OK);
    cluster_end(&scan);
    assert_int_equal(scan.count, WIDE / 2 + 1 + 1);
    assert_int_equal(scan.piece[0].cells, 1);
    assert_int_equal(scan.piece[scan.count - 1].cells, WIDE / 2 + 1 + WIDE);
    cluster_free(&scan);
    free(member);
    free(none);
    free(whole);
}

static void one_column_and_no_row_are_taken(void **state)
{
    const unsigned char in = 1, out = 0;
    struct cluster_scan scan;

    (void)state;
    assert_int_equal(cluster_begin(&scan, 1, NULL), SLIDE_OK);
    cluster_end(&scan);
    assert_int_equal(scan.count, 0);
    cluster_free(&scan);
    assert_int_equal(cluster_begin(&scan, 1, NULL), SLIDE_OK);
    cluster_add_row(&scan, &in, &in, 2., NULL);
    cluster_add_row(&scan, &in, &out, 3., NULL);
    cluster_add_row(&scan, &out, &out, 3., NULL);
    cluster_add_row(&scan, &in, &out, 3., NULL);
    cluster_end(&scan);
    assert_int_equal(scan.count, 2);
    assert_true(scan.piece[0].area == 5. && scan.piece[0].marked == 1);
    cluster_free(&scan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_those_of_a_flood_fill),
        cmocka_unit_test(more_pieces_than_there_was_room_for_are_kept),
        cmocka_unit_test(one_column_and_no_row_are_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
