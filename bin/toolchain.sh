# Finds what a build needs. Sourced by ./tutti, ./verify and .ci/run; sets JAVA_HOME and MVN. Speaks on stderr only.

tutti_say() { printf 'tutti: %s\n' "$*" >&2; }

# The major version of the JDK in folder $1, or 0. Read from its release file: starting it would cost 50 ms.
tutti_jdk_major() {
    local line=
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || { echo 0; return; }
    [ -r "$1/release" ] && line=$(grep -m1 '^JAVA_VERSION=' "$1/release")
    if [ -z "$line" ]; then
        line=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version \(".*"\).*/JAVA_VERSION=\1/p')
    fi
    line=${line#*\"}
    line=${line%%\"*}
    line=${line#1.}
    line=${line%%[!0-9]*}
    echo "${line:-0}"
}

# Every folder that may hold a JDK, one a line, the preferred first.
tutti_jdk_candidates() {
    local javac
    [ -n "${JAVA_HOME:-}" ] && echo "$JAVA_HOME"
    if javac=$(command -v javac); then
        dirname "$(dirname "$(readlink -f "$javac")")"
    fi
    ls -d /usr/lib/jvm/*/ /Library/Java/JavaVirtualMachines/*/Contents/Home/ "$HOME"/.sdkman/candidates/java/*/ 2>/dev/null |
        sed 's:/$::'
}

# Prints the first JDK of at least version $1; fails if there is none.
tutti_find_jdk() {
    local home
    while IFS= read -r home; do
        if [ "$(tutti_jdk_major "$home")" -ge "$1" ]; then
            echo "$home"
            return 0
        fi
    done < <(tutti_jdk_candidates)
    return 1
}

# Installs Debian packages $@; fails, having said what to do, where that is not possible.
tutti_install() {
    if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
        return 1
    fi
    tutti_say "installing $*"
    { [ -n "$(ls /var/lib/apt/lists 2>/dev/null | grep -v -e lock -e partial)" ] || apt-get -qq update; } >&2
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "$@" >&2 && return 0
    apt-get -qq update >&2
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "$@" >&2
}

# Sets JAVA_HOME to a JDK of 17 or newer.
tutti_need_jdk() {
    local home
    if ! home=$(tutti_find_jdk 17); then
        tutti_install default-jdk-headless || true
        home=$(tutti_find_jdk 17) || { tutti_install openjdk-17-jdk-headless && home=$(tutti_find_jdk 17); } || {
            tutti_say "no JDK of version 17 or newer was found: install one (Debian: apt-get install default-jdk-headless) or set JAVA_HOME"
            return 1
        }
    fi
    export JAVA_HOME=$home
}

# Sets MVN to a Maven of 3.8 or newer.
tutti_need_maven() {
    local version
    MVN=$(command -v mvn) || { tutti_install maven && MVN=$(command -v mvn); } || {
        tutti_say "no Maven was found: install Maven 3.8 or newer (Debian: apt-get install maven)"
        return 1
    }
    version=$("$MVN" -B -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
    set -- ${version:-0 0}
    if [ "$1" -lt 3 ] || { [ "$1" = 3 ] && [ "$2" -lt 8 ]; }; then
        tutti_say "$MVN is version $1.$2: Maven 3.8 or newer is needed"
        return 1
    fi
}
