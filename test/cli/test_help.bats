#!/usr/bin/env bats
# Help, wrong use, completion: what needs no scenario.
load helpers

commands() {
    "$offramp" --help | sed -n '/^commands$/,/^$/p' | awk 'NF > 1 { print $1 }'
}

@test "each command has a page with usage, options, an example and its exit statuses" {
    [ "$(commands | wc -l)" -ge 6 ]
    for command in $(commands); do
        try 0 "$offramp" "$command" --help
        has "$out" "usage: offramp $command"
        has "$out" "--help"
        has "$out" "  $ "
        has "$out" "0 done, 1 failed, 2 used wrongly"
        local page=$out
        try 0 "$offramp" help "$command"
        [ "$out" = "$page" ]
        try 0 "$offramp" "$command" -h
        [ "$out" = "$page" ]
    done
}

@test "no line of help is wider than 105 columns" {
    for command in $(commands); do
        "$offramp" "$command" --help | awk -v c="$command" 'length > 105 { print c ": " $0; wide = 1 } END { exit wide }'
    done
}

@test "the version is that of the header, with the numbers id" {
    try 0 "$offramp" --version
    local version
    version=$(sed -n 's/^#define OFR_VERSION "\(.*\)"/\1/p' "${OFFRAMP_SOURCE_ROOT:-$BATS_TEST_DIRNAME/../..}/include/offramp.h")
    [[ $out =~ ^"offramp $version, numbers id "[0-9a-f]{16}$ ]]
}

@test "no command at all is wrong use and lists the commands" {
    try 2 "$offramp"
    has "$err" "commands"
    [ -z "$out" ]
}

@test "an unknown command is wrong use and names the nearest" {
    try 2 "$offramp" chekc
    has "$err" "there is no command 'chekc'; did you mean 'check'?"
    try 2 "$offramp" xyzzy
    has "$err" "offramp help lists the commands"
    try 2 "$offramp" help runn
    has "$err" "did you mean 'run'?"
}

@test "an unknown option is wrong use and names the nearest" {
    try 2 "$offramp" run "$data/small.yaml" --quik
    has "$err" "there is no option --quik; did you mean --quick?"
    try 2 "$offramp" run "$data/small.yaml" --xyzzy=3
    has "$err" "there is no option --xyzzy"
    try 2 "$offramp" run "$data/small.yaml" -q
    has "$err" "there is no option -q"
}

@test "an option without its value, or with one too many, is wrong use" {
    try 2 "$offramp" run "$data/small.yaml" --seed
    has "$err" "--seed needs a value: --seed N"
    try 2 "$offramp" run "$data/small.yaml" --seed=
    has "$err" "--seed needs a value"
    try 2 "$offramp" run "$data/small.yaml" --quick=yes
    has "$err" "--quick takes no value, got 'yes'"
    try 2 "$offramp" run "$data/small.yaml" other.yaml
    has "$err" "'other.yaml' is one word too many"
}

@test "after -- a word is a file, whatever it begins with" {
    cp "$data/small.yaml" ./--small.yaml
    cp "$data/small-events.csv" .
    try 0 "$offramp" check -- --small.yaml
    has "$out" "fine"
}

@test "output that cannot be written is an error" {
    [ -e /dev/full ] || skip "no /dev/full"
    local status=0
    "$offramp" check "$data/small.yaml" >/dev/full 2>err.txt || status=$?
    [ "$status" -eq 1 ]
    has "$(cat err.txt)" "standard output: cannot be written"
}

@test "a reader that leaves ends the program as SIGPIPE does, without a word" {
    for words in "check $data/small.yaml" "check --schema" "--help"; do
        exec 7> >(exit 0)
        sleep 0.2
        local status=0
        "$offramp" $words >&7 2>err.txt || status=$?
        exec 7>&-
        [ "$status" -eq 141 ]
        [ ! -s err.txt ]
    done
}

@test "a hostile title cannot steer the terminal" {
    copy_small
    sed -i 's/^title: .*/title: "Two \\e[31mshores"/' small.yaml
    local all
    all=$("$offramp" check small.yaml 2>&1; "$offramp" run small.yaml --quick 2>&1; "$offramp" trace small.quick.offramp 2>&1) || true
    lacks "$all" $'\033'
}

@test "completion knows every command and option, and each shell accepts it" {
    for shell in bash zsh fish; do
        try 0 "$offramp" completion $shell
        cp out.txt "completion.$shell"
        for command in $(commands); do
            has "$out" "$command"
            for option in $("$offramp" "$command" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p' | grep -v '^help$'); do
                has "$out" "$option"
            done
        done
        if command -v $shell >/dev/null; then $shell -n "completion.$shell"; fi
    done
    try 2 "$offramp" completion tcsh
    has "$err" "the shell must be bash, zsh or fish"
}

@test "bash completes commands, options, words and files" {
    source <("$offramp" completion bash)
    complete_words() {
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        COMPREPLY=()
        _offramp
        echo "${COMPREPLY[*]}"
    }
    [ "$(complete_words offramp tr)" = trace ]
    [ "$(complete_words offramp run --mem)" = --members ]
    [ "$(complete_words offramp trace --pick me)" = median ]
    [ "$(complete_words offramp completion z)" = zsh ]
    touch here.yaml
    [ "$(complete_words offramp run her)" = here.yaml ]
}
