#include "learn/model_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zip.h>

#include "learn/applicability_file.h"
#include "learn/finite.h"
#include "learn/model_json.h"
#include "learn/piece.h"

#define DESCRIPTION_FILE "model.json"

/* zip's earliest date, 1 January 1980, as MS-DOS counts */
#define NO_DATE ((1 << 5) | 1)
/* libzip's own level takes twenty times as long for a forest, which it makes smaller by a tenth */
#define FASTEST 1

struct bytes {
    char *data;
    size_t size;
};

static int add_entry(zip_t *archive, const char *name, const struct bytes *content)
{
    zip_source_t *source = zip_source_buffer(archive, content->data, content->size, 0);
    zip_int64_t index = source ? zip_file_add(archive, name, source, 0) : -1;

    if (index < 0) {
        zip_source_free(source);
        return -1;
    }
    if (zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_DEFLATE, FASTEST) != 0)
        return -1;
    return zip_file_set_dostime(archive, (zip_uint64_t)index, 0, NO_DATE, 0);
}

/* the description, one file for each piece of each member, and the training samples where they are kept */
struct content {
    struct bytes description;
    size_t payloads;
    struct bytes *payload; /* [payloads] member by member */
    struct bytes applicability;
};

static void content_free(struct content *content)
{
    for (size_t i = 0; content->payload && i < content->payloads; i++)
        free(content->payload[i].data);
    free(content->payload);
    free(content->applicability.data);
    free(content->description.data);
}

static enum slide_status save_pieces(struct model *model, struct member *member, struct bytes *payload,
                                     struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < member->pieces && status == SLIDE_OK; i++) {
        status = model->recipe.learner->save(member->piece[i].fitted, &payload[i].data, &payload[i].size, error);
        if (status == SLIDE_OK)
            checksum_of(payload[i].data, payload[i].size, member->piece[i].checksum);
    }
    return status;
}

static enum slide_status save_members(struct model *model, struct content *content, struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;
    size_t first = 0;

    for (size_t i = 0; i < model->members; i++)
        content->payloads += model->member[i].pieces;
    content->payload = calloc(content->payloads + 1, sizeof *content->payload);
    if (!content->payload)
        return slide_out_of_memory(error, (double)content->payloads * sizeof *content->payload, "the model");
    for (size_t i = 0; i < model->members && status == SLIDE_OK; first += model->member[i++].pieces)
        status = save_pieces(model, &model->member[i], content->payload + first, error);
    return status;
}

static enum slide_status save_applicability(struct applicability *applicability, struct bytes *bytes,
                                            struct slide_error *error)
{
    if (applicability->points == 0)
        return SLIDE_OK;
    bytes->data = applicability_to_bytes(applicability, &bytes->size);
    if (!bytes->data)
        return slide_out_of_memory(error, (double)bytes->size, "the area of applicability");
    checksum_of(bytes->data, bytes->size, applicability->checksum);
    return SLIDE_OK;
}

static enum slide_status describe(struct model *model, struct bytes *description, struct slide_error *error)
{
    description->data = model_to_json(model);
    if (!description->data)
        return slide_out_of_memory(error, 0., "the model's description");
    description->size = strlen(description->data);
    checksum_of(description->data, description->size, model->identity);
    return SLIDE_OK;
}

static int add_entries(zip_t *archive, const struct model *model, const struct content *content)
{
    int failed = add_entry(archive, DESCRIPTION_FILE, &content->description);

    const struct bytes *payload = content->payload;

    for (size_t i = 0; i < model->members; i++) {
        for (size_t j = 0; j < model->member[i].pieces && failed == 0; j++) {
            char name[MODEL_FILE_NAME_SIZE];

            model_file_name(model, i, j, name);
            failed = add_entry(archive, name, payload++);
        }
    }
    if (failed == 0 && content->applicability.data)
        failed = add_entry(archive, APPLICABILITY_FILE, &content->applicability);
    return failed;
}

static enum slide_status write_zip(const char *path, const char *shown_path, const struct model *model,
                                   const struct content *content, struct slide_error *error)
{
    int code;
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);

    if (!archive)
        return slide_fail(error, SLIDE_IO,
                          "Model file '%s' cannot be written: no such folder, or no right to write in it.", shown_path);
    if (add_entries(archive, model, content) != 0 || zip_close(archive) != 0) {
        slide_fail(error, SLIDE_IO, "Model file '%s' cannot be written: %s", shown_path, zip_strerror(archive));
        zip_discard(archive);
        return SLIDE_IO;
    }
    return SLIDE_OK;
}

