# `./tutti bench`: builds the benchmarks, which bring the C library with them, and runs them side by side: without arguments the most important rows, in a few
# minutes; with `--peers`, or names of rows, what is asked for. Sourced by ./tutti.

tutti_bench() {
    local module stamp=$root/bench/target/.built started
    case " $* " in
        *" --help "* | *" -h "*)
            printf '%s\n' 'Usage: tutti bench [--json] [--peers] [--rounds N] [--scale N] [--dir DIR] [ROW...]' \
                'a short, honest benchmark on this machine, beside the C library; a table in Markdown' \
                '      ROW...       parts of the names of rows: contiguous, chunked, live, open, shared, …; all; the most important ones by default' \
                '      --json       one JSON document in place of the table' \
                '      --peers      all rows, with jHDF and h5py too where they can do the same' \
                '      --rounds N   rounds of each row (5)' \
                '      --scale N    rows about many objects with N times as many' \
                '      --dir DIR    where the files are made (the folder for temporary files)'
            exit 0
            ;;
    esac
    . "$root/bin/toolchain.sh"
    tutti_need_jdk && tutti_need_maven || return 1
    if [ ! -f "$stamp" ] || [ -n "$(find "$root"/*/src/main "$root"/*/pom.xml "$root/pom.xml" -newer "$stamp" -print -quit)" ]; then
        tutti_say "building the benchmarks"
        mkdir -p "$root/bench/target"
        started=$(mktemp)
        if ! (cd "$root" && "$MVN" -q -B -Dmaven.test.skip=true -pl bench -am package) >"$root/bench/target/build.log" 2>&1; then
            rm -f "$started"
            tail -n 30 "$root/bench/target/build.log" >&2
            tutti_say "the build failed: see bench/target/build.log"
            return 1
        fi
        mv -f "$started" "$stamp"
    fi
    local terminals=
    [ ! -t 1 ] || terminals+=1
    [ ! -t 2 ] || terminals+=2
    # The heap is emptied before each round; without a least size it would be cut to what lives, and each round would pay for its growth.
    exec "$JAVA_HOME/bin/java" -Xms1g -Xmx3g -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dtutti.terminals="$terminals" -cp "$root/bench/target/*:$root/bench/target/lib/*" \
        dev.tutti.bench.SideBySide "$@"
}
