//! What a report writes: its page and its tables.

use super::page::{Assets, write};
use super::sample::sample;
use super::*;

/// The page of the sample with marks in the place of the script and the style sheet. `web/test/report.test.mjs` reads the
/// snapshot, puts what Vite built in their place and opens it in a browser.
fn page_of(report: &Report, script: &'static str) -> String {
    let mut page = Vec::new();
    write(report, Assets { script, style: "/* the style sheet */" }, &mut page).expect("memory takes everything");
    String::from_utf8(page).expect("the page is UTF-8")
}

fn failure(report: &Report) -> String {
    report.write_html(&mut Vec::new()).expect_err("the name is wrong").to_string()
}

#[test]
fn the_page_of_the_sample() {
    insta::assert_snapshot!("page", page_of(&sample(), "/* the script */"));
}

#[test]
fn the_tables_of_the_sample() {
    let text = |table: &Table| {
        let mut csv = Vec::new();
        table.write_csv(&mut csv).expect("memory takes everything");
        format!("# {}.csv: {}\n{}", table.file_stem, table.title, String::from_utf8(csv).expect("CSV is UTF-8"))
    };
    insta::assert_snapshot!("tables", sample().tables().iter().map(text).collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_row_is_as_long_as_its_header_and_columns_differ() {
    for table in sample().tables() {
        assert!(table.rows.iter().all(|row| row.len() == table.header.len()), "{}", table.file_stem);
        let mut names = table.header.clone();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), table.header.len(), "{}: {:?}", table.file_stem, table.header);
    }
}

/// Every number in a chart's data stands in one of its tables. Not looked for: positions in lists (`on`), and what is
/// computed only to be drawn.
#[test]
fn every_number_that_is_drawn_stands_in_a_table() {
    for figure in sample().figures() {
        let data = serde_json::to_value(&figure.chart).expect("a chart is JSON");
        let tables: Vec<Table> = figure.tables().iter().map(DataTable::for_programs).collect();
        let cells: Vec<f64> =
            tables.iter().flat_map(|t| t.rows.iter().flatten()).filter_map(|c| c.parse().ok()).collect();
        let mut drawn = Vec::new();
        numbers(&data, &mut drawn);
        assert!(!drawn.is_empty(), "{} draws nothing", figure.name);
        for number in drawn {
            assert!(cells.contains(&number), "{number} of {} stands in no table", figure.name);
        }
    }
}

fn numbers(data: &serde_json::Value, all: &mut Vec<f64>) {
    match data {
        serde_json::Value::Number(number) => all.extend(number.as_f64()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| numbers(item, all)),
        // How many corridors have no number is a row without one for each of them.
        serde_json::Value::Object(fields) => {
            fields.iter().filter(|(name, _)| *name != "not_known").for_each(|(_, field)| numbers(field, all));
        }
        _ => {}
    }
}

#[test]
fn without_a_script_there_is_no_chart_and_every_table_stands_open() {
    let page = page_of(&sample(), "");
    assert!(!page.contains("data-chart") && !page.contains("<script"));
    assert!(page.contains("was built without its charts"));
    assert!(!page.contains("<details class=\"numbers\">"), "a table is closed");
    // Marks are said in words beneath their chart.
    assert!(page.contains("<strong>2013 (2012 to 2014), coverage:</strong> Seven agencies began to report."));
    for table in sample().tables().iter().filter(|table| !table.file_stem.ends_with("_marks")) {
        let caption = table.title.replace('&', "&#38;").replace('<', "&#60;");
        let words = caption.split(" (").next().unwrap_or_default();
        assert!(page.contains(words), "{} is not in the page", table.file_stem);
    }
}

#[test]
fn a_text_never_becomes_markup() {
    let page = page_of(&sample(), "/* the script */");
    assert!(!page.contains("<script>alert"));
    assert!(!page.contains("<b>No limit"));
    let mut report = sample();
    report.sections.truncate(1);
    report.sections[0].blocks = vec![
        Figure::new(
            "hostile",
            "A figure",
            Bars {
                parts: vec!["</script><script>alert(1)".to_owned()],
                rows: vec![Bar::new("x", 1.0)],
                ..Bars::default()
            },
        )
        .into(),
    ];
    assert!(!page_of(&report, "/* the script */").contains("<script>alert"));
}

#[test]
fn records_that_are_not_synthetic_are_not_marked() {
    let report = Report { synthetic: None, ..sample() };
    let page = page_of(&report, "/* the script */");
    assert!(!page.contains("synthetic-mark") && !page.contains("synthetic-banner"));
    assert!(page.contains("\"synthetic\":false"));
}

#[test]
fn names_that_would_hide_each_other_are_refused() {
    let mut report = sample();
    report.sections[0].id = "provenance".to_owned();
    assert_eq!(failure(&report), "the name `provenance` of a section is there twice, and one would hide the other");
    report.sections[0].id = "Words and tables".to_owned();
    assert!(failure(&report).starts_with("the name `Words and tables` of a section is no name"));
    let mut report = sample();
    report.sections[1].blocks.push(Figure::new("assumptions", "Again", Bars::default()).into());
    assert_eq!(
        failure(&report),
        "the name `assumptions` of a table or figure is there twice, and one would hide the other"
    );
    let folder = tempfile::tempdir().expect("a folder for the test");
    assert!(report.write_tables(folder.path()).is_err());
}

#[test]
fn tables_are_written_as_files_that_have_their_names() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let written = sample().write_tables(&folder.path().join("tables")).expect("the folder can be written");
    let names: Vec<String> =
        written.iter().map(|path| path.file_name().expect("it has a name").to_string_lossy().into_owned()).collect();
    assert!(names.contains(&"models.csv".to_owned()) && names.contains(&"corridors_countries.csv".to_owned()));
    assert_eq!(names.len(), sample().tables().len());
}

#[test]
fn a_report_without_anything_is_a_page_still() {
    let page = page_of(&Report::default(), "/* the script */");
    assert!(page.contains("In short") && page.contains("Provenance"));
}

#[test]
fn corridors_below_a_country_are_summed_by_country() {
    let report = sample();
    let tables = report.tables();
    let countries = tables.iter().find(|table| table.file_stem == "corridors_countries").expect("it has provinces");
    let row = |from: &str, to: &str| {
        let row = countries.rows.iter().find(|row| row[1] == from && row[3] == to).expect("the corridor is there");
        row[4..].to_vec()
    };
    // 64 + 22 + 31 inside Korea; 45 and 1 to 4 from the Philippines; nobody knows how many from Nigeria to Italy.
    assert_eq!(row("KOR", "KOR"), ["no", "117", "117"]);
    assert_eq!(row("PHL", "KOR"), ["yes", "46", "49"]);
    assert_eq!(row("NGA", "ITA"), ["yes", "", ""]);
    let places = tables.iter().find(|table| table.file_stem == "corridors_places").expect("it is there");
    let seoul = places.rows.iter().find(|row| row[1] == "KR-11").expect("Seoul is there");
    assert_eq!(seoul[2..], ["31", "31", "162", "162", "31", "31"]);
}
