# Where libtorch is: Debian's, or another one with make TORCH=/folder/of/libtorch. Sets TORCH_FLAGS and TORCH_LINK, and
# HAVE_TORCH, empty where there is none.

TORCH ?= /usr
TORCH_HEADERS = $(TORCH)/include/torch/csrc/api/include
TORCH_LIBRARY := $(firstword $(wildcard $(TORCH)/lib/$(shell $(CXX) -print-multiarch)/libtorch_cpu.so $(TORCH)/lib/libtorch_cpu.so))
TORCH_FOLDER := $(patsubst %/,%,$(dir $(TORCH_LIBRARY)))
HAVE_TORCH := $(and $(TORCH_LIBRARY),$(wildcard $(TORCH_HEADERS)/torch/types.h))

# Some builds of libtorch keep the C++ library's older strings
TORCH_STRINGS = $(shell nm -D --defined-only $(TORCH_FOLDER)/libc10.so | grep -q __cxx11 || echo -D_GLIBCXX_USE_CXX11_ABI=0)
TORCH_FLAGS = -std=c++17 $(TORCH_STRINGS) -isystem $(TORCH_HEADERS) $(if $(filter-out /usr,$(TORCH)),-isystem $(TORCH)/include)
TORCH_PARTS = libtorch.so libtorch_cpu.so libtorch_cuda.so libc10.so libc10_cuda.so
comma = ,
TORCH_LINK = -L$(TORCH_FOLDER) $(if $(filter-out /usr,$(TORCH)),-Wl$(comma)-rpath$(comma)$(TORCH_FOLDER)) \
    -Wl,--no-as-needed $(patsubst $(TORCH_FOLDER)/lib%.so,-l%,$(wildcard $(addprefix $(TORCH_FOLDER)/,$(TORCH_PARTS))))
