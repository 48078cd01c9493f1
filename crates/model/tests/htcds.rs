//! The same invented cases as a survey export and as an Excel export read to the same rows, and are written again
//! whole.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;
use turnstone_model::codec::htcds::case::{self, Codes};
use turnstone_model::codec::htcds::cell::{Code, Countries, NOT_SHOWN};
use turnstone_model::codec::htcds::field::{Content, EXCEL, Field, SURVEY};
use turnstone_model::codec::htcds::{Form, write};
use turnstone_model::codec::source::Source;
use turnstone_model::codec::{Codec, Dataset};
use turnstone_model::loss::{LossReport, Losses};
use turnstone_model::person::{Age, AgeAt, AgeCertainty, Gender};
use turnstone_model::record::Row;
use turnstone_model::remark::Remark;
use turnstone_model::truth::Truth;
use turnstone_model::vocabulary::{Act, Means, Process, Purpose};
use turnstone_model::{Fact, Place, records};

/// The columns of a survey export: the form's own names between what the survey tool adds.
const SURVEY_HEADER: &str = "start,end,con_Consent,prs_Salutation,prs_First_Name,prs_Second_Name,prs_Birthdate,prs_Gender,\
    prs_Citizenship,prs_Title,prs_Email,prs_HomePhone,prs_MobilePhone,prs_MailingCity,prs_MailingCountry,prs_MailingState,\
    prs_MailingStreet,prs_MailingPostalCode,vic_MethodOfRecruitment,vic_LocationOfRecruitment,vic_TraffickingStatus,\
    vic_TraffickingStatusDecisionMakingOrg,vic_Methods_of_Control,vic_TypeOfExploitation,vic_ForcedLabourIndustry,\
    vic_TypeOfSexExploitation,vic_LocationOfExploitation,cas_Status,cas_ReferringOrganisation,cas_IncomingReferralDate,\
    cas_ReferringPrimaryCaseWorker,cas_ReasonForIncomingReferral,cas_IncomingReferralDetails,__version__,_uuid";

/// The columns of the Excel workbook, with its misspelling and its empty names.
const EXCEL_HEADER: &str = ",cas_CaseOwner,prs_Salutation,prs_FirstName,prs_SecondName,con_Consent,prs_Birthdate,prs_Gender,\
    prs_Citizenship,prs_Title,prs_Email,prs_HomePhone,prs_MobilePhone,prs_MailingCity,prs_MailingCountry,prs_MailingState,\
    prs_MailingStreet,prs_MailingPostalCode,vic_TraffickingStatus,vic_TraffickinStatusDecisionMakingOrg,\
    vic_MethodOfRecruitment,vic_LocationOfRecruitment,vic_MethodsOfControl,vic_TypeOfExploitation,vic_ForcedLabourIndustry,\
    vic_TypeOfSexExploitation,vic_LocationOfExploitation,cas_Status,cas_ReferringOrganisation,cas_IncomingReferralDate,\
    cas_ReferringPrimaryCaseWorker,cas_ReasonForIncomingReferral,cas_IncomingReferralDetails,cas_ReferredOrganisation,\
    cas_ReferredPrimaryCaseWorker,,cas_OutgoingReferralDate,cas_OutgoingReferralDetails,cas_ReasonForCaseClosure,";

