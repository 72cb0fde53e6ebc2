# Sourced by ffr: compiles the library when it has never been or its sources are newer than the last build.

stamp=$state/built
dependencies=$state/dependencies
kernel_jar=$state/kernel/rapaio-jupyter-kernel.jar

is_built() {
    [[ -f $stamp && -f $dependencies && -d $root/lib/target/classes ]] || return 1
    # Folders count too: removing a file changes its folder's time.
    [[ -z $(find "$root/pom.xml" "$root/lib/pom.xml" "$root/lib/src/main" -newer "$stamp" -print -quit) ]] || return 1
    # The dependencies lie in Maven's cache, which may have been emptied.
    [[ -f $kernel_jar && -f $(cut -d: -f1 "$dependencies") ]]
}

class_path() { echo "$root/lib/target/classes:$(<"$dependencies")"; }

maven() { "${FEATUREFLOW_MVN:-$root/mvnw}" -f "$root/pom.xml" -B -ntp "$@"; }

build_library() {
    if is_built; then return 0; fi
    mkdir -p "$state/kernel"
    exec {lock}>"$state/lock"
    # Two commands started together build once.
    if command -v flock >/dev/null; then flock "$lock"; fi
    if ! is_built; then compile_library; fi
    exec {lock}>&-
}

# The errors that Maven names, or what kept Maven itself from being fetched.
explain_build() {
    grep -m 12 '^\[ERROR\]' "$1" || grep -m 3 -E '^(Exception|Caused by|Error|wget|curl)' "$1" || tail -n 10 "$1"
}

compile_library() {
    local log=$state/build.log started=$state/started
    if [[ -f $stamp ]]; then
        say "Sources have changed: building ..."
    else
        say "First use: fetching libraries (about 250 MB unless they are in Maven's cache) and building ..."
    fi
    touch "$started"
    if ! maven -q -pl lib compile dependency:build-classpath@launcher dependency:copy@kernel >"$log" 2>&1; then
        explain_build "$log" >&2
        fail "the build failed (log: $log). The first build needs a network, or Maven's cache filled."
    fi
    # The time at which the build began: what was edited meanwhile is built next time.
    mv "$started" "$stamp"
}

# The corrected classes of the notebook kernel (environment/kernel/README.md), compiled against its jar.
kernel_corrections=$state/kernel/corrections

build_kernel_corrections() {
    local source=$root/environment/kernel fresh=$state/kernel/fresh
    if [[ -d $kernel_corrections && -z $(find "$source" "$kernel_jar" -newer "$kernel_corrections" -print -quit) ]]; then return 0; fi
    rm -rf "$fresh" "$kernel_corrections"
    mkdir "$fresh"
    find "$source" -name '*.java' -print0 | xargs -0 "$java_home/bin/javac" --release 17 -cp "$kernel_jar" -d "$fresh"
    cp "$source/logging.properties" "$fresh"
    mv "$fresh" "$kernel_corrections"
}
