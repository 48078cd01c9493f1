#!/usr/bin/env python3
"""The numbers of `turnstone study`, computed with Polars: the reference that Turnstone is timed against.

It reads the 37-column file of the CTDC as one lazy plan on the streaming engine. The file is passed over once: every
table comes from a few group-bys that share the scan, and the rows of findings.parquet are written by the same plan. Flags
are packed into bit masks, so that one group-by of masks stands for two dozen sums, and the keys of each group-by into one
integer. There is no loop over rows. Each of these choices was timed against the plainer one (see README.md).

What is not done here and is done by Turnstone: recognising the file, quarantine, digests, proofs, the HTML page.
"""

import argparse
import functools
import json
import operator
import os
import pathlib
import sys

# The facts of the vocabulary and the columns they are read from, in the order of the vocabulary.
MEANS = {
    "means.threats": "meansOfControlThreats",
    "means.threat_of_law_enforcement": "meansOfControlThreatOfLawEnforce",
    "means.false_promises": "meansOfControlFalsePromises",
    "means.debt_bondage": "meansOfControlDebtBondage",
    "means.takes_earnings": "meansOfControlTakesEarnings",
    "means.psychological_abuse": "meansOfControlPsychologicalAbuse",
    "means.physical_abuse": "meansOfControlPhysicalAbuse",
    "means.sexual_abuse": "meansOfControlSexualAbuse",
    "means.psychoactive_substances": "meansOfControlPsychoactiveSubstances",
    "means.restricts_movement": "meansOfControlRestrictsMovement",
    "means.restricts_medical_care": "meansOfControlRestrictsMedicalCare",
    "means.withholds_necessities": "meansOfControlWithholdsNecessities",
    "means.withholds_documents": "meansOfControlWithholdsDocuments",
    "means.excessive_working_hours": "meansOfControlExcessiveWorkingHours",
    "means.other": "meansOfControlOther",
}
PURPOSES = {
    "purpose.sexual_exploitation": "isSexualExploit",
    "purpose.prostitution": "typeOfSexProstitution",
    "purpose.pornography": "typeOfSexPornography",
    "purpose.other_sexual_exploitation": "typeOfSexOther",
    "purpose.forced_labour": "isForcedLabour",
    "purpose.other": "isOtherExploit",
}
OTHERS = {
    "recruiter.intimate_partner": "recruiterRelationIntimatePartner",
    "recruiter.family": "recruiterRelationFamily",
    "recruiter.friend": "recruiterRelationFriend",
    "recruiter.other": "recruiterRelationOther",
    "sector.agriculture": "typeOfLabourAgriculture",
    "sector.construction": "typeOfLabourConstruction",
    "sector.hospitality": "typeOfLabourHospitality",
    "sector.domestic_work": "typeOfLabourDomesticWork",
    "sector.other": "typeOfLabourOther",
}
FLAGS = MEANS | PURPOSES | OTHERS
PLACE = ["citizenship", "CountryOfExploitation"]
TEXTS = ["gender", "ageBroad", "majorityStatusAtExploit", "traffickMonths", *PLACE]

# The same column values, as the study names them.
SEX = {"Female": "female", "Male": "male", "Transgender/NonConforming": "transgender_or_non_conforming"}
AGES = ["0--8", "09--17", "18--20", "21--23", "24--26", "27--29", "30--38", "39--47", "48+"]
AGE = dict(zip(AGES, ["0–8", "9–17", "18–20", "21–23", "24–26", "27–29", "30–38", "39–47", "48 and over"]))
UNDER_18 = AGES[:2]
NOT_RECORDED = "not_recorded"

# Excessive hours are no means under either instrument.
NO_MEANS = "means.excessive_working_hours"
INSTRUMENTS = ["palermo-2000", "contemporary-2013"]
# What the contemporary definition only describes rests on columns that the file does not have.
DESCRIPTIONS = {"contemporary-2013": ["process_traditional", "process_technology", "migration", "within_country", "across_border"]}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="a CTDC file of 37 columns, plain, gzip or zstd")
    parser.add_argument("-o", "--output", required=True, type=pathlib.Path, help="folder for tables and findings.parquet")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--assume", action="append", default=[], choices=["act"], help="take the act as given where not recorded")
    return parser.parse_args()


