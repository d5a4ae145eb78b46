#include "learn/trainer_state.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC "r.slide training 1"

/* the bytes begin with this; history, best weights and the net's own state follow */
struct head {
    char magic[sizeof MAGIC];
    char checksum[CHECKSUM_SIZE];
    struct trainer_state state;
    uint64_t epochs, best, stopped, weights_size, net_size;
};

enum slide_status trainer_state_pack(const struct trainer_state *state, const struct training *training,
                                     const char *checksum, const char *net, size_t net_size, char **bytes, size_t *size,
                                     struct slide_error *error)
{
    const size_t history = training->epochs * sizeof *training->epoch;
    struct head head;
    char *next;

    memset(&head, 0, sizeof head); /* no byte of padding by chance */
    memcpy(head.magic, MAGIC, sizeof MAGIC);
    memcpy(head.checksum, checksum, CHECKSUM_SIZE);
    head.state = *state;
    head.epochs = training->epochs;
    head.best = training->best;
    head.stopped = training->stopped;
    head.weights_size = training->size;
    head.net_size = net_size;
    *size = sizeof head + history + training->size + net_size;
    *bytes = next = malloc(*size);
    if (!next)
        return slide_out_of_memory(error, (double)*size, "the state of the training");
    memcpy(next, &head, sizeof head);
    memcpy(next + sizeof head, training->epoch, history);
    memcpy(next + sizeof head + history, training->weights, training->size);
    memcpy(next + sizeof head + history + training->size, net, net_size);
    return SLIDE_OK;
}

static enum slide_status check(const struct head *head, size_t size, const char *checksum, struct slide_error *error)
{
    const uint64_t most = size;

    if (memcmp(head->magic, MAGIC, sizeof MAGIC) != 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "it is no state of a training");
    if (head->epochs > most / sizeof(struct trainer_epoch) || head->weights_size > most || head->net_size > most ||
        sizeof *head + head->epochs * sizeof(struct trainer_epoch) + head->weights_size + head->net_size != most ||
        head->best >= head->epochs)
        return slide_fail(error, SLIDE_BAD_INPUT, "it was cut short");
    if (memcmp(head->checksum, checksum, CHECKSUM_SIZE) != 0)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "it is of a training with other maps, another region, other options or another seed");
    return SLIDE_OK;
}

enum slide_status trainer_state_unpack(const char *bytes, size_t size, const char *checksum,
                                       struct trainer_state *state, struct training *training, const char **net,
                                       size_t *net_size, struct slide_error *error)
{
    enum slide_status status;
    struct head head;
    size_t history;

    *training = (struct training){0};
    if (size < sizeof head)
        return slide_fail(error, SLIDE_BAD_INPUT, "it was cut short");
    memcpy(&head, bytes, sizeof head);
    status = check(&head, size, checksum, error);
    if (status != SLIDE_OK)
        return status;
    history = head.epochs * sizeof *training->epoch;
    training->epoch = malloc(history);
    training->weights = malloc(head.weights_size + 1);
    if (!training->epoch || !training->weights) {
        training_free(training);
        return slide_out_of_memory(error, (double)history + head.weights_size, "the state of the training");
    }
    memcpy(training->epoch, bytes + sizeof head, history);
    memcpy(training->weights, bytes + sizeof head + history, head.weights_size);
    training->epochs = head.epochs;
    training->best = head.best;
    training->size = head.weights_size;
    training->stopped = head.stopped;
    *state = head.state;
    *net = bytes + sizeof head + history + head.weights_size;
    *net_size = head.net_size;
    return SLIDE_OK;
}
