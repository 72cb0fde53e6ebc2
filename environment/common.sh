# Sourced by ffr: messages, folders, and the environment of native code. Expects $root.

# A service or a container may have no HOME; without it the shell knows the folder from the list of users.
if [[ -z ${HOME-} ]]; then
    unset HOME
    export HOME=~
fi

# Everything that a build or a run writes lies in the checkout's target/ and environment/, or in this folder.
cache=${FEATUREFLOW_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/featureflow}
export FEATUREFLOW_CACHE=$cache
# Notebooks, tests and executors run in other folders than this one.
for name in FEATUREFLOW_CACHE FEATUREFLOW_DATA FEATUREFLOW_CHECKPOINTS FEATUREFLOW_RECORDS FEATUREFLOW_TRAIN_IMAGES FEATUREFLOW_TEST_IMAGES DJL_CACHE_DIR ENGINE_CACHE_DIR; do
    if [[ -n ${!name-} && ${!name} != /* ]]; then export "$name=$PWD/${!name}"; fi
done
cache=$FEATUREFLOW_CACHE
state=$root/target/ffr

# No grep -q behind a pipe: it stops reading at the first match, and with pipefail the writer's broken pipe is then the answer, now and then.
ldconfig_has() { PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep "$1" >/dev/null; }

# Whether a GPU can be asked at all; where that cannot be told, yes.
has_nvidia_driver() {
    local folder
    for folder in /usr/lib/wsl/lib ${LD_LIBRARY_PATH:+${LD_LIBRARY_PATH//:/ }}; do
        if [[ -e $folder/libcuda.so.1 ]]; then return 0; fi
    done
    ! (PATH=$PATH:/sbin:/usr/sbin command -v ldconfig >/dev/null) || ldconfig_has 'libcuda\.so\.1 '
}

# Which libtorch a GPU gets, where environment/cuda.sh was asked. Without a driver that libtorch cannot be loaded, as on the first node of a
# cluster that only its workers' GPUs are used from.
cuda_choice=$root/environment/.cache/cuda.env
if [[ -f $cuda_choice ]] && has_nvidia_driver; then
    # shellcheck source=/dev/null
    source "$cuda_choice"
fi

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "ffr: $*"
    exit 1
}

wrong_usage() {
    say "ffr: $*"
    say "Try: ffr --help"
    exit 2
}

# libtorch is built for one kind of machine; nothing is fetched for others. It asks for glibc 2.29.
require_platform() {
    local libc
    [[ $(uname -sm) == "Linux x86_64" ]] || fail "this machine is $(uname -sm); featureflow runs on 64-bit x86 Linux (WSL 2 on Windows, or a container for linux/amd64)."
    libc=$(getconf GNU_LIBC_VERSION 2>/dev/null || true)
    libc=${libc#glibc 2.}
    [[ $libc =~ ^[0-9]+$ ]] && ((libc >= 29)) || fail "PyTorch's library needs glibc 2.29 or later, which this system does not have (Alpine has another C library)."
}

# File names in any script: without a language Java takes them for ASCII and fails on all others.
# The variables may name a language that this system does not have, so the system is asked.
[[ $(locale charmap 2>/dev/null) == UTF-8 ]] || export LC_ALL=C.UTF-8

# For DJL: where it unpacks libtorch, and no call home. For glibc: keep the memory of a training step instead of handing it
# back to the system after every step (up to 10 % faster). For OpenMP: wait for the other threads by sleeping soon, not by
# spinning; on a machine that is busy with something else, spinning threads take turns and a step takes ten times as long.
native_environment=(
    "DJL_CACHE_DIR=${DJL_CACHE_DIR:-$cache/djl}"
    "ENGINE_CACHE_DIR=${ENGINE_CACHE_DIR:-$cache/djl}"
    "OPT_OUT_TRACKING=true"
    "GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=4294967296:glibc.malloc.top_pad=268435456}"
    "GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-2000}"
)

# Runs a command as root: directly, or by sudo where that asks for no password.
can_be_root() { [[ $(id -u) == 0 ]] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }
as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi; }

is_debian() { command -v apt-get >/dev/null && command -v apt-cache >/dev/null; }

# Whether Debian has a package; a new machine has no lists of them yet.
debian_has() {
    is_debian || return 1
    if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null && can_be_root; then
        say "Fetching Debian's lists of packages ..."
        as_root apt-get update >/dev/null 2>&1 || true
    fi
    apt-cache show "$1" >/dev/null 2>&1
}

# Installs Debian packages, or ends with the command that does.
install_packages() {
    local what=$1
    shift
    local command="apt-get install -y --no-install-recommends $*"
    if ! is_debian; then
        fail "$what is missing: install the counterparts of these Debian packages: $*."
    fi
    if ! can_be_root; then
        say "ffr: $what is missing and only root can install it. Run this once, then the same command again:"
        say "    sudo apt-get update && sudo $command"
        exit 1
    fi
    say "Installing $what: $* ..."
    local log=$state/apt.log
    mkdir -p "$state"
    as_root apt-get update >"$log" 2>&1 || true
    # A new machine may be installing its updates.
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >>"$log" 2>&1; then
        tail -n 5 "$log" >&2
        fail "installing $what failed (log: $log). Try: $command"
    fi
}
