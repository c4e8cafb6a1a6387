"""A copy of the source and a build of it, in which one mutant after the other is tried."""
import json
import os
import resource
import shlex
import shutil
import signal
import subprocess
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SLOWEST = 300  # seconds: tests that take longer without a mutant are left out

SUITES = ("unit", "twin", "statistical", "cli")

# The tests of an area; those of the mutant's own stem and MORE come first, then the quickest.
CONCERN = {
    "engine": {
        "unit": ["swarm", "observe", "futures", "filter", "past", "variant", "pool", "ensemble", "compile", "stability",
                 "identity", "compare", "us_iran_record", "run", "kept", "scenarios", "result", "deals", "memory"],
        "statistical": ["filter", "conduct_record", "start", "compare_stats", "equilibrium", "restraint", "war", "hypothesis"],
        "twin": ["report"],
        "cli": ["cli_run", "cli_compare", "cli_trace", "cli_test", "cli_check", "cli_resume"],
    },
    "studies": {
        "unit": ["run", "compare", "kept", "draft", "observe", "us_iran_record", "scenarios", "result", "answer", "futures"],
        "twin": ["report"],
        "statistical": ["hypothesis", "compare_stats", "start", "conduct_record", "extremes"],
        "cli": ["cli_compare", "cli_test", "cli_trace", "cli_new", "cli_run", "cli_check", "cli_export", "cli_resume",
                "cli_result"],
    },
    "report": {
        "unit": ["answer", "result", "terminal", "shares", "result_sums", "result_lock", "result_hostile", "run", "kept"],
        "twin": ["report"],
        "statistical": [],
        "cli": ["cli_run", "cli_export", "cli_compare", "cli_result", "cli_test", "cli_check", "cli_resume", "cli_trace",
                "cli_files"],
    },
}
MORE = {
    "filter": ["filter", "conduct_record"], "past": ["us_iran_record", "conduct_record", "start"],
    "futures": ["futures", "compare"], "variant": ["swarm", "compare"], "uniqueness": ["equilibrium"],
    "dispatch": ["identity", "cli_run"], "hypothesis_stats": ["hypothesis"], "hypothesis_record": ["hypothesis", "cli_test"],
    "hypothesis": ["hypothesis", "cli_test"], "whatif": ["compare", "why", "cli_compare"], "whatif_read": ["compare", "cli_compare"],
    "why": ["why", "cli_why"], "why_switches": ["why", "cli_why"],
    "tell": ["cli_trace"], "chronicle": ["cli_trace"], "draft_measure": ["draft", "cli_new"], "draft_empty": ["draft", "cli_new"],
    "draft_record": ["draft", "cli_new"], "graph": ["cli_check"], "plan": ["result", "cli_resume"],
    "comparison_text": ["cli_compare"], "comparison_json": ["cli_compare"], "csv_export": ["cli_export"],
    "page": ["cli_result", "cli_files"], "result_examine": ["result_sums", "cli_result"], "answer_json": ["answer", "cli_export"],
}


