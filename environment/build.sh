# Sourced by ffr: compiles the library when it has never been or its sources are newer than the last build.

stamp=$state/built
dependencies=$state/dependencies
classes=$state/classes
kernel_jar=$state/kernel/rapaio-jupyter-kernel.jar

is_built() {
    [[ -f $stamp && -f $dependencies && -d $root/lib/target/classes && -f $classes/latest && -d $(<"$classes/latest") ]] || return 1
    # Folders count too: removing a file changes its folder's time.
    # Two times count: a copy may bring the time of its contents along, but the one of its arrival is its own.
    [[ -z $(find "$root/pom.xml" "$root/lib/pom.xml" "$root/lib/src/main" \( -newer "$stamp" -o -cnewer "$stamp" \) -print -quit) ]] || return 1
    # The dependencies lie in Maven's cache, which may have been emptied.
    [[ -f $kernel_jar && -f $(cut -d: -f1 "$dependencies") ]]
}

class_path() { echo "${class_folder:-$(<"$classes/latest")}:$(<"$dependencies")"; }

# Every build has a folder of its own: the next one must not take classes from under a training that runs for days.
keep_classes() {
    local fresh before=""
    if [[ -f $classes/latest ]]; then before=$(<"$classes/latest"); fi
    fresh=$(mktemp -d "$classes/build.XXXXXX")
    cp -R "$root/lib/target/classes/." "$fresh"
    chmod 755 "$fresh"
    printf '%s\n' "$fresh" >"$classes/latest.new"
    mv "$classes/latest.new" "$classes/latest"
    # The thirty days of a build begin when no new command takes it any more.
    if [[ $before == "$classes"/* && -d $before ]]; then touch "$before"; fi
    find "$classes" -mindepth 1 -maxdepth 1 -name 'build.*' -mtime +30 ! -path "$fresh" -exec rm -r {} +
}

maven() { "${FEATUREFLOW_MVN:-$root/mvnw}" -f "$root/pom.xml" -B -ntp "$@"; }

# Two commands started together build once.
one_at_a_time() {
    exec {lock}>"$state/lock"
    # Some network file systems have no locks.
    if command -v flock >/dev/null; then flock "$lock" 2>/dev/null || true; fi
}
next_one() { exec {lock}>&-; }

# The remedy for a checkout that others own: require_own_checkout [WHAT-TO-DO]
require_own_checkout() {
    local folder instead=${1:-copy the checkout, or let its owner run ./ffr cost resnet20}
    # A class path is taken apart at its colons.
    [[ $root != *:* ]] || fail "the checkout's folder $root has a colon in its name, which Java cannot have in a class path; move it."
    if ! mkdir -p "$state" 2>/dev/null || [[ ! -w $state ]]; then
        if [[ -w $root && -e $root/target ]]; then hand_over "$root/target"; fi
        fail "nothing can be built in $root, which you may not write to; $instead."
    fi
    for folder in "$root/environment/kernels" "$root/environment/.cache"; do
        [[ ! -e $folder || -w $folder ]] || hand_over "$folder"
    done
}

hand_over() { fail "$1 belongs to somebody else (sudo ./ffr?); have its owner hand it over: sudo chown -R \$USER $root."; }

build_library() {
    if is_built; then return 0; fi
    require_own_checkout
    mkdir -p "$state/kernel" "$classes"
    one_at_a_time
    if ! is_built; then compile_library; fi
    next_one
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
    # Maven looks at the time of the contents alone.
    if [[ -f $stamp ]]; then find "$root/lib/src/main" -type f -cnewer "$stamp" ! -newer "$stamp" -exec touch {} +; fi
    touch "$started"
    if ! maven -q -pl lib compile dependency:build-classpath@launcher dependency:copy@kernel >"$log" 2>&1; then
        explain_build "$log" >&2
        if grep -q PKIX "$log"; then say "Java does not know who signed the server's certificate: MAVEN_OPTS=-Djavax.net.ssl.trustStore=FILE names a store that does."; fi
        fail "the build failed (log: $log). The first build needs a network, or Maven's cache filled. An installed Maven: FEATUREFLOW_MVN=mvn; a mirror or proxy: ~/.m2/settings.xml, and MVNW_REPOURL for Maven itself."
    fi
    keep_classes
    # The time at which the build began: what was edited meanwhile is built next time.
    mv "$started" "$stamp"
}

# The corrected classes of the notebook kernel (environment/kernel/README.md), compiled against its jar.
kernel_corrections=$state/kernel/corrections

build_kernel_corrections() {
    if has_kernel_corrections; then return 0; fi
    one_at_a_time
    if ! has_kernel_corrections; then compile_kernel_corrections; fi
    next_one
}

has_kernel_corrections() {
    [[ -d $kernel_corrections && -z $(find "$root/environment/kernel" "$kernel_jar" -newer "$kernel_corrections" -print -quit) ]]
}

compile_kernel_corrections() {
    local source=$root/environment/kernel fresh
    fresh=$(mktemp -d "$state/kernel/fresh.XXXXXX")
    find "$source" -name '*.java' -print0 | xargs -0 "$java_home/bin/javac" --release 17 -cp "$kernel_jar" -d "$fresh"
    cp "$source/logging.properties" "$fresh"
    # A JVM passes over a folder that it may not read, and the kernel would be the uncorrected one.
    chmod 755 "$fresh"
    rm -rf "$kernel_corrections"
    mv "$fresh" "$kernel_corrections"
}