static enum slide_status write_and_rename(const char *path, const struct model *model, const struct content *content,
                                          struct slide_error *error)
{
    const size_t size = strlen(path) + 32;
    char *part = malloc(size);
    enum slide_status status;

    if (!part)
        return slide_out_of_memory(error, (double)size, "a file name");
    snprintf(part, size, "%s.part%ld", path, (long)getpid());
    status = write_zip(part, path, model, content, error);
    if (status == SLIDE_OK && rename(part, path) != 0)
        status = slide_fail(error, SLIDE_IO, "Model file '%s' cannot be written: %s", path, strerror(errno));
    if (status != SLIDE_OK)
        unlink(part);
    free(part);
    return status;
}

enum slide_status model_write(struct model *model, const char *path, struct slide_error *error)
{
    struct content content = {0};
    enum slide_status status = save_members(model, &content, error);

    if (status == SLIDE_OK)
        status = save_applicability(&model->applicability, &content.applicability, error);
    if (status == SLIDE_OK)
        status = describe(model, &content.description, error);
    if (status == SLIDE_OK)
        status = write_and_rename(path, model, &content, error);
    content_free(&content);
    return status;
}

/* a model file that is being read */
struct reader {
    zip_t *archive;
    const char *path;
    int threads; /* for predictions by the learners */
};

static enum slide_status reader_open(const char *path, int threads, struct reader *reader, struct slide_error *error)
{
    int code;

    *reader = (struct reader){zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code), path, threads};
    if (reader->archive)
        return SLIDE_OK;
    if (code == ZIP_ER_NOENT)
        return slide_fail(error, SLIDE_IO, "Model file '%s' not found.", path);
    return slide_fail(error, SLIDE_BAD_INPUT,
                      "File '%s' is not a model of r.slide.train, or it was cut short: it is no whole zip file. Copy "
                      "it again or train it anew.",
                      path);
}

static void reader_close(struct reader *reader)
{
    zip_discard(reader->archive);
}

static enum slide_status damaged(const struct reader *reader, const char *why, struct slide_error *error)
{
    return slide_fail(error, SLIDE_BAD_INPUT, "Model file '%s' is damaged: %s. Copy it again or train it anew.",
                      reader->path, why);
}

/* what a part of the file is refused for does not say which file: memory that is short is no fault of it */
static enum slide_status refused(const struct reader *reader, enum slide_status status, const struct slide_error *why,
                                 struct slide_error *error)
{
    if (status == SLIDE_OK || status == SLIDE_OUT_OF_MEMORY)
        return status == SLIDE_OK ? status : slide_fail(error, status, "%s", why->text);
    return slide_fail(error, status, "Model file '%.500s' cannot be used: %.480s", reader->path, why->text);
}

static enum slide_status read_entry(const struct reader *reader, const char *name, struct bytes *content,
                                    struct slide_error *error)
{
    zip_file_t *file = NULL;
    zip_stat_t stat;
    zip_int64_t got = -1;

    *content = (struct bytes){NULL, 0};
    if (zip_stat(reader->archive, name, 0, &stat) != 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "File '%s' is not a model of r.slide.train: it holds no %s.",
                          reader->path, name);
    if (stat.size > (zip_uint64_t)1 << 34 || !(content->data = malloc(stat.size + 1)))
        return slide_out_of_memory(error, (double)stat.size, "the model");
    content->size = stat.size;
    file = zip_fopen(reader->archive, name, 0);
    if (file) {
        got =
            zip_fread(file, content->data, stat.size + 1); /* one more than there is: the end, where sums are checked */
        if (zip_fclose(file) != 0)
            got = -1;
    }
    if (got < 0 || (zip_uint64_t)got != stat.size) {
        free(content->data);
        content->data = NULL;
        return damaged(reader, "an entry cannot be unpacked", error);
    }
    return SLIDE_OK;
}

static int is_json(const char *name)
{
    const char *end = strrchr(name, '.');

    return end && strcmp(end, ".json") == 0;
}

static enum slide_status read_learner(const struct reader *reader, size_t index, size_t number, struct model *model,
                                      struct slide_error *error)
{
    const size_t features = model->member[index].transform.features;
    struct piece *piece = &model->member[index].piece[number];
    struct bytes payload;
    char checksum[CHECKSUM_SIZE], name[MODEL_FILE_NAME_SIZE];
    struct slide_error why = {""};
    enum slide_status status;

