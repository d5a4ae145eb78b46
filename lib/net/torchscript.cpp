/* TorchScript files: nets from elsewhere, and a pretrained backbone. */
#include "net/torchscript.h"

#include <sstream>
#include <unordered_map>

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include "net/failure.h"

namespace slide
{

static torch::jit::Module read_module(const std::string &what, const std::string &bytes, const at::Device &device)
{
    return decoded(what, [&] {
        std::istringstream stream(bytes);

        return torch::jit::load(stream, device);
    });
}

/** A TorchScript module from elsewhere that gives one logit a cell. */
class ImportedNetwork : public Network
{
  public:
    ImportedNetwork(const net_design &design, const char *bytes, size_t size, const net_start &start)
        : Network(design, start), bytes_(bytes, size), module_(read_module("The TorchScript file", bytes_, device_))
    {
        module_.eval();
    }
    Bytes save() const override
    {
        return {bytes_.begin(), bytes_.end()};
    }
    size_t parameters(bool running) const override
    {
        size_t count = 0;

        for (const Tensor &parameter : module_.parameters())
            count += size_t(parameter.numel());
        if (running)
            for (const Tensor &buffer : module_.buffers())
                count += size_t(buffer.numel());
        return count;
    }
    void check()
    {
        at::NoGradGuard without_gradients;

        logits(at::zeros({1, design_.bands, design_.patch, design_.patch}, at::TensorOptions(device_)), false, 0);
    }

  protected:
    Tensor forward(const Tensor &image, bool, uint64_t seed) override
    {
        set_dropout(seed != 0);

        const Tensor result = tensor_of(given(image));

        set_dropout(false);
        return one_logit_a_cell(image, result);
    }

  private:
    /** libtorch's interpreter gives its reason in the last line, after where in the module's source it came to it. */
    c10::IValue given(const Tensor &image)
    {
        try {
            return module_.forward({image});
        } catch (const std::exception &error) {
            if (tells_of_memory(error.what()))
                throw;
            throw Failure(SLIDE_BAD_INPUT, "The TorchScript module cannot take images " + shape_of(image.sizes()) +
                                               " (" + last_line(error.what()) + ").");
        }
    }
    /** The module's own tensor, or <out> of a dictionary, as torchvision's segmentation nets give it. */
    static Tensor tensor_of(const c10::IValue &value)
    {
        if (value.isTensor())
            return value.toTensor();
        if (value.isGenericDict() && value.toGenericDict().contains("out"))
            return value.toGenericDict().at("out").toTensor();
        throw Failure(SLIDE_BAD_INPUT,
                      "The TorchScript module gives a " + value.tagKind() + ": it must give one tensor of logits.");
    }
    static Tensor one_logit_a_cell(const Tensor &image, const Tensor &result)
    {
        const std::vector<int64_t> wanted{image.size(0), image.size(2), image.size(3)};

        if (result.dim() == 4 && result.size(1) == 1 && result.squeeze(1).sizes() == at::IntArrayRef(wanted))
            return result.squeeze(1);
        if (result.sizes() == at::IntArrayRef(wanted))
            return result;
        throw Failure(SLIDE_BAD_INPUT, "The TorchScript module gave " + shape_of(result.sizes()) + " for images " +
                                           shape_of(image.sizes()) + ": it must give one logit a cell, " +
                                           shape_of({wanted[0], 1, wanted[1], wanted[2]}) + ".");
    }
    void set_dropout(bool on)
    {
        for (torch::jit::Module layer : module_.modules())
            if (layer.type()->name() && layer.type()->name()->name().find("Dropout") != std::string::npos)
                layer.train(on);
    }

    std::string bytes_;
    torch::jit::Module module_;
};

/** Any number of bands from three, their mean, scaled so that the sum over the bands stays the same. */
static Tensor widened(const Tensor &weight, int64_t bands)
{
    const double share = double(weight.size(1)) / double(bands);

    return weight.mean(1, true).expand({weight.size(0), bands, weight.size(2), weight.size(3)}) * share;
}

static void take(const Weights::Entry &entry, const std::string &name, Tensor given)
{
    if (name == "conv1.weight" && given.dim() == 4 && given.size(1) != entry.value.size(1))
        given = widened(given, entry.value.size(1));
    if (given.sizes() != entry.value.sizes())
        throw Failure(SLIDE_BAD_INPUT, "The backbone's <" + name + "> is " + shape_of(given.sizes()) + ", not " +
                                           shape_of(entry.value.sizes()) +
                                           " as in a ResNet-50: export torchvision's resnet50 with torch.jit.");
    entry.value.copy_(given);
}

void start_from_backbone(Architecture &deeplab, const char *bytes, size_t size)
{
    static const std::string prefix = "backbone.";
    at::NoGradGuard without_gradients;
    const torch::jit::Module module =
        read_module("The backbone's TorchScript file", std::string(bytes, size), at::kCPU);
    std::unordered_map<std::string, Tensor> given;

    for (const auto &parameter : module.named_parameters())
        given.emplace(parameter.name, parameter.value);
    for (const auto &buffer : module.named_buffers())
        given.emplace(buffer.name, buffer.value);
    for (const Weights::Entry &entry : deeplab.weights.entries()) {
        if (entry.name.compare(0, prefix.size(), prefix) != 0)
            continue;
        const std::string name = entry.name.substr(prefix.size());
        const auto found = given.find(name);

        if (found == given.end())
            throw Failure(SLIDE_BAD_INPUT, "The backbone has no <" + name +
                                               ">: it must be a ResNet-50 with torchvision's names of weights.");
        take(entry, name, found->second);
    }
}

std::unique_ptr<Network> import_network(const net_design &design, const char *bytes, size_t size,
                                        const net_start &start)
{
    auto network = std::make_unique<ImportedNetwork>(design, bytes, size, start);

    network->check();
    return network;
}

} // namespace slide
