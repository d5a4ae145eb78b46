/** What we take of libtorch, in one header that is compiled once: tensors with their gradients, and TorchScript. */
#ifndef SLIDE_NET_TORCH_H
#define SLIDE_NET_TORCH_H

#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/script.h>

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#endif
