/**
 * Writes TorchScript files for tests: torchscript KIND FILE [BANDS].
 *
 * mean        the mean of all bands in a window of 3 x 3 cells, zeros around the image; [n, 1, rows, cols]
 * flat        the same as [n, rows, cols]
 * dictionary  the same as <out> of a dictionary
 * dropped     the same, cells then left out at random with a share of 0.5 by a layer <Dropout>
 * pooled      a number a band instead of one a cell
 * resnet50    torchvision's names and shapes of a ResNet-50's weights; the value at index i of an array of n values is
 *             (i mod 7 - 3) / 100 + n / 1e9
 * narrow      the same with half the outputs in layer2.0.conv1
 * headless    the same without layer4.2.bn3
 */
#include <cstdio>
#include <cstdlib>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <torch/csrc/jit/api/module.h>

using torch::jit::Module;

static Module mean_of(const std::string &kind, int64_t bands)
{
    Module module("Mean");
    const std::string mean = "torch.conv2d(x, self.weight, None, [1, 1], [1, 1])";

    module.register_parameter("weight", at::full({1, bands, 3, 3}, 1. / (9. * double(bands))), false);
    if (kind == "mean")
        module.define("def forward(self, x):\n    return " + mean + "\n");
    else if (kind == "flat")
        module.define("def forward(self, x):\n    return " + mean + ".squeeze(1)\n");
    else if (kind == "dictionary")
        module.define("def forward(self, x):\n    return {\"out\": " + mean + "}\n");
    else if (kind == "pooled")
        module.define("def forward(self, x):\n    return x.mean([2, 3])\n");
    else {
        Module layer("Dropout");

        layer.register_attribute("training", c10::BoolType::get(), true);
        layer.define("def forward(self, x):\n    return torch.dropout(x, 0.5, self.training)\n");
        module.register_module("dropout", layer);
        module.define("def forward(self, x):\n    return self.dropout.forward(" + mean + ")\n");
    }
    return module;
}

static at::Tensor values(at::IntArrayRef shape)
{
    int64_t count = 1;

    for (int64_t length : shape)
        count *= length;
    return ((at::arange(count, at::kFloat).remainder(7.) - 3.) / 100. + double(count) / 1e9).reshape(shape);
}

static void add_convolution(Module &parent, const std::string &name, at::IntArrayRef shape)
{
    Module layer("Conv2d");

    layer.register_parameter("weight", values(shape), false);
    parent.register_module(name, layer);
}

static void add_normalisation(Module &parent, const std::string &name, int64_t bands)
{
    Module layer("BatchNorm2d");

    layer.register_parameter("weight", values({bands}), false);
    layer.register_parameter("bias", values({bands}), false);
    layer.register_buffer("running_mean", values({bands}));
    layer.register_buffer("running_var", values({bands}) + 1.);
    layer.register_buffer("num_batches_tracked", at::full({}, 1, at::kLong));
    parent.register_module(name, layer);
}

static Module bottleneck(const std::string &name, const std::string &kind, int64_t in, int64_t width, bool projected)
{
    Module block("Bottleneck");
    const int64_t out = 4 * width, reduced = kind == "narrow" && name == "layer2.0" ? width / 2 : width;

    add_convolution(block, "conv1", {reduced, in, 1, 1});
    add_normalisation(block, "bn1", width);
    add_convolution(block, "conv2", {width, width, 3, 3});
    add_normalisation(block, "bn2", width);
    add_convolution(block, "conv3", {out, width, 1, 1});
    if (kind != "headless" || name != "layer4.2")
        add_normalisation(block, "bn3", out);
    if (projected) {
        Module projection("Sequential");

        add_convolution(projection, "0", {out, in, 1, 1});
        add_normalisation(projection, "1", out);
        block.register_module("downsample", projection);
    }
    return block;
}

static Module resnet50(const std::string &kind, int64_t bands)
{
    static const int blocks[] = {3, 4, 6, 3};
    Module net("ResNet");
    int64_t in = 64, width = 64;

    add_convolution(net, "conv1", {64, bands, 7, 7});
    add_normalisation(net, "bn1", 64);
    for (int layer = 0; layer < 4; layer++, width *= 2) {
        const std::string name = "layer" + std::to_string(layer + 1);
        Module sequence("Sequential");

        for (int block = 0; block < blocks[layer]; block++, in = 4 * width)
            sequence.register_module(std::to_string(block),
                                     bottleneck(name + "." + std::to_string(block), kind, in, width, block == 0));
        net.register_module(name, sequence);
    }
    return net;
}

int main(int argc, char *argv[])
{
    if (argc < 3) {
        std::fprintf(stderr, "torchscript KIND FILE [BANDS]\n");
        return EXIT_FAILURE;
    }
    const std::string kind = argv[1];
    const int64_t bands = argc > 3 ? std::atoi(argv[3]) : 3;

    if (kind == "resnet50" || kind == "narrow" || kind == "headless")
        resnet50(kind, bands).save(argv[2]);
    else
        mean_of(kind, bands).save(argv[2]);
    return EXIT_SUCCESS;
}
