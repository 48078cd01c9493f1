//! The readers on small tables with every kind of fault, and on the examples.

use super::*;
use std::path::PathBuf;

fn at(code: &str) -> Place {
    Place::from_code(code).unwrap()
}

fn add(
    migration: &mut Migration,
    kind: Kind,
    text: &str,
    options: &Options,
) -> Result<Vec<turnstone_model::Remark>, MigrationError> {
    migration.add(kind, "table.csv", text.as_bytes(), options)
}

fn balanced(account: &Account) -> bool {
    account.rows_in == account.used + account.set_aside.values().sum::<u64>() + account.quarantine()
}

#[test]
fn every_kind_is_known_by_its_header() {
    let kind = |header: &str| recognise("f.csv", &header.split(',').map(str::to_owned).collect::<Vec<_>>());
    assert_eq!(kind("year,origin,destination,migrants").unwrap(), Some(Kind::Stock));
    assert_eq!(kind("year0,sex,origin,destination,da_pb_closed").unwrap(), Some(Kind::Flows));
    assert_eq!(kind("year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,idps").unwrap(), Some(Kind::Displaced));
    assert_eq!(kind("orig,dest,year,flow,dist_cent").unwrap(), Some(Kind::Internal));
    assert_eq!(kind("year,iso2,iso3,country,reports,population").unwrap(), Some(Kind::Population));
    assert_eq!(kind("name,age").unwrap(), None);
    assert!(matches!(kind("year,coo,coa,refugees"), Err(MigrationError::UnhcrCodesOnly { .. })));
}

#[test]
fn what_is_wrong_in_a_stock_is_told_with_its_line() {
    let mut migration = Migration::default();
    let text = "year,origin,destination,migrants\n\
                2020,Mexico,United States,10853105\n\
                2020,Atlantis,United States,7\n\
                2020,Mexico,Canada,-5\n\
                2020,Mexico,Canada,many\n\
                2020,Mexico,Mexico,3\n\
                20,Mexico,Canada,3\n\
                2020,Serbia & Montenegro,Canada,9\n\
                2020,Antigua & Barbuda,Canada,4\n\
                2020,Mexico,United States,\"10,853,105\"\n";
    let remarks = add(&mut migration, Kind::Stock, text, &Options::default()).unwrap();
    let account = &migration.accounts[0];
    assert!(balanced(account) && account.rows_in == 9 && account.used == 2, "{account:?}");
    assert_eq!(migration.stock.get(2020, at("MEX"), at("USA")), Some(10_853_105.0));
    assert_eq!(migration.stock.get(2020, at("ATG"), at("CAN")), Some(4.0));
    let told: Vec<(u64, &str)> = remarks.iter().map(|r| (r.line, r.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            (3, "no such place"),
            (4, "a number of people cannot be below zero"),
            (5, "not a number"),
            (7, "not a year"),
            (8, "a former state with several successors: Serbia and Montenegro"),
        ]
    );
    assert_eq!(account.set_aside["repeats an earlier row"], 1);
    assert_eq!(account.spelled_otherwise["Antigua & Barbuda → Antigua and Barbuda"], 1);
}

#[test]
fn a_year_with_two_values_is_refused_or_chosen() {
    let text = "year,origin,destination,migrants\n2015,Nepal,Qatar,5\n2015,Nepal,Qatar,6\n";
    let with = |repeated| {
        let mut migration = Migration::default();
        let read = add(&mut migration, Kind::Stock, text, &Options { repeated, within: None });
        (read, migration)
    };
    let (refused, _) = with(Repeated::Refuse);
    assert_eq!(
        refused.unwrap_err().to_string(),
        "table.csv: 2015 from Nepal to Qatar is 5 in line 2 and 6 in line 3; correct the table, or choose `first` or `last` for values \
         that repeat"
    );
    for (repeated, value) in [(Repeated::First, 5.0), (Repeated::Last, 6.0)] {
        let (read, migration) = with(repeated);
        read.unwrap();
        assert_eq!(migration.stock.get(2015, at("NPL"), at("QAT")), Some(value));
        assert!(balanced(&migration.accounts[0]) && migration.accounts[0].used == 1, "{:?}", migration.accounts);
    }
}

#[test]
fn flows_of_one_sex_are_not_added_to_the_total_and_empty_is_not_zero() {
    let mut migration = Migration::default();
    let text = "year0,sex,origin,destination,da_min_closed,da_pb_closed\n\
                2015,total,Nepal,Qatar,,10\n2015,female,Nepal,Qatar,,4\n2015,total,Qatar,Nepal,3,-1\n2015,total,Nepal,India,,\n";
    let remarks = add(&mut migration, Kind::Flows, text, &Options::default()).unwrap();
    assert_eq!(migration.flows["da_pb_closed"].get(2015, at("NPL"), at("QAT")), Some(10.0));
    assert!(!migration.flows.contains_key("da_min_closed"), "a row with a fault in it is not used in part");
    assert_eq!((remarks.len(), remarks[0].line, remarks[0].field.as_str()), (1, 4, "da_pb_closed"));
    assert!(balanced(&migration.accounts[0]));
}

