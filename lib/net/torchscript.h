/** TorchScript files: nets from elsewhere, and a pretrained backbone. */
#ifndef SLIDE_NET_TORCHSCRIPT_H
#define SLIDE_NET_TORCHSCRIPT_H

#include <cstddef>
#include <memory>

#include "net/architectures.h"
#include "net/network.h"

namespace slide
{

/** Any module from images to one logit a cell; tried on one patch of the design's bands and side. */
std::unique_ptr<Network> import_network(const net_design &design, const char *bytes, size_t size,
                                        const net_start &start);

/** Takes the weights of a pretrained ResNet-50 into a DeepLabV3's backbone, its first convolution widened to the bands.
 */
void start_from_backbone(Architecture &deeplab, const char *bytes, size_t size);

} // namespace slide

#endif
