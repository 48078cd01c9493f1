#!/usr/bin/env python3
"""Times `turnstone study` beside the Polars script on the same inputs and machine, and checks that both give the same numbers.

See README.md here for what is measured and how. Standard library only.
"""

import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
FOLDER = TARGET / "bench"
EXAMPLE = ROOT / "examples" / "ctdc" / "ctdc_synthetic_20210825.csv.zst"
SCRIPT = ROOT / "bench" / "polars_study.py"
POLARS = "2.1.0"
SEED = 2013
# What the script computes: the study is asked for the same and nothing else.
INSTRUMENTS = ["palermo-2000", "contemporary-2013"]
# About what a generated row takes, to ask for disk space before it is used.
ROW_BYTES = 70

# The targets. Time per row may grow by this much before it counts as growing: what repeated runs differ by anyway.
NOISE = 1.05
MOST_SECONDS_EXAMPLE = 1.0
MOST_MIB = 2048
MEMORY_ROWS = 10_000_000


def say(text=""):
    print(text, file=sys.stderr, flush=True)


def give_up(text):
    say(f"bench: {text}")
    sys.exit(2)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="only the CTDC example, no generated inputs")
    parser.add_argument("--rows", default="1,10,30", metavar="MILLIONS", help="generated inputs, in millions of rows (default 1,10,30)")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs of each program on each input (default 3)")
    parser.add_argument("--threads", type=int, default=2, help="processors each program may use (default 2)")
    parser.add_argument("--assume", default="act", choices=["act", "none"], help="assumption both programs make (default act)")
    parser.add_argument("--python", help=f"an interpreter that has polars {POLARS}, instead of {TARGET.name}/bench-venv")
    parser.add_argument("--turnstone", help="a built program, instead of building one")
    parser.add_argument("--fresh", action="store_true", help="generate the inputs again")
    parser.add_argument("--json", action="store_true", help="print the results as JSON to standard output")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a target is missed")
    args = parser.parse_args()
    if args.repeat < 1 or args.threads < 1:
        parser.error("--repeat and --threads are at least 1")
    try:
        args.sizes = [] if args.quick else sorted(int(float(m) * 1_000_000) for m in args.rows.split(","))
    except ValueError:
        parser.error(f"--rows {args.rows}: millions with commas, such as 1,10,30")
    return args


def has(python, package, version):
    asked = subprocess.run([python, "-c", f"import {package}; print({package}.__version__)"], capture_output=True, text=True, check=False)
    return asked.stdout.strip() == version


def python_with(package, version, given=None):
    """An interpreter with a pinned package; a virtual environment is made on the first run."""
    if given:
        if not has(given, package, version):
            give_up(f"{given} has no {package} {version}; install it there, or leave --python out")
        return given
    venv = TARGET / "bench-venv"
    python = venv / "bin" / "python"
    if python.exists() and has(python, package, version):
        return str(python)
    say(f"installing {package} {version} into {venv}")
    make = [] if python.exists() else [[sys.executable, "-m", "venv", str(venv)]]
    for command in [*make, [str(python), "-m", "pip", "install", "-q", f"{package}=={version}"]]:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            say((done.stderr or done.stdout).strip())
            give_up(
                f"cannot install {package} {version}, which the comparison needs (is there a network?). "
                f"Give --python with an interpreter that has it"
            )
    return str(python)


def turnstone(args):
    if args.turnstone:
        return args.turnstone
    say("building turnstone in release")
    if subprocess.run(["cargo", "build", "--release", "-p", "turnstone-cli"], cwd=ROOT, check=False).returncode:
        give_up("turnstone does not build")
    return str(TARGET / "release" / "turnstone")


def inputs(args, program):
    """(label, path, rows or None) of each input; generated ones are kept for the next time."""
    yield "CTDC 2021", EXAMPLE, None
    for rows in args.sizes:
        label, path = f"{rows / 1e6:g} M rows", FOLDER / f"synthetic-{rows}-{SEED}.csv"
        if args.fresh or not path.exists():
            free = shutil.disk_usage(FOLDER).free
            if free < rows * ROW_BYTES:
                say(f"{label}: needs about {rows * ROW_BYTES >> 20} MiB in {FOLDER}, {free >> 20} are free; left out")
                yield label, None, rows
                continue
            command = [program, "generate", "--like", str(EXAMPLE), "--rows", str(rows), "--seed", str(SEED), "-o", str(path)]
            say(f"generating {label}")
            start = time.monotonic()
            if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
                give_up(f"failed: {' '.join(command)}")
            took = time.monotonic() - start
            say(f"  {took:.1f} s, {rows / took / 1e6:.1f} M rows/s")
        yield label, path, rows


