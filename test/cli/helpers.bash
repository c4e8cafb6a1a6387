# helpers.bash -- what the tests of the command line share. A test works in a directory of its own.

setup() {
    offramp=${OFFRAMP_BINARY:?names the program to test}
    data=$BATS_TEST_DIRNAME/data
    unset NO_COLOR OFFRAMP_ISA OFFRAMP_DATADIR
    cd "$BATS_TEST_TMPDIR"
}

# try STATUS COMMAND...: runs it, with standard output in $out, standard error in $err; fails on another status.
try() {
    local wanted=$1 status=0
    shift
    "$@" >out.txt 2>err.txt </dev/null || status=$?
    out=$(cat out.txt)
    err=$(cat err.txt)
    if [ "$status" -ne "$wanted" ]; then
        printf 'exit status %s, wanted %s, of: %s\n%s\n%s\n' "$status" "$wanted" "$*" "$out" "$err"
        return 1
    fi
}

# has TEXT PART: PART is in TEXT.
has() {
    case $1 in
    *"$2"*) return 0 ;;
    esac
    printf 'not found: %s\nin: %s\n' "$2" "$1"
    return 1
}

lacks() {
    case $1 in
    *"$2"*) printf 'found: %s\nin: %s\n' "$2" "$1"; return 1 ;;
    esac
}

# The small scenario and its record, to be changed by a test.
copy_small() {
    cp "$data/small.yaml" "$data/small-events.csv" .
}

# quick FILE [OPTIONS]: a result of 16 x 64 futures.
quick() {
    local file=$1
    shift
    try 0 "$offramp" run "$data/small.yaml" --quick --output "$file" "$@"
}

# in_full FILE [OPTIONS]: a result of the same size that is no quick look, so it makes room only with --force.
in_full() {
    local file=$1
    shift
    try 0 "$offramp" run "$data/small.yaml" --sets 16 --members 64 --output "$file" "$@"
}

hash_of() {
    "$offramp" export "$1" --hash
}

# Futures stored in a result; 0 while it cannot be read.
futures_in() {
    "$offramp" export "$1" --json 2>/dev/null |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["meta"]["members_done"])' 2>/dev/null || echo 0
}
