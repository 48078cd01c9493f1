#!/usr/bin/env python3
"""Checks polars_study.py against plain loops over the rows of the CTDC example: the slow way to the same tables.

Run with an interpreter that has Polars: target/bench-venv/bin/python bench/test_polars_study.py
"""

import collections
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

import polars as pl

import polars_study as study

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "ctdc" / "ctdc_synthetic_20210825.csv.zst"
NONE = study.NOT_RECORDED


def facts(row, of):
    return [fact for fact, column in of.items() if row[column] == "1"] or [NONE]


def child(row):
    young, stated = row["ageBroad"] in study.UNDER_18, row["majorityStatusAtExploit"]
    if young and stated == "Adult":
        return "unsettled"
    if young or stated == "Minor":
        return "child"
    return "adult" if stated == "Adult" else NONE


def values(row):
    return {
        "purpose": facts(row, study.PURPOSES),
        "means": facts(row, study.MEANS),
        "sex": [study.SEX.get(row["gender"], NONE)],
        "age": [study.AGE.get(row["ageBroad"], NONE)],
        "child": [child(row)],
        "period": [row["yearOfRegistration"] or NONE],
    }


CROSSTABS = [("means", "purpose"), ("sex", "purpose"), ("age", "purpose"), ("child", "purpose"), ("sex", "means"), ("child", "means")]


class PlainLoops(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rows = pl.read_csv(EXAMPLE, infer_schema=False).fill_null("").to_dicts()
        cls.values = [values(row) for row in cls.rows]
        cls.folders = {}
        for assume in [(), ("--assume", "act")]:
            folder = tempfile.TemporaryDirectory()
            cls.addClassCleanup(folder.cleanup)
            command = [sys.executable, str(HERE / "polars_study.py"), str(EXAMPLE), "-o", folder.name, *assume]
            subprocess.run(command, check=True)
            cls.folders[bool(assume)] = pathlib.Path(folder.name)

    def table(self, name, *keys, count="count", assumed=True):
        with open(self.folders[assumed] / "tables" / f"{name}.csv", newline="") as file:
            return {tuple(row[k] for k in keys): int(row[count]) for row in csv.DictReader(file) if row[count] not in ("", "0")}

    def test_corridors(self):
        corridors, by = collections.Counter(), collections.Counter()
        for row, dimensions in zip(self.rows, self.values):
            ends = row["citizenship"], row["CountryOfExploitation"]
            if all(ends):
                corridors[ends] += 1
                for dimension in ("purpose", "means", "sex", "age", "period"):
                    by.update((*ends, dimension, value) for value in dimensions[dimension])
        self.assertEqual(self.table("corridors", "origin", "destination", count="records"), corridors)
        self.assertEqual(self.table("corridors_by", "origin", "destination", "dimension", "value"), by)
        self.assertEqual((len(corridors), sum(corridors.values())), (452, 60_846))

    def test_years(self):
        years, by = collections.Counter(), collections.Counter()
        of = collections.defaultdict(collections.Counter)
        for row, dimensions in zip(self.rows, self.values):
            year, country = row["yearOfRegistration"], row["CountryOfExploitation"]
            if year:
                years[year,] += 1
                for dimension in ("purpose", "means", "sex", "age", "child"):
                    by.update((year, dimension, value) for value in dimensions[dimension])
                if country:
                    of[year][country] += 1
        self.assertEqual(self.table("years", "year", count="records"), years)
        self.assertEqual(self.table("years", "year", count="contributors"), {(y,): len(c) for y, c in of.items()})
        self.assertEqual(self.table("years_by", "year", "dimension", "value"), by)
        both_before, both_after, moved = {}, {}, {}
        for (year,) in years:
            before, after = of[str(int(year) - 1)], of[year]
            if (str(int(year) - 1),) in years:
                both_before[year,] = sum(n for c, n in before.items() if c in after)
                both_after[year,] = sum(n for c, n in after.items() if c in before)
                moved |= {(year, c, "entered"): n for c, n in after.items() if c not in before}
                moved |= {(year, c, "left"): n for c, n in before.items() if c not in after}
        self.assertEqual(self.table("year_changes", "year", count="in_both_before"), both_before)
        self.assertEqual(self.table("year_changes", "year", count="in_both_after"), both_after)
        self.assertEqual(self.table("year_contributors", "year", "destination", "change"), moved)

    def test_crosstabs(self):
        for rows, columns in CROSSTABS:
            cells = collections.Counter((r, c) for of in self.values for r in of[rows] for c in of[columns])
            self.assertEqual(self.table(f"{rows}_by_{columns}", "row", "column"), cells, (rows, columns))

    def test_findings_and_what_leaves_them_open(self):
        for assumed in (False, True):
            yes, terms, lines = 0, collections.Counter(), []
            for of in self.values:
                means = any(m not in (NONE, study.NO_MEANS) for m in of["means"])
                purpose, is_child = of["purpose"] != [NONE], of["child"][0]
                settled = means or is_child == "child"
                if assumed and purpose and settled:
                    yes += 1
                    lines.append("")
                    continue
                unknown = {"act": not assumed, "means": not settled, "purpose": not purpose}
                unknown["child"] = not settled and is_child != "adult"
                lines.append("; ".join(term for term, is_open in unknown.items() if is_open))
                terms[lines[-1]] += 1
            for instrument in study.INSTRUMENTS:
                found = self.table("findings", "instrument", "output", count="yes", assumed=assumed)
                self.assertEqual(found.get((instrument, "trafficking_elements"), 0), yes)
                found = self.table("open_terms", "instrument", "terms", assumed=assumed)
                self.assertEqual({t: n for (i, t), n in found.items() if i == instrument}, terms)
                frame = pl.read_parquet(self.folders[assumed] / "findings.parquet").sort("line")
                self.assertEqual(frame["line"].to_list(), list(range(2, len(lines) + 2)))
                self.assertEqual(frame[f"{instrument}.undecided"].to_list(), lines)
                finding = frame[f"{instrument}.trafficking_elements"]
                self.assertEqual(finding.to_list(), [True if not line else None for line in lines])

    def test_profile(self):
        for fact, column in study.FLAGS.items():
            recorded = sum(row[column] == "1" for row in self.rows)
            self.assertEqual(self.table("profile", "column", count="yes")[fact,], recorded)
        # Presence-only columns never say no: what says no is the age, and a corridor inside a country.
        self.assertEqual(set(self.table("profile", "column", count="no")), {("person.child",), ("border_crossed",)})
        for name, column in [("registered_year", "yearOfRegistration"), ("gender", "gender"), ("age_low", "ageBroad"),
                             ("origin", "citizenship"), ("destination", "CountryOfExploitation"), ("months_low", "traffickMonths")]:
            self.assertEqual(self.table("profile", "column", count="recorded")[name,], sum(bool(row[column]) for row in self.rows))


if __name__ == "__main__":
    unittest.main()