ARGS = arguments() if __name__ == "__main__" else None
if ARGS:
    # Polars reads this once, when it is imported.
    os.environ["POLARS_MAX_THREADS"] = str(ARGS.threads)

import polars as pl  # noqa: E402


# Text columns are categories, whose numbers serve as keys; both countries share theirs.
KINDS = {name: pl.Categorical(pl.Categories(name, "turnstone")) for name in TEXTS}
KINDS["CountryOfExploitation"] = KINDS["citizenship"]


def schema(file):
    """The columns in the order of the file, each read as what it is."""
    header = pl.scan_csv(file, infer_schema=False).collect_schema().names()
    flags = set(FLAGS.values())
    missing = (flags | set(TEXTS) | {"yearOfRegistration"}) - set(header)
    if missing:
        sys.exit(f"{file}: not a CTDC file of 37 columns, it has no {', '.join(sorted(missing))}")
    return {name: pl.UInt8 if name in flags else KINDS.get(name, pl.Int16) for name in header}


def either(conditions, kind):
    """One integer a row with a bit for each condition that holds."""
    bits = [pl.when(c).then(pl.lit(1 << bit, kind)).otherwise(pl.lit(0, kind)) for bit, c in enumerate(conditions)]
    return functools.reduce(operator.or_, bits)


def mask(facts, kind):
    """One integer a row with a bit for each fact that is recorded as yes."""
    return either([pl.col(column) == 1 for column in facts.values()], kind)


def rows(file):
    """Every row with what the tables need."""
    young = pl.col("ageBroad").is_in(UNDER_18)
    stated = pl.col("majorityStatusAtExploit")
    # Under 18 at registration means a child when exploited; 18 or over says nothing.
    child = (
        pl.when((stated == "Adult") & young).then(pl.lit(2, pl.UInt8))
        .when((stated == "Minor") | young).then(pl.lit(0, pl.UInt8))
        .when(stated == "Adult").then(pl.lit(1, pl.UInt8))
        .otherwise(None)
    )
    scan = pl.scan_csv(file, schema=schema(file), row_index_name="line", row_index_offset=2)
    return scan.with_columns(
        year="yearOfRegistration",
        child=child,
        means=mask(MEANS, pl.UInt16),
        purposes=mask(PURPOSES, pl.UInt8),
    )


# How many bits of a key each column takes; all of them set is "not recorded".
BITS = {
    "citizenship": 12, "CountryOfExploitation": 12, "gender": 6, "ageBroad": 6, "child": 3, "year": 12, "means": 16, "purposes": 8,
}


def counted(lazy, *columns):
    """How many rows have each combination of values: a group-by of one integer."""
    key = pl.lit(0, pl.UInt64)
    for name in columns:
        value = pl.col(name).to_physical() if name in TEXTS else pl.col(name)
        key = key * (1 << BITS[name]) + value.cast(pl.UInt64).fill_null((1 << BITS[name]) - 1)
    return lazy.group_by(key=key).agg(count=pl.len())


