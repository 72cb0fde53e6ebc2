"""Writes python.safetensors beside this file with Python's own safetensors (0.8.0) and torch (2.13)."""
import pathlib

import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
save_file(
    {
        "weight": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4,
        "flags": torch.tensor([True, False, True]),
        "steps": torch.tensor(1 << 40),
        "half": torch.tensor([1.5, -0.25, 65504.0, 6e-8], dtype=torch.float16),
        "brain": torch.tensor([1.5, -3.0e38], dtype=torch.bfloat16),
        "empty": torch.zeros(0, 4),
    },
    here / "python.safetensors",
    metadata={"format": "pt", "note": "größer"},
)
