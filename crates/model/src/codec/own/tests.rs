//! Our own tables as text.

use super::*;

fn names(columns: &[records::Column]) -> Vec<String> {
    columns.iter().map(|c| c.name.to_owned()).collect()
}

#[test]
fn a_header_is_known_in_any_order_with_any_facts() {
    let mut header = names(records::COLUMNS);
    header.reverse();
    header.insert(3, "means.threats".into());
    assert!(matches!(of_header(&header), Some(Ok((Table::Records, _)))));
    let mut header = names(counts::COLUMNS);
    header.rotate_left(5);
    assert!(matches!(of_header(&header), Some(Ok((Table::Counts, _)))));
}

#[test]
fn a_header_that_is_nearly_ours_says_what_is_wrong() {
    let mut header = names(records::COLUMNS);
    header.push("means.threat".into());
    let error = of_header(&header).unwrap().unwrap_err();
    assert_eq!(
        error,
        "It would be a Turnstone `records` table but for the column `means.threat` (near it: means.threats): drop it"
    );
    let mut header = names(counts::COLUMNS);
    header.retain(|name| name != "below");
    assert_eq!(of_header(&header).unwrap().unwrap_err(), "It would be a Turnstone `counts` table but for below");
}

#[test]
fn a_header_of_others_is_left_to_others() {
    assert!(of_header(&["source".into(), "line".into(), "gender".into(), "name".into()]).is_none());
}
