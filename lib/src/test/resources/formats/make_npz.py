"""Writes numpy.npz beside this file with NumPy 2.4: orders, byte orders, header versions and types."""
import io
import pathlib
import zipfile

import numpy as np

here = pathlib.Path(__file__).parent
cube = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
arrays = {
    "rows": cube,
    "columns": np.asfortranarray(cube),
    "big": cube.astype(">f8"),
    "scalar": np.float64(2.5),
    "empty": np.zeros((0, 3), dtype=np.int16),
    "a/b": np.array([1, 0, 1], dtype=bool),
} | {name: np.array([1, 100], dtype=name) for name in "f2 u1 i1 u2 i2 u4 i4 u8 i8".split()}
np.savez_compressed(here / "numpy.npz", **arrays)
with zipfile.ZipFile(here / "numpy.npz", "a", zipfile.ZIP_DEFLATED) as file:
    for version in ((2, 0), (3, 0)):
        stream = io.BytesIO()
        np.lib.format.write_array(stream, np.asfortranarray(cube), version)
        file.writestr(f"version{version[0]}.npy", stream.getvalue())
np.savez(here / "objects.npz", objects=np.array([None, {}], dtype=object))
