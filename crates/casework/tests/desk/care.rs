//! Cases and tasks: who gets the keys of a report, and for how long.

use crate::office::{Office, form, now, pass, task};
use turnstone_casework::CaseworkError::{Conflict, Forbidden, Invalid, NotFound, Refused};
use turnstone_casework::desk::cases::CaseFilter;
use turnstone_casework::desk::tasks::{ESCALATION, NewTask, TASK};
use turnstone_casework::moment::{DAY, HOUR, MINUTE};
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::permission::Resource;
use turnstone_casework::vault::Compartment;

on_both! {
    a_case_gives_the_keys_of_its_report_and_takes_them_back
    of_two_who_change_a_case_one_hears_of_the_other
    tasks_come_by_date_and_escalate_once
}

async fn a_case_gives_the_keys_of_its_report_and_takes_them_back(office: Office) {
    let desk = &office.desk;
    let (triage, supervisor) = (office.person("triage").await, office.person("supervisor").await);
    let (ann, ben) = (office.person("caseworker").await, office.person("caseworker2").await);
    let (report, _) = office.report(form("She is not let out of the house")).await;
    desk.add_note(&triage, report, "Called back, nobody answered").await.unwrap();
    pass(MINUTE);
    refuses!(desk.report(&ann, report), NotFound(Resource::Report));
    // Triage opens a case, and does not say whose it is.
    refuses!(desk.open_case(&triage, report, Some(ann.id)), Forbidden { .. });
    refuses!(desk.open_case(&ann, report, None), Forbidden { .. });
    let case = desk.open_case(&triage, report, None).await.unwrap();
    refuses!(desk.assign_case(&supervisor, case, 1, Some(office.id("officer"))), Refused(_));
    assert_eq!(desk.assign_case(&supervisor, case, 1, Some(ann.id)).await.unwrap(), 2);
    let seen = desk.report(&ann, report).await.unwrap();
    assert_eq!((seen.form.what.as_str(), seen.form.who_text.as_str()), ("She is not let out of the house", ""));
    assert_eq!(seen.hidden, [Compartment::VictimIdentity]);
    // The key of who it is came with the case; it is shown with a reason.
    let who = desk.reveal(&ann, report, Compartment::VictimIdentity, "To find her").await.unwrap();
    assert!(who.values().any(|value| value == "The girl from the yellow house"), "{who:?}");
    let view = desk.case(&ann, case).await.unwrap();
    assert_eq!(view.notes[0].text, "Called back, nobody answered");
    assert_eq!(view.assignee.as_deref(), Some("caseworker"));
    refuses!(desk.case(&ben, case), NotFound(Resource::Case));
    refuses!(desk.case(&triage, case), Forbidden { .. });
    // A compartment that is made later is theirs as well.
    let first =
        desk.add_task(&ann, NewTask { case: Some(case), ..task(report, "Find a bed", now().plus(DAY)) }).await.unwrap();
    desk.record_outcome(&ann, report, None, OutcomeKind::ServicesGiven, "A bed for three nights").await.unwrap();
    assert_eq!(desk.case(&ann, case).await.unwrap().outcomes[0].words, "A bed for three nights");

    desk.assign_case(&supervisor, case, 2, Some(ben.id)).await.unwrap();
    refuses!(desk.report(&ann, report), NotFound(Resource::Report));
    refuses!(desk.case(&ann, case), NotFound(Resource::Case));
    refuses!(desk.record_outcome(&ann, report, None, OutcomeKind::Unknown, ""), NotFound(_));
    assert_eq!(desk.cases(&ann, &CaseFilter::default(), 10).await.unwrap().rows.len(), 0);
    let lines = desk.cases(&ben, &CaseFilter::default(), 10).await.unwrap().rows;
    assert_eq!((lines[0].opening.as_str(), lines[0].mine), ("She is not let out of the house", true));
    let tasks = desk.my_tasks(&ben).await.unwrap();
    assert_eq!((tasks[0].id, tasks[0].title.as_str()), (first, "Find a bed"));
    assert!(desk.my_tasks(&ann).await.unwrap().is_empty());

    pass(MINUTE);
    refuses!(desk.close_case(&ben, case, 3, "Moved in with her aunt", OutcomeKind::PersonSafe), Refused(_));
    desk.finish_task(&ben, first, tasks[0].version).await.unwrap();
    desk.close_case(&ben, case, 3, "Moved in with her aunt", OutcomeKind::PersonSafe).await.unwrap();
    refuses!(desk.report(&ben, report), NotFound(Resource::Report));
    refuses!(desk.assign_case(&supervisor, case, 4, Some(ben.id)), Refused(_));
    let view = desk.case(&supervisor, case).await.unwrap();
    assert_eq!(view.state, "closed");
    assert_eq!(view.notes.last().unwrap().text, "Case closed, Person safe: Moved in with her aunt");
    assert_eq!(
        view.outcomes.iter().map(|outcome| outcome.kind).collect::<Vec<_>>(),
        [OutcomeKind::ServicesGiven, OutcomeKind::PersonSafe]
    );
    assert_eq!(view.outcomes[1].recorded_by, "caseworker2");
    let closed = desk.cases(&supervisor, &CaseFilter { closed: true, ..CaseFilter::default() }, 10).await.unwrap();
    assert_eq!(closed.rows.len(), 1);
}

