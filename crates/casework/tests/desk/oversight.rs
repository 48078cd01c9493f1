//! The end of reports, the log, figures, and the wall between organisations.

use crate::office::{Office, agreement, card, form, now, pass, task};
use turnstone_casework::CaseworkError::{Forbidden, Invalid, NeedsConfirmation, NotFound};
use turnstone_casework::desk::Person;
use turnstone_casework::desk::cases::CaseFilter;
use turnstone_casework::desk::retention::ErasureReason;
use turnstone_casework::desk::statistics::{Count, Median, SMALLEST};
use turnstone_casework::moment::{DAY, HOUR, MINUTE};
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::partner::PartnerKind;
use turnstone_casework::permission::Resource;

on_both! {
    erasing_destroys_the_words_and_the_reasons
    reports_end_with_their_time_unless_work_goes_on
    the_log_has_every_step_by_name
    figures_hide_the_few
    another_organisation_has_no_such_thing
}

async fn erasing_destroys_the_words_and_the_reasons(office: Office) {
    let desk = &office.desk;
    let (report, receipt) = office.report(form("A")).await;
    let (other, _) = office.report(form("B")).await;
    let (ann, supervisor) = (office.person("caseworker").await, office.person("supervisor").await);
    let request = desk.request_break_glass(&ann, report, "Her name is Maria").await.unwrap();
    desk.approve_break_glass(&supervisor, request, 24).await.unwrap();
    desk.open_case(&supervisor, report, None).await.unwrap();
    desk.add_note(&supervisor, report, "A note").await.unwrap();
    let officer = office.person("officer").await;
    refuses!(desk.erase(&supervisor, report, ErasureReason::PersonAsked), Forbidden { .. });
    pass(Person::CONFIRMED_FOR + 1);
    refuses!(desk.erase(&officer, report, ErasureReason::PersonAsked), NeedsConfirmation);
    let officer = office.person("officer").await;
    let erased = desk.erase(&officer, report, ErasureReason::PersonAsked).await.unwrap();
    assert!(erased.sealed >= 3 && erased.partners.is_empty(), "{erased:?}");
    refuses!(desk.erase(&officer, report, ErasureReason::PersonAsked), NotFound(Resource::Report));
    refuses!(desk.mailbox(&office.tenant, &receipt), NotFound(_));
    refuses!(desk.report(&supervisor, report), NotFound(_));
    assert_eq!(office.count(&format!("SELECT COUNT(*) FROM sealed WHERE row_id = '{report}'")).await, 0);
    assert!(desk.break_glass(&supervisor).await.unwrap()[0].reason.is_none());
    assert_eq!(desk.report(&supervisor, other).await.unwrap().form.what, "B");
    let log = desk.audit_page(&officer, None, 20).await.unwrap().rows;
    assert!(
        log.iter()
            .any(|entry| entry.action == "report.erase"
                && entry.object == format!("report:{report} reason:person_asked"))
    );
}

async fn reports_end_with_their_time_unless_work_goes_on(office: Office) {
    let desk = &office.desk;
    let (idle, _) = office.report(form("A")).await;
    let (worked, _) = office.report(form("B")).await;
    let supervisor = office.person("supervisor").await;
    let case = desk.open_case(&supervisor, worked, None).await.unwrap();
    pass(89 * DAY);
    assert_eq!(desk.expire().await.unwrap().reports, 0);
    pass(2 * DAY);
    assert_eq!(desk.expire().await.unwrap().reports, 1);
    let supervisor = office.person("supervisor").await;
    refuses!(desk.report(&supervisor, idle), NotFound(_));
    refuses!(desk.open_case(&supervisor, idle, None), NotFound(_));
    pass(100 * DAY);
    assert_eq!(desk.expire().await.unwrap().reports, 0, "a case is open");
    let supervisor = office.person("supervisor").await;
    desk.close_case(&supervisor, case, 1, "Done", OutcomeKind::NoFurtherAction).await.unwrap();
    // 90 days from the last work on it.
    pass(89 * DAY);
    assert_eq!(desk.expire().await.unwrap().reports, 0);
    pass(2 * DAY);
    assert_eq!(desk.expire().await.unwrap().reports, 1);
    assert_eq!(office.count("SELECT COUNT(*) FROM outcomes").await, 1, "figures stay");
}

