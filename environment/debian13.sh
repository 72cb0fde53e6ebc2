#!/usr/bin/env bash
# Runs a command of this checkout on Debian 13, which has JupyterLab 4, from any Linux with debootstrap. For the browser tests; needs root.
#
#     environment/debian13.sh ./ffr lab --no-browser --port 8899
#     environment/debian13.sh                          only makes the folder
#
# The system lies in ~/.cache/featureflow/debian13 (900 MB, made on first use in a few minutes, removed by rm -rf). It sees this checkout, Maven's
# cache, the project's cache, $FEATUREFLOW_DATA and $FEATUREFLOW_CHECKPOINTS in their places; what Jupyter and the kernel's specification write into environment/ stays
# inside. Every mount lives in a mount namespace of its own, so nothing is left to unmount however the command ends.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
# shellcheck source=/dev/null
source "$root/environment/common.sh"

folder=$cache/debian13
# A new list is a new folder.
packages=(
    python3-nbclient python3-nbconvert
    openjdk-21-jdk-headless ca-certificates libharfbuzz0b fontconfig fonts-dejavu-core
)
ready=$folder/etc/featureflow-packages

[[ $(id -u) == 0 ]] || fail "a Debian 13 folder can be made and entered by root only."

namespace=(unshare --mount --propagation private)

# Inside the namespace, before chroot: a system's own file systems, and what of the host is to be seen.
mount_system() {
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    mount --rbind /sys "$1/sys"
}

mount_host() {
    local path
    mount -t tmpfs -o mode=1777 tmp "$folder/tmp"
    for path in "$root" "$HOME/.m2" "$cache" ${FEATUREFLOW_DATA+"$FEATUREFLOW_DATA"} ${FEATUREFLOW_CHECKPOINTS+"$FEATUREFLOW_CHECKPOINTS"}; do
        if [[ ! -d $path ]]; then continue; fi
        mkdir -p "$folder$path"
        mount --bind "$path" "$folder$path"
    done
    for path in "$root/environment/kernels" "$root/environment/.cache"; do
        mkdir -p "$path"
        mount -t tmpfs own "$folder$path"
    done
}

make_folder() {
    local part=$folder.part log=$cache/debian13.log
    command -v debootstrap >/dev/null || install_packages debootstrap debootstrap
    say "Making a Debian 13 with JupyterLab 4 in $folder (a few minutes, once) ..."
    rm -rf --one-file-system "$part" "$folder"
    mkdir -p "$part"
    if ! { debootstrap --variant=minbase trixie "$part" && "${namespace[@]}" "${BASH_SOURCE[0]}" --install "$part"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -rf --one-file-system "$part"
        fail "Debian 13 could not be fetched (log: $log)."
    fi
    mv "$part" "$folder"
}

install_into() {
    mount_system "$1"
    printf 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\n' >"$1/etc/dpkg/dpkg.cfg.d/featureflow"
    cp -L /etc/resolv.conf "$1/etc/resolv.conf"
    printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d" # no services
    chmod +x "$1/usr/sbin/policy-rc.d"
    # JupyterLab's package also asks for everything that its pages were compiled with, over half of all files; the compiled pages need none.
    chroot "$1" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 bash -euc '
        needed=$(apt-cache depends jupyterlab | sed -n "s/^ *|*Depends: \(python3-[a-z0-9-]*\)$/\1/p")
        apt-get install -y --no-install-recommends "$@" $needed
        cd /var/tmp
        apt-get download jupyterlab
        dpkg --force-depends -i jupyterlab_*.deb
        rm jupyterlab_*.deb' install "${packages[@]}"
    chroot "$1" apt-get clean
    echo "${packages[@]}" >"$1/etc/featureflow-packages"
}

case ${1-} in
    --install) install_into "$2" ;;
    --enter)
        shift
        mount_system "$folder"
        mount_host
        # LANG: Python and the JVM write UTF-8. The user's own Java, Python and Jupyter are not in there.
        exec chroot "$folder" env -u JAVA_HOME -u VIRTUAL_ENV -u PYTHONPATH LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            sh -c 'cd "$0" && exec "$@"' "$root" "$@"
        ;;
    *)
        mkdir -p "$cache"
        exec {lock}>"$cache/debian13.lock"
        flock "$lock"
        if [[ ! -f $ready || $(<"$ready") != "${packages[*]}" ]]; then make_folder; fi
        exec {lock}>&-
        # One process from here to the command, so that a signal reaches it.
        (($# == 0)) || exec "${namespace[@]}" "${BASH_SOURCE[0]}" --enter "$@"
        ;;
esac
