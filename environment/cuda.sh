#!/usr/bin/env bash
# Chooses the libtorch that ffr uses on an NVIDIA GPU. The choice is kept in environment/.cache/cuda.env, which ffr reads.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
# shellcheck source=/dev/null
source "$root/environment/common.sh"

# The libtorch that DJL's native adapter was built for, and the CUDA that PyTorch's build of it brings.
pytorch=2.7.1
flavor=cu128
links=$root/environment/.cache/cuda
venv=$root/environment/.cuda

usage() {
    cat <<TEXT
Usage: environment/cuda.sh check | pip | use FOLDER | off

  check        What this machine has, and what ffr would take.
  pip          Install torch==$pytorch (CUDA 12.8, about 3 GB) into environment/.cuda and take its libraries. Works with a mirror
               of your own that has PyTorch's builds for CUDA 12.8: PIP_INDEX_URL. Afterwards no network is needed.
  use FOLDER   Take the libraries of a PyTorch $pytorch that is installed already: its folder torch/lib.
  off          Back to the CPU.

A third way, the older libtorch 2.5.1 from Maven Central, needs a change of two poms: environment/README.md.
TEXT
}

write_choice() {
    mkdir -p "$(dirname "$cuda_choice")"
    printf '%s\n' "# Written by environment/cuda.sh." "$@" >"$cuda_choice"
    say "Written to $cuda_choice. Try: ./ffr train --model resnet20 --data synthetic --epochs 1 --device gpu -o runs/gpu"
}

# DJL looks for libcudart.so; pip's packages only have it with a version in its name.
link_runtime() {
    local runtime
    runtime=$(find "$1" "$1/../../nvidia" -name 'libcudart.so.*' -print -quit 2>/dev/null || true)
    if [[ -z $runtime ]]; then
        if ldconfig -p 2>/dev/null | grep 'libcudart\.so ' >/dev/null; then return 0; fi
        fail "no libcudart beside $1 nor on this system: DJL would find no GPU. Install the package nvidia-cuda-runtime-cu12 (pip) there."
    fi
    mkdir -p "$links"
    ln -sf "$(readlink -f "$runtime")" "$links/libcudart.so"
}

use() {
    [[ -e $1/libtorch_cuda.so ]] || fail "$1 has no libtorch_cuda.so: name the folder torch/lib of a PyTorch $pytorch for CUDA."
    local folder version
    folder=$(cd "$1" && pwd)
    version=$(sed -n "s/^__version__ = '\([0-9.]*\).*/\1/p" "$folder/../version.py" 2>/dev/null || true)
    [[ -z $version || $version == "$pytorch" ]] || fail "$folder is PyTorch $version; DJL's adapter is built for $pytorch."
    link_runtime "$folder"
    write_choice "export PYTORCH_LIBRARY_PATH=$(printf %q "$folder")" "export PYTORCH_VERSION=$pytorch" "export PYTORCH_FLAVOR=$flavor" \
        "export LD_LIBRARY_PATH=$(printf %q "$links")\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
}

pip_install() {
    [[ -x $venv/bin/pip ]] || python3 -m venv "$venv" || fail "python3 makes no virtual environment; on Debian: apt-get install python3-venv"
    # PyPI's own build is for an older CUDA, without kernels for the newest GPUs.
    PIP_INDEX_URL=${PIP_INDEX_URL:-https://download.pytorch.org/whl/$flavor} "$venv/bin/pip" install --quiet "torch==$pytorch" ||
        fail "pip could not install torch==$pytorch; is an index within reach (PIP_INDEX_URL)?"
    use "$("$venv/bin/python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')"
}

check() {
    if command -v nvidia-smi >/dev/null && nvidia-smi -L 2>/dev/null; then :; else echo "No NVIDIA driver answers here (nvidia-smi)."; fi
    if [[ -f $cuda_choice ]]; then
        local chosen
        chosen=$(source "$cuda_choice" && printf %s "$PYTORCH_LIBRARY_PATH")
        echo "Chosen:" && grep '^export' "$cuda_choice" | sed 's/^export /  /'
        sed -n "s/^cuda.*'\([0-9.]*\)'.*/  built for CUDA \1/p" "$chosen/../version.py" 2>/dev/null || true
        has_nvidia_driver || echo "No driver's library (libcuda.so.1) is found here: on this machine ffr takes libtorch for the CPU."
        [[ -d $chosen ]] || fail "the folder that was chosen is no longer there: choose again, or go back with environment/cuda.sh off."
    else
        echo "Nothing is chosen: ffr takes libtorch $pytorch for the CPU."
    fi
}

case "${1-}" in
    check) check ;;
    pip) pip_install ;;
    use) [[ $# == 2 ]] || wrong_usage "cuda.sh use takes a folder"; use "$2" ;;
    off) rm -f "$cuda_choice" && say "ffr takes libtorch for the CPU." ;;
    --help | -h) usage ;;
    *) usage >&2 && exit 2 ;;
esac
