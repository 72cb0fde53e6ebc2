# Sourced by ffr: what runs on Apache Spark. The module and its libraries are built and fetched only for that.

# Where a command line runs trials: what stands behind its last --on, empty if nothing does.
sweep_place() {
    local place="" before="" word
    for word in "$@"; do
        if [[ $before == --on ]]; then place=$word; fi
        if [[ $word == --on=* ]]; then place=${word#--on=}; fi
        before=$word
    done
    echo "$place"
}

# Spark's libraries, with those of Kubernetes for k8s://; empty for a place that needs none.
cluster_kind() {
    case "$1" in
        spark | spark://* | 'local['* | local-cluster*) echo spark ;;
        k8s://*) echo kubernetes ;;
    esac
}

build_cluster() {
    local kind=$1 profile=() log=$state/build.log
    if [[ $kind == kubernetes ]]; then profile=(-Pkubernetes); fi
    cluster_stamp=$state/built-$kind cluster_dependencies=$state/dependencies-$kind
    build_library
    if is_cluster_built; then return 0; fi
    one_at_a_time
    if ! is_cluster_built; then
        say "Building the module cluster (its first use fetches Apache Spark, about 130 MB unless that is in Maven's cache) ..."
        touch "$state/started"
        if ! maven -q -pl lib,cluster "${profile[@]}" compile dependency:build-classpath@cluster >"$log" 2>&1; then
            explain_build "$log" >&2
            fail "the build failed (log: $log). The first build needs a network, or Maven's cache filled."
        fi
        mv "$state/started" "$cluster_stamp"
    fi
    next_one
}

is_cluster_built() {
    [[ -f $cluster_stamp && -f $cluster_dependencies && $cluster_stamp -nt $stamp && -d $root/cluster/target/classes ]] || return 1
    [[ -z $(find "$root/cluster/pom.xml" "$root/cluster/src/main" -newer "$cluster_stamp" -print -quit) ]] || return 1
    [[ -f $(sed 's/.*://' "$cluster_dependencies") ]]
}

# Runs a main class with Spark: run_spark KIND CLASS ARGUMENT...
run_spark() {
    local kind=$1
    shift
    find_jdk
    build_cluster "$kind"
    # shellcheck disable=SC2086  # options are separate words
    exec env "${native_environment[@]}" "FEATUREFLOW_HOME=$root" "$java_home/bin/java" "@$root/environment/jvm.options" "@$root/cluster/jvm.options" \
        ${FEATUREFLOW_JAVA_OPTIONS-} -cp "$root/cluster/target/classes:$(<"$cluster_dependencies")" "$@"
}

# Spark asks what this machine's name means, and ends where nobody knows; on one machine no name is needed.
stay_on_loopback() {
    case "$1" in
        spark | 'local['* | local-cluster* | spark://127.* | spark://localhost:*) export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1} ;;
    esac
}

ffr_sweep() {
    local kind place
    place=$(sweep_place "$@")
    kind=$(cluster_kind "$place")
    if [[ -z $kind ]]; then run_java sweep "$@"; fi
    stay_on_loopback "$place"
    run_spark "$kind" org.featureflow.cli.Main sweep "$@"
}

ffr_cluster() { run_spark spark org.featureflow.cluster.ClusterCommand "$@"; }
