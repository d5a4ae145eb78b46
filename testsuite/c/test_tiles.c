/** Tiles and detections: weights that add up, no seam where a margin covers what a net sees, every window covered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/detection.h"
#include "learn/tiles.h"

enum { ROWS = 77, COLS = 103, REACH = 4 };

static void weights_of_all_tiles_add_up_to_one(void **state)
{
    static const struct tiling tilings[] = {{32, 4, 8}, {32, 8, 0}, {40, 0, 20}, {100, 10, 5}, {33, 16, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof tilings / sizeof *tilings; i++) {
        for (int length = 1; length < 150; length += 7) {
            double *sum = calloc(length, sizeof *sum);
            const int tiles = tiles_along(&tilings[i], length);

            for (int k = 0; k < tiles; k++) {
                int first, count;

                tile_span(&tilings[i], length, k, &first, &count);
                assert_true(count > 0 && first + count <= length);
                for (int cell = first; cell < first + count; cell++)
                    sum[cell] += tile_weight(&tilings[i], length, k, cell);
            }
            for (int cell = 0; cell < length; cell++)
                assert_true(fabs(sum[cell] - 1.) < 1e-12);
            free(sum);
        }
    }
}

/* a "net" that sums a map over all cells up to REACH away, seeing nothing outside of what it is given */
struct field {
    float map[ROWS][COLS], out[2][ROWS][COLS];
    int first, past; /* rows that were read */
    int taken;
};

static double sum_around(const struct field *field, const struct tile_box *box, int row, int col)
{
    double sum = 0.;

    for (int y = row - REACH; y <= row + REACH; y++)
        for (int x = col - REACH; x <= col + REACH; x++)
            if (y >= box->row && y < box->row + box->rows && x >= box->col && x < box->col + box->cols)
                sum += field->map[y][x];
    return sum;
}

static enum slide_status read_rows(void *owner, int first, int count, struct slide_error *error)
{
    struct field *field = owner;

    (void)error;
    assert_true(first >= field->first);
    field->first = first;
    field->past = first + count;
    return SLIDE_OK;
}

static enum slide_status estimate(void *owner, const struct tile_box *box, float *value, struct slide_error *error)
{
    const struct field *field = owner;
    const size_t cells = (size_t)box->rows * box->cols;

    (void)error;
    assert_true(box->row >= field->first && box->row + box->rows <= field->past);
    for (int y = 0; y < box->rows; y++) {
        for (int x = 0; x < box->cols; x++) {
            value[(size_t)y * box->cols + x] = (float)sum_around(field, box, box->row + y, box->col + x);
            value[cells + (size_t)y * box->cols + x] = (float)(box->row + y);
        }
    }
    return SLIDE_OK;
}

static enum slide_status take(void *owner, int row, const float *value, struct slide_error *error)
{
    struct field *field = owner;

    (void)error;
    assert_int_equal(row, field->taken++);
    memcpy(field->out[0][row], value, COLS * sizeof *value);
    memcpy(field->out[1][row], value + COLS, COLS * sizeof *value);
    return SLIDE_OK;
}

static struct field *field_new(void)
{
    struct field *field = calloc(1, sizeof *field);
    struct random_stream stream = random_stream_at(9, 0);

    for (size_t row = 0; row < ROWS; row++)
        for (size_t col = 0; col < COLS; col++)
            field->map[row][col] = (float)random_below(&stream, 100);
    return field;
}

static double worst_of(const struct tiling *tiling)
{
    const struct tile_box all = {0, ROWS, 0, COLS};
    struct field *field = field_new();
    const struct tile_run run = {*tiling, ROWS, COLS, 2, field, read_rows, estimate, take, NULL};
    double worst = 0.;

    assert_int_equal(tiles_run(&run, NULL), SLIDE_OK);
    assert_int_equal(field->taken, ROWS);
    for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++) {
            worst = fmax(worst, fabs(field->out[0][row][col] - sum_around(field, &all, row, col)));
            assert_true(fabs(field->out[1][row][col] - row) < 1e-4);
        }
    }
    free(field);
    return worst;
}

