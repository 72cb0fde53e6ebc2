# Sourced by ffr: finds or installs what executes notebooks and shows them, and writes the kernel's specification.

venv=$root/environment/.venv

# Pythons that may have Jupyter: the project's, the user's own (conda, venv, pyenv), the one that 'jupyter' runs in, Debian's.
python_candidates() {
    local python jupyter
    printf '%s\n' "$venv/bin/python3"
    for python in python3 python python3.13 python3.12 python3.11 python3.10; do
        command -v "$python" || true
    done
    for jupyter in jupyter jupyter-lab jupyter-notebook; do # pipx and uv show the last two only
        if jupyter=$(command -v "$jupyter"); then head -n 1 "$jupyter" | sed -n 's/^#! *\(\/[^ ]*python[^ ]*\).*/\1/p'; fi
    done
    printf '%s\n' /usr/bin/python3
}

# Prints the first Python that can import all the modules.
python_with() {
    local python modules
    modules=$(IFS=,; echo "$*")
    while read -r python; do
        # Python looks into the folder it is started in.
        if [[ -x $python ]] && (cd "$root" && "$python" -c "import $modules") >/dev/null 2>&1; then
            echo "$python"
            return 0
        fi
    done < <(python_candidates | awk '!seen[$0]++')
    return 1
}

# A virtual environment with the pinned Jupyter, where pip can be had and reaches an index. Two commands started together make one.
make_venv() {
    local made=0
    mkdir -p "$state"
    one_at_a_time
    (cd "$root" && "$venv/bin/python3" -c 'import jupyterlab, nbclient, nbconvert, jupyter_client') >/dev/null 2>&1 || fill_venv || made=1
    next_one
    return "$made"
}

fill_venv() {
    local python log=$state/pip.log
    rm -rf "$venv" # what an interrupted call left, or of a Python that is gone
    python=$(python_with venv ensurepip) || return 1
    if ! "$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 10))'; then
        say "Jupyter needs Python 3.10 or later, and $python is older: no environment/.venv is made."
        return 1
    fi
    say "Installing JupyterLab into environment/.venv ..."
    (cd "$root" && "$python" -m venv "$venv") >"$log" 2>&1 &&
        PIP_USER=0 "$venv/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 15 \
            -r "$root/environment/requirements.txt" >>"$log" 2>&1 && return 0
    say "That did not work (log: $log)."
    rm -rf "$venv"
    return 1
}

# Sets python to one that executes notebooks and turns them into HTML.
need_runner() {
    if python=$(python_with nbclient nbconvert jupyter_client); then return 0; fi
    if ! is_debian || ! can_be_root; then
        if make_venv && python=$(python_with nbclient nbconvert jupyter_client); then return 0; fi
    fi
    install_packages "what executes notebooks" python3-nbclient python3-nbconvert
    python=$(python_with nbclient nbconvert jupyter_client) || fail "python3-nbclient is installed but no python3 finds it."
}

# Charts need a font to write with, and what the JDK draws letters by; a system without a desktop may have neither.
need_fonts() {
    if has_font && has_fontconfig && can_draw_letters; then return 0; fi
    if [[ $(uname) == Linux ]]; then install_packages "a font for charts" fontconfig fonts-dejavu-core libharfbuzz0b libfreetype6; fi
}

has_font() {
    [[ -n $(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" ${CONDA_PREFIX:+"$CONDA_PREFIX/fonts"} \
        \( -name '*.ttf' -o -name '*.otf' -o -name '*.pfb' \) -print -quit 2>/dev/null) ]]
}

has_fontconfig() { ldconfig_has libfontconfig || [[ -n ${CONDA_PREFIX-} && -e $CONDA_PREFIX/lib/libfontconfig.so.1 ]]; }

# Whether the libraries that the JDK's own one asks for are there; from JDK 21 on Debian only recommends one of them.
can_draw_letters() {
    local drawing=$java_home/lib/libfontmanager.so
    [[ ! -f $drawing ]] || ! ldd "$drawing" 2>/dev/null | grep 'not found' | grep -v 'libjvm\|libawt\|libjava' >/dev/null
}

# Jupyter's own files stay in the checkout; the kernel is found under environment/kernels.
jupyter_environment() {
    local files=$root/environment/.cache
    mkdir -p "$files" "$root/environment/kernels" "$cache"
    # What a server writes there lets whoever reads it run code; a file system of Windows cannot keep it from others.
    local runtime
    runtime=$cache/jupyter-runtime-$(id -u)
    (umask 077 && mkdir -p "$runtime")
    chmod 700 "$runtime"
    export JUPYTER_PATH=$root/environment${JUPYTER_PATH:+:$JUPYTER_PATH}
    export JUPYTER_DATA_DIR=$files/data JUPYTER_CONFIG_DIR=$files/config JUPYTER_RUNTIME_DIR=$runtime
    export JUPYTERLAB_SETTINGS_DIR=$files/lab/settings JUPYTERLAB_WORKSPACES_DIR=$files/lab/workspaces
    export IPYTHONDIR=$files/ipython
}

# Writes environment/kernels/java/kernel.json. The name 'java' is the one that IJava and JJava use, so notebooks open in any of them.
write_kernel() {
    local name chosen=()
    if [[ -f $cuda_choice ]]; then # a Jupyter that ffr did not start knows nothing of it
        for name in PYTORCH_LIBRARY_PATH PYTORCH_VERSION PYTORCH_FLAVOR LD_LIBRARY_PATH; do
            if [[ -n ${!name-} ]]; then chosen+=(--env "$name=${!name}"); fi
        done
    fi
    "$python" "$root/environment/write_kernel.py" "${chosen[@]}" \
        --template "$root/environment/kernel.json.template" --to "$root/environment/kernels/java/kernel.json" \
        JAVA="$java_home/bin/java" JVM_OPTIONS="$root/environment/jvm.options" \
        CLASS_PATH="$(class_path):$kernel_corrections:$kernel_jar" HOME_FOLDER="$root" CACHE="$cache" "${native_environment[@]}"
}

# Sets python, lab_module and lab_folder to JupyterLab, or where that cannot be had to the classic Notebook.
need_lab() {
    lab_module=jupyterlab lab_folder=--ServerApp.root_dir
    if python=$(python_with jupyterlab); then return 0; fi
    if can_be_root && debian_has jupyterlab; then
        install_packages JupyterLab jupyterlab
        if python=$(python_with jupyterlab); then return 0; fi
    fi
    if make_venv && python=$(python_with jupyterlab); then return 0; fi
    local package=jupyter-notebook
    if debian_has jupyterlab; then package=jupyterlab; fi
    need_classic "JupyterLab or the classic Notebook" "$package"
}

# The same for the classic Notebook, version 6.
need_classic() {
    lab_module=notebook lab_folder=--NotebookApp.notebook_dir
    if python=$(python_with notebook.notebookapp); then return 0; fi
    install_packages "${1:-the classic Notebook}" "${2:-jupyter-notebook}"
    python=$(python_with notebook.notebookapp) || fail "jupyter-notebook is installed but no python3 finds it."
}

# The set-up that tour, lab and test share: set_up need_runner, or set_up need_lab.
set_up() {
    find_jdk
    require_own_checkout "notebooks need a checkout of your own, so copy it"
    "$1"
    need_fonts
    build_library
    build_kernel_corrections
    jupyter_environment
    write_kernel
}
