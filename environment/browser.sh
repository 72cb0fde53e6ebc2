# Sourced by ffr: the tests of notebooks in a real browser (module browser).

chromium=/usr/bin/chromium

# Why the browser tests cannot run as things are; empty where they can.
missing_for_browser() {
    if [[ $(id -u) != 0 ]]; then
        echo "only root can enter the Debian 13 folder that holds JupyterLab 4"
    elif [[ ! -x $chromium ]]; then
        echo "Chromium is not installed"
    elif [[ ! -f $cache/debian13/etc/featureflow-packages ]]; then
        echo "there is no Debian 13 folder with JupyterLab 4 yet"
    fi
}

# The classic Notebook 6 of Debian 12. (Debian 13 has one too, which together with its newer jupyter_client connects to no kernel.)
has_classic() {
    local found
    found=$(python_with notebook.notebookapp) && "$found" -c 'import jupyter_client; raise SystemExit(jupyter_client.version_info[0] > 7)'
}

# Gets what they need: Debian's Chromium, JupyterLab 4 in a folder of its own, and the classic Notebook where it works.
need_browser() {
    [[ $(id -u) == 0 ]] || fail "the browser tests enter a Debian 13 folder, which only root can."
    [[ -x $chromium ]] || install_packages Chromium chromium fonts-dejavu-core
    [[ -x $chromium ]] || fail "the browser tests need $chromium, which is not there."
    if ! has_classic && grep -qs '^VERSION_ID="12"' /etc/os-release; then
        install_packages "the classic Notebook" jupyter-notebook
    fi
    "$root/environment/debian13.sh" || exit 1
}

# Runs them, with further options for Maven; ./ffr lab is what they start, so the library is built before.
test_in_browser() {
    set_up need_runner
    need_browser
    local classic=false
    if has_classic; then classic=true; else echo "*** SKIPPED: no notebook is tried in the classic Notebook, which this machine does not have. ***"; fi
    maven -Pbrowser -pl browser verify "-Dbrowser.classic=$classic" "$@"
}
