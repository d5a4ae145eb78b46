/** What a table says of its samples: read back as it was written, refused where it is not that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "learn_fixture.h"
#include "learn/sample_source.h"

static struct sample_draw draws[2] = {
    {42, {.cells = 100, .positive_available = 7, .positive = 7, .negative_available = 90, .negative = 60}},
    {43, {.cells = 100, .positive_available = 7, .positive = 5, .negative_available = 90, .negative = 61}},
};

/* the texts are those of the model */
static struct sample_source source_of(struct model *model)
{
    return (struct sample_source){.event = "Gorkha, \"2015\" \xc3\xa9",
                                  .label_map = model->label_map,
                                  .predictors = model->recipe.predictors,
                                  .predictor = model->recipe.predictor,
                                  .region = model->region,
                                  .system = "LOCAL_CS[\"here\"]",
                                  .mapping = {.kind = MAPPING_BLOCKS, .rows = 10, .cols = 12, .share = 0.01},
                                  .draws = 2,
                                  .draw = draws};
}

static void everything_comes_back(void **state)
{
    struct model model;
    struct sample_source source, read;
    char *text;

    (void)state;
    fixture_model(0.2, 1, &model);
    source = source_of(&model);
    text = sample_source_to_json(&source);
    assert_null(strchr(text, '\n'));
    assert_int_equal(sample_source_from_json(text, &read, NULL), SLIDE_OK);
    assert_string_equal(read.event, source.event);
    assert_string_equal(read.label_map, "landslides@event");
    assert_string_equal(read.system, source.system);
    assert_int_equal(read.predictors, 3);
    assert_string_equal(read.predictor[1].title, model.recipe.predictor[1].title);
    assert_true(read.predictor[2].categorical && !read.predictor[1].categorical);
    assert_true(read.region.north == model.region.north && read.region.cols == model.region.cols);
    assert_int_equal(read.mapping.kind, MAPPING_BLOCKS);
    assert_true(read.mapping.rows == 10 && read.mapping.cols == 12 && read.mapping.share == 0.01);
    assert_int_equal(read.draws, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(read.draw[i].seed, draws[i].seed);
        assert_int_equal(read.draw[i].sampling.positive, draws[i].sampling.positive);
        assert_int_equal(read.draw[i].sampling.negative, draws[i].sampling.negative);
        assert_int_equal(read.draw[i].sampling.negative_available, 90);
    }
    sample_source_free(&read);
    free(text);
    model_free(&model);
}

static void refuse(const char *text, const char *word)
{
    struct slide_error error = {""};
    struct sample_source source;

    assert_int_equal(sample_source_from_json(text, &source, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, word));
    sample_source_free(&source);
}

static void other_texts_are_refused(void **state)
{
    (void)state;
    refuse("", "description cannot be read");
    refuse("[]", "not of a table");
    refuse("{\"format\": \"r.slide model\", \"version\": 1}", "not of a table");
    refuse("{\"format\": \"r.slide samples\", \"version\": 2}", "version 2");
    refuse("{\"format\": \"r.slide samples\", \"version\": 1, \"event\": 3}", "description cannot be read");
    refuse("{\"format\": \"r.slide samples\", \"version\": 1, \"event\": \"a\", \"label\": \"l\", \"system\": \"\"}",
           "no predictors");
}

/* every part of a whole text cut off somewhere */
static void truncated_texts_are_refused_and_leak_nothing(void **state)
{
    struct model model;
    struct sample_source source, read;
    char *text;
    size_t size;

    (void)state;
    fixture_model(0.2, 1, &model);
    source = source_of(&model);
    text = sample_source_to_json(&source);
    size = strlen(text);
    for (size_t cut = 0; cut < size; cut += 13) {
        char *part = strndup(text, cut);

        assert_int_equal(sample_source_from_json(part, &read, NULL), SLIDE_BAD_INPUT);
        sample_source_free(&read);
        free(part);
    }
    free(text);
    model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(truncated_texts_are_refused_and_leak_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
