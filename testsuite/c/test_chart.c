/** Charts: the files are what their names say, hold what was to be shown, and are there whole or not at all. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/chart.h"
#include "base/calendar.h"
#include "base/chart_axis.h"
#include "base/chart_spread.h"

enum { POINTS = 5, PATH_ROOM = 200 };

static char folder[] = "/tmp/slide_chart_XXXXXX";
static const double x[POINTS] = {0., 1., 2., 3., 4.}, y[POINTS] = {3., 1., 4., 1., 5.};

/* A file's bytes, closed by a zero. */
struct file_bytes {
    char *bytes;
    size_t size;
};

static const char *path_of(const char *name)
{
    static char path[PATH_ROOM];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static struct file_bytes bytes_of(const char *path)
{
    struct file_bytes file = {NULL, 0};
    FILE *stream = fopen(path, "rb");
    struct stat found;

    assert_non_null(stream);
    assert_int_equal(fstat(fileno(stream), &found), 0);
    file.size = (size_t)found.st_size;
    file.bytes = calloc(file.size + 1, 1);
    assert_int_equal(fread(file.bytes, 1, file.size, stream), file.size);
    fclose(stream);
    return file;
}

static struct file_bytes written(const struct chart *chart, const char *name)
{
    struct slide_error error = {""};
    const enum slide_status status = chart_write(chart, path_of(name), &error);

    if (status != SLIDE_OK)
        fail_msg("%s", error.text);
    return bytes_of(path_of(name));
}

/* A chart of one panel of one series. */
static struct file_bytes written_series(const struct chart_series *series, const char *name)
{
    const struct chart_panel panel = {.title = "panel", .series = series, .series_count = 1};
    const struct chart chart = {.panels = &panel, .panel_count = 1};

    return written(&chart, name);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

/* The texts of an SVG file: its characters are written as numbers. */
static char *texts_of(const struct file_bytes *svg)
{
    char *texts = calloc(svg->size + 1, 1), *out = texts;

    for (const char *at = strstr(svg->bytes, "&#x"); at; at = strstr(at + 1, "&#x")) {
        const unsigned long letter = strtoul(at + 3, NULL, 16);

        *out++ = letter < 0x80 ? (char)letter : '?';
    }
    return texts;
}

static uint32_t big_endian(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static const struct chart_series line = {.mark = CHART_LINE, .label = "a line", .count = POINTS, .x = x, .y = y};

static void png_has_its_signature_its_end_and_the_size_that_was_asked_for(void **state)
{
    const struct chart_panel panel = {.series = &line, .series_count = 1};
    const struct chart chart = {.panels = &panel, .panel_count = 1, .width = 517, .height = 333};
    struct file_bytes file = written(&chart, "size.PNG");

    (void)state;
    assert_memory_equal(file.bytes, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(big_endian(file.bytes + 16), 517);
    assert_int_equal(big_endian(file.bytes + 20), 333);
    assert_memory_equal(file.bytes + file.size - 8, "IEND", 4);
    free(file.bytes);
}

static void svg_is_closed_and_has_every_text(void **state)
{
    const struct chart_note note = {2., 4., "a #note & <more>"};
    const struct chart_panel panel = {.title = "Panel #1",
                                      .x = {.label = "Distance", .unit = "m"},
                                      .y = {.label = "Height", .unit = "km"},
                                      .series = &line,
                                      .series_count = 1,
                                      .notes = &note,
                                      .note_count = 1};
    const struct chart chart = {.title = "Whole", .panels = &panel, .panel_count = 1};
    static const char *const expected[] = {"Whole",       "Panel #1", "Distance (m)",
                                           "Height (km)", "a line",   "a #note & <more>"};
    struct file_bytes file = written(&chart, "texts.svg");
    char *texts = texts_of(&file);

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_non_null(strstr(texts, expected[i]));
    assert_non_null(strstr(file.bytes, "viewBox=\"0 0 640 480\""));
    assert_string_equal(file.bytes + file.size - 7, "</svg>\n");
    free(texts);
    free(file.bytes);
}

static void the_same_chart_gives_the_same_bytes(void **state)
{
    static const char *const names[] = {"one.png", "two.png", "one.svg", "two.svg"};
    struct file_bytes file[4];

    (void)state;
    for (int i = 0; i < 4; i++)
        file[i] = written_series(&line, names[i]);
    for (int i = 0; i < 4; i += 2) {
        assert_int_equal(file[i].size, file[i + 1].size);
        assert_memory_equal(file[i].bytes, file[i + 1].bytes, file[i].size);
    }
    for (int i = 0; i < 4; i++)
        free(file[i].bytes);
}

/* Strokes of an SVG in the blue of the first series. */
static size_t blue_strokes(const struct chart_series *series)
{
    struct file_bytes file = written_series(series, "strokes.svg");
    const size_t count = count_of(file.bytes, "stroke=\"#0072B2\"");

    free(file.bytes);
    return count;
}

static void what_is_not_finite_leaves_a_gap(void **state)
{
    const double gaps[POINTS] = {3., 1., NAN, 1., 5.}, infinite[POINTS] = {3., 1., INFINITY, 1., 5.};
    struct chart_series series = line;

    (void)state;
    series.label = NULL;
    assert_int_equal(blue_strokes(&series), 1);
    series.y = gaps;
    assert_int_equal(blue_strokes(&series), 2);
    series.y = infinite;
    assert_int_equal(blue_strokes(&series), 2);
    series.mark = CHART_STEP;
    assert_int_equal(blue_strokes(&series), 2);
}

static void a_long_line_stays_in_one_piece(void **state)
{
    enum { MANY = 1000 };
    double *along = malloc(2 * MANY * sizeof *along), *across = along + MANY;
    const struct chart_series series = {.mark = CHART_LINE, .count = MANY, .x = along, .y = across};
    struct file_bytes file;
    double last_x = NAN, last_y = NAN;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        along[i] = i;
        across[i] = sin(i / 50.);
    }
    file = written_series(&series, "long.svg");
    for (const char *at = strstr(file.bytes, "stroke=\"#0072B2\""); at; at = strstr(at + 1, "stroke=\"#0072B2\"")) {
        const char *points = strstr(at, "points=\"") + 8;
        double first_x, first_y;

        assert_int_equal(sscanf(points, "%lf,%lf", &first_x, &first_y), 2);
        assert_true(isnan(last_x) || (first_x == last_x && first_y == last_y));
        while (*points != '"') {
            int length;

            assert_int_equal(sscanf(points, "%lf,%lf %n", &last_x, &last_y, &length), 2);
            points += length;
        }
    }
    assert_true(last_x > 500.);
    free(file.bytes);
    free(along);
}

static const enum chart_mark marks[] = {CHART_LINE,     CHART_STEP,  CHART_POINTS, CHART_BARS,  CHART_BAND,
                                        CHART_SEGMENTS, CHART_CELLS, CHART_BOX,    CHART_VIOLIN};

static struct chart_series series_of(enum chart_mark mark, size_t count, const double *value)
{
    return (struct chart_series){.mark = mark,
                                 .label = "series",
                                 .count = count,
                                 .x = x,
                                 .y = value,
                                 .low = value,
                                 .high = value,
                                 .x_end = value,
                                 .y_end = value,
                                 .value = mark == CHART_CELLS || mark == CHART_POINTS ? value : NULL,
                                 .printed = true};
}

static void every_mark_takes_nothing_one_point_a_constant_and_all_null(void **state)
{
    const double constant[POINTS] = {2., 2., 2., 2., 2.}, null[POINTS] = {NAN, NAN, NAN, NAN, NAN};
    const double huge[POINTS] = {-1e300, 1e300, 0., 1e-300, INFINITY};
    const struct {
        size_t count;
        const double *value;
    } cases[] = {{0, NULL}, {1, y}, {POINTS, constant}, {POINTS, null}, {POINTS, huge}, {POINTS, y}};

    (void)state;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
            struct chart_series series = series_of(marks[i], cases[k].count, cases[k].value);

            free(written_series(&series, "mark.svg").bytes);
            series.sideways = true;
            free(written_series(&series, "mark.png").bytes);
        }
}

static void logarithmic_axis_leaves_zeros_out(void **state)
{
    const double zeros[POINTS] = {0., 1., 100., -3., 1000.};
    const struct chart_series series = {.mark = CHART_POINTS, .count = POINTS, .x = x, .y = zeros};
    const struct chart_panel panel = {.y = {.kind = CHART_LOGARITHM}, .series = &series, .series_count = 1};
    const struct chart chart = {.panels = &panel, .panel_count = 1};
    struct file_bytes file = written(&chart, "zeros.svg");

    (void)state;
    assert_int_equal(count_of(file.bytes, "fill=\"#0072B2\""), 3);
    free(file.bytes);
}

static void every_kind_of_panel_fits_on_one_sheet(void **state)
{
    static const char *const names[] = {"a", "a name that is by far too long to find room beside any axis at all",
                                        "\xff"};
    const struct chart_series bars = {.mark = CHART_BARS, .count = 3, .x = y, .y = x, .sideways = true},
                              cells = series_of(CHART_CELLS, POINTS, y),
                              rose = {.mark = CHART_BARS, .count = 3, .x = x, .y = y};
    const struct chart_panel panels[] = {
        {.x = {.kind = CHART_DATES}, .series = &line, .series_count = 1, .square = true},
        {.y = {.names = names, .name_count = 3}, .series = &bars, .series_count = 1},
        {.x = {.names = names, .name_count = 3}, .series = &cells, .series_count = 1, .scale = {.diverging = true}},
        {.series = &rose, .series_count = 1, .polar = true},
        {.title = "nothing at all", .x = {.kind = CHART_LOGARITHM, .low = -1., .high = 5.}, .height = 3.},
    };
    const struct chart chart = {.panels = panels, .panel_count = 5, .columns = 2};
    const struct chart tiny = {.panels = panels, .panel_count = 5, .columns = 5, .width = 100, .height = 100};

    (void)state;
    free(written(&chart, "kinds.svg").bytes);
    free(written(&chart, "kinds.png").bytes);
    free(written(&tiny, "tiny.png").bytes);
}

static void refused(const struct chart *chart, const char *path, enum slide_status expected, const char *named)
{
    struct slide_error error = {""};

    assert_int_equal(chart_write(chart, path, &error), expected);
    if (!strstr(error.text, named))
        fail_msg("'%s' does not name '%s'", error.text, named);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void what_cannot_be_drawn_is_refused_by_name(void **state)
{
    struct chart_series series = series_of(CHART_LINE, POINTS, NULL);
    struct chart_panel panel = {.series = &line, .series_count = 1};
    struct chart chart = {.panels = &panel, .panel_count = 1};

    (void)state;
    refused(&chart, path_of("chart.pdf"), SLIDE_BAD_INPUT, ".png or .svg");
    refused(&chart, path_of("png"), SLIDE_BAD_INPUT, ".png or .svg");
    refused(&chart, "/nowhere/at/all.png", SLIDE_IO, "No such file");
    chart.width = 99;
    refused(&chart, path_of("small.png"), SLIDE_BAD_INPUT, "99 x 480");
    chart.width = 0;
    panel.series = &series;
    refused(&chart, path_of("lacks.svg"), SLIDE_BAD_INPUT, "'y'");
    series.mark = CHART_BAND;
    panel.polar = true;
    refused(&chart, path_of("lacks.svg"), SLIDE_BAD_INPUT, "'low'");
    series = series_of(CHART_POINTS, POINTS, y);
    refused(&chart, path_of("rose.svg"), SLIDE_BAD_INPUT, "rose");
    chart.panel_count = 0;
    refused(&chart, path_of("none.svg"), SLIDE_NO_DATA, "without a panel");
}

static void folder_as_a_file_is_refused(void **state)
{
    struct slide_error error = {""};

    (void)state;
    assert_int_equal(mkdir(path_of("folder.svg"), 0700), 0);
    assert_int_equal(chart_check_path(path_of("folder.svg"), &error), SLIDE_IO);
    assert_non_null(strstr(error.text, "directory"));
    assert_int_equal(rmdir(path_of("folder.svg")), 0);
}

/* A disk that takes no more after some bytes, as a limit on the size of files. */
static void full_disk_leaves_what_was_there_and_no_part(void **state)
{
    const struct chart_panel panel = {.series = &line, .series_count = 1};
    const struct chart chart = {.panels = &panel, .panel_count = 1};
    struct file_bytes before = written_series(&line, "full.png"), after;
    struct rlimit limit, small;
    struct slide_error error = {""};
    char part[PATH_ROOM];

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 1000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(chart_write(&chart, path_of("full.png"), &error), SLIDE_IO);
    refused(&chart, path_of("new.png"), SLIDE_IO, "cannot be written");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    after = bytes_of(path_of("full.png"));
    assert_int_equal(after.size, before.size);
    assert_memory_equal(after.bytes, before.bytes, before.size);
    snprintf(part, sizeof part, "%s/full.png.part%ld", folder, (long)getpid());
    assert_int_not_equal(access(part, F_OK), 0);
    free(before.bytes);
    free(after.bytes);
}

static void ticks_are(const struct chart_axis *axis, double low, double high, const char *const *expected, size_t count)
{
    struct axis_scale scale = axis_scale_of(axis, (struct axis_extent){low, high}, false);
    struct axis_ticks ticks;

    axis_ticks_of(axis, &scale, 500., 100., &ticks);
    assert_int_equal(ticks.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(ticks.tick[i].text, expected[i]);
}

static void ticks_stand_at_round_values(void **state)
{
    const struct chart_axis numbers = {0}, dates = {.kind = CHART_DATES}, powers = {.kind = CHART_LOGARITHM};

    (void)state;
    ticks_are(&numbers, 0., 1., (const char *[]){"0", "0.2", "0.4", "0.6", "0.8", "1.0"}, 6);
    ticks_are(&numbers, -7., 13., (const char *[]){"\u22125", "0", "5", "10"}, 4);
    ticks_are(&numbers, 0., 2e6,
              (const char *[]){"0", "5\u00d710\u2075", "10\u2076", "1.5\u00d710\u2076", "2\u00d710\u2076"}, 5);
    ticks_are(&powers, 0.01, 1e5, (const char *[]){"0.01", "1", "100", "10000"}, 4);
    ticks_are(&dates, calendar_day(2018, 2, 10), calendar_day(2018, 11, 3),
              (const char *[]){"2018-03", "2018-05", "2018-07", "2018-09", "2018-11"}, 5);
    ticks_are(&dates, calendar_day(2015, 6, 1), calendar_day(2019, 6, 1),
              (const char *[]){"2016", "2017", "2018", "2019"}, 4);
}

/* NumPy's percentiles 25, 50, 75 of the values are 3.25, 5.5, 7.75; 30 lies beyond 7.75 + 1.5 * 4.5 */
static void box_shows_quartiles_and_whiskers_within_their_reach(void **state)
{
    const double sorted[10] = {1., 2., 3., 4., 5., 6., 7., 8., 9., 30.};
    const struct spread spread = spread_of(sorted, 10);

    (void)state;
    assert_true(spread.lower_quartile == 3.25 && spread.median == 5.5 && spread.upper_quartile == 7.75);
    assert_true(spread.lower_whisker == 1. && spread.upper_whisker == 9.);
}

/* In a process of its own, since PLplot looks for its drivers once. */
static void drivers_that_are_missing_are_named_with_their_package_and_end_nothing(void **state)
{
    const struct chart_panel panel = {.series = &line, .series_count = 1};
    const struct chart chart = {.panels = &panel, .panel_count = 1};
    const pid_t child = fork();
    int ended;

    (void)state;
    assert_true(child >= 0);
    if (child == 0) {
        struct slide_error error = {""};
        bool named;

        setenv("PLPLOT_DRV_DIR", folder, 1);
        named = chart_write(&chart, path_of("driver.png"), &error) == SLIDE_FAILED &&
                strstr(error.text, "plplot-driver-cairo") && access(path_of("driver.png"), F_OK) != 0;
        _exit(named ? 0 : 99);
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended));
    assert_int_equal(WEXITSTATUS(ended), 0);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"size.PNG",  "texts.svg",   "one.png",   "two.png",  "one.svg",
                                        "two.svg",   "strokes.svg", "long.svg",  "mark.svg", "mark.png",
                                        "zeros.svg", "kinds.svg",   "kinds.png", "tiny.png", "full.png"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(path_of(names[i]));
    return rmdir(folder); /* fails when a part was left behind */
}

/* Fontconfig keeps its patterns until the program ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drivers_that_are_missing_are_named_with_their_package_and_end_nothing),
        cmocka_unit_test(png_has_its_signature_its_end_and_the_size_that_was_asked_for),
        cmocka_unit_test(svg_is_closed_and_has_every_text),
        cmocka_unit_test(the_same_chart_gives_the_same_bytes),
        cmocka_unit_test(what_is_not_finite_leaves_a_gap),
        cmocka_unit_test(a_long_line_stays_in_one_piece),
        cmocka_unit_test(every_mark_takes_nothing_one_point_a_constant_and_all_null),
        cmocka_unit_test(logarithmic_axis_leaves_zeros_out),
        cmocka_unit_test(every_kind_of_panel_fits_on_one_sheet),
        cmocka_unit_test(what_cannot_be_drawn_is_refused_by_name),
        cmocka_unit_test(folder_as_a_file_is_refused),
        cmocka_unit_test(full_disk_leaves_what_was_there_and_no_part),
        cmocka_unit_test(ticks_stand_at_round_values),
        cmocka_unit_test(box_shows_quartiles_and_whiskers_within_their_reach),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
