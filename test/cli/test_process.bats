#!/usr/bin/env bats
# What the system does to a program: limits on threads.
load helpers

# The limit does not hold for root, so a user without rights runs it then.
@test "where no thread can be had, one sentence says so and the answer is the same" {
    local size="--sets 40 --members 100" fewer='fewer: conduct.raids.rate = times 0.5' as=
    [ "$(id -u)" != 0 ] || as="setpriv --reuid 65534 --regid 65534 --clear-groups"
    $as "$offramp" check "$data/small.yaml" >/dev/null 2>&1 || skip "another user cannot read the program or the scenario"
    try 0 "$offramp" compare "$data/small.yaml" $size --threads 4 --with "$fewer" --json
    cp out.txt wanted.txt
    try 0 bash -c 'ulimit -u 1; exec "$@"' - $as "$offramp" compare "$data/small.yaml" $size --threads 4 --with "$fewer" --json
    cmp out.txt wanted.txt
    [ "$err" = "offramp: only 1 of 4 threads could be started (there is a limit on processes or memory); the results are the same, the work takes longer" ]
    try 0 bash -c 'ulimit -u 1; exec "$@"' - $as "$offramp" test "$data/claims.yaml" $size --threads 4
    has "$err" "only 1 of 4 threads could be started"
    try 0 bash -c 'ulimit -u 1; exec "$@"' - $as "$offramp" compare "$data/small.yaml" $size --threads 1 --with "$fewer"
    [ -z "$err" ]
}
