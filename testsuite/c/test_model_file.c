/** The model file: comes back as it was, is what XGBoost itself can read, and is refused when anything is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include <xgboost/c_api.h>
#include <zip.h>

#include "learn/model_file.h"
#include "learn_fixture.h"

static char folder[] = "/tmp/slide_model_XXXXXX";
static char path[64], copy[64];

static void train(struct sample_table *table, int threads, struct model *model)
{
    *table = fixture_table(1);
    fixture_model(0.2, threads, model);
    assert_int_equal(fixture_fit(model, table, 1, NULL), SLIDE_OK);
    assert_int_equal(model_write(model, path, NULL), SLIDE_OK);
}

static size_t read_file(const char *name, char **bytes)
{
    FILE *file = fopen(name, "rb");
    size_t size;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size = (size_t)ftell(file);
    rewind(file);
    *bytes = malloc(size);
    assert_int_equal(fread(*bytes, 1, size, file), size);
    fclose(file);
    return size;
}

static void write_file(const char *name, const char *bytes, size_t size)
{
    FILE *file = fopen(name, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

/* the text of an entry, zero-ended */
static char *read_entry(const char *name, size_t *size)
{
    zip_t *archive = zip_open(path, ZIP_RDONLY, NULL);
    zip_file_t *file = zip_fopen(archive, name, 0);
    zip_stat_t stat;
    char *text;

    zip_stat(archive, name, 0, &stat);
    text = calloc(stat.size + 1, 1);
    assert_int_equal(zip_fread(file, text, stat.size), stat.size);
    *size = stat.size;
    zip_fclose(file);
    zip_discard(archive);
    return text;
}

static void replace_entry(const char *name, const char *text, size_t size)
{
    zip_t *archive = zip_open(path, 0, NULL);
    zip_source_t *source = zip_source_buffer(archive, text, size, 0);

    assert_true(zip_file_add(archive, name, source, ZIP_FL_OVERWRITE) >= 0);
    assert_int_equal(zip_close(archive), 0);
}

