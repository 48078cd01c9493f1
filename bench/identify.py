#!/usr/bin/env python3
"""Times `turnstone identify` beside DuckDB on the same Parquet file and machine, and checks that both count the same.

See README.md here for what is measured and how. Standard library only; DuckDB runs in a process of its own.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import run as bench

DUCKDB = "2.0.0"
# The element tests; DuckDB evaluates these as SQL, Turnstone these and, in a run of its own, every instrument there is.
TESTS = ["palermo-2000", "contemporary-2013", "eu-2011-36", "be-433quinquies", "smuggling-2000", "be-77quater"]
MOST_SHARE = 0.5

SCRIPT = """
import duckdb, json, sys, time
threads, query = int(sys.argv[1]), open(sys.argv[2]).read()
connection = duckdb.connect()
connection.execute(f"SET threads = {threads}")
start = time.monotonic()
row = connection.execute(query).fetchone()
print(json.dumps({"seconds": time.monotonic() - start, "counts": [n or 0 for n in row]}))
"""


def counts_of_turnstone(program, command, log, threads):
    wall, cpu, mib = bench.measured(command, log, threads)
    found = json.loads(pathlib.Path(log).read_text())
    counts = [n for r in found["results"] if r["instrument"] in TESTS for n in (r["yes"], r["yes"] + r["no"])]
    return wall, cpu, mib, counts


def main():
    args = bench.arguments()
    rows = 200_000 if args.quick else 10_000_000
    bench.FOLDER.mkdir(parents=True, exist_ok=True)
    program = bench.turnstone(args)
    python = bench.python_with("duckdb", DUCKDB)
    text = bench.FOLDER / f"synthetic-{rows}-{bench.SEED}.csv"
    table = bench.FOLDER / f"records-{rows}-{bench.SEED}.parquet"
    if args.fresh or not table.exists():
        if not text.exists():
            subprocess.run([program, "generate", "--like", str(bench.EXAMPLE), "--rows", str(rows), "--seed", str(bench.SEED),
                            "-o", str(text)], check=True, stdout=subprocess.DEVNULL)
        # Parquet of the `records` table; what was lost on the way is not of interest here.
        subprocess.run([program, "convert", str(text), "-o", str(table)], check=True, stdout=subprocess.DEVNULL)
    sql = bench.FOLDER / "element_tests.sql"
    sql.write_text(subprocess.run([program, "instruments", "sql", *TESTS, "--counts", "--table", f"read_parquet('{table}')"],
                                  check=True, capture_output=True, text=True).stdout)
    script = bench.FOLDER / "duckdb_identify.py"
    script.write_text(SCRIPT)
    bench.warm(table)

    tests = [word for test in TESTS for word in ("--instrument", test)]
    base = [program, "identify", str(table), "--json", "--threads", str(args.threads)]
    runs = {"DuckDB, element tests": [], "Turnstone, element tests": [], "Turnstone, every instrument": []}
    expected = None
    for _ in range(args.repeat):
        log = bench.FOLDER / "identify.log"
        wall, cpu, mib = bench.measured([python, str(script), str(args.threads), str(sql)], log, args.threads)
        said = json.loads(log.read_text())
        runs["DuckDB, element tests"].append((said["seconds"], cpu, mib))
        for name, extra in (("Turnstone, element tests", tests), ("Turnstone, every instrument", [])):
            wall, cpu, mib, counts = counts_of_turnstone(program, base + extra, log, args.threads)
            runs[name].append((wall, cpu, mib))
            if counts != said["counts"]:
                bench.say(f"{name} and DuckDB count differently:\n  {counts}\n  {said['counts']}")
                sys.exit(1)
    print(f"{rows / 1e6:g} M rows of Parquet ({table.stat().st_size >> 20} MiB), {args.threads} threads; every count agrees\n")
    print(f"{'':<30}{'seconds':>10}{'cpu s':>10}{'peak MiB':>10}{'M rows/s':>10}{'of DuckDB':>11}")
    medians = {name: statistics.median(r[0] for r in all_runs) for name, all_runs in runs.items()}
    for name, all_runs in runs.items():
        wall = medians[name]
        cpu, mib = statistics.median(r[1] for r in all_runs), max(r[2] for r in all_runs)
        share = wall / medians["DuckDB, element tests"]
        print(f"{name:<30}{wall:>10.3f}{cpu:>10.2f}{mib:>10.0f}{rows / wall / 1e6:>10.1f}{share:>11.2f}")
    share = medians["Turnstone, every instrument"] / medians["DuckDB, element tests"]
    met = share <= MOST_SHARE
    print(f"\n{'MET' if met else 'MISSED'}: every instrument takes {share:.2f} of DuckDB's time for the element tests, at most {MOST_SHARE} wanted")
    print("DuckDB's time is that of its query alone; Turnstone's is the whole program, start and end included.")
    if args.strict and not met:
        sys.exit(1)


if __name__ == "__main__":
    main()
