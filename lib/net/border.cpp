/* The border: a table of C functions that no exception leaves. */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include <omp.h>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/csrc/api/include/torch/version.h>

#include "net/failure.h"
#include "net/memory.h"
#include "net/network.h"

using slide::Failure;
using slide::first_line;
using slide::Network;
using slide::tells_of_memory;

static enum slide_status fail(slide_error *error, slide_status status, const std::string &sentence)
{
    if (error)
        std::snprintf(error->text, sizeof error->text, "%s", sentence.c_str());
    return status;
}

static enum slide_status fail_in_library(slide_error *error, const std::string &doing, const std::string &text)
{
    if (tells_of_memory(text))
        return fail(
            error, SLIDE_OUT_OF_MEMORY,
            "Not enough memory to " + doing +
                ": choose a smaller batch=, patch= or tile=, or fewer filters=. libtorch says: " + first_line(text));
    return fail(error, SLIDE_FAILED, "libtorch could not " + doing + ": " + first_line(text));
}

template <class Work> static enum slide_status guarded(const std::string &doing, slide_error *error, Work work)
{
    try {
        work();
        return SLIDE_OK;
    } catch (const Failure &failure) {
        return fail(error, failure.status, failure.what());
    } catch (const c10::Error &failure) {
        return fail_in_library(error, doing, failure.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        return fail_in_library(error, doing, "out of memory");
    } catch (const std::exception &failure) {
        return fail_in_library(error, doing, failure.what());
    } catch (...) {
        return fail_in_library(error, doing, "no reason given");
    }
}

/** libtorch's threads for the time of one call; OpenMP's setting, which the host shares, is put back. */
class Threads
{
  public:
    explicit Threads(int threads) : before_(omp_get_max_threads())
    {
        if (at::get_num_threads() != threads)
            at::set_num_threads(threads);
    }
    ~Threads()
    {
        omp_set_num_threads(before_);
    }
    Threads(const Threads &) = delete;
    Threads &operator=(const Threads &) = delete;

  private:
    int before_;
};

struct Handle {
    std::unique_ptr<Network> network;
    int threads;
};

static Handle &handle(void *net)
{
    return *static_cast<Handle *>(net);
}

template <class Work> static enum slide_status with(void *net, const std::string &doing, slide_error *error, Work work)
{
    return guarded(doing, error, [&] {
        const Threads threads(handle(net).threads);

        work(*handle(net).network);
    });
}

static void check(const net_design &design)
{
    if (design.bands < 1 || design.filters < 1 || design.dropout < 0. || !(design.dropout < 1.))
        throw Failure(SLIDE_BAD_INPUT, "A net needs at least one band and one filter, and a dropout from 0 to below 1, "
                                       "not bands " +
                                           std::to_string(design.bands) + ", filters " +
                                           std::to_string(design.filters) + ", dropout " +
                                           std::to_string(design.dropout) + ".");
}

static const char *description()
{
    static const std::string text = "libtorch " + std::to_string(TORCH_VERSION_MAJOR) + "." +
                                    std::to_string(TORCH_VERSION_MINOR) + "." + std::to_string(TORCH_VERSION_PATCH) +
                                    (at::hasCUDA() ? ", CUDA" : ", CPU");

    return text.c_str();
}

template <class Make>
static enum slide_status made(const std::string &doing, const net_design *design, const net_start *start, void **net,
                              slide_error *error, Make make)
{
    *net = nullptr;
    return guarded(doing, error, [&] {
        const int count = start->threads > 1 ? start->threads : 1;
        const Threads threads(count);

        slide::keep_memory();
        check(*design);
        *net = new Handle{make(), count};
    });
}

static enum slide_status create(const net_design *design, const net_start *start, void **net, slide_error *error)
{
    return made("create the net", design, start, net, error, [&] { return slide::create_network(*design, *start); });
}

static enum slide_status load(const net_design *design, const char *bytes, size_t size, const net_start *start,
                              void **net, slide_error *error)
{
    const char *doing = design->kind == NET_IMPORTED ? "read the TorchScript module" : "read the net's weights";

    return made(doing, design, start, net, error, [&] { return slide::load_network(*design, bytes, size, *start); });
}

static void give(const slide::Bytes &from, char **bytes, size_t *size)
{
    *bytes = static_cast<char *>(std::malloc(from.size()));
    if (!*bytes)
        throw std::bad_alloc();
    std::memcpy(*bytes, from.data(), from.size());
    *size = from.size();
}

static enum slide_status save(void *net, char **bytes, size_t *size, slide_error *error)
{
    return with(net, "save the net", error, [&](Network &network) { give(network.save(), bytes, size); });
}

static enum slide_status checkpoint(void *net, char **bytes, size_t *size, slide_error *error)
{
    return with(net, "save the net", error, [&](Network &network) { give(network.checkpoint(), bytes, size); });
}

static enum slide_status resume(void *net, const char *bytes, size_t size, slide_error *error)
{
    return with(net, "read the checkpoint", error, [&](Network &network) { network.resume(bytes, size); });
}

static size_t parameters(void *net, bool running)
{
    return handle(net).network->parameters(running);
}

static enum slide_status train(void *net, const net_batch *batch, const net_step *step, double *loss,
                               slide_error *error)
{
    return with(net, "train on a batch of " + std::to_string(batch->count) + " patches", error,
                [&](Network &network) { *loss = network.train(*batch, *step); });
}

static enum slide_status evaluate(void *net, const net_batch *batch, const net_loss *kind, double *loss,
                                  slide_error *error)
{
    return with(net, "evaluate a batch of " + std::to_string(batch->count) + " patches", error,
                [&](Network &network) { *loss = network.loss(*batch, *kind); });
}

static enum slide_status predict(void *net, const float *image, size_t count, int rows, int cols, uint64_t dropout_seed,
                                 float *logit, slide_error *error)
{
    return with(net, "predict a batch of " + std::to_string(count) + " patches", error, [&](Network &network) {
        network.predict({image, count, rows, cols}, dropout_seed, logit);
    });
}

static enum slide_status gradient(void *net, const float *image, const float *weight, size_t count, int rows, int cols,
                                  float *result, slide_error *error)
{
    return with(net, "attribute a batch of " + std::to_string(count) + " patches", error, [&](Network &network) {
        network.gradient({image, count, rows, cols}, weight, result);
    });
}

static void release(void *net)
{
    delete static_cast<Handle *>(net);
    slide::release_memory();
}

extern "C" __attribute__((visibility("default"))) const net_border *slide_net_border(void)
{
    static const net_border border = {NET_BORDER_VERSION, description, create,   load,    save,     checkpoint, resume,
                                      parameters,         train,       evaluate, predict, gradient, release};

    return &border;
}
