/** Half precision where it is safe, by libtorch's autocasting: before version 2.4 its calls had other names. */
#ifndef SLIDE_NET_AUTOCAST_H
#define SLIDE_NET_AUTOCAST_H

#include <ATen/autocast_mode.h>
#include <torch/csrc/api/include/torch/version.h>

namespace slide
{

/** Convolutions in bfloat16 for its lifetime, where it is wanted. */
class Autocast
{
  public:
    /** @param[in] type  of device, CUDA or CPU */
    explicit Autocast(at::DeviceType type, bool wanted = true) : type_(type), wanted_(wanted)
    {
        if (wanted_)
            set(true);
    }
    ~Autocast()
    {
        if (wanted_) {
            at::autocast::clear_cache();
            set(false);
        }
    }
    Autocast(const Autocast &) = delete;
    Autocast &operator=(const Autocast &) = delete;

  private:
    void set(bool on) const
    {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
        at::autocast::set_autocast_dtype(type_, at::kBFloat16);
        at::autocast::set_autocast_enabled(type_, on);
#else
        if (type_ == at::kCUDA) {
            at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
            at::autocast::set_enabled(on);
        } else {
            at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
            at::autocast::set_cpu_enabled(on);
        }
#endif
    }
    at::DeviceType type_;
    bool wanted_;
};

} // namespace slide

#endif
