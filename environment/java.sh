# Sourced by ffr: finds a JDK of version 17 or later and sets java_home.

oldest_jdk=17

# The feature version of the JDK in a folder, from its release file, which costs no JVM start.
jdk_version() {
    local line version=0
    [[ -x $1/bin/javac && -r $1/release ]] || return 1
    while read -r line; do
        case "$line" in JAVA_VERSION=*) version=${line#*=} version=${version//\"/} ;; esac
    done <"$1/release"
    echo "${version%%[.+-]*}"
}

jdk_candidates() {
    if [[ -n ${JAVA_HOME-} ]]; then echo "$JAVA_HOME"; fi
    local java
    if java=$(command -v java); then
        dirname "$(dirname "$(readlink -f "$java")")"
    fi
    printf '%s\n' /usr/lib/jvm/* /usr/lib64/jvm/*
}

# A shim of asdf, jenv or mise is no part of a JDK, but knows one when it runs.
jdk_behind_shim() {
    java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

find_jdk() {
    [[ -z ${java_home-} ]] || return 0
    require_platform
    local source folder version seen=""
    for source in jdk_candidates jdk_behind_shim; do
        while read -r folder; do
            version=$(jdk_version "$folder") || continue
            if ((version >= oldest_jdk)); then
                # Notebooks run in another folder, to which JAVA_HOME may not be relative.
                folder=$(CDPATH='' cd "$folder" && pwd)
                java_home=$folder
                export JAVA_HOME=$folder # for Maven
                return 0
            fi
            seen="$seen $folder ($version)"
        done < <("$source")
    done
    say "ffr: no JDK of version $oldest_jdk or later found.${seen:+ Too old:$seen.}"
    say "Get one and run the same command again:"
    say "    Debian, Ubuntu:  sudo apt-get install openjdk-17-jdk-headless   (or openjdk-21-jdk-headless: each release has its own)"
    say "    Fedora:          sudo dnf install java-21-openjdk-devel"
    say "    conda:           conda env create -f environment/environment.yml"
    say "    elsewhere:       a JDK from adoptium.net, with JAVA_HOME naming its folder"
    exit 1
}
