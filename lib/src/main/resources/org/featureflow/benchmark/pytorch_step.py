"""PyTorch's side of `ffr bench train`: NETWORK BATCH K1 K2 FORMAT. Reads a number of steps a line, answers with milliseconds."""
import re
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.pad = (o - i) // 2 if stride != 1 else None

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.pad is not None:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.pad, self.pad))
        return F.relu(y + x)


class ResNet(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        blocks, i = [], 16
        for stage, channels in enumerate((16, 32, 64)):
            for k in range((depth - 2) // 6):
                blocks.append(Block(i, channels, 2 if stage and k == 0 else 1))
                i = channels
        self.blocks, self.linear = nn.ModuleList(blocks), nn.Linear(64, 10)

    def forward(self, x):
        taps = [F.relu(self.bn1(self.conv1(x)))]
        for block in self.blocks:
            taps.append(block(taps[-1]))
        return self.linear(taps[-1].mean((2, 3))), taps


class Vgg16(nn.Module):
    PLAN = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]

    def __init__(self):
        super().__init__()
        layers, i = [], 3
        for o in self.PLAN:
            if o:
                layers.append(nn.Sequential(nn.Conv2d(i, o, 3, 1, 1), nn.BatchNorm2d(o), nn.ReLU()))
                i = o
            else:
                layers.append(nn.MaxPool2d(2))
        self.layers, self.classifier = nn.ModuleList(layers), nn.Linear(512, 10)

    def forward(self, x):
        taps = []
        for layer in self.layers:
            x = layer(x)
            if isinstance(layer, nn.Sequential):
                taps.append(x)
        return self.classifier(x.flatten(1)), taps


def flow(taps):
    """Gradient and curvature terms: L1 norm, mean over the batch, within stages of equal shape."""
    gradient = curvature = 0.0
    previous = None
    for a, b in zip(taps, taps[1:]):
        difference = b - a if a.shape == b.shape else None
        if difference is not None:
            gradient = gradient + difference.abs().sum() / len(b)
            if previous is not None:
                curvature = curvature + (difference - previous).abs().sum() / len(b)
        previous = difference
    return gradient, curvature


def main():
    name, batch, k1, k2, layout = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
    torch.set_num_threads(int(sys.argv[6]))
    torch.manual_seed(1)
    net = Vgg16() if name == "vgg16" else ResNet(int(re.fullmatch(r"resnet(\d+)", name).group(1)))
    memory_format = getattr(torch, layout + "_format" if layout == "contiguous" else layout)
    net = net.to(memory_format=memory_format).train()
    x = torch.randn(batch, 3, 32, 32).to(memory_format=memory_format)
    y = torch.arange(batch) % 10
    sgd = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=5e-4, nesterov=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            sgd.zero_grad()
            logits, taps = net(x)
            loss = F.cross_entropy(logits, y)
            if k1 or k2:
                gradient, curvature = flow(taps)
                loss = loss + k1 * gradient + k2 * curvature
            loss.backward()
            sgd.step()
            times.append((time.perf_counter() - start) * 1000)
        print(",".join(map(str, times)), flush=True)


main()