async fn of_two_who_change_a_case_one_hears_of_the_other(office: Office) {
    let desk = &office.desk;
    let (one, two) = (office.person("supervisor").await, office.person("supervisor2").await);
    let (ann, ben) = (office.id("caseworker"), office.id("caseworker2"));
    let (report, _) = office.report(form("A")).await;
    let case = desk.open_case(&one, report, Some(ann)).await.unwrap();
    let both = tokio::join!(desk.assign_case(&one, case, 1, Some(ann)), desk.assign_case(&two, case, 1, Some(ben)));
    match both {
        (Ok(2), Err(Conflict { seen: 1, now: 2, what: Resource::Case }))
        | (Err(Conflict { seen: 1, now: 2, what: Resource::Case }), Ok(2)) => {}
        other => panic!("{other:?}"),
    }
    // Exactly one of the two holds keys of the report.
    let holders = "SELECT COUNT(*) FROM (SELECT DISTINCT w.recipient FROM wraps w JOIN users u ON u.id = w.recipient \
                   JOIN compartment_keys k ON k.id = w.key_id WHERE u.role = 'caseworker') x";
    assert_eq!(office.count(holders).await, 1);
    // A page after a page: 3 cases, 2 to a page.
    for _ in 0..2 {
        pass(1);
        desk.open_case(&one, report, None).await.unwrap();
    }
    let first = desk.cases(&one, &CaseFilter::default(), 2).await.unwrap();
    let rest = desk.cases(&one, &CaseFilter { after: first.next, ..CaseFilter::default() }, 2).await.unwrap();
    assert_eq!((first.rows.len(), rest.rows.len(), rest.next), (2, 1, None));
    assert_eq!(rest.rows[0].id, case);
}

async fn tasks_come_by_date_and_escalate_once(office: Office) {
    let desk = &office.desk;
    let (triage, supervisor) = (office.person("triage").await, office.person("supervisor").await);
    let (report, _) = office.report(form("A")).await;
    let late = desk.add_task(&triage, task(report, "Third", now().plus(3 * DAY))).await.unwrap();
    let soon = desk.add_task(&triage, task(report, "First", now().plus(HOUR))).await.unwrap();
    let titles: Vec<String> = desk.my_tasks(&triage).await.unwrap().into_iter().map(|task| task.title).collect();
    assert_eq!(titles, ["First", "Third"]);
    // Nobody gets a task about what they cannot open, nor one of yesterday.
    let other = NewTask { assignee: Some(office.id("caseworker")), ..task(report, "B", now().plus(DAY)) };
    refuses!(desk.add_task(&triage, other), Refused(_));
    refuses!(desk.add_task(&triage, task(report, "B", now().plus(-2 * DAY))), Invalid { field: "due", .. });
    let theirs = NewTask { assignee: Some(office.id("triage2")), ..task(report, "Second", now().plus(2 * HOUR)) };
    desk.add_task(&triage, theirs).await.unwrap();

    assert_eq!(desk.escalate().await.unwrap(), 0);
    pass(2 * HOUR);
    // Two at the same moment escalate it once.
    let both = tokio::join!(desk.escalate(), desk.escalate());
    assert_eq!(both.0.unwrap() + both.1.unwrap(), 1);
    pass(2 * HOUR);
    assert_eq!((desk.escalate().await.unwrap(), desk.escalate().await.unwrap()), (1, 0));
    let mine = desk.my_tasks(&triage).await.unwrap();
    assert_eq!((mine[0].id, mine[0].overdue, mine[1].id, mine[1].overdue), (soon, true, late, false));
    let escalated = desk.my_tasks(&supervisor).await.unwrap();
    assert_eq!(escalated.iter().map(|task| task.kind.as_str()).collect::<Vec<_>>(), [ESCALATION, ESCALATION]);
    assert_eq!(escalated[0].report, report);
    // A task that was escalated is finished by whoever has it, with the version from before.
    assert_eq!(mine[0].kind, TASK);
    desk.finish_task(&triage, soon, 1).await.unwrap();
    refuses!(desk.finish_task(&triage, soon, 1), Conflict { seen: 1, now: 2, .. });
    refuses!(desk.finish_task(&triage, escalated[0].id, 1), NotFound(Resource::Task));
    desk.finish_task(&supervisor, escalated[0].id, 1).await.unwrap();
    // Escalations are not escalated.
    pass(10 * DAY);
    assert_eq!(desk.escalate().await.unwrap(), 1, "the third task");
    assert_eq!(desk.my_tasks(&supervisor).await.unwrap().len(), 2);
    refuses!(desk.my_tasks(&office.person("admin").await), Forbidden { .. });
}