/// Invented cases: the standard's field, then its codes (or, where it has none, a text that names nobody).
const CASES: [&[(&str, &[&str])]; 6] = [
    &[
        ("con_Consent", &["TRUE"]),
        ("prs_FirstName", &["Invented"]),
        ("prs_SecondName", &["One"]),
        ("prs_Birthdate", &["2004-09-30"]),
        ("prs_Gender", &["Feminine"]),
        ("prs_Citizenship", &["NP"]),
        ("prs_MailingCountry", &["Nepal"]),
        ("vic_MethodOfRecruitment", &["ThroughFriendsOrSocialEvents", "ThroughOnlineSocialNetworks"]),
        ("vic_TraffickingStatus", &["PossibleVictimOfTrafficking"]),
        ("vic_TraffickingStatusDecisionMakingOrg", &["NGO"]),
        ("vic_MethodsOfControl", &["PhysicalThreats", "DebtBondage", "WithholdsDocuments"]),
        ("vic_TypeOfExploitation", &["ForcedLabour"]),
        ("vic_ForcedLabourIndustry", &["T_ActivitiesOfHouseholdsAsEmployers"]),
        ("cas_Status", &["FollowUp"]),
        ("cas_IncomingReferralDate", &["2021-05-03"]),
        ("cas_ReferringPrimaryCaseWorker", &["Invented worker"]),
        ("cas_ReasonForIncomingReferral", &["AdditionalServicesRequired"]),
        ("cas_IncomingReferralDetails", &["An invented text, with a comma; and a semicolon."]),
    ],
    &[
        ("con_Consent", &["FALSE"]),
        ("prs_Gender", &["NonSpecifiedUnknown"]),
        ("prs_Citizenship", &["KR"]),
        ("vic_TraffickingStatus", &["ActualVictimOfTrafficking"]),
        ("vic_TraffickingStatusDecisionMakingOrg", &["CourtOrProsecution"]),
        ("vic_MethodsOfControl", &["Other"]),
        ("vic_TypeOfExploitation", &["SexualExploitation", "ForcedLabour"]),
        ("vic_ForcedLabourIndustry", &["E_WaterSupplySewerageWasteManagement", "A_AgricultureForestryAndFishing"]),
        ("vic_TypeOfSexExploitation", &["Prostitution", "RemoteInteractiveServices"]),
        ("cas_Status", &["ClosedReferred"]),
        ("cas_IncomingReferralDate", &["2019-11-20"]),
    ],
    &[
        ("prs_Gender", &["TransgenderFeminine"]),
        ("prs_Citizenship", &["CD"]),
        ("vic_MethodOfRecruitment", &["Other"]),
        ("vic_TypeOfExploitation", &["ForcedMilitaryByNonStateActors", "ChildLabour"]),
        ("vic_MethodsOfControl", &["PsychoactiveSubstance", "ThreatensChildrenFamily", "SexualAbuse"]),
        ("vic_LocationOfExploitation", &["Invented place"]),
    ],
    &[
        ("prs_Birthdate", &["1990-02-28"]),
        ("prs_Gender", &["Masculine"]),
        ("vic_MethodOfRecruitment", &["ThroughATelevisionAdvert"]),
        ("vic_TypeOfExploitation", &["ForcedBegging"]),
        ("vic_TraffickingStatus", &["NotAVictimOfTrafficking"]),
        ("cas_Status", &["Closed"]),
    ],
    &[("prs_Gender", &["NonConforming"]), ("vic_TypeOfExploitation", &["Other"]), ("cas_Status", &["Active"])],
    &[("prs_FirstName", &["Invented"]), ("cas_IncomingReferralDate", &["2022-08-01"])],
];

fn field(name: &str) -> Field {
    Field::from_name(name).unwrap_or_else(|| panic!("{name}"))
}

fn names(header: &str) -> Vec<String> {
    header.split(',').map(|name| name.trim().to_owned()).collect()
}

/// How the survey tool writes an answer: codes with blanks between, one of which ends in a blank of its own.
fn survey_cell(field: Field, codes: &[&str]) -> String {
    let form_code = |code: &&str| if *code == "DebtBondage" { "DebtBondage ".to_owned() } else { (*code).to_owned() };
    match field.content() {
        Content::Listed(_) => codes.iter().map(form_code).collect::<Vec<_>>().join(" "),
        _ => codes.concat(),
    }
}

/// How somebody fills the workbook: labels, one of them in another case than the standard's.
fn excel_cell(field: Field, codes: &[&str]) -> String {
    match field.content() {
        Content::Listed(list) => {
            let labels: Vec<_> = codes.iter().map(|code| list.label(code).unwrap()).collect();
            labels.join("; ").replace("Follow Up", "Follow up")
        }
        Content::ListedOrText(list) => list.label(codes[0]).unwrap().to_owned(),
        Content::Citizenship => match codes[0] {
            "KR" => "Korea, Republic of".to_owned(),
            "CD" => "Congo, Democratic Republic of the".to_owned(),
            code => Place::from_alpha2(code).unwrap().name().to_owned(),
        },
        _ => codes.concat(),
    }
}