class Trial:
    """The copy lies in `place`/tree; its build in `place`/tree/build."""

    def __init__(self, place):
        self.place = os.path.abspath(place)
        self.tree = os.path.join(self.place, "tree")
        self.build = os.path.join(self.tree, "build")
        self.tests = None
        self.times_path = os.path.join(self.place, "times.json")
        self.times = json.load(open(self.times_path, encoding="utf-8")) if os.path.exists(self.times_path) else {}

    # ---- the copy ----------------------------------------------------------------------------------------

    def prepare(self):
        """Brings the copy up to date and builds the program."""
        names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, text=True,
                               stdout=subprocess.PIPE).stdout.splitlines()
        for name in names:
            self.bring(name)
        for directory, _, files in os.walk(os.path.join(self.tree, "src")):
            for file in files:
                name = os.path.relpath(os.path.join(directory, file), self.tree)
                if name not in names:
                    os.remove(os.path.join(directory, file))
        shared, link = os.path.join(ROOT, "..", "shared"), os.path.join(self.place, "shared")
        if os.path.isdir(shared) and not os.path.lexists(link):
            os.symlink(os.path.abspath(shared), link)
        if not os.path.exists(os.path.join(self.build, "build.ninja")):
            self.call(["meson", "setup", self.build, self.tree, "-Dtests=enabled"])
        page = os.path.join(ROOT, "build", "page.html")
        if os.path.exists(page):
            shutil.copy(page, os.path.join(self.build, "page.html"))
        self.call(["ninja", "-C", self.build, "offramp", "test/support/libtest_support.a"])
        listed = subprocess.run(["meson", "introspect", "--tests", self.build], check=True, text=True,
                                stdout=subprocess.PIPE).stdout
        self.tests = {(t["suite"][0].split(":")[-1], t["name"]): t for t in json.loads(listed)}

    def bring(self, name):
        source, target = os.path.join(ROOT, name), os.path.join(self.tree, name)
        if not os.path.isfile(source):
            return
        if os.path.exists(target) and open(source, "rb").read() == open(target, "rb").read():
            return
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(source, target)
        shutil.copymode(source, target)

    @staticmethod
    def call(command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise SystemExit(f"mutants: failed: {shlex.join(command)}\n{done.stdout[-3000:]}")

    def put(self, name, text):
        with open(os.path.join(self.tree, name), "w", encoding="utf-8") as out:
            out.write(text)

    # ---- machine code --------------------------------------------------------------------------------------

    def code_of(self, name):
        """The machine code that a source of the copy gives, or None where it does not compile. A file that is
        included by the kernel stands for the kernel."""
        with open(os.path.join(self.build, "compile_commands.json"), encoding="utf-8") as file:
            commands = json.load(file)
        path = os.path.join(self.tree, name)
        rows = [c for c in commands if os.path.join(c["directory"], c["file"]) == path
                or os.path.normpath(os.path.join(c["directory"], c["file"])) == path]
        if not rows:
            rows = [c for c in commands if c["output"].startswith("libkernel_v2.a.p")]
        out = os.path.join(self.place, "code.o")
        words = shlex.split(rows[0]["command"])
        words[words.index("-o") + 1] = out
        for flag in ("-MQ", "-MF"):
            at = words.index(flag)
            del words[at: at + 2]
        words = [w for w in words if w not in ("-MD", "-g", "-Werror")]
        done = subprocess.run(words + ["-w", "-g0"], cwd=rows[0]["directory"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
        if done.returncode != 0:
            return None
        with open(out, "rb") as file:
            return file.read()

    # ---- tests ---------------------------------------------------------------------------------------------

    def concerned(self, name):
        """The tests (suite, name) that a mutant of this file is tried with, in order."""
        area, stem = name.split("/")[1], os.path.splitext(os.path.basename(name))[0]
        lists = CONCERN[area]
        first = [key for want in [stem, "cli_" + stem] + MORE.get(stem, []) for key in self.tests
                 if key[1] == want and key[0] in SUITES]
        rest = [(suite, test) for suite in SUITES for test in lists[suite] if (suite, test) in self.tests]
        rest.sort(key=lambda key: self.time_of(key) or 0)
        return list(dict.fromkeys(first + rest))

    def build_for(self, key):
        """What the test needs, built; False where it does not build."""
        program = os.path.join(self.build, self.tests[key]["cmd"][-1])
        targets = ["offramp"] if key[0] in ("cli", "twin") else [os.path.relpath(program, self.build)]
        done = subprocess.run(["ninja", "-C", self.build] + targets, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode == 0

    def run(self, key, most):
        """Runs a test for at most so many seconds: (passed, seconds, what failed)."""
        test = self.tests[key]
        scratch = os.path.join(self.place, "scratch")
        shutil.rmtree(scratch, ignore_errors=True)
        os.makedirs(scratch)
        begun = time.monotonic()
        child = subprocess.Popen(test["cmd"], cwd=test["workdir"] or self.build, text=True, errors="replace",
                                 env={**os.environ, **test["env"], "TMPDIR": scratch, "HOME": scratch},
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 start_new_session=True, preexec_fn=limits)
        try:
            out, _ = child.communicate(timeout=most)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            return False, time.monotonic() - begun, "takes too long"
        failed = [line[:160] for line in out.splitlines() if line.startswith("not ok")]
        why = failed[0] if failed else f"ends with status {child.returncode}"
        return child.returncode == 0, time.monotonic() - begun, why

    def time_of(self, key):
        """Seconds that the test takes without a mutant; None: it fails, or takes too long, and is left out. The
        copy must be without a mutant when this is first asked."""
        name = "/".join(key)
        if name not in self.times:
            passed, seconds, why = self.run(key, SLOWEST) if self.build_for(key) else (False, 0, "does not build")
            self.times[name] = round(seconds, 2) if passed else None
            if not passed:
                print(f"mutants: {name} is left out: without a mutant it fails: {why}", flush=True)
            with open(self.times_path, "w", encoding="utf-8") as out:
                json.dump(self.times, out, indent=1)
        return self.times[name]


def limits():
    """A mutant may run wild: no file above 1 GiB, no more than 6 GiB of memory."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def find_line(text, mutant):
    """Number (from 0) of the line that the mutant changes: where it was, or the nearest like it; None: gone."""
    lines = text.split("\n")
    same = [i for i, line in enumerate(lines) if line == mutant["before"]]
    return min(same, key=lambda i: abs(i + 1 - mutant["line"])) if same else None


def mutated(text, mutant):
    at = find_line(text, mutant)
    if at is None:
        return None
    lines = text.split("\n")
    lines[at] = mutant["after"]
    return "\n".join(lines)
