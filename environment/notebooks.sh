# Sourced by ffr: the commands tour, lab, run, kernel and test.

executed=$root/target/notebooks

run_notebook() {
    PYTHONUNBUFFERED=1 "$python" -B "$root/environment/run_notebook.py" "$@"
}

ffr_tour() {
    (($# == 0)) || wrong_usage "'tour' takes no options (FEATUREFLOW_PROFILE=quick|full sets its size)."
    set_up need_runner
    say "Running notebooks/00-tour.ipynb, profile ${FEATUREFLOW_PROFILE:=quick} ..."
    export FEATUREFLOW_PROFILE
    rm -f "$root/target/tour/record.json"
    run_notebook "$root/notebooks/00-tour.ipynb" "$executed" --html
    echo
    (run_java table "$root/target/tour/record.json")
    echo
    echo "Page:      $executed/00-tour.html"
    echo "Notebook:  $executed/00-tour.ipynb"
    echo "Record:    $root/target/tour/record.json"
}

ffr_run() {
    local notebook
    (($# > 0)) || wrong_usage "'run' needs a notebook, for example notebooks/00-tour.ipynb."
    for notebook in "$@"; do
        [[ -f $notebook ]] || fail "there is no notebook $notebook."
    done
    set_up need_runner
    for notebook in "$@"; do run_notebook "$notebook" "$executed" --html; done
}

# JupyterLab neither asks about news nor looks for updates, unless the user has said so since.
quiet_lab() {
    local file=$JUPYTERLAB_SETTINGS_DIR/@jupyterlab/apputils-extension/notification.jupyterlab-settings
    [[ ! -f $file ]] || return 0
    mkdir -p "${file%/*}"
    echo '{"checkForUpdates": false, "fetchNews": "false"}' >"$file"
}

ffr_lab() {
    local options=() what=need_lab folder=$root/notebooks port
    while (($#)); do
        case "$1" in
            --no-browser) options+=(--no-browser) ;;
            --classic) what=need_classic ;;
            --folder)
                [[ -d ${2-} ]] || wrong_usage "--folder needs a folder that exists."
                folder=$(readlink -f "$2")
                shift
                ;;
            --port | --port=*)
                if [[ $1 == --port ]]; then shift; fi
                port=${1-}
                port=${port#--port=}
                if [[ ! $port =~ ^[0-9]{1,5}$ ]] || ((10#$port < 1 || 10#$port > 65535)); then wrong_usage "--port needs a number from 1 to 65535."; fi
                options+=("--port=$port")
                ;;
            *) wrong_usage "'lab' does not know '$1'; it takes --no-browser, --classic, --port N and --folder DIR." ;;
        esac
        shift
    done
    set_up "$what"
    if [[ $lab_module == jupyterlab ]]; then
        quiet_lab
        options+=(--LanguageServerManager.autodetect=False)
    fi
    if [[ $(id -u) == 0 ]]; then options+=(--allow-root); fi
    # Loopback unless a container says otherwise; the token stays on.
    cd "$root" # Python looks there for modules
    exec "$python" -m "$lab_module" "--ip=${FEATUREFLOW_LAB_ADDRESS:-127.0.0.1}" "$lab_folder=$folder" \
        --MultiKernelManager.default_kernel_name=java --log-level=WARN "${options[@]}"
}

ffr_kernel() {
    local install=""
    if [[ ${1-} == --install ]]; then
        install=yes
        shift
    fi
    (($# == 0)) || wrong_usage "'kernel' takes no option but --install."
    local own_path=${JUPYTER_DATA_DIR-}
    # The specification stays in use for longer than the classes of one build are kept.
    class_folder=$root/lib/target/classes
    set_up need_runner
    if [[ -n $install ]]; then
        # Not into the checkout, where jupyter_environment points.
        if [[ -n $own_path ]]; then export JUPYTER_DATA_DIR=$own_path; else unset JUPYTER_DATA_DIR; fi
        cd "$root"
        "$python" -W ignore::DeprecationWarning -m jupyter_client.kernelspecapp install --log-level=WARN --user --name java "$root/environment/kernels/java" ||
            fail "the kernel's specification could not be installed."
        echo "Installed for this user. It names this checkout and this JDK: install it again when either moves."
    else
        echo "$root/environment/kernels/java"
    fi
}

# Executes one notebook with a part of the processors, saying nothing but how it went; what it printed is in a log.
run_notebook_quietly() {
    local notebook=$1 name=${1##*/} threads=$2 log started=$SECONDS
    log=$state/notebooks/${name%.ipynb}.log
    if OMP_NUM_THREADS=$threads run_notebook "$notebook" "$executed" --html --strict >"$log" 2>&1; then
        echo "$name: passed, $((SECONDS - started)) s"
    else
        echo "$name: FAILED, $((SECONDS - started)) s"
        cat "$log"
        touch "$state/notebooks/${name%.ipynb}.failed"
    fi
}

# Checks the notebooks as they are, then executes every one; sets notebooks_run and notebooks_failed.
# Two at a time: small networks train better on half of the processors each than one after the other on all of them.
run_all_notebooks() {
    local notebook threads failed
    notebooks_run=0 notebooks_failed=""
    threads=$(($(getconf _NPROCESSORS_ONLN) / 2))
    if ((threads == 0)); then threads=1; fi
    rm -rf "$state/notebooks"
    mkdir -p "$state/notebooks"
    (cd "$root" && "$python" -B -m unittest discover -s "$root/environment") || notebooks_failed=" (their rules)"
    "$python" -B "$root/environment/notebook_rules.py" "$root"/notebooks/*.ipynb || notebooks_failed="$notebooks_failed (as committed)"
    say "Running the notebooks, two at a time (what they print: $state/notebooks) ..."
    for notebook in "$root"/notebooks/*.ipynb; do
        [[ -e $notebook ]] || continue
        notebooks_run=$((notebooks_run + 1))
        while (($(jobs -rp | wc -l) > 1)); do sleep 1; done
        run_notebook_quietly "$notebook" "$threads" &
    done
    wait
    for failed in "$state"/notebooks/*.failed; do
        if [[ -e $failed ]]; then
            failed=${failed##*/}
            notebooks_failed="$notebooks_failed ${failed%.failed}.ipynb"
        fi
    done
}

# The sum of the modules' summaries in Maven's output, as one line in Maven's words.
maven_summary() {
    sed -n 's/^\[[A-Z]*\] Tests run: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\), Skipped: \([0-9]*\)\(, Flakes: \)\{0,1\}\([0-9]*\)$/\1 \2 \3 \4 \6/p' "$1" |
        awk '{ r += $1; f += $2; e += $3; s += $4; flakes += $5 }
             END { if (flakes) printf "Passed only when tried again: %d\n", flakes
                   printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", r, f, e, s }'
}

# Feeds the file readers with damaged files of its own invention. Only in CI: it finds something new now and then, or nothing.
fuzz_readers() {
    local log=$state/fuzz.log
    say "Fuzzing the file readers, 10 s each ..."
    if maven -q -Pfuzz -Djacoco.skip -pl lib test >"$log" 2>&1; then return 0; fi
    say "A file reader failed (log: $log):"
    grep -m 12 -E '^\[ERROR\]|== Java Exception|^Caused by' "$log" >&2 || tail -n 12 "$log" >&2
    return 1
}

ffr_test() {
    local log=$state/test.log java_failed="" browser_failed="" reason
    if [[ ${1-} == --browser ]]; then
        shift
        test_in_browser "$@"
        return
    fi
    (($# == 0)) || wrong_usage "'test' takes no options but --browser."
    set_up need_runner
    export FEATUREFLOW_PROFILE=quick
    maven verify "-Ddjl.cache=$cache/djl" 2>&1 | tee "$log" || java_failed=yes
    if [[ ${CI-} == true ]]; then fuzz_readers || java_failed=yes; fi
    run_all_notebooks
    echo
    if [[ ${CI-} != true ]]; then echo "*** SKIPPED: the file readers were not fuzzed (CI=true does that). ***"; fi
    reason=$(missing_for_browser)
    if [[ -z $reason ]]; then
        test_in_browser 2>&1 | tee -a "$log" || browser_failed=yes
    else
        echo "*** SKIPPED: no notebook was tried in a browser, because $reason. ./ffr test --browser sets that up (root, network). ***"
    fi
    echo
    echo "Notebooks run: $notebooks_run, Failed:${notebooks_failed:- none}"
    maven_summary "$log"
    [[ -z $java_failed && -z $notebooks_failed && -z $browser_failed ]]
}
