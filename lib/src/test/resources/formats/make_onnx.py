"""Small networks with trained-looking statistics, exported by PyTorch, with images and their logits: make_onnx.py FOLDER."""
import os
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision

OUT = sys.argv[1]


class PaddedBlock(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.pad = (o - i) // 2

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.pad:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.pad, self.pad))
        return F.relu(y + x)


class Padded(nn.Module):
    """CIFAR ResNet with option-A shortcuts."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.layer1 = PaddedBlock(4, 4, 1)
        self.layer2 = PaddedBlock(4, 8, 2)
        self.linear = nn.Linear(8, 5)

    def forward(self, x):
        x = self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x)))))
        return self.linear(F.adaptive_avg_pool2d(x, 1).view(x.size(0), -1))


class Inverted(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.keeps = stride == 1 and i == o
        self.conv = nn.Sequential(
            nn.Conv2d(i, 2 * i, 1, bias=False), nn.BatchNorm2d(2 * i), nn.ReLU6(),
            nn.Conv2d(2 * i, 2 * i, 3, stride, 1, groups=2 * i, bias=False), nn.BatchNorm2d(2 * i), nn.ReLU6(),
            nn.Conv2d(2 * i, o, 1, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return x + self.conv(x) if self.keeps else self.conv(x)


class Mobile(nn.Module):
    """Depthwise convolutions, ReLU6, linear bottlenecks, dropout."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 6, 3, 2, 1, bias=False), nn.BatchNorm2d(6), nn.ReLU6(), Inverted(6, 6, 1), Inverted(6, 8, 2))
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(8, 5))

    def forward(self, x):
        return self.classifier(torch.flatten(F.adaptive_avg_pool2d(self.features(x), (1, 1)), 1))


class Excitation(nn.Module):
    """Squeeze and excitation by 1x1 convolutions, as torchvision writes it."""

    def __init__(self, channels, squeezed, activation, gate):
        super().__init__()
        self.fc1 = nn.Conv2d(channels, squeezed, 1)
        self.fc2 = nn.Conv2d(squeezed, channels, 1)
        self.activation = activation()
        self.gate = gate()

    def forward(self, x):
        return self.gate(self.fc2(self.activation(self.fc1(F.adaptive_avg_pool2d(x, 1))))) * x


class LinearExcitation(nn.Module):
    """The same by linear layers, as in the first implementations."""

    def __init__(self, channels, squeezed):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(channels, squeezed), nn.ReLU(), nn.Linear(squeezed, channels), nn.Sigmoid())

    def forward(self, x):
        b, c, _, _ = x.size()
        return x * self.fc(F.adaptive_avg_pool2d(x, 1).view(b, c)).view(b, c, 1, 1)


class Gated(nn.Module):
    """MobileNetV3's and EfficientNet's blocks: hard-swish and SiLU, gates of three kinds, a residual connection."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 6, 3, 2, 1, bias=False), nn.BatchNorm2d(6), nn.Hardswish())
        self.first = nn.Sequential(
            nn.Conv2d(6, 12, 1, bias=False), nn.BatchNorm2d(12), nn.Hardswish(),
            nn.Conv2d(12, 12, 5, 1, 2, groups=12, bias=False), nn.BatchNorm2d(12), nn.Hardswish(),
            Excitation(12, 4, nn.ReLU, nn.Hardsigmoid), nn.Conv2d(12, 6, 1, bias=False), nn.BatchNorm2d(6))
        self.second = nn.Sequential(
            nn.Conv2d(6, 12, 1, bias=False), nn.BatchNorm2d(12), nn.SiLU(),
            nn.Conv2d(12, 12, 3, 2, 1, groups=12, bias=False), nn.BatchNorm2d(12), nn.SiLU(),
            Excitation(12, 3, nn.SiLU, nn.Sigmoid), nn.Conv2d(12, 8, 1, bias=False), nn.BatchNorm2d(8))
        self.third = nn.Sequential(nn.Conv2d(8, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), LinearExcitation(8, 2))
        self.classifier = nn.Sequential(nn.Linear(8, 6), nn.Hardswish(), nn.Dropout(0.2), nn.Linear(6, 5))

    def forward(self, x):
        x = self.stem(x)
        x = self.third(self.second(x + self.first(x)))
        return self.classifier(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class NormFirst(nn.LayerNorm):
    """Layer norm of a map's channels, as torchvision writes it."""

    def forward(self, x):
        x = F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class Permute(nn.Module):
    def __init__(self, *order):
        super().__init__()
        self.order = order

    def forward(self, x):
        return torch.permute(x, self.order)


class ConvNeXtBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.block = nn.Sequential(
            nn.Conv2d(channels, channels, 7, 1, 3, groups=channels), Permute(0, 2, 3, 1), nn.LayerNorm(channels, 1e-6),
            nn.Linear(channels, 4 * channels), nn.GELU(), nn.Linear(4 * channels, channels), Permute(0, 3, 1, 2))
        self.layer_scale = nn.Parameter(torch.rand(channels, 1, 1) + 0.5)

    def forward(self, x):
        return x + self.layer_scale * self.block(x)


