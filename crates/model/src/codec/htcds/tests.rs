//! HTCDS rows: codes, labels, known misspellings, and what is withheld.

use super::*;
use crate::date::Precision;
use crate::journey::PlaceBasis;
use crate::loss::LossReport;
use crate::person::{DecidedBy, Gender, Status};
use crate::remark::Remark;
use crate::truth::Truth;
use crate::vocabulary::{Act, Fact, Means, PersonFact, Process, Purpose, Recruiter, Sector};
use proptest::prelude::*;

fn read(cells: &[(&str, &str)]) -> Result<(Row, LossReport), Vec<Remark>> {
    let header: Vec<String> = cells.iter().map(|(name, _)| (*name).to_owned()).collect();
    let fields: Vec<&[u8]> = cells.iter().map(|(_, value)| value.as_bytes()).collect();
    let mut codec = Htcds::new(&header);
    let mut remarks = Remarks::new("x");
    let row = codec.understand(&RawRow { line: 2, fields: &fields }, &mut remarks).map_err(|_| remarks.take())?;
    Ok((row, LossReport::new("x", "records", 1, codec.losses())))
}

fn row(cells: &[(&str, &str)]) -> Row {
    read(cells).unwrap().0
}

fn facts(row: &Row) -> Vec<Fact> {
    assert!(row.facts.recorded().all(|(fact, truth)| truth.is_yes() || fact == Fact::Person(PersonFact::Child)));
    row.facts.recorded().filter(|(_, truth)| truth.is_yes()).map(|(fact, _)| fact).collect()
}

#[test]
fn forms_are_told_apart_by_the_names_that_only_they_have() {
    let of = |names: &str| {
        let header: Vec<String> = names.split(',').map(str::to_owned).collect();
        Form::of_header(&header).map(|(form, _)| form)
    };
    assert_eq!(of("start,end,con_Consent,prs_First_Name,prs_Gender"), Some(Form::Survey));
    assert_eq!(of("person/prs_Gender,victim/vic_TraffickingStatus,cas_Status,__version__"), Some(Form::Survey));
    assert_eq!(of(",prs_Gender,vic_TraffickinStatusDecisionMakingOrg,cas_Status"), Some(Form::Excel));
    assert_eq!(of("prs_Gender,cas_ReferredPrimaryCaseWorker,,cas_OutgoingReferralDate"), Some(Form::Excel));
    assert_eq!(of("prs_Gender,vic_MethodsOfControl,cas_Status"), Some(Form::Standard));
    assert_eq!(of("PRS_GENDER__c,vic_methodsofcontrol__c,cas_Status"), Some(Form::Standard));
    assert_eq!(of("prs_Gender,cas_Status,meansThreats"), None);
}

#[test]
fn a_tick_says_yes_and_no_tick_says_nothing() {
    let row = row(&[
        ("vic_Methods_of_Control", "PhysicalThreats DebtBondage  FalsePromises"),
        ("vic_TypeOfExploitation", "ForcedLabour"),
        ("vic_ForcedLabourIndustry", "F_Construction T_ActivitiesOfHouseholdsAsEmployers"),
        ("vic_RelationshipToTrafficker", "Unaquainted"),
        ("vic_MethodOfRecruitment", "AtWork ThroughOnlineSocialNetworks"),
        ("vic_ExploitationWebsitesAndApps", "Telegram"),
        ("vic_TypeOfSexExploitation", ""),
        ("con_Consent", "TRUE"),
    ]);
    let expected = [
        Fact::Act(Act::Recruitment),
        Fact::Means(Means::Threats),
        Fact::Means(Means::FalsePromises),
        Fact::Means(Means::DebtBondage),
        Fact::Process(Process::RecruitedInPerson),
        Fact::Process(Process::RecruitedOnline),
        Fact::Process(Process::ExploitedOnline),
        Fact::Purpose(Purpose::ForcedLabour),
        Fact::Recruiter(Recruiter::Stranger),
        Fact::Sector(Sector::Construction),
        Fact::Sector(Sector::DomesticWork),
    ];
    assert_eq!(facts(&row), expected);
}