def measured(command, log, threads):
    """Runs a command on its share of the processors: seconds, processor seconds, peak MiB."""
    def on_share():
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    with open(log, "w") as out:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, preexec_fn=on_share)
        # wait4 gives this child's own usage, not that of all children so far.
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        say(pathlib.Path(log).read_text()[-2000:])
        give_up(f"exit code {child.returncode}: {' '.join(map(str, command))}")
    mib = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return wall, usage.ru_utime + usage.ru_stime, mib


def warm(path):
    """Reads a file once, so that both programs find it in memory."""
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass


def numbers_of_turnstone(study):
    """The numbers that are compared, from study.json."""
    flows = study["flows"]
    table = next((t for t in study["crosstabs"] if t["id"] == "means_by_purpose"), {"rows": [], "columns": [], "cells": []})
    cells = {
        f"{row['id']} × {column['id']}": count
        for row, counts in zip(table["rows"], table["cells"])
        for column, count in zip(table["columns"], counts)
        if count
    }
    findings = {
        f"{instrument['id']}.{output['name']}": [output["rows"][k] for k in ("yes", "no", "undetermined")]
        for instrument in study["findings"]["instruments"]
        for output in instrument["outputs"]
    }
    return {
        "records": study["records"],
        "with_both_ends": flows["with_both_ends"],
        "corridors": len(flows["corridors"]),
        "within_country": flows["within_country"],
        "top_corridors": [[c["origin"], c["destination"], c["records"]] for c in flows["corridors"][:20]],
        "means_by_purpose": cells,
        "findings": findings,
        "years": {str(y["year"]): y["records"] for y in study["trends"]["years"]},
    }


def differences(ours, theirs):
    """What the two programs do not agree on, one line each."""
    for key in theirs:
        a, b = ours[key], theirs[key]
        if isinstance(b, dict):
            for name in sorted(a.keys() | b.keys()):
                if a.get(name) != b.get(name):
                    yield f"{key}, {name}: turnstone {a.get(name)}, polars {b.get(name)}"
        elif a != b:
            yield f"{key}: turnstone {a}, polars {b}"


def compare(args, label, path, rows, programs):
    """Runs both programs in turn on one input."""
    warm(path)
    outputs = {name: FOLDER / "out" / name for name in programs}
    runs = {name: [] for name in programs}
    for turn in range(args.repeat):
        # Every other time the other way round, so that neither always comes second.
        for name in list(programs)[:: 1 if turn % 2 == 0 else -1]:
            shutil.rmtree(outputs[name], ignore_errors=True)
            outputs[name].parent.mkdir(parents=True, exist_ok=True)
            command = programs[name](path, outputs[name])
            runs[name].append(measured(command, FOLDER / f"{name}.log", args.threads))
            say(f"  {label}, {name} {turn + 1}/{args.repeat}: {runs[name][-1][0]:.2f} s, {runs[name][-1][2]:.0f} MiB")
    ours = numbers_of_turnstone(json.loads((outputs["turnstone"] / "study.json").read_text()))
    theirs = json.loads((outputs["polars"] / "key_numbers.json").read_text())
    differ = list(differences(ours, theirs))
    if rows is not None and theirs["records"] != rows:
        differ.append(f"records: {rows} were generated, {theirs['records']} read")
    result = {"input": label, "rows": theirs["records"], "bytes": path.stat().st_size, "differences": differ}
    for name, all_runs in runs.items():
        wall, cpu, mib = zip(*all_runs)
        seconds = statistics.median(wall)
        result[name] = {
            "seconds": seconds,
            "seconds_of_each_run": list(wall),
            "cpu_seconds": statistics.median(cpu),
            "peak_mib": max(mib),
            "rows_per_second": result["rows"] / seconds,
        }
    result["ratio"] = result["turnstone"]["seconds"] / result["polars"]["seconds"]
    return result