def values_of(frame, *columns):
    """The counts with their columns again."""
    made, shift = [], 0
    for name in reversed(columns):
        none = (1 << BITS[name]) - 1
        value = (pl.col("key") // (1 << shift)) % (1 << BITS[name])
        value = pl.when(value != none).then(value)
        if name in TEXTS:
            value = value.cast(pl.UInt32).cat.to(KINDS[name]).cast(pl.String)
        else:
            value = value.cast(pl.Int32)
        made.append(value.alias(name))
        shift += BITS[name]
    return frame.select(*reversed(made), "count")


CHILD = ["child", "adult", "unsettled"]


def elements(assumed):
    """The elements and the finding in Kleene's logic; Polars' `&` and `|` on nullable Booleans are just that."""
    yes = pl.lit(True)
    as_means = (1 << len(MEANS)) - 1 - (1 << list(MEANS).index(NO_MEANS))
    act = yes if assumed else pl.lit(None, pl.Boolean)
    means = pl.when((pl.col("means") & as_means) != 0).then(yes)
    purpose = pl.when(pl.col("purposes") != 0).then(yes)
    child = pl.when(pl.col("child") == 0).then(yes).when(pl.col("child") == 1).then(pl.lit(False))
    return {"act": act, "means": means, "purpose": purpose, "child": child}


OPEN = ["act", "means", "purpose", "child"]
# Every set of them, by its mask.
OPEN_SETS = pl.Enum(["; ".join(term for bit, term in enumerate(OPEN) if sets >> bit & 1) for sets in range(1 << len(OPEN))])


def open_terms(of):
    """What would decide the finding, where it is open: each unknown part that is not settled by another."""
    unsettled = (of["child"] | of["means"]).is_null()
    unknown = [of[term].is_null() & (unsettled if term in ("means", "child") else True) for term in OPEN]
    return either(unknown, pl.UInt8).cat.to(OPEN_SETS)


def findings_frame(lazy, assumed):
    """The columns of both instruments."""
    of = elements(assumed)
    finding = of["act"] & of["purpose"] & (of["child"] | of["means"])
    columns = {}
    for instrument in INSTRUMENTS:
        columns |= {f"{instrument}.{name}": value for name, value in of.items()}
        columns |= {f"{instrument}.{name}": pl.lit(None, pl.Boolean) for name in DESCRIPTIONS.get(instrument, [])}
        columns[f"{instrument}.trafficking_elements"] = finding
        columns[f"{instrument}.undecided"] = open_terms(of)
    return lazy.with_columns(**columns), list(columns)


def unpacked(frame, packed, facts, keys):
    """Counts by mask as counts by fact; a record without any of the facts counts as not recorded."""
    def part(value, keep):
        return frame.filter(keep).group_by(keys).agg(pl.col("count").sum()).with_columns(value=pl.lit(value))
    parts = [part(fact, (pl.col(packed) & (1 << bit)) != 0) for bit, fact in enumerate(facts)]
    return pl.concat([*parts, part(NOT_RECORDED, pl.col(packed) == 0)])


def named(frame, column, names):
    """Counts by a column of one value a record, with the study's names."""
    if isinstance(names, list):
        names = dict(enumerate(names))
    value = pl.col(column)
    if names:
        value = value.replace_strict(names, return_dtype=pl.String, default=None)
    return frame.with_columns(value=value.cast(pl.String).fill_null(NOT_RECORDED))


def breakdown(frames, keys):
    """One long table of counts: keys, dimension, value, count."""
    parts = []
    for dimension, frame in frames.items():
        part = frame.group_by(*keys, "value").agg(pl.col("count").sum())
        parts.append(part.select(*keys, dimension=pl.lit(dimension), value="value", count="count"))
    return pl.concat(parts).sort(*keys, "dimension", "value")


def main():
    folder = ARGS.output
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    lazy = rows(ARGS.file)
    assumed = "act" in ARGS.assume

    found, columns = findings_frame(lazy, assumed)
    keys = {
        "year_means": ["year", "means"],
        "person_means": ["gender", "child", "means"],
        "person_purposes": ["year", "gender", "ageBroad", "child", "purposes"],
        "masks": ["means", "purposes", "child"],
        "place_means": [*PLACE, "means"],
        "place_purposes": [*PLACE, "purposes"],
        "place_person": [*PLACE, "gender", "ageBroad", "year"],
    }
    plans = {
        "findings": found.select("line", *columns).sink_parquet(folder / "findings.parquet", lazy=True),
        **{name: counted(lazy, *of) for name, of in keys.items()},
        "sums": lazy.select(
            pl.len().alias("rows"),
            pl.col("traffickMonths").count().alias("months_low"),
            (pl.col("traffickMonths").is_not_null() & (pl.col("traffickMonths") != "61+ (5+ yrs)")).sum().alias("months_high"),
            *[(pl.col(column) == 1).sum().alias(fact) for fact, column in OTHERS.items()],
        ),
    }
    done = dict(zip(plans, pl.collect_all(list(plans.values()), engine="streaming")))
    done |= {name: values_of(done[name], *of) for name, of in keys.items()}
    write_tables(folder, done, assumed)


def write_tables(folder, done, assumed):
    """From the group-bys, which are small, to the tables of the study."""
    def write(name, frame):
        frame.write_csv(folder / "tables" / f"{name}.csv")

    total = done["sums"].item(0, "rows")

    # Flows. A country may be missing; citizenship stands for the origin, as in the study.
    place = ["origin", "destination"]
    ends = {"citizenship": "origin", "CountryOfExploitation": "destination"}
    placed = {k: done[k].rename(ends) for k in done if k.startswith("place_")}
    both = {k: v.drop_nulls(place) for k, v in placed.items()}
    corridors = (
        both["place_person"].group_by(place).agg(records=pl.col("count").sum())
        .with_columns(border_crossed=pl.col("origin") != pl.col("destination"))
        .sort(["records", *place], descending=[True, False, False])
    )
    write("corridors", corridors)
    write("corridors_by", breakdown({
        "purpose": unpacked(both["place_purposes"], "purposes", PURPOSES, place),
        "means": unpacked(both["place_means"], "means", MEANS, place),
        "sex": named(both["place_person"], "gender", SEX),
        "age": named(both["place_person"], "ageBroad", AGE),
        "period": named(both["place_person"], "year", None),
    }, place))
    known = placed["place_person"].with_columns(pl.col(place).is_not_null()).group_by(place).agg(pl.col("count").sum())
    write("flow_ends", known.sort(place))

    # Trends.
    by_means, by_purposes = done["person_means"], done["person_purposes"]
    with_year = by_purposes.drop_nulls("year")
    contributors = (
        placed["place_person"].drop_nulls(["destination", "year"]).group_by("year", "destination").agg(pl.col("count").sum())
    )
    years = with_year.group_by("year").agg(records=pl.col("count").sum()).sort("year")
    years = years.join(contributors.group_by("year").agg(contributors=pl.len()), on="year", how="left").sort("year")
    write("years", years.with_columns(pl.col("contributors").fill_null(0)))
    write("years_by", breakdown({
        "purpose": unpacked(with_year, "purposes", PURPOSES, ["year"]),
        "means": unpacked(done["year_means"].drop_nulls("year"), "means", MEANS, ["year"]),
        "sex": named(with_year, "gender", SEX),
        "age": named(with_year, "ageBroad", AGE),
        "child": named(with_year, "child", CHILD),
    }, ["year"]))
    pairs = years.select(year=pl.col("year") + 1, records_before="records").join(
        years.select("year", records_after="records"), on="year"
    )
    after = contributors.rename({"count": "after"})
    before = contributors.select(pl.col("year") + 1, "destination", before="count")
    moves = before.join(after, on=["year", "destination"], how="full", coalesce=True).join(pairs, on="year", how="semi")
    stayed = pl.col("before").is_not_null() & pl.col("after").is_not_null()
    changes = pairs.join(
        moves.group_by("year").agg(
            in_both_before=pl.col("before").filter(stayed).sum(),
            in_both_after=pl.col("after").filter(stayed).sum(),
            entered=pl.col("before").is_null().sum(),
            left=pl.col("after").is_null().sum(),
        ), on="year", how="left",
    ).sort("year")
    write("year_changes", changes.fill_null(0))
    came = pl.when(pl.col("before").is_null()).then(pl.lit("entered")).otherwise(pl.lit("left"))
    moved = moves.filter(~stayed).select("year", "destination", change=came, count=pl.coalesce("after", "before"))
    write("year_contributors", moved.sort(["year", "change", "count", "destination"], descending=[False, False, True, False]))

    # Cross-tabulations.
    person = {"sex": ("gender", SEX), "age": ("ageBroad", AGE), "child": ("child", CHILD)}
    def crosstab(rows, columns, frame):
        table = frame.rename({"value": "column"}).group_by("row", "column").agg(pl.col("count").sum())
        write(f"{rows}_by_{columns}", table.sort("row", "column"))
        return table
    for rows in person:
        column, names = person[rows]
        frame = unpacked(by_purposes, "purposes", PURPOSES, [column])
        crosstab(rows, "purpose", named(frame.rename({"value": "column"}), column, names).rename({"value": "row", "column": "value"}))
        if rows != "age":
            frame = unpacked(by_means, "means", MEANS, [column])
            crosstab(rows, "means", named(frame.rename({"value": "column"}), column, names).rename({"value": "row", "column": "value"}))
    by_fact = unpacked(done["masks"], "means", MEANS, ["purposes"]).rename({"value": "row"})
    means_by_purpose = crosstab("means", "purpose", unpacked(by_fact, "purposes", PURPOSES, ["row"]))

    # Findings: the same expressions over the masks and their counts.
    found, columns = findings_frame(done["masks"].lazy(), assumed)
    found = found.collect()
    outputs = []
    for column in columns:
        if not column.endswith(".undecided"):
            instrument, name = column.split(".", 1)
            values = found.group_by(column).agg(pl.col("count").sum())
            cell = {value: number for value, number in values.iter_rows()}
            outputs.append((instrument, name, cell.get(True, 0), cell.get(False, 0), cell.get(None, 0)))
    outputs = pl.DataFrame(outputs, orient="row", schema=["instrument", "output", "yes", "no", "undetermined"])
    write("findings", outputs)
    open_sets = [
        found.filter(pl.col(f"{i}.trafficking_elements").is_null()).group_by(terms=f"{i}.undecided")
        .agg(pl.col("count").sum()).select(instrument=pl.lit(i), terms="terms", count="count")
        for i in INSTRUMENTS
    ]
    write("open_terms", pl.concat(open_sets).sort(["instrument", "count", "terms"], descending=[True, True, False]))
    a, b = (f"{i}.trafficking_elements" for i in INSTRUMENTS)
    write("agreement", found.group_by(a, b).agg(pl.col("count").sum()).sort(a, b))

    # Profile.
    profile = [("registered_year", None, None, total - by_purposes.filter(pl.col("year").is_null())["count"].sum())]
    for column, name in [("gender", "gender"), ("ageBroad", "age_low"), ("child", "child")]:
        profile.append((name, None, None, by_purposes.drop_nulls(column)["count"].sum()))
    flow = placed["place_person"]
    profile.append(("age_high", None, None, by_purposes.filter(pl.col("ageBroad") != "48+")["count"].sum()))
    profile.append(("origin", None, None, flow.drop_nulls("origin")["count"].sum()))
    profile.append(("destination", None, None, flow.drop_nulls("destination")["count"].sum()))
    crossed = corridors.filter("border_crossed")["records"].sum()
    profile.append(("border_crossed", crossed, corridors["records"].sum() - crossed, corridors["records"].sum()))
    for name in ["months_low", "months_high"]:
        profile.append((name, None, None, done["sums"].item(0, name)))
    for packed, facts, frame in [("means", MEANS, by_means), ("purposes", PURPOSES, by_purposes)]:
        counts = unpacked(frame.with_columns(all=pl.lit(0)), packed, facts, ["all"])
        counts = dict(counts.select("value", "count").iter_rows())
        profile += [(fact, counts.get(fact, 0), 0, counts.get(fact, 0)) for fact in facts]
    profile += [(fact, done["sums"].item(0, fact), 0, done["sums"].item(0, fact)) for fact in OTHERS]
    children = dict(by_purposes.group_by("child").agg(pl.col("count").sum()).iter_rows())
    profile.append(("person.child", children.get(0, 0), children.get(1, 0), children.get(0, 0) + children.get(1, 0)))
    table = pl.DataFrame(profile, orient="row", schema={"column": pl.String, "yes": pl.Int64, "no": pl.Int64, "recorded": pl.Int64})
    write("profile", table.with_columns(unknown=total - pl.col("recorded")))

    within = corridors.filter(~pl.col("border_crossed"))["records"].sum()
    numbers = {
        "records": total,
        "with_both_ends": corridors["records"].sum(),
        "corridors": corridors.height,
        "within_country": within,
        "top_corridors": [[o, d, n] for o, d, n in corridors.select(*place, "records").head(20).iter_rows()],
        "means_by_purpose": {f"{r} × {c}": n for r, c, n in means_by_purpose.sort("row", "column").iter_rows() if n},
        "findings": {f"{i}.{n}": [y, no, u] for i, n, y, no, u in outputs.iter_rows()},
        "years": {str(year): n for year, n in years.select("year", "records").iter_rows()},
    }
    (folder / "key_numbers.json").write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