static void tiles_with_a_margin_of_the_reach_equal_the_whole_map(void **state)
{
    static const struct tiling exact[] = {{200, 4, 0}, {16, 4, 0}, {17, 4, 0}, {40, 4, 0}, {64, 5, 0}, {78, 4, 0}};
    static const struct tiling blended[] = {{24, 4, 7}, {40, 4, 8}};
    static const struct tiling short_of = {32, 2, 0};

    (void)state;
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
        assert_true(worst_of(&exact[i]) == 0.);
    for (size_t i = 0; i < sizeof blended / sizeof *blended; i++)
        assert_true(worst_of(&blended[i]) < 1e-2); /* of sums of 4000: single precision */
    assert_true(worst_of(&short_of) > 100.);
}

static enum slide_status fail_at_second(void *owner, const struct tile_box *box, float *value,
                                        struct slide_error *error)
{
    return box->col > 0 ? slide_fail(error, SLIDE_FAILED, "no") : estimate(owner, box, value, error);
}

static void a_failure_ends_the_run(void **state)
{
    struct field *field = field_new();
    const struct tile_run run = {{32, 4, 0}, ROWS, COLS, 2, field, read_rows, fail_at_second, take, NULL};

    (void)state;
    assert_int_equal(tiles_run(&run, NULL), SLIDE_FAILED);
    assert_int_equal(field->taken, 0);
    free(field);
}

static void windows_cover_the_last_row_and_column(void **state)
{
    (void)state;
    for (int length = 1; length < 300; length++) {
        const int windows = windows_along(length, 64, 32);

        if (length < 64) {
            assert_int_equal(windows, 0);
            continue;
        }
        assert_int_equal(window_start(length, 64, 32, 0), 0);
        assert_int_equal(window_start(length, 64, 32, windows - 1), length - 64);
        for (int i = 1; i < windows; i++) {
            const int step = window_start(length, 64, 32, i) - window_start(length, 64, 32, i - 1);

            assert_true(step > 0 && step <= 32);
        }
    }
}

static void suppression_keeps_the_best_of_what_overlaps(void **state)
{
    /* overlaps of 64 x 64 windows: half a window to the side 1/3, diagonally 1/7 */
    struct detection detection[] = {{0, 0, 0.7},    {0, 32, 0.9},    {0, 64, 0.8},
                                    {32, 64, 0.85}, {200, 200, 0.6}, {200, 232, 0.6}};

    (void)state;
    assert_int_equal(detections_suppress(detection, 6, 64, 0.3), 3);
    assert_true(detection[0].score == 0.9 && detection[0].col == 32);
    assert_true(detection[1].score == 0.85 && detection[1].row == 32);
    assert_true(detection[2].row == 200 && detection[2].col == 200); /* of equals the western one */
    assert_int_equal(detections_suppress(detection, 0, 64, 0.3), 0);
}

static void suppression_agrees_with_its_definition(void **state)
{
    struct random_stream stream = random_stream_at(4, 0);
    struct detection detection[200], all[200];
    size_t kept;

    (void)state;
    for (int i = 0; i < 200; i++)
        all[i] = detection[i] = (struct detection){(int)random_below(&stream, 300), (int)random_below(&stream, 300),
                                                   random_uniform(&stream)};
    kept = detections_suppress(detection, 200, 40, 0.25);
    for (int i = 0; i < 200; i++) {
        bool stays = false, beaten = false;

        for (size_t k = 0; k < kept; k++) {
            const double down = fmax(0., 40 - abs(all[i].row - detection[k].row));
            const double across = fmax(0., 40 - abs(all[i].col - detection[k].col));
            const double shared = down * across, overlap = shared / (3200. - shared);

            stays |= detection[k].score == all[i].score;
            beaten |= detection[k].score > all[i].score && overlap > 0.25;
        }
        assert_int_equal(stays, !beaten);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_of_all_tiles_add_up_to_one),
        cmocka_unit_test(tiles_with_a_margin_of_the_reach_equal_the_whole_map),
        cmocka_unit_test(a_failure_ends_the_run),
        cmocka_unit_test(windows_cover_the_last_row_and_column),
        cmocka_unit_test(suppression_keeps_the_best_of_what_overlaps),
        cmocka_unit_test(suppression_agrees_with_its_definition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