static void test_checksum_is_the_published_one(void **state)
{
    char text[CHECKSUM_SIZE], million[1000];

    (void)state;
    checksum_of("abc", 3, text); /* FIPS 180-4's examples */
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    checksum_of("", 0, text);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    checksum_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, text);
    assert_string_equal(text, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    memset(million, 'a', sizeof million);
    checksum_of(million, sizeof million, text);
    assert_string_equal(text, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
}

static void test_model_comes_back_as_it_was(void **state)
{
    struct sample_table table;
    struct model model, back;
    float feature[6], before, after;

    (void)state;
    train(&table, 1, &model);
    assert_int_equal(model_read(path, 1, &back, NULL), SLIDE_OK);
    assert_string_equal(back.identity, model.identity);
    assert_string_equal(back.recipe.predictor[1].title, model.recipe.predictor[1].title);
    assert_string_equal(back.recipe.predictor[1].units, "mm/a");
    assert_true(back.recipe.predictor[2].categorical && !back.recipe.predictor[0].categorical);
    assert_true(back.recipe.predictor[0].min == model.recipe.predictor[0].min &&
                back.recipe.predictor[0].mean == model.recipe.predictor[0].mean);
    assert_true(back.recipe.predictor[2].typical == model.recipe.predictor[2].typical);
    assert_memory_equal(&back.member[0].sampling, &model.member[0].sampling, sizeof back.member[0].sampling);
    assert_true(back.region.north == model.region.north && back.region.cols == FIXTURE_COLS);
    assert_true(back.member[0].scores.known && back.member[0].scores.auc_roc == model.member[0].scores.auc_roc);
    assert_int_equal(back.member[0].counts.test_positive, model.member[0].counts.test_positive);
    assert_true(back.recipe.settings.parameter[0] == 40. && back.recipe.settings.seed == 42);
    for (size_t row = 0; row < 500; row++) {
        model_predict(&model, 0, table.value + 3 * row, 1, true, feature, &before, NULL, NULL);
        model_predict(&back, 0, table.value + 3 * row, 1, true, feature, &after, NULL, NULL);
        assert_true(before == after);
    }
    model_free(&model);
    model_free(&back);
    table_free(&table);
}

static void test_ensemble_comes_back_member_by_member_with_the_median_marked(void **state)
{
    enum { MEMBERS = 5 };
    struct sample_table table = fixture_table(1);
    struct model model, back;
    float feature[6], before, after;
    size_t below = 0, above = 0;

    (void)state;
    fixture_model(0.2, 1, &model);
    assert_int_equal(fixture_fit(&model, &table, MEMBERS, NULL), SLIDE_OK);
    assert_int_equal(model_write(&model, path, NULL), SLIDE_OK);
    assert_int_equal(model_read(path, 1, &back, NULL), SLIDE_OK);
    assert_int_equal(back.members, MEMBERS);
    assert_int_equal(back.marked, model.marked);
    for (size_t member = 0; member < MEMBERS; member++) {
        below += back.member[member].scores.auc_roc < back.member[back.marked].scores.auc_roc;
        above += back.member[member].scores.auc_roc > back.member[back.marked].scores.auc_roc;
        for (size_t row = 0; row < 100; row++) {
            model_predict(&model, member, table.value + 3 * row, 1, true, feature, &before, NULL, NULL);
            model_predict(&back, member, table.value + 3 * row, 1, true, feature, &after, NULL, NULL);
            assert_true(before == after);
        }
    }
    assert_int_equal(below, 2);
    assert_int_equal(above, 2);
    model_free(&model);
    model_free(&back);
    table_free(&table);
}

static void test_xgboost_reads_its_entry_and_gives_the_uncorrected_probability(void **state)
{
    struct sample_table table;
    struct model model;
    BoosterHandle booster;
    DMatrixHandle matrix;
    const bst_ulong *shape;
    bst_ulong dimensions;
    const float *theirs;
    enum { CHECKED = 1000 };
    static float feature[CHECKED * 6], ours[CHECKED], value[CHECKED * 6];
    size_t size;
    char *text;

    (void)state;
    train(&table, 1, &model);
    text = read_entry("xgboost.json", &size);
    /* one-hot by hand: x, y, then categories 1 to 4 */
    for (size_t row = 0; row < CHECKED; row++) {
        memcpy(value + 6 * row, table.value + 3 * row, 2 * sizeof *value);
        for (int category = 1; category <= 4; category++)
            value[6 * row + 1 + (size_t)category] = table.value[3 * row + 2] == (float)category;
    }
    assert_int_equal(XGBoosterCreate(NULL, 0, &booster), 0);
    assert_int_equal(XGBoosterLoadModelFromBuffer(booster, text, size), 0);
    assert_int_equal(XGDMatrixCreateFromMat(value, CHECKED, 6, NAN, &matrix), 0);
    assert_int_equal(XGBoosterPredictFromDMatrix(booster, matrix,
                                                 "{\"type\": 0, \"training\": false, \"iteration_begin\": 0, "
                                                 "\"iteration_end\": 0, \"strict_shape\": false}",
                                                 &shape, &dimensions, &theirs),
                     0);
    assert_int_equal(model_predict(&model, 0, table.value, CHECKED, false, feature, ours, NULL, NULL), SLIDE_OK);
    assert_memory_equal(ours, theirs, sizeof ours);
    XGDMatrixFree(matrix);
    XGBoosterFree(booster);
    free(text);
    model_free(&model);
    table_free(&table);
}

static void test_same_bytes_with_one_two_and_four_threads(void **state)
{
    char *first, *other;
    size_t size;

    (void)state;
    for (int threads = 1; threads <= 4; threads *= 2) {
        struct sample_table table;
        struct model model;

        train(&table, threads, &model);
        if (threads == 1) {
            size = read_file(path, &first);
        } else {
            assert_int_equal(read_file(path, &other), size);
            assert_memory_equal(first, other, size);
            free(other);
        }
        model_free(&model);
        table_free(&table);
    }
    free(first);
}

static void assert_refused(const char *name)
{
    struct slide_error error = {""};
    struct model model;

    assert_int_not_equal(model_read(name, 1, &model, &error), SLIDE_OK);
    assert_non_null(strstr(error.text, name));
}

static void test_file_cut_short_anywhere_is_refused(void **state)
{
    struct sample_table table;
    struct model model;
    char *bytes;
    size_t size;

    (void)state;
    train(&table, 1, &model);
    size = read_file(path, &bytes);
    for (size_t length = 0; length < size; length += length < 200 || length + 200 > size ? 1 : 997) {
        write_file(copy, bytes, length);
        assert_refused(copy);
    }
    free(bytes);
    model_free(&model);
    table_free(&table);
}

static void test_changed_byte_is_refused_or_harmless(void **state)
{
    struct sample_table table;
    struct model model;
    char *bytes;
    size_t size, refused = 0, tried = 0;

    (void)state;
    train(&table, 1, &model);
    size = read_file(path, &bytes);
    for (size_t at = 0; at < size; at += 503, tried++) {
        struct model back;

        bytes[at] ^= 0x55;
        write_file(copy, bytes, size);
        bytes[at] ^= 0x55;
        if (model_read(copy, 1, &back, NULL) != SLIDE_OK) {
            refused++;
            continue;
        }
        assert_string_equal(back.identity, model.identity); /* such as a byte of the zip's dates */
        model_free(&back);
    }
    assert_true(refused > tried * 9 / 10);
    free(bytes);
    model_free(&model);
    table_free(&table);
}

/* replaces `from` by `to` in an entry and expects a refusal whose sentence holds `word` */
static void assert_edit_refused(const char *entry, const char *from, const char *to, const char *word)
{
    struct sample_table table;
    struct model model, back;
    struct slide_error error = {""};
    char *text, *place, *edited;
    size_t size;

    train(&table, 1, &model);
    text = read_entry(entry, &size);
    place = strstr(text, from);
    assert_non_null(place);
    edited = calloc(size + 100, 1);
    snprintf(edited, size + 100, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
    replace_entry(entry, edited, strlen(edited));
    assert_int_equal(model_read(path, 1, &back, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, path));
    if (!strstr(error.text, word))
        fail_msg("'%s' lacks '%s'", error.text, word);
    free(edited);
    free(text);
    model_free(&model);
    table_free(&table);
}

static void test_other_version_method_or_learner_is_refused_by_name(void **state)
{
    (void)state;
    assert_edit_refused("model.json", "\"version\": 2", "\"version\": 3", "version 3");
    assert_edit_refused("model.json", "\"method\": \"xgboost\"", "\"method\": \"oracle\"", "'oracle'");
    assert_edit_refused("model.json", "\"kind\": \"one_hot\"", "\"kind\": \"log\"", "'log'");
    assert_edit_refused("model.json", "r.slide model", "a cake", "does not describe a model");
    assert_edit_refused("model.json", "{", "", "not JSON");
    assert_edit_refused("xgboost.json", "\"base_score\":\"", "\"base_score\":\"1", "checksum");
}

static void test_missing_folder_leaves_nothing_and_no_file_is_no_model(void **state)
{
    struct sample_table table;
    struct model model, back;
    struct slide_error error;

    (void)state;
    train(&table, 1, &model);
    assert_int_equal(model_write(&model, "/no/such/folder/m.slide", &error), SLIDE_IO);
    assert_non_null(strstr(error.text, "/no/such/folder/m.slide"));
    assert_int_equal(model_read("/no/such/m.slide", 1, &back, &error), SLIDE_IO);
    assert_non_null(strstr(error.text, "not found"));
    model_free(&model);
    table_free(&table);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/m.slide", folder);
    snprintf(copy, sizeof copy, "%s/copy.slide", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(copy);
    return rmdir(folder); /* fails when anything else was left behind */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checksum_is_the_published_one),
        cmocka_unit_test(test_model_comes_back_as_it_was),
        cmocka_unit_test(test_ensemble_comes_back_member_by_member_with_the_median_marked),
        cmocka_unit_test(test_xgboost_reads_its_entry_and_gives_the_uncorrected_probability),
        cmocka_unit_test(test_same_bytes_with_one_two_and_four_threads),
        cmocka_unit_test(test_file_cut_short_anywhere_is_refused),
        cmocka_unit_test(test_changed_byte_is_refused_or_harmless),
        cmocka_unit_test(test_other_version_method_or_learner_is_refused_by_name),
        cmocka_unit_test(test_missing_folder_leaves_nothing_and_no_file_is_no_model),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