#[test]
fn displacement_is_read_by_iso_codes_and_people_displaced_inside_are_on_the_diagonal() {
    let mut migration = Migration::default();
    let text = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers,idps\n\
                2020,Austria,AUS,AUT,Australia,AUL,AUS,5,10,\n\
                2020,Syria,SYR,SYR,Syria,SYR,SYR,,,6500000\n\
                2020,Unknown,UKN,UNK,Austria,AUS,AUT,7,,\n\
                2020,Syria,SYR,SYR,Austria,AUS,AUT,,,\n";
    assert!(add(&mut migration, Kind::Displaced, text, &Options::default()).unwrap().is_empty());
    assert_eq!(migration.displaced.get(2020, at("AUT"), at("AUS")), Some(15.0));
    assert_eq!(migration.displaced.get(2020, at("SYR"), at("SYR")), Some(6_500_000.0));
    assert_eq!(migration.displaced.get(2020, at("SYR"), at("AUT")), None, "empty is not zero");
    assert!(balanced(&migration.accounts[0]));
}

#[test]
fn an_internal_matrix_says_of_which_country_it_is() {
    let text = "orig,dest,year,flow,dist_cent,contig,orig_pop,dest_pop\nSeoul,Gangwon-do,2015,9,100,False,10,1.5\n\
                Gangwon-do,Seoul,2015,8,100,False,1.5,10\nSeoul,Elsewhere,2015,1,,,10,\n";
    let mut migration = Migration::default();
    let refused = add(&mut migration, Kind::Internal, text, &Options::default());
    assert!(matches!(refused, Err(MigrationError::WhichCountry { .. })));
    let within = Options { within: Some(at("KOR")), ..Options::default() };
    add(&mut migration, Kind::Internal, text, &within).unwrap();
    let internal = &migration.internal[0];
    let places: Vec<Option<&str>> = internal.parts.iter().map(|p| p.place.map(Place::code)).collect();
    assert_eq!(places, [Some("KR-11"), Some("KR-42"), None]);
    assert_eq!(internal.share(0, &[2015]), None, "a part without a population leaves no shares");
    assert!(!internal.contiguous[&(0, 1)]);
    let contradicted = text.replace("1.5,10", "1.6,10");
    let refused = add(&mut migration, Kind::Internal, &contradicted, &within);
    assert!(matches!(refused, Err(MigrationError::Contradiction { .. })), "{refused:?}");
}

#[test]
fn a_table_that_is_none_is_refused() {
    let mut migration = Migration::default();
    let missing = add(&mut migration, Kind::Stock, "year,origin,destination\n", &Options::default()).unwrap_err();
    assert!(missing.to_string().contains("has no column `migrants`"), "{missing}");
    let short = "year,origin,destination,migrants\n2020,Nepal\n";
    let short = add(&mut migration, Kind::Stock, short, &Options::default()).unwrap_err();
    assert!(short.to_string().contains("line 2: 2 fields instead of 4"), "{short}");
    let empty = add(&mut migration, Kind::Stock, "year,origin,destination,migrants\n", &Options::default());
    assert!(matches!(empty, Err(MigrationError::Nothing { rows: 0, .. })));
}

/// The examples read in full: what is not used is known.
pub(crate) fn examples() -> Migration {
    let mut migration = Migration::default();
    let options = Options { within: Some(at("KOR")), ..Options::default() };
    for (kind, name) in [
        (Kind::Stock, "undesa_stock_2010_2020.csv.zst"),
        (Kind::Flows, "abel_cohen_flows_2010_2020.csv.zst"),
        (Kind::Displaced, "unhcr_population_2015_2020.csv.zst"),
        (Kind::Internal, "korea_provinces_2012_2020.csv.zst"),
        (Kind::Population, "population_2019.csv"),
    ] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/migration").join(name);
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let bytes = if name.ends_with("zst") { zstd::decode_all(&bytes[..]).unwrap() } else { bytes };
        migration.add(kind, name, &bytes[..], &options).unwrap();
    }
    migration
}

#[test]
fn the_examples_are_read_to_the_last_row() {
    let migration = examples();
    assert!(migration.accounts.iter().all(balanced), "{:#?}", migration.accounts);
    let rows = migration.accounts.iter().map(|a| (a.rows_in, a.used, a.quarantine()));
    // The Channel Islands 26 times; a code of UNHCR that is no country 22 times; 795 rows without a known origin or asylum.
    let wanted = [(34_225, 34_199, 26), (44_579, 44_579, 0), (31_182, 30_365, 22), (2_601, 2_601, 0), (236, 236, 0)];
    assert_eq!(rows.collect::<Vec<_>>(), wanted);
}