class ConvNeXt(nn.Module):
    """Layer norms, GELU, linear layers whose channels come last, layer scale: torchvision's modules."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 6, 2, 2), NormFirst(6, 1e-6), ConvNeXtBlock(6), NormFirst(6, 1e-6), nn.Conv2d(6, 8, 2, 2),
            ConvNeXtBlock(8))
        self.classifier = nn.Sequential(NormFirst(8, 1e-6), nn.Flatten(1), nn.Linear(8, 5))

    def forward(self, x):
        return self.classifier(F.adaptive_avg_pool2d(self.features(x), 1))


class Perceptron(nn.Sequential):
    def __init__(self, channels):
        super().__init__(
            nn.Linear(channels, 2 * channels), nn.GELU(), nn.Dropout(0.1), nn.Linear(2 * channels, channels), nn.Dropout(0.1))


class Packed(nn.Module):
    """Attention as timm and DeiT write it: queries, keys and values from one linear layer, taken apart in one of two ways."""

    def __init__(self, channels, heads, fused, unbinds):
        super().__init__()
        self.heads, self.fused, self.unbinds = heads, fused, unbinds
        self.scale = (channels // heads) ** -0.5
        self.qkv = nn.Linear(channels, 3 * channels)
        self.attn_drop = nn.Dropout(0.1)
        self.proj = nn.Linear(channels, channels)

    def forward(self, x):
        B, N, C = x.shape
        qkv = self.qkv(x).reshape(B, N, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0) if self.unbinds else (qkv[0], qkv[1], qkv[2])
        if self.fused:
            x = F.scaled_dot_product_attention(q, k, v)
        else:
            x = self.attn_drop((q * self.scale @ k.transpose(-2, -1)).softmax(dim=-1)) @ v
        return self.proj(x.transpose(1, 2).reshape(B, N, C))


class Separate(nn.Module):
    """Attention as Hugging Face's ViT writes it."""

    def __init__(self, channels, heads):
        super().__init__()
        self.heads, self.width = heads, channels // heads
        self.query = nn.Linear(channels, channels)
        self.key = nn.Linear(channels, channels)
        self.value = nn.Linear(channels, channels)
        self.dense = nn.Linear(channels, channels)

    def split(self, x):
        return x.view(x.size()[:-1] + (self.heads, self.width)).permute(0, 2, 1, 3)

    def forward(self, x):
        q, k, v = (self.split(layer(x)) for layer in (self.query, self.key, self.value))
        scores = torch.matmul(q, k.transpose(-1, -2)) / self.width ** 0.5
        context = torch.matmul(F.softmax(scores, dim=-1), v).permute(0, 2, 1, 3).contiguous()
        return self.dense(context.view(context.size()[:-2] + (self.heads * self.width,)))


class Encoder(nn.Module):
    def __init__(self, channels, attention):
        super().__init__()
        self.norm1 = nn.LayerNorm(channels, 1e-6)
        self.attn = attention
        self.norm2 = nn.LayerNorm(channels, 1e-6)
        self.mlp = Perceptron(channels)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Tokens(nn.Module):
    """A vision transformer of two blocks for 8x8 images in patches of 4x4, with a class token or the mean over tokens before the head."""

    def __init__(self, channels, attention, token):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, channels, 4, 4)
        self.cls_token = nn.Parameter(torch.randn(1, 1, channels)) if token else None
        self.pos_embed = nn.Parameter(torch.randn(1, 4 + token, channels))
        self.blocks = nn.Sequential(*(Encoder(channels, attention()) for _ in range(2)))
        self.norm = nn.LayerNorm(channels, 1e-6)
        self.head = nn.Linear(channels, 5)

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        if self.cls_token is not None:
            x = torch.cat((self.cls_token.expand(x.shape[0], -1, -1), x), dim=1)
        x = self.norm(self.blocks(x + self.pos_embed))
        return self.head(x[:, 0] if self.cls_token is not None else x.mean(dim=1))


def lived(model):
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.weight.data.uniform_(0.5, 1.5)
            m.bias.data.normal_(0, 0.2)
            m.running_mean.normal_(0, 0.2)
            m.running_var.uniform_(0.5, 1.5)
        elif isinstance(m, nn.LayerNorm):
            m.weight.data.uniform_(0.5, 1.5)
            m.bias.data.normal_(0, 0.2)
    return model.eval()


def export(name, model):
    model = lived(model)
    x = torch.randn(2, 3, 8, 8)
    for suffix, options in {
        "folded": {},
        "kept": {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False},
    }.items():
        torch.onnx.export(
            model, x, os.path.join(OUT, f"{name}-{suffix}.onnx"), opset_version=17, input_names=["image"],
            output_names=["scores"], dynamic_axes={"image": {0: "n"}, "scores": {0: "n"}}, **options)
    with torch.no_grad():
        np.savez(os.path.join(OUT, f"{name}-onnx.npz"), images=x.numpy(), logits=model(x).numpy())


torch.manual_seed(1)
for name, model in {"padded": Padded(), "mobile": Mobile()}.items():
    export(name, model)
torch.manual_seed(2)
export("gated", Gated())
torch.manual_seed(3)
export("convnext", ConvNeXt())


def shaken(model):
    """Biases, tokens and heads that begin as zeros are different ones."""
    for parameter in model.parameters():
        if parameter.dim() == 1 or not parameter.any():
            parameter.data.normal_(0, 0.3)
    return model


torch.manual_seed(4)
for name, model in {
    "vit": torchvision.models.VisionTransformer(8, 4, 2, 2, 8, 16, num_classes=5),
    "deit": Tokens(8, lambda: Packed(8, 2, False, True), token=True),
    "meanvit": Tokens(8, lambda: Packed(8, 2, True, False), token=False),
    "hfvit": Tokens(8, lambda: Separate(8, 2), token=True),
}.items():
    export(name, shaken(model))
