"""Writes vit.pth, the state dictionary of a tiny VisionTransformer of torchvision (0.21, torch 2.6), and vit.npz, images and its logits.

The hidden layer of the second block is narrower, as in a pruned network. Usage: make_vit.py FOLDER
"""
import os
import sys

import numpy as np
import torch
from torchvision.models.vision_transformer import MLPBlock, VisionTransformer

OUT = sys.argv[1]

torch.manual_seed(4)
model = VisionTransformer(
    image_size=12, patch_size=4, num_layers=2, num_heads=2, hidden_dim=8, mlp_dim=12, num_classes=5)
model.encoder.layers[1].mlp = MLPBlock(8, 6, 0.0)
for name, parameter in model.named_parameters():
    parameter.data.normal_(0, 0.5)
    if ".ln" in name and name.endswith("weight"):
        parameter.data.add_(1)
model.eval()
x = torch.randn(3, 3, 12, 12)
torch.save(model.state_dict(), os.path.join(OUT, "vit.pth"))
with torch.no_grad():
    np.savez(os.path.join(OUT, "vit.npz"), images=x.numpy(), logits=model(x).numpy())