def targets(results, left_out):
    """Each target, what was found, and whether it is met."""
    example = results[0]
    seconds = example["turnstone"]["seconds"]
    limit = example["polars"]["seconds"]
    yield "CTDC: at most the time of Polars", f"{seconds:.2f} s, Polars {limit:.2f} s", seconds <= limit
    yield f"CTDC: at most {MOST_SECONDS_EXAMPLE:g} s", f"{seconds:.2f} s", seconds <= MOST_SECONDS_EXAMPLE
    generated = results[1:]
    for result in generated:
        if result["rows"] == MEMORY_ROWS:
            seconds, limit = result["turnstone"]["seconds"], result["polars"]["seconds"]
            yield f"{result['input']}: at most the time of Polars", f"{seconds:.2f} s, Polars {limit:.2f} s", seconds <= limit
            mib = result["turnstone"]["peak_mib"]
            yield f"{result['input']}: peak below {MOST_MIB} MiB", f"{mib:.0f} MiB", mib < MOST_MIB
    for before, after in zip(generated, generated[1:]):
        first, second = (r["turnstone"]["seconds"] / r["rows"] * 1e9 for r in (before, after))
        name = f"{before['input']} to {after['input']}: time grows no faster than rows"
        yield name, f"{first:.0f} to {second:.0f} ns a row", second <= first * NOISE
    for label in left_out:
        yield f"{label}: everything", "not run", False


def table(results):
    head = ["input", "rows", "turnstone s", "polars s", "ratio", "cpu s", "polars cpu s", "M rows/s", "polars", "peak MiB", "polars"]
    lines = [head]
    for r in results:
        ours, theirs = r["turnstone"], r["polars"]
        lines.append([
            r["input"], f"{r['rows']:,}", f"{ours['seconds']:.2f}", f"{theirs['seconds']:.2f}", f"{r['ratio']:.2f}",
            f"{ours['cpu_seconds']:.2f}", f"{theirs['cpu_seconds']:.2f}", f"{ours['rows_per_second'] / 1e6:.2f}",
            f"{theirs['rows_per_second'] / 1e6:.2f}", f"{ours['peak_mib']:.0f}", f"{theirs['peak_mib']:.0f}",
        ])
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        yield "  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths)))


def start_of_python(python):
    """What it takes to start Python and import Polars: part of the script's time, printed so that nobody has to guess."""
    times = []
    for _ in range(3):
        start = time.monotonic()
        subprocess.run([python, "-c", "import polars"], check=False)
        times.append(time.monotonic() - start)
    return statistics.median(times)


def main():
    args = arguments()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not EXAMPLE.exists():
        give_up(f"{EXAMPLE} is missing")
    python, program = python_with("polars", POLARS, args.python), turnstone(args)
    assume = [] if args.assume == "none" else ["--assume", args.assume]
    instruments = [word for name in INSTRUMENTS for word in ("--instrument", name)]
    programs = {
        "turnstone": lambda path, out: [program, "study", str(path), "-o", str(out), "--no-html", *instruments, *assume],
        "polars": lambda path, out: [python, str(SCRIPT), str(path), "-o", str(out), "--threads", str(args.threads), *assume],
    }
    results, left_out = [], []
    for label, path, rows in inputs(args, program):
        if path is None:
            left_out.append(label)
        else:
            results.append(compare(args, label, path, rows, programs))
    checked = [{"target": t, "found": found, "met": met} for t, found, met in targets(results, left_out)]
    importing = start_of_python(python)

    out = sys.stderr if args.json else sys.stdout
    print(f"\n`turnstone study --no-html` beside Polars {POLARS} (streaming), {args.threads} processors each, "
          f"median of {args.repeat} runs; ratio below 1: turnstone is faster\n", file=out)
    for line in table(results):
        print(line, file=out)
    print(f"\nOf the Polars seconds, {importing:.2f} go into starting Python and importing Polars.\n", file=out)
    for target in checked:
        print(f"{'MET   ' if target['met'] else 'MISSED'}  {target['target']}: {target['found']}", file=out)
    differ = [f"{r['input']}: {d}" for r in results for d in r["differences"]]
    if differ:
        print(f"\nTHE TWO PROGRAMS DISAGREE on {len(differ)} numbers:", file=out)
        for line in differ[:40]:
            print(f"  {line}", file=out)
    else:
        print("\nBoth programs agree on all key numbers.", file=out)
    if args.json:
        machine = {"system": platform.platform(), "processor": platform.processor() or platform.machine(), "cpus": os.cpu_count()}
        print(json.dumps({
            "machine": machine, "threads": args.threads, "repeat": args.repeat, "polars": POLARS, "assume": args.assume,
            "polars_start_seconds": importing, "results": results, "targets": checked, "left_out": left_out,
        }, indent=1, ensure_ascii=False))
    missed = any(not target["met"] for target in checked)
    sys.exit(1 if differ or (args.strict and missed) else 0)


if __name__ == "__main__":
    main()
