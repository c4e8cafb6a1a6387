#!/usr/bin/env python3
"""Compares the benchmarks of two builds, run in pairs: A B, B A, A B, ...

Usage: compare.py BUILD_A BUILD_B [--bench STEM]... [--scenario FILE]... [--pairs N] [--margin PER_CENT]
                  [-- OPTIONS OF THE BENCHMARKS]

A build is a directory that holds bench/bench_STEM (ninja -C BUILD bench/bench_day ...). Times are of the processor. Each pair
gives one ratio, B's time over A's; told are the median ratio and an interval that holds the true median with at least 95 %,
from the order of the ratios alone, whatever their distribution:

  differs              the interval does not hold 1
  no difference shown  it does
  different numbers    the checksums differ: the builds do not do the same work, and times say nothing

With --margin it is also said whether the interval excludes that B takes so much more.
Exit status: 0 compared; 1 different numbers; 2 it could not be done.
"""
import argparse
import json
import math
import os
import statistics
import subprocess
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
STEMS = ["day", "history", "chunk", "write", "read", "compare"]


class Fault(Exception):
    """What could not be done, in words."""


def rows_of(build, stem, scenario, options):
    """{name of the row: row} of one run."""
    program = os.path.join(build, "bench", f"bench_{stem}")
    try:
        done = subprocess.run([program, scenario, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    except OSError as error:
        raise Fault(f"{program}: {error.strerror}; build it with ninja -C {build} bench/bench_{stem}") from error
    if done.returncode != 0:
        raise Fault(f"{program} {scenario}: ends with status {done.returncode}: {done.stderr.strip()[-300:]}")
    try:
        return {(row := json.loads(line))["bench"]: row for line in done.stdout.splitlines()}
    except (ValueError, KeyError, TypeError) as error:
        raise Fault(f"{program} {scenario}: prints what is no row") from error


def interval(ratios):
    """Bounds of the median of which at least 95 % of such samples hold the true one: the k-th from either end, with k the
    largest for which a fair coin falls on one side fewer than k times in n with 2.5 % or less."""
    n, k, tail = len(ratios), 0, 0.0
    while (tail := tail + math.comb(n, k) / 2**n) <= 0.025:
        k += 1
    return sorted(ratios)[k - 1], sorted(ratios)[n - k]


def per_cent(ratio):
    return f"{100 * (ratio - 1):+.1f}"


def verdict(a, b, margin):
    """(text, numbers are the same) from the rows of all pairs."""
    sums = [{row["checksum"] for row in rows} for rows in (a, b)]
    if any(len(each) > 1 for each in sums):
        return "different numbers: one build gives several checksums", False
    if sums[0] != sums[1]:
        return f"different numbers: {min(sums[0])} and {min(sums[1])}", False
    ratios = [y["cpu_seconds_min"] / x["cpu_seconds_min"] for x, y in zip(a, b) if x["cpu_seconds_min"] > 0]
    if len(ratios) < 6:
        return "too short to be timed", True
    low, high = interval(ratios)
    text = "no difference shown" if low <= 1 <= high else "differs"
    text += f": B takes {per_cent(statistics.median(ratios))} % ({per_cent(low)} to {per_cent(high)} %)"
    if margin is not None:
        text += f", {'excludes' if high < 1 + margin / 100 else 'does not exclude'} +{margin:g} %"
    return text, True


def compare(options, stem, scenario):
    """Prints a line a row; True if all numbers are the same."""
    builds, found, same = (options.a, options.b), ([], []), True
    for pair in range(options.pairs):
        for side in (0, 1) if pair % 2 == 0 else (1, 0):
            found[side].append(rows_of(builds[side], stem, scenario, options.rest))
    where = os.path.splitext(os.path.basename(scenario))[0]
    both = [name for name in found[0][0] if all(name in rows for rows in found[0] + found[1])]
    for name in both:
        a, b = ([rows[name] for rows in side] for side in found)
        text, fine = verdict(a, b, options.margin)
        middle = statistics.median(row["cpu_seconds_min"] for row in a)
        print(f"{name:<22} {where:<14} A {middle:.4f} s  {text}", flush=True)
        same = same and fine
    for name in sorted({name for side in found for rows in side for name in rows} - set(both)):
        print(f"{name:<22} {where:<14} only in one of the builds", flush=True)
    return same


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a", metavar="BUILD_A")
    parser.add_argument("b", metavar="BUILD_B")
    parser.add_argument("--bench", action="append", metavar="STEM")
    parser.add_argument("--scenario", action="append", metavar="FILE")
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--margin", type=float)
    words = sys.argv[1:]
    cut = words.index("--") if "--" in words else len(words)
    options = parser.parse_args(words[:cut])
    options.rest = words[cut + 1:]
    options.bench = options.bench or STEMS
    options.scenario = options.scenario or [os.path.join(ROOT, "scenarios", f"{name}.yaml") for name in ("us-iran-2024", "toy")]
    if options.pairs < 6:
        parser.error("--pairs: at least 6; with fewer no interval of 95 % can be told")
    return options


def main():
    options = arguments()
    try:
        same = [compare(options, stem, scenario) for stem in options.bench for scenario in options.scenario]
    except Fault as fault:
        print(f"compare.py: {fault}", file=sys.stderr)
        return 2
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