fn export(header: &str, cell: impl Fn(Field, &[&str]) -> String) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    let names = names(header);
    out.write_record(&names).unwrap();
    for (number, case) in CASES.iter().enumerate() {
        let values: BTreeMap<Field, &[&str]> = case.iter().map(|(name, codes)| (field(name), *codes)).collect();
        let cells = names.iter().map(|name| match name.as_str() {
            "_uuid" => format!("00000000-0000-4000-8000-{number:012}"),
            "start" | "end" => "2021-05-03T10:00:00.000+02:00".to_owned(),
            "__version__" => "vInvented1".to_owned(),
            name => Field::from_name(name).and_then(|f| Some(cell(f, values.get(&f)?))).unwrap_or_default(),
        });
        out.write_record(cells).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

/// What a file reads to.
struct Reading {
    form: Form,
    rows: Vec<(u64, Row)>,
    remarks: Vec<Remark>,
    report: LossReport,
}

fn read(text: &str) -> Reading {
    let source = Source::from_bytes("export.csv", text.as_bytes().to_vec()).unwrap();
    let dataset = Dataset::from_source(source).unwrap();
    let Codec::Htcds(form) = dataset.codec else { panic!("{}", dataset.why) };
    let all = (0..records::schema().fields().len()).collect();
    let mut decoder = dataset.decoder("export.csv", all);
    let mut pieces = dataset.pieces().unwrap();
    let (mut rows, mut remarks, mut losses) = (Vec::new(), Vec::new(), Losses::default());
    while let Some(piece) = pieces.next_piece().unwrap() {
        let decoded = decoder.decode(piece);
        assert_eq!(decoded.rows_in, decoded.batch.num_rows() as u64 + decoded.quarantined);
        rows.extend(records::read::rows(&decoded.batch).unwrap());
        remarks.extend(decoded.remarks);
        losses.merge(decoded.losses);
    }
    let report = LossReport::new(form.name(), "Turnstone `records` table", rows.len() as u64, losses);
    Reading { form, rows, remarks, report }
}

fn written(rows: &[(u64, Row)], form: Form) -> (String, LossReport) {
    let mut out = Vec::new();
    let report = write(rows, &mut out, form).unwrap();
    (String::from_utf8(out).unwrap(), report)
}

/// The rows without what only a survey export has.
fn cases(reading: &Reading) -> Vec<Row> {
    reading.rows.iter().map(|(_, row)| Row { record_id: None, ..row.clone() }).collect()
}

/// The codes of each row as `case` has them, for comparing field by field.
fn codes(row: &Row) -> Codes {
    let mut countries = Countries::default();
    let (originals, foreign) = case::from_json(row.source_values.as_deref(), &mut countries);
    assert_eq!(foreign, Vec::<String>::new());
    case::compose(row, &originals, &mut countries).codes
}

#[test]
fn a_survey_export_and_an_excel_export_read_to_the_same_cases() {
    let survey = read(&export(SURVEY_HEADER, survey_cell));
    let excel = read(&export(EXCEL_HEADER, excel_cell));
    assert_eq!((survey.form, excel.form), (Form::Survey, Form::Excel));
    assert_eq!(survey.remarks, []);
    assert_eq!(excel.remarks, []);
    assert_eq!(survey.rows.len(), CASES.len());
    assert_eq!(cases(&survey), cases(&excel));
    assert_eq!(survey.rows[2].1.record_id.as_deref(), Some("00000000-0000-4000-8000-000000000002"));
    // And they are the cases that both were made from, field by field.
    for (case, row) in CASES.iter().zip(cases(&survey)) {
        let mut made: Codes = Codes::new();
        for (name, values) in case.iter().filter(|(name, _)| field(name).withheld().is_none()) {
            let values = values.iter().map(|code| Cow::Borrowed(if *code == "Nepal" { "NP" } else { code })).collect();
            made.insert(field(name), values);
        }
        assert_eq!(codes(&row), made);
    }
}

#[test]
fn no_withheld_value_is_in_the_table_the_remarks_or_the_account() {
    for text in [export(SURVEY_HEADER, survey_cell), export(EXCEL_HEADER, excel_cell)] {
        let reading = read(&text);
        let all = format!("{:?}{:?}{}", reading.rows, reading.remarks, reading.report);
        for secret in ["Invented", "invented text", "2004-09-30", "1990-02-28"] {
            assert!(text.contains(secret) && !all.contains(secret), "{secret}");
        }
        // A row that is cut short is not repeated either.
        let broken = format!("{text}Invented,Two\n");
        let remarks = read(&broken).remarks;
        assert_eq!((remarks.len(), remarks[0].value.as_str()), (1, NOT_SHOWN));
    }
}

#[test]
fn what_is_read_is_written_again_in_every_form_field_by_field() {
    for text in [export(SURVEY_HEADER, survey_cell), export(EXCEL_HEADER, excel_cell)] {
        let first = read(&text);
        for form in Form::ALL {
            let (again, report) = written(&first.rows, form);
            let second = read(&again);
            assert_eq!(second.remarks, [], "{form:?}");
            assert_eq!(second.rows.len(), first.rows.len());
            for ((_, before), (_, after)) in first.rows.iter().zip(&second.rows) {
                assert_eq!(codes(before), codes(after), "{form:?}");
                // The age that was derived from the birth date is the one thing that a second reading cannot have.
                let known = |row: &Row| Row {
                    record_id: None,
                    age: row.age.filter(|age| age.at == AgeAt::Exploitation),
                    child: None,
                    facts: {
                        let mut facts = row.facts;
                        facts.set(Fact::from_id("person.child").unwrap(), Truth::UNKNOWN);
                        facts
                    },
                    ..row.clone()
                };
                assert_eq!(known(before), known(after));
            }
            let changed: Vec<&str> = report.changed.iter().map(|c| c.field.as_str()).collect();
            let of_birth = ["age", "child"];
            let expected = |name: &&&str| {
                of_birth.contains(*name)
                    || **name == "record_id" && form != Form::Survey
                    || **name == "vic_ForcedLabourIndustry" && form != Form::Survey
            };
            assert_eq!(changed.iter().filter(|name| !expected(name)).count(), 0, "{report}");
        }
    }
}

#[test]
fn a_file_that_we_wrote_is_written_the_same_again() {
    let rows = read(&export(SURVEY_HEADER, survey_cell)).rows;
    for form in Form::ALL {
        let (once, _) = written(&rows, form);
        let (twice, _) = written(&read(&once).rows, form);
        assert_eq!(once, twice);
    }
}

#[test]
fn withheld_columns_stay_in_the_header_and_are_empty() {
    let rows = read(&export(EXCEL_HEADER, excel_cell)).rows;
    for (form, fields) in [(Form::Survey, SURVEY), (Form::Excel, EXCEL), (Form::Standard, Field::ALL)] {
        let (text, _) = written(&rows, form);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        for (index, field) in fields.iter().enumerate() {
            assert_eq!(Field::from_name(&header[index]), Some(*field));
        }
        for record in reader.records() {
            let record = record.unwrap();
            let withheld = |i: &usize| Field::from_name(&header[*i]).is_some_and(|f| f.withheld().is_some());
            assert!((0..record.len()).filter(withheld).all(|i| record[i].is_empty()));
        }
    }
    let (survey, _) = written(&rows, Form::Survey);
    assert!(survey.contains("prs_First_Name") && survey.contains("vic_Methods_of_Control"));
    assert!(survey.contains("PhysicalThreats DebtBondage WithholdsDocuments"));
    let (excel, _) = written(&rows, Form::Excel);
    assert!(excel.contains("Physical threats; Debt bondage; Withholds documents"));
    assert!(excel.contains("vic_TraffickingStatusDecisionMakingOrg,"));
}

#[test]
fn what_the_standard_cannot_hold_is_counted_by_name() {
    let mut row = Row { gender: Some(Gender::TransgenderOrNonConforming), months: Some((3, None)), ..Row::default() };
    for fact in [
        Fact::Means(Means::RestrictsMovement),
        Fact::Means(Means::DebtBondage),
        Fact::Act(Act::Transportation),
        Fact::Act(Act::Recruitment),
        Fact::Process(Process::RecruitedOnline),
        Fact::Purpose(Purpose::ForcedCriminality),
    ] {
        row.facts.set(fact, Truth::YES);
    }
    row.facts.set(Fact::Means(Means::Threats), Truth::NO);
    row.age = Some(Age { low: 9, high: Some(17), at: AgeAt::Exploitation, certainty: AgeCertainty::Recorded });
    row.source_values = Some(r#"{"cas_Status":["Active"],"prs_FirstName":["Invented"],"other":1}"#.to_owned());
    row.synthetic = Some(true);
    row.derive();
    let (text, report) = written(&[(2, row)], Form::Survey);
    assert!(!text.contains("Invented"));
    insta::assert_snapshot!(report, @r"
    Turnstone `records` table to HTCDS 2.0 survey export: 1 rows
    Lost:
      act.transportation yes: 1 (its code has no room beside another)
      age at exploitation, a band: 1 (the standard has one age, in years, when trafficked)
      child child: 1 (the standard has no field for it beside the age when trafficked)
      gender transgender_or_non_conforming: 1 (no code of the standard)
      means.threats no: 1 (the standard records presence only)
      months: 1 (no field of the standard)
      process.recruited_online yes: 1 (no code of the standard)
      source_values other: 1 (not a code that a table holds of a field of the standard)
      source_values prs_FirstName: 1 (not a code that a table holds of a field of the standard)
    Made broader:
      means.other not recorded: 1 (yes, because a broader code or the place of an event says so)
      means.restricts_movement yes: 1 (vic_MethodsOfControl Other)
      purpose.forced_criminality yes: 1 (vic_TypeOfExploitation Other)
      purpose.other not recorded: 1 (yes, because a broader code or the place of an event says so)
    Kept as original codes in source_values:
      cas_Status: 1
    ");
    // Synthetic rows say so, and are read as such.
    assert_eq!(read(&text).rows[0].1.synthetic, Some(true));
}

#[test]
fn original_codes_that_the_row_no_longer_says_are_not_written() {
    let text = "vic_MethodOfRecruitment,vic_MethodsOfControl,cas_IncomingReferralDate,cas_Status\n\
        AtWork ThroughOnlineSocialNetworks,Other DebtBondage,2021,Active\n";
    let mut rows = read(text).rows;
    assert!(rows[0].1.source_values.as_deref().unwrap().contains("DebtBondage"), "the order is not the list's");
    rows[0].1.facts.set(Fact::Process(Process::RecruitedOnline), Truth::UNKNOWN);
    rows[0].1.facts.set(Fact::Means(Means::DebtBondage), Truth::NO);
    rows[0].1.facts.set(Fact::Means(Means::FalsePromises), Truth::YES);
    rows[0].1.registered = None;
    let (text, report) = written(&rows, Form::Standard);
    let row = &read(&text).rows[0].1;
    assert_eq!(codes(row)[&Field::VicMethodOfRecruitment], ["AtWork"]);
    assert_eq!(codes(row)[&Field::VicMethodsOfControl], ["Other", "FalsePromises"]);
    assert_eq!(codes(row).get(&Field::CasIncomingReferralDate), None);
    let outdated = report.changed.iter().filter(|c| c.became.starts_with("an original code")).count();
    assert_eq!(outdated, 3, "{report}");
}

#[test]
fn the_account_of_a_reading_is_readable() {
    insta::assert_snapshot!(read(&export(SURVEY_HEADER, survey_cell)).report, @r"
    HTCDS 2.0 survey export to Turnstone `records` table: 6 rows
    Withheld (counted, not stored):
      __version__: 6 (about the filling in of the form, not about the case)
      cas_IncomingReferralDetails: 1 (a narrative)
      cas_ReferringPrimaryCaseWorker: 1 (names a person who works on the case)
      end: 6 (about the filling in of the form, not about the case)
      prs_Birthdate: 2 (a date of birth; only the age at the incoming referral is derived, in completed years)
      prs_First_Name: 2 (a name or part of one)
      prs_Second_Name: 1 (a name or part of one)
      start: 6 (about the filling in of the form, not about the case)
      vic_LocationOfExploitation: 1 (names an organisation or a place such as a shelter)
    Kept as original codes in source_values:
      cas_ReasonForIncomingReferral: 1
      cas_Status: 4
      con_Consent: 2
      prs_Gender: 1
      prs_MailingCountry: 1
      vic_ForcedLabourIndustry: 1
      vic_MethodOfRecruitment: 3
      vic_MethodsOfControl: 1
      vic_TypeOfExploitation: 2
    ");
}

#[test]
fn the_example_files_are_these_cases() {
    let example = |name: &str| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/htcds")).join(name);
    for (name, text) in
        [("survey.csv", export(SURVEY_HEADER, survey_cell)), ("excel.csv", export(EXCEL_HEADER, excel_cell))]
    {
        assert_eq!(std::fs::read_to_string(example(name)).unwrap_or_default(), text, "{name}");
    }
}

fn shared(name: &str) -> Option<Vec<csv::StringRecord>> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/htcds")).join(name);
    match csv::Reader::from_path(&path) {
        Ok(mut reader) => Some(reader.records().map(Result::unwrap).collect()),
        Err(_) => {
            eprintln!("skipped: ../shared/data/htcds/{name} is not here");
            None
        }
    }
}

#[test]
fn every_field_choice_and_label_of_the_published_lists_is_read() {
    let (Some(fields), Some(values)) = (shared("htcds.csv"), shared("value_lists.csv")) else { return };
    assert_eq!(fields.len(), Field::ALL.len());
    for (row, field) in fields.iter().zip(Field::ALL) {
        // full_name, cardinality, survey_name, excel_name
        assert_eq!((&row[5], &row[8] == "many"), (field.name(), field.holds_many()));
        for name in [&row[14], &row[15]].into_iter().filter(|name| !name.is_empty()) {
            assert_eq!(Field::from_name(name), Some(*field), "{name}");
        }
        let choices: Vec<&str> =
            row[13].split('|').filter(|code| !code.is_empty() && !code.starts_with("ISO")).collect();
        let known: Vec<&str> = match (field.list(), choices.is_empty()) {
            (Some(list), false) => list.values.iter().map(|(code, _)| *code).collect(),
            _ => Vec::new(),
        };
        assert_eq!(known, choices, "{}", field.name());
    }
    for row in &values {
        let list = field(&row[0]).list().unwrap();
        assert_eq!(list.code(&row[2]), Some(&row[2]));
        assert_eq!(list.code(&row[3]), Some(&row[2]), "{}", &row[3]);
        assert_eq!(list.label(&row[2]), Some(&row[3]));
    }
}

#[test]
fn every_name_and_choice_of_the_published_forms_is_read() {
    let (Some(survey), Some(choices), Some(excel)) =
        (shared("survey_fields.csv"), shared("survey_choices.csv"), shared("excel_columns.csv"))
    else {
        return;
    };
    let of_survey: Vec<&str> = survey.iter().map(|row| row.get(2).unwrap()).collect();
    let mut header = names(SURVEY_HEADER);
    assert_eq!(header.pop().as_deref(), Some("_uuid"));
    assert_eq!(header, of_survey);
    assert_eq!(names(EXCEL_HEADER), excel.iter().map(|row| row[1].to_owned()).collect::<Vec<_>>());
    let known: Vec<Field> = of_survey.iter().filter_map(|name| Field::from_name(name)).collect();
    assert_eq!(known, SURVEY);
    let mut countries = 0;
    for row in &choices {
        let asked = survey.iter().find(|f| f[1].ends_with(&format!(" {}", &row[0]))).unwrap();
        let field = field(&asked[2]);
        let of =
            |text: &str| read(&format!("{},spl_Type,hte_Date\n\"{text}\",Legal,\n", field.name())).rows[0].1.clone();
        // A code and its label read to the same row.
        assert_eq!(of(&row[1]), of(&row[2]), "{}", &row[2]);
        assert_eq!(codes(&of(&row[1]))[&field], [row[1].trim()]);
        countries += u32::from(&row[0] == "citizenship");
    }
    assert_eq!((choices.len(), countries), (331, 249));
}

/// Any picks from the picklists of any fields.
fn any_case() -> impl Strategy<Value = Codes> {
    let listed = Field::ALL.iter().copied().filter_map(|field| Some((field, field.list()?)));
    let cells: Vec<_> = listed
        .map(|(field, list)| {
            let most = if field.reads_many() { 4 } else { 1 };
            let code = prop::sample::select(list.values).prop_map(|(code, _)| Code::from(code));
            (Just(field), prop::collection::vec(code, 0..=most))
        })
        .collect();
    let citizenship = prop::collection::vec(
        prop::sample::select(Place::countries().collect::<Vec<_>>()).prop_map(|p| Code::from(p.alpha2().unwrap())),
        0..3,
    );
    (cells, citizenship).prop_map(|(cells, citizenship)| {
        let cells = cells.into_iter().chain([(Field::PrsCitizenship, citizenship)]);
        let mut codes: Codes = cells.filter(|(_, codes)| !codes.is_empty()).collect();
        // Without anything of a victim a row would be a perpetrator's.
        codes.entry(Field::VicMethodsOfControl).or_insert_with(|| vec!["Other".into()]);
        codes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_picks_survive_every_form(cases in prop::collection::vec(any_case(), 1..4)) {
        let mut text = csv::Writer::from_writer(Vec::new());
        text.write_record(Field::ALL.iter().map(|field| field.name())).unwrap();
        for codes in &cases {
            text.write_record(Field::ALL.iter().map(|f| codes.get(f).map_or(String::new(), |c| c.join(" ")))).unwrap();
        }
        let first = read(&String::from_utf8(text.into_inner().unwrap()).unwrap());
        prop_assert_eq!(&first.remarks, &[]);
        for form in Form::ALL {
            let (text, report) = written(&first.rows, form);
            let second = read(&text);
            prop_assert_eq!(&second.rows, &first.rows);
            prop_assert_eq!(second.rows.iter().map(|(_, row)| codes(row)).collect::<Vec<_>>(), cases.clone());
            let irregular = report.changed.iter().all(|c| c.became.contains("several values"));
            prop_assert!(irregular, "{}", report);
        }
    }
}