async fn the_log_has_every_step_by_name(office: Office) {
    let desk = &office.desk;
    let (triage, officer) = (office.person("triage").await, office.person("officer").await);
    let (report, _) = office.report(form("A")).await;
    desk.report(&triage, report).await.unwrap();
    refuses!(desk.audit_page(&triage, None, 10), Forbidden { .. });
    let page = desk.audit_page(&officer, None, 2).await.unwrap();
    let steps: Vec<(&str, Option<&str>)> =
        page.rows.iter().map(|row| (row.action.as_str(), row.name.as_deref())).collect();
    assert_eq!(steps, [("report.read", Some("triage")), ("report.receive", None)]);
    // Pages fit together, and the pages that were read are in the log.
    let mut seen: Vec<i64> = page.rows.iter().map(|row| row.seq).collect();
    let mut next = page.next;
    while let Some(before) = next {
        let page = desk.audit_page(&officer, Some(before), 2).await.unwrap();
        seen.extend(page.rows.iter().map(|row| row.seq));
        next = page.next;
    }
    let newest = seen[0];
    assert_eq!(seen, (1..=newest).rev().collect::<Vec<_>>());
    let after = desk.audit_page(&officer, None, 1).await.unwrap();
    assert_eq!(after.rows[0].action, "audit.read");
    assert!(after.rows[0].seq > newest);
    assert!(desk.verify_audit(&officer).await.unwrap().is_whole());
}

async fn figures_hide_the_few(office: Office) {
    let desk = &office.desk;
    let day = now().day();
    let mut reports = Vec::new();
    for number in 0..12 {
        reports.push(office.report(form(&format!("Report {number}"))).await.0);
    }
    let triage = office.person("triage").await;
    // Seven are claimed after 1, 2 … 7 hours; five wait: 11/12, 10/12 … 6/12 is a half after six.
    let begun = now();
    for (at, report) in (1..).zip(reports.iter().take(7)) {
        pass(begun.0 + at * HOUR - now().0 - MINUTE);
        desk.claim(&triage, *report, 1).await.unwrap();
    }
    desk.record_outcome(&triage, reports[0], None, OutcomeKind::Unknown, "").await.unwrap();
    desk.record_outcome(&triage, reports[1], None, OutcomeKind::PersonSafe, "").await.unwrap();
    let figures = desk.statistics(&triage, day, now().plus(DAY), SMALLEST).await.unwrap();
    let count = |cells: &[turnstone_casework::desk::statistics::Cell], name: &str| {
        cells.iter().find(|cell| cell.name == name).map(|cell| cell.count)
    };
    assert_eq!(figures.reports, Count::Known(12));
    assert_eq!(count(&figures.by_channel, "web"), Some(Count::Known(12)));
    assert_eq!(count(&figures.by_channel, "phone"), Some(Count::Known(0)));
    assert_eq!(count(&figures.by_language, "fr"), Some(Count::Known(0)));
    assert_eq!(count(&figures.by_contact, "new_report"), Some(Count::Known(12)));
    assert_eq!(count(&figures.by_outcome, "unknown"), Some(Count::Suppressed));
    assert_eq!(count(&figures.by_outcome, "person_safe"), Some(Count::Suppressed));
    assert_eq!(count(&figures.by_outcome, "arrest_or_charge"), Some(Count::Known(0)));
    // 12 - 10 would be the two that have one.
    assert_eq!(figures.without_outcome, Count::Suppressed);
    // Claims last an hour: those of the last hour are one, and the others count as new.
    assert_eq!(count(&figures.by_state, "claimed"), Some(Count::Suppressed));
    assert_eq!(count(&figures.by_state, "new"), Some(Count::Suppressed));
    assert!(
        matches!(figures.until_claimed, Median::Hours(hours) if (5.9..=6.1).contains(&hours)),
        "{:?}",
        figures.until_claimed
    );
    let all = desk.statistics(&triage, day, now().plus(DAY), 1).await.unwrap();
    assert_eq!(count(&all.by_outcome, "unknown"), Some(Count::Known(1)));
    assert_eq!(all.without_outcome, Count::Known(10));
    let before = desk.statistics(&triage, day.plus(-DAY), day, SMALLEST).await.unwrap();
    assert_eq!((before.reports, before.until_claimed), (Count::Known(0), Median::Suppressed));
    refuses!(desk.statistics(&triage, day, day, SMALLEST), Invalid { field: "until", .. });
}