    model_file_name(model, index, number, name);
    status = read_entry(reader, name, &payload, error);
    if (status != SLIDE_OK)
        return status;
    checksum_of(payload.data, payload.size, checksum);
    if (strcmp(checksum, piece->checksum) != 0)
        status = damaged(reader, "its learner's checksum is not the one recorded at training", error);
    else if (is_json(name) && !json_is_finite(payload.data, payload.size, NULL))
        status = damaged(reader, "its learner's numbers are not all finite (NaN or infinite)", error);
    else {
        status =
            model->recipe.learner->load(payload.data, payload.size, features, reader->threads, &piece->fitted, &why);
        status = refused(reader, status, &why, error);
    }
    free(payload.data);
    return status;
}

static enum slide_status read_member(const struct reader *reader, size_t index, struct model *model,
                                     struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; status == SLIDE_OK && i < model->member[index].pieces; i++)
        status = read_learner(reader, index, i, model, error);
    return status;
}

static enum slide_status read_applicability(const struct reader *reader, struct applicability *applicability,
                                            struct slide_error *error)
{
    struct bytes points;
    char checksum[CHECKSUM_SIZE];
    struct slide_error why = {""};
    enum slide_status status;

    if (applicability->points == 0)
        return SLIDE_OK;
    status = read_entry(reader, APPLICABILITY_FILE, &points, error);
    if (status != SLIDE_OK)
        return status;
    checksum_of(points.data, points.size, checksum);
    if (strcmp(checksum, applicability->checksum) != 0)
        status = damaged(reader, "the checksum of its training samples is not the one recorded", error);
    else {
        status = applicability_from_bytes(points.data, points.size, applicability, &why);
        status = refused(reader, status, &why, error);
    }
    free(points.data);
    return status;
}

static enum slide_status read_description(const struct reader *reader, struct model *model, struct slide_error *error)
{
    struct bytes description;
    struct slide_error why = {""};
    enum slide_status status = read_entry(reader, DESCRIPTION_FILE, &description, error);

    if (status != SLIDE_OK)
        return status;
    status = model_from_json(description.data, description.size, model, &why);
    checksum_of(description.data, description.size, model->identity);
    free(description.data);
    if (status != SLIDE_OK)
        slide_fail(error, status, "Model file '%.500s' cannot be used: %.480s.", reader->path, why.text);
    return status;
}

enum slide_status model_read_description(const char *path, struct model *model, struct slide_error *error)
{
    struct reader reader;
    enum slide_status status;

    *model = (struct model){0};
    status = reader_open(path, 1, &reader, error);
    if (status != SLIDE_OK)
        return status;
    status = read_description(&reader, model, error);
    if (status != SLIDE_OK)
        model_free(model);
    reader_close(&reader);
    return status;
}

enum slide_status model_read_learners(const char *path, int threads, size_t first, size_t count, struct model *model,
                                      struct slide_error *error)
{
    struct reader reader;
    enum slide_status status = reader_open(path, threads, &reader, error);

    if (status != SLIDE_OK)
        return status;
    for (size_t i = first; status == SLIDE_OK && i < first + count; i++)
        status = read_member(&reader, i, model, error);
    reader_close(&reader);
    return status;
}

enum slide_status model_read_applicability(const char *path, struct model *model, struct slide_error *error)
{
    struct reader reader;
    enum slide_status status = reader_open(path, 1, &reader, error);

    if (status != SLIDE_OK)
        return status;
    status = read_applicability(&reader, &model->applicability, error);
    reader_close(&reader);
    return status;
}

enum slide_status model_verify(const char *path, struct model *model, struct slide_error *error)
{
    struct reader reader;
    enum slide_status status = reader_open(path, 1, &reader, error);

    if (status != SLIDE_OK)
        return status;
    for (size_t i = 0; status == SLIDE_OK && i < model->members; i++) {
        status = read_member(&reader, i, model, error);
        pieces_forget(&model->recipe, &model->member[i]);
    }
    if (status == SLIDE_OK)
        status = read_applicability(&reader, &model->applicability, error);
    reader_close(&reader);
    return status;
}

enum slide_status model_read(const char *path, int threads, struct model *model, struct slide_error *error)
{
    enum slide_status status = model_read_description(path, model, error);

    if (status != SLIDE_OK)
        return status;
    status = model_read_learners(path, threads, 0, model->members, model, error);
    if (status == SLIDE_OK)
        status = model_read_applicability(path, model, error);
    if (status != SLIDE_OK)
        model_free(model);
    return status;
}
