#include "net/memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <unordered_map>

#include <sys/mman.h>

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

namespace slide
{

/** Blocks of at least `small` bytes, in use and kept. */
class Pool
{
  public:
    static const size_t small = size_t(1) << 20;

    void *take(size_t bytes)
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        void *block = kept_block(bytes);

        if (!block) {
            bytes = rounded(bytes);
            keep_below(std::max(most_, bytes + used_) - used_ - bytes);
            block = fresh_block(bytes);
        }
        most_ = std::max(most_, used_);
        return block;
    }
    void give(void *block)
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        const auto found = in_use_.find(block);

        if (found == in_use_.end())
            return c10::free_cpu(block);
        used_ -= found->second;
        kept_bytes_ += found->second;
        kept_.emplace(found->second, block);
        in_use_.erase(found);
    }
    void release()
    {
        const std::lock_guard<std::mutex> lock(mutex_);

        keep_below(0);
        most_ = used_;
    }

  private:
    static const size_t page = size_t(1) << 21; /**< a large one */

    static size_t rounded(size_t bytes)
    {
        return (bytes + page - 1) / page * page;
    }
    void *used(void *block, size_t bytes)
    {
        in_use_.emplace(block, bytes);
        used_ += bytes;
        return block;
    }
    /** The smallest that is large enough, unless it is much too large. */
    void *kept_block(size_t bytes)
    {
        const auto found = kept_.lower_bound(bytes);

        if (found == kept_.end() || found->first > rounded(bytes) + bytes / 4)
            return nullptr;
        const auto [size, block] = *found;

        kept_.erase(found);
        kept_bytes_ -= size;
        return used(block, size);
    }
    /** Where the system has no more, libtorch's own function says so. */
    void *fresh_block(size_t bytes)
    {
        void *block = nullptr;

        if (posix_memalign(&block, page, bytes) != 0) {
            keep_below(0);
            if (posix_memalign(&block, page, bytes) != 0)
                return c10::alloc_cpu(bytes);
        }
        madvise(block, bytes, MADV_HUGEPAGE);
        return used(block, bytes);
    }
    void keep_below(size_t bytes)
    {
        while (kept_bytes_ > bytes) {
            const auto largest = std::prev(kept_.end());

            kept_bytes_ -= largest->first;
            std::free(largest->second);
            kept_.erase(largest);
        }
    }

    std::mutex mutex_;
    std::unordered_map<void *, size_t> in_use_;
    std::multimap<size_t, void *> kept_;
    size_t used_ = 0, kept_bytes_ = 0, most_ = 0;
};

static Pool &pool()
{
    static Pool *const the_pool = new Pool; /* outlives libtorch's own last arrays */

    return *the_pool;
}

/** Both forms of allocate(), because newer libtorch asks a changing allocator and older a constant one. */
class KeepingAllocator : public c10::Allocator
{
  public:
    c10::DataPtr allocate(size_t bytes) const
    {
        void *block = bytes >= Pool::small ? pool().take(bytes) : c10::alloc_cpu(bytes);

        return {block, block, &give, c10::Device(c10::kCPU)};
    }
    c10::DataPtr allocate(size_t bytes)
    {
        return static_cast<const KeepingAllocator *>(this)->allocate(bytes);
    }
    c10::DeleterFnPtr raw_deleter() const
    {
        return &give;
    }
    void copy_data(void *to, const void *from, size_t bytes) const
    {
        std::memcpy(to, from, bytes);
    }

  private:
    static void give(void *block)
    {
        pool().give(block);
    }
};

void keep_memory()
{
    static KeepingAllocator *const allocator = new KeepingAllocator;

    if (c10::GetCPUAllocator() != allocator)
        c10::SetCPUAllocator(allocator);
}

void release_memory()
{
    pool().release();
}

} // namespace slide