async fn another_organisation_has_no_such_thing(office: Office) {
    let desk = &office.desk;
    let other = office.neighbour("other", true).await;
    let (report, _) = office.report(form("A")).await;
    let supervisor = office.person("supervisor").await;
    let case = desk.open_case(&supervisor, report, Some(office.id("caseworker"))).await.unwrap();
    let task_id = desk.add_task(&supervisor, task(report, "B", now().plus(DAY))).await.unwrap();
    let request = desk.request_break_glass(&supervisor, report, "C").await.unwrap();
    let admin = office.person("admin").await;
    let shelter = office.neighbour("shelter", true).await;
    let partner = desk.add_partner(&admin, card(&shelter).await, PartnerKind::Shelter, agreement()).await.unwrap();

    let (stranger, boss) = (other.person("supervisor").await, other.person("admin").await);
    let officer = other.person("officer").await;
    refuses!(desk.open_case(&stranger, report, None), NotFound(_));
    refuses!(desk.case(&stranger, case), NotFound(_));
    refuses!(desk.assign_case(&stranger, case, 1, None), NotFound(_));
    refuses!(desk.close_case(&stranger, case, 1, "D", OutcomeKind::Unknown), NotFound(_));
    refuses!(desk.record_outcome(&stranger, report, None, OutcomeKind::Unknown, ""), NotFound(_));
    refuses!(desk.add_task(&stranger, task(report, "D", now().plus(DAY))), NotFound(_));
    refuses!(desk.finish_task(&stranger, task_id, 1), NotFound(_));
    refuses!(desk.request_break_glass(&stranger, report, "D"), NotFound(_));
    refuses!(desk.approve_break_glass(&stranger, request, 1), NotFound(_));
    refuses!(desk.deny_break_glass(&stranger, request), NotFound(_));
    refuses!(desk.grant_team_keys(&stranger, office.id("triage")), NotFound(_));
    refuses!(desk.disable_user(&boss, office.id("triage"), 1), NotFound(_));
    refuses!(desk.partner(&boss, partner), NotFound(_));
    refuses!(desk.update_partner(&boss, partner, 1, card(&shelter).await, PartnerKind::Ngo, agreement()), NotFound(_));
    refuses!(desk.revoke_partner(&boss, partner, 1), NotFound(_));
    refuses!(desk.issue_submission_token(&boss, partner), NotFound(_));
    refuses!(desk.erase(&officer, report, ErasureReason::Mistake), NotFound(_));
    assert!(desk.cases(&stranger, &CaseFilter::default(), 10).await.unwrap().rows.is_empty());
    assert!(desk.my_tasks(&stranger).await.unwrap().is_empty());
    assert!(desk.break_glass(&stranger).await.unwrap().is_empty());
    assert!(desk.partners(&boss).await.unwrap().is_empty());
    // A case of one organisation is not given to a person of another.
    refuses!(desk.assign_case(&supervisor, case, 1, Some(other.id("caseworker"))), NotFound(Resource::User));
    assert!(
        desk.audit_page(&officer, None, 100)
            .await
            .unwrap()
            .rows
            .iter()
            .all(|row| !row.object.contains(&report.to_string()))
    );
}
