"""Writes the small .pth files beside this one with torch 2.13; most as a zip archive and as the legacy stream."""
import pathlib
from collections import OrderedDict

import torch
import torch.nn as nn

here = pathlib.Path(__file__).parent


def save(thing, name):
    torch.save(thing, here / f"{name}-zip.pth")
    torch.save(thing, here / f"{name}-legacy.pth", _use_new_zipfile_serialization=False)


values = torch.tensor([[0.0, 1.0, 2.0], [3.0, 100.0, 5.0]])
save(
    {
        str(dtype).removeprefix("torch."): values.to(dtype)
        for dtype in (
            torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.bool,
            torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
            torch.uint16, torch.uint32, torch.uint64,
        )
    }
    | {"complex64": values.to(torch.complex64)},
    "types",
)

base = torch.arange(24, dtype=torch.float32)
save(
    OrderedDict(
        whole=base,
        transposed=base.reshape(4, 6).t(),
        column=base.reshape(4, 6)[:, 2],
        tail=base[20:],
        repeated=base[3:4].expand(2, 3),
        channels_last=base.reshape(1, 2, 3, 4).to(memory_format=torch.channels_last),
        scalar=torch.tensor(7.0),
        empty=torch.zeros(0, 5),
        parameter=nn.Parameter(base[:2].clone()),
    ),
    "views",
)

torch.manual_seed(0)
network = nn.DataParallel(nn.Sequential(OrderedDict(conv=nn.Conv2d(1, 2, 1), bn=nn.BatchNorm2d(2))))
optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [1, 2])
network(torch.ones(2, 1, 2, 2)).sum().backward()
optimizer.step()
with torch.no_grad():
    for parameter in network.parameters():
        parameter.fill_(0.5)
save(
    {
        "epoch": 3,
        "arch": "tiny",
        "state_dict": network.state_dict(),
        "best_prec1": 91.5,
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
    },
    "training",
)
torch.save(network.module, here / "module-zip.pth")
