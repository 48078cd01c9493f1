#!/usr/bin/env python3
"""Times the gravity fit beside pyfixest's `fepois` on the same matrix and machine, and checks that both find the same.

See README.md here for what is measured and how. Standard library only; pyfixest runs in a process of its own.
"""

import json
import os
import subprocess
import sys
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import run as bench

PYFIXEST = "0.60.0"
MOST_SHARE = 0.1
MOST_DIFFERENCE = 1e-6
RUNS = 5

# Timed with the peer's own tolerances, which is what its users wait for; compared with tight ones.
SCRIPT = """
import json, sys, time, warnings
import pandas as pd, pyfixest as pf
warnings.filterwarnings("ignore")
d = pd.read_csv(sys.argv[1])
law = "flow ~ distance + border + network | origin + destination"
seconds = []
for _ in range(int(sys.argv[2]) + 1):
    start = time.monotonic()
    pf.fepois(law, d, vcov="hetero")
    seconds.append(time.monotonic() - start)
tight = pf.MapDemeaner(fixef_tol=1e-12, fixef_maxiter=100_000)
m = pf.fepois(law, d, vcov={"CRV1": "pair"}, iwls_tol=1e-12, iwls_maxiter=100, demeaner=tight)
print(json.dumps({"seconds": sorted(seconds[1:])[len(seconds[1:]) // 2], "coefficients": list(map(float, m._beta_hat)),
                  "standard_errors": list(map(float, m._se)), "deviance": float(m.deviance)}))
"""


def main():
    args = bench.arguments()
    bench.FOLDER.mkdir(parents=True, exist_ok=True)
    python = bench.python_with("pyfixest", PYFIXEST, args.python)
    matrix = bench.FOLDER / "gravity.csv"
    # Only this crate is built: its numbers do not depend on what else the workspace needs.
    command = ["cargo", "bench", "-q", "-p", "turnstone-estimate", "--bench", "gravity", "--", "--write", str(matrix)]
    ours = subprocess.run(command, cwd=bench.ROOT, capture_output=True, text=True, check=False)
    if ours.returncode:
        bench.give_up(f"failed: {' '.join(command)}\n{ours.stderr}")
    ours = json.loads(ours.stdout.splitlines()[-1])
    script = bench.FOLDER / "pyfixest_gravity.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, **{f"{name}_NUM_THREADS": str(args.threads) for name in ("OMP", "RAYON", "NUMBA")}}
    theirs = subprocess.run([python, str(script), str(matrix), str(RUNS)], capture_output=True, text=True, check=False, env=environment)
    if theirs.returncode:
        bench.give_up(f"pyfixest failed:\n{theirs.stderr}")
    theirs = json.loads(theirs.stdout.splitlines()[-1])

    pairs = [(a, b) for part in ("coefficients", "standard_errors") for a, b in zip(ours[part], theirs[part])]
    difference = max(abs(a - b) / abs(b) for a, b in pairs)
    ratio = ours["seconds"] / theirs["seconds"]
    result = {"turnstone": ours, "pyfixest": {"version": PYFIXEST, **theirs}, "ratio": ratio, "largest_relative_difference": difference}
    print("\nGravity fit: 238,800 flows, 3 covariates, effects of 200 origins and 200 destinations in 6 periods")
    print(f"  pyfixest {PYFIXEST} fepois   {theirs['seconds']:7.3f} s")
    print(f"  turnstone                {ours['seconds']:7.3f} s   ratio {ratio:.3f} (target at most {MOST_SHARE})")
    print(f"  one thread               {ours['seconds_one_thread']:7.3f} s")
    print(f"  largest relative difference of coefficients and clustered standard errors: {difference:.1e} (target {MOST_DIFFERENCE:.0e})")
    if args.json:
        print(json.dumps(result))
    missed = ratio > MOST_SHARE or difference > MOST_DIFFERENCE
    if args.strict and missed:
        sys.exit(1)


if __name__ == "__main__":
    main()