#[test]
fn consent_changes_nothing_but_its_own_original_code() {
    let with = |consent: &str| {
        let cells = [("con_Consent", consent), ("vic_TypeOfExploitation", "Servitude"), ("prs_Gender", "Feminine")];
        Row { source_values: None, ..row(&cells) }
    };
    assert_eq!(with("TRUE"), with("FALSE"));
    assert_eq!(with("TRUE"), with(""));
    assert_eq!(row(&[("con_Consent", "No")]).source_values.as_deref(), Some(r#"{"con_Consent":["FALSE"]}"#));
}

#[test]
fn what_is_said_of_the_person_is_read() {
    let row = row(&[
        ("prs_Gender", "Transgender Feminine"),
        ("prs_Citizenship", "Nepal; India"),
        ("vic_TraffickingStatus", "Possible victim of trafficking"),
        ("vic_TraffickinStatusDecisionMakingOrg", "Non-police governmental organization"),
        ("vic_AgeWhenTrafficked", "16"),
        ("cas_IncomingReferralDate", "2021-02"),
    ]);
    assert_eq!(row.gender, Some(Gender::TransgenderFemale));
    assert_eq!(row.citizenship.map(|place| place.code()), Some("NPL"));
    assert_eq!(row.other_citizenships.iter().map(|place| place.code()).collect::<Vec<_>>(), ["IND"]);
    assert_eq!((row.status, row.status_by), (Some(Status::Possible), Some(DecidedBy::Government)));
    assert_eq!(row.child, Some(ChildStatus::Child));
    assert_eq!(row.registered.unwrap().precision(), Precision::Month);
    assert_eq!(row.said_by, None);
    // Only the imprecise date, which the standard's date field does not foresee, is kept as it was.
    assert_eq!(row.source_values.as_deref(), Some(r#"{"cas_IncomingReferralDate":["2021-02"]}"#));
}

#[test]
fn gender_that_is_said_to_be_unspecified_is_no_gender_and_is_given_back() {
    let row = row(&[("prs_Gender", "Not Specified/Unknown"), ("cas_Status", "Follow up")]);
    assert_eq!(row.gender, None);
    let expected = r#"{"cas_Status":["FollowUp"],"prs_Gender":["NonSpecifiedUnknown"]}"#;
    assert_eq!(row.source_values.as_deref(), Some(expected));
}

#[test]
fn the_age_at_the_referral_is_derived_and_the_birth_date_goes_no_further() {
    let cells = [
        ("prs_Birthdate", "2003-06-15"),
        ("cas_IncomingReferralDate", "2021-06-14"),
        ("vic_TypeOfExploitation", "Other"),
    ];
    let (row, report) = read(&cells).unwrap();
    let age = row.age.unwrap();
    assert_eq!((age.low, age.high, age.at), (17, Some(17), AgeAt::Registration));
    assert_eq!(row.child, Some(ChildStatus::Child));
    assert_eq!(report.withheld[0].field, "prs_Birthdate");
    assert!(!format!("{row:?}{report}").contains("2003"));

    // A birthday later: of age at registration, which says nothing of the time before.
    let (row, _) = read(&[("prs_Birthdate", "2003-06-15"), ("cas_IncomingReferralDate", "2021-06-15")]).unwrap();
    assert_eq!((row.age.unwrap().low, row.child), (18, None));
    // Only years are known: born on some day of 2003, referred on some day of 2021.
    let (row, _) = read(&[("prs_Birthdate", "2003"), ("cas_IncomingReferralDate", "2021")]).unwrap();
    assert_eq!((row.age.unwrap().low, row.age.unwrap().high), (17, Some(18)));
}

#[test]
fn a_birth_date_that_cannot_be_is_noted_without_its_value() {
    let header: Vec<String> =
        ["prs_Birthdate", "cas_IncomingReferralDate", "vic_AgeWhenTrafficked"].map(str::to_owned).into();
    let mut codec = Htcds::new(&header);
    let mut remarks = Remarks::new("x");
    for fields in
        [["2022-01-01", "2021-01-01", ""], ["01.02.1999", "2021-01-01", ""], ["2005-01-01", "2021-01-01", "19"]]
    {
        let fields = fields.map(str::as_bytes);
        codec.understand(&RawRow { line: 2, fields: &fields }, &mut remarks).unwrap();
    }
    let remarks = remarks.take();
    let reasons: Vec<&str> = remarks.iter().map(|remark| remark.reason.as_str()).collect();
    assert_eq!(reasons.len(), 3);
    assert!(reasons[0].starts_with("no possible age") && reasons[1].starts_with("no date"));
    assert!(reasons[2].contains("protected as a child"));
    assert!(remarks.iter().all(|remark| remark.value == NOT_SHOWN));
}

#[test]
fn the_place_of_an_event_is_an_end_of_the_corridor_and_says_on_what_it_rests() {
    let event = |kind: &str, state: &str| {
        row(&[("hte_Type", kind), ("hte_Country", "Romania"), ("hte_State", state), ("prs_Citizenship", "MD")])
    };
    let recruited = event("Recruitment", "RO-B");
    let origin = recruited.origin.unwrap();
    assert_eq!((origin.place.code(), origin.basis), ("RO-B", PlaceBasis::Recruitment));
    assert_eq!(facts(&recruited), [Fact::Act(Act::Recruitment)]);
    assert_eq!(recruited.source_values, None);
    let exploited = event("Exploitation", "");
    let destination = exploited.destination.unwrap();
    assert_eq!((destination.place.code(), destination.basis), ("ROU", PlaceBasis::Exploitation));
    assert_eq!(exploited.border_crossed, Some(true));
    assert_eq!(facts(&exploited), []);
    let transit = event("Transit", "");
    assert_eq!((transit.destination, facts(&transit)), (None, vec![Fact::Act(Act::Unspecified)]));
    assert_eq!(transit.source_values.as_deref(), Some(r#"{"hte_Country":["RO"],"hte_Type":["Transit"]}"#));
}

#[test]
fn who_and_where_somebody_is_never_enters_the_table_or_a_remark() {
    let cells: Vec<(String, String)> = (Field::ALL.iter().filter(|field| field.withheld().is_some()))
        .map(|field| (field.name().to_owned(), format!("SECRET {}", field.name())))
        .chain([("notes".to_owned(), "SECRET note".to_owned()), (String::new(), "SECRET".to_owned())])
        .chain([("_submitted_by".to_owned(), "SECRET".to_owned()), ("_id".to_owned(), "SECRET name".to_owned())])
        .chain([("cas_ReasonForIncomingReferral".to_owned(), "SECRET reason".to_owned())])
        .chain([("hte_Country".to_owned(), "SECRET".to_owned()), ("hte_State".to_owned(), "SECRET".to_owned())])
        .chain([("vic_MethodsOfControl".to_owned(), "Other: SECRET".to_owned())])
        .collect();
    let cells: Vec<(&str, &str)> = cells.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (row, report) = read(&cells).unwrap();
    assert!(!format!("{row:?}").contains("SECRET"));
    assert!(!report.to_string().contains("SECRET"));
    assert_eq!(report.withheld.iter().map(|w| w.values).sum::<u64>(), cells.len() as u64);
    assert_eq!(facts(&row), [Fact::Means(Means::Other)]);
}

#[test]
fn a_value_outside_its_list_goes_to_the_quarantine_with_the_list_and_without_the_value() {
    let rejected = |name, value| {
        let remarks = read(&[(name, value), ("cas_Status", "Active")]).unwrap_err();
        (remarks[0].field.clone(), remarks[0].value.clone(), remarks[0].expected.clone())
    };
    let (field, value, expected) = rejected("prs_Gender", "Maria Popescu");
    assert_eq!((field.as_str(), value.as_str()), ("prs_Gender", NOT_SHOWN));
    assert!(expected.starts_with("one of Feminine, Masculine"));
    assert_eq!(rejected("vic_Methods_of_Control", "DebtBondage Falsepromise").1, "Falsepromise");
    assert_eq!(rejected("vic_AgeWhenTrafficked", "about 15").2, "a whole number from 0 to 150");
    assert_eq!(rejected("cas_IncomingReferralDate", "03/05/2019").1, NOT_SHOWN);
    assert_eq!(rejected("prs_Citizenship", "Maria").1, NOT_SHOWN);
}

#[test]
fn rows_about_nobody_or_about_a_perpetrator_only_are_no_records_of_persons_at_risk() {
    let reason = |cells: &[(&str, &str)]| read(cells).unwrap_err()[0].reason.clone();
    assert!(reason(&[("prs_Gender", " "), ("cas_Status", "")]).starts_with("no field is filled"));
    assert!(
        reason(&[("prs_Gender", "Masculine"), ("per_RoleInProcess", "Transporter")])
            .starts_with("describes a perpetrator")
    );
    let both = row(&[("vic_TypeOfExploitation", "ForcedLabour"), ("per_RoleInProcess", "Recruiter or intermediary")]);
    assert_eq!(both.source_values.as_deref(), Some(r#"{"per_RoleInProcess":["RecruiterOrIntermediary"]}"#));
    assert_eq!(facts(&both), [Fact::Purpose(Purpose::ForcedLabour)]);
}

#[test]
fn the_workbooks_column_without_a_name_is_the_reason_of_the_outgoing_referral() {
    let (row, report) = read(&[
        ("", "17"),
        ("cas_ReferredPrimaryCaseWorker", ""),
        ("", "Migration or change of location"),
        ("cas_OutgoingReferralDate", "2021-03-04"),
    ])
    .unwrap();
    let expected = r#"{"cas_OutgoingReferralDate":["2021-03-04"],"cas_ReasonForOutgoingReferral":["MigrationOrChangeOfLocation"]}"#;
    assert_eq!(row.source_values.as_deref(), Some(expected));
    assert_eq!(report.withheld[0].field, "(column 1, without a name)");
}

#[test]
fn choices_in_columns_of_their_own_are_joined_with_their_field() {
    let row = row(&[
        ("victim/vic_Methods_of_Control/DebtBondage", "1"),
        ("victim/vic_Methods_of_Control", "PhysicalThreats"),
        ("victim/vic_Methods_of_Control/PhysicalThreats", "TRUE"),
        ("victim/vic_Methods_of_Control/SexualAbuse", "0"),
        ("meta/instanceID", "uuid:6f9c2b1e-0000-4000-8000-000000000001"),
    ]);
    assert_eq!(facts(&row), [Fact::Means(Means::Threats), Fact::Means(Means::DebtBondage)]);
    assert_eq!(row.facts.get(Fact::Means(Means::SexualAbuse)), Truth::UNKNOWN);
    assert_eq!(row.record_id.as_deref(), Some("uuid:6f9c2b1e-0000-4000-8000-000000000001"));
    assert_eq!(row.source_values, None);
    let twice = read(&[("a/prs_Gender", "Feminine"), ("b/prs_Gender", "Masculine")]).unwrap_err();
    assert!(twice[0].reason.contains("different things"));
}

#[test]
fn bytes_that_are_no_text_are_withheld_or_rejected_unseen() {
    let header: Vec<String> = ["prs_FirstName", "prs_Gender"].map(str::to_owned).into();
    let mut codec = Htcds::new(&header);
    let mut remarks = Remarks::new("x");
    assert!(codec.understand(&RawRow { line: 2, fields: &[b"Mar\xeda", b"Feminine"] }, &mut remarks).is_ok());
    assert!(codec.understand(&RawRow { line: 3, fields: &[b"", b"Mar\xeda"] }, &mut remarks).is_err());
    assert_eq!(remarks.take()[0].value, NOT_SHOWN);
}

/// Every field that may be in a table, with any of its values.
fn any_cell(field: Field) -> BoxedStrategy<Vec<Code>> {
    let countries = || prop::sample::select(crate::place::Place::countries().collect::<Vec<_>>());
    let alpha2 = || countries().prop_map(|place| Code::from(place.alpha2().unwrap()));
    let day = (2000i32..2030, 1u32..13, 1u32..29).prop_map(|(y, m, d)| Code::from(format!("{y}-{m:02}-{d:02}")));
    let dates = prop_oneof![4 => day, 1 => Just(Code::from("2021")), 1 => Just(Code::from("2021-05"))];
    match field.content() {
        Content::Listed(list) | Content::ListedOrText(list) => {
            let most = if field.reads_many() { 5 } else { 1 };
            let codes = prop::sample::select(list.values).prop_map(|(code, _)| Code::from(code));
            prop::collection::vec(codes, 0..=most).boxed()
        }
        Content::Citizenship => {
            let any = prop_oneof![8 => alpha2(), 1 => Just("Stateless".into()), 1 => Just("Yugoslavia".into())];
            prop::collection::vec(any, 0..3).boxed()
        }
        Content::Country => prop::collection::vec(
            prop_oneof![6 => alpha2(), 1 => Just("Unknown".into()), 1 => Just("RO".into())],
            0..=1,
        )
        .boxed(),
        Content::Subdivision => {
            prop::collection::vec(prop::sample::select(&["RO-B", "UA-30"][..]).prop_map(Code::from), 0..=1).boxed()
        }
        Content::Language => prop::collection::vec("[a-z]{3}".prop_map(Code::from), 0..=1).boxed(),
        Content::Day => prop::collection::vec(dates, 0..=1).boxed(),
        Content::Number(most) => {
            prop::collection::vec((0..=most).prop_map(|n| Code::from(n.to_string())), 0..=1).boxed()
        }
        Content::Birthdate | Content::Withheld(_) => Just(Vec::new()).boxed(),
    }
}

fn any_codes() -> impl Strategy<Value = Codes> {
    let fields = Field::ALL.iter().filter(|field| field.withheld().is_none());
    let cells: Vec<_> = fields.map(|field| (Just(*field), prop_oneof![Just(Vec::new()), any_cell(*field)])).collect();
    cells.prop_map(|cells| cells.into_iter().filter(|(_, codes)| !codes.is_empty()).collect::<Codes>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_code_comes_back_from_the_row(codes in any_codes()) {
        let mut countries = Countries::default();
        let mut row = case::understand(&codes, &mut countries);
        row.derive();
        row.source_values = case::to_json(&case::left_over(&codes, &row, &mut countries));
        let (originals, foreign) = case::from_json(row.source_values.as_deref(), &mut countries);
        prop_assert_eq!(foreign, Vec::<String>::new());
        let composed = case::compose(&row, &originals, &mut countries);
        prop_assert_eq!(composed.codes, codes);
        prop_assert_eq!(composed.outdated, []);
    }
}
