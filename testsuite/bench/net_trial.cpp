/**
 * Times the deep nets through their plugin, and the best single 3x3 convolution of libtorch in the same run, for
 * nets.py.
 *
 * net_trial PLUGIN BATCH SIDE THREADS REPEATS prints a line per task: its name, best seconds, best processor
 * seconds of all threads, arithmetic in GFLOP. The
 * rounds alternate between the tasks, so that a machine that slows down slows all of them.
 */
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/rand.h>

#include "learn/net.h"

struct Task {
    std::string name;
    double gigaflops;
    std::function<void()> run;
    double seconds = 1e99, processor = 1e99;
};

/** A convolution's inputs, outputs, and by what its image is smaller than the net's. */
struct Layer {
    int in, out, reduction, side = 3;
};

static void stop(const std::string &sentence)
{
    std::fprintf(stderr, "net_trial: %s\n", sentence.c_str());
    std::exit(EXIT_FAILURE);
}

static std::vector<Layer> layers_of(net_kind kind)
{
    if (kind == NET_CNN)
        return {{14, 64, 1},   {64, 64, 1},   {64, 128, 1},  {128, 128, 1}, {128, 128, 1},
                {128, 128, 1}, {128, 128, 1}, {128, 128, 1}, {128, 1, 1, 1}};
    std::vector<Layer> layers{{14, 64, 1}, {64, 64, 1}, {64, 1, 1, 1}};

    for (int level = 1, width = 64; level <= 4; level++, width *= 2) {
        layers.insert(layers.end(), {{width, 2 * width, 1 << level}, {2 * width, 2 * width, 1 << level}});
        layers.insert(layers.end(), {{2 * width, width, 1 << level, 2}, {2 * width, width, 1 << (level - 1)}});
        layers.push_back({width, width, 1 << (level - 1)});
    }
    return layers;
}

/** Forward; a transposed convolution of side 2 is told by its smaller image. */
static double gigaflops(const std::vector<Layer> &layers, int batch, int side)
{
    double sum = 0.;

    for (const Layer &layer : layers) {
        const int reduced = side / layer.reduction;

        sum += 2e-9 * layer.in * layer.out * layer.side * layer.side * batch * reduced * reduced;
    }
    return sum;
}

static Task convolution(int bands, int side, int batch, at::MemoryFormat layout, const char *name)
{
    const at::Tensor image = at::rand({batch, bands, side, side}).contiguous(layout);
    const at::Tensor weight = at::rand({bands, bands, 3, 3}).contiguous(layout);

    return {name, gigaflops({{bands, bands, 1}}, batch, side), [=] {
                at::NoGradGuard without_gradients;

                at::conv2d(image, weight, {}, 1, 1);
            }};
}

struct Trial {
    const net_border *border;
    std::vector<float> image, target, valid, logit;
    int batch, side, threads;
};

static void add_net(std::vector<Task> &tasks, Trial &trial, net_kind kind, const std::string &name)
{
    const net_design design = {kind, 14, trial.side, 64, 0.};
    const net_start start = {NET_DEVICE_CPU, trial.threads, 1, nullptr, 0};
    const double forward = gigaflops(layers_of(kind), trial.batch, trial.side);
    const double first = gigaflops({layers_of(kind)[0]}, trial.batch, trial.side);
    slide_error error;
    void *net;

    if (trial.border->create(&design, &start, &net, &error) != SLIDE_OK)
        stop(error.text);
    tasks.push_back({name + "_training", 3. * forward - first, [&trial, net] {
                         const net_batch batch = {trial.image.data(),  trial.target.data(), trial.valid.data(),
                                                  size_t(trial.batch), trial.side,          trial.side};
                         const net_step step = {1e-3, 1e-4, 1, {NET_LOSS_BCE_DICE, 15., 0.5, 2., 0.25}};
                         slide_error told;
                         double loss;

                         if (trial.border->train(net, &batch, &step, &loss, &told) != SLIDE_OK)
                             stop(told.text);
                     }});
    tasks.push_back({name + "_prediction", forward, [&trial, net] {
                         slide_error told;

                         if (trial.border->predict(net, trial.image.data(), size_t(trial.batch), trial.side, trial.side,
                                                   0, trial.logit.data(), &told) != SLIDE_OK)
                             stop(told.text);
                     }});
}

static double now(clockid_t clock)
{
    timespec time;

    clock_gettime(clock, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

static void run_once(Task &task)
{
    const double begin = now(CLOCK_MONOTONIC), processor = now(CLOCK_PROCESS_CPUTIME_ID);

    task.run();
    task.seconds = std::min(task.seconds, now(CLOCK_MONOTONIC) - begin);
    task.processor = std::min(task.processor, now(CLOCK_PROCESS_CPUTIME_ID) - processor);
}

int main(int argc, char *argv[])
{
    if (argc != 6)
        stop("PLUGIN BATCH SIDE THREADS REPEATS");
    Trial trial;
    slide_error error;
    std::vector<Task> tasks;

    if (net_open(argv[1], &trial.border, &error) != SLIDE_OK)
        stop(error.text);
    trial.batch = std::atoi(argv[2]);
    trial.side = std::atoi(argv[3]);
    trial.threads = std::atoi(argv[4]);

    const size_t cells = size_t(trial.batch) * trial.side * trial.side;

    trial.image.resize(14 * cells);
    for (float &value : trial.image)
        value = float(std::rand()) / float(RAND_MAX) - 0.5f;
    trial.target.assign(cells, 0.f);
    for (size_t cell = 0; cell < cells; cell += 9)
        trial.target[cell] = 1.f;
    trial.valid.assign(cells, 1.f);
    trial.logit.resize(cells);
    tasks.push_back(convolution(128, trial.side, trial.batch, at::MemoryFormat::Contiguous, "plain_128"));
    tasks.push_back(convolution(128, trial.side, trial.batch, at::MemoryFormat::ChannelsLast, "last_128"));
    tasks.push_back(convolution(256, trial.side / 2, trial.batch, at::MemoryFormat::Contiguous, "plain_256"));
    tasks.push_back(convolution(256, trial.side / 2, trial.batch, at::MemoryFormat::ChannelsLast, "last_256"));
    add_net(tasks, trial, NET_CNN, "cnn");
    add_net(tasks, trial, NET_UNET, "unet");
    for (int round = 0; round < std::atoi(argv[5]); round++)
        for (Task &task : tasks) {
            at::set_num_threads(trial.threads);
            run_once(task);
        }
    for (const Task &task : tasks)
        std::printf("%s %.4f %.4f %.3f\n", task.name.c_str(), task.seconds, task.processor, task.gigaflops);
    return 0;
}
