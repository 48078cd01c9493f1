//! Users, the organisation's keys, and access in an emergency.

use crate::office::{Office, form, now, pass, task, words};
use turnstone_casework::CaseworkError::{
    self, Conflict, Forbidden, Invalid, NeedsConfirmation, NotFound, Refused, SignedOut,
};
use turnstone_casework::desk::break_glass::BreakGlassState;
use turnstone_casework::desk::people::FirstPerson;
use turnstone_casework::desk::tasks::{ALERT, NewTask};
use turnstone_casework::desk::{Person, Purpose};
use turnstone_casework::moment::{DAY, HOUR};
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::permission::{Resource, Role};

on_both! {
    who_is_disabled_opens_nothing_and_is_never_the_last
    keys_are_given_by_who_holds_them_and_old_ones_still_open
    breaking_the_glass_takes_two_and_ends
}

async fn who_is_disabled_opens_nothing_and_is_never_the_last(office: Office) {
    let desk = &office.desk;
    let (admin, supervisor) = (office.person("admin").await, office.person("supervisor").await);
    let (report, _) = office.report(form("A")).await;
    let case = desk.open_case(&supervisor, report, Some(office.id("caseworker"))).await.unwrap();
    let session = office.session("caseworker").await.unwrap();
    let ann = desk.person(&session).await.unwrap();
    let theirs = NewTask { case: Some(case), ..task(report, "Find a bed", now().plus(DAY)) };
    let theirs = desk.add_task(&ann, theirs).await.unwrap();
    desk.report(&ann, report).await.unwrap();
    refuses!(desk.disable_user(&supervisor, ann.id, 1), Forbidden { .. });
    refuses!(desk.disable_user(&admin, ann.id, 9), Conflict { seen: 9, .. });
    let listed = desk.users(&admin).await.unwrap();
    let view = listed.iter().find(|user| user.id == ann.id).unwrap();
    assert!(view.active && view.holds.is_empty());
    desk.disable_user(&admin, ann.id, view.version).await.unwrap();
    refuses!(desk.person(&session), SignedOut);
    refuses!(desk.report(&ann, report), NotFound(Resource::Report));
    refuses!(office.session("caseworker"), CaseworkError::SignIn);
    let view = desk.case(&supervisor, case).await.unwrap();
    assert_eq!((view.assignee, view.version), (None, 2));
    // What they had to do is seen by those who assign.
    assert_eq!(desk.my_tasks(&supervisor).await.unwrap()[0].id, theirs);
    refuses!(desk.assign_case(&supervisor, case, 2, Some(ann.id)), NotFound(Resource::User));
    refuses!(desk.disable_user(&admin, ann.id, 2), Refused(_));

    // The last administrator stays, and so does the last holder of a key, however many other people there are.
    desk.disable_user(&admin, office.id("admin2"), 1).await.unwrap();
    refuses!(desk.disable_user(&admin, admin.id, 1), Refused(_));
    for login in ["triage", "triage2", "supervisor2"] {
        desk.disable_user(&admin, office.id(login), 1).await.unwrap();
    }
    refuses!(desk.disable_user(&admin, supervisor.id, 1), Refused(_));
    // A new person holds no keys, so that the last holder still is the last.
    let mut office = office;
    let first = FirstPerson { login: "fresh".to_owned(), role: Role::Supervisor, passphrase: words() };
    let again = FirstPerson { login: "fresh".to_owned(), role: Role::Triage, passphrase: words() };
    let fresh = office.desk.add_user(&admin, first).await.unwrap();
    refuses!(office.desk.add_user(&admin, again), Invalid { field: "login", .. });
    refuses!(office.desk.disable_user(&admin, supervisor.id, 1), Refused(_));
    office.know(&fresh);
    let given = office.desk.grant_team_keys(&supervisor, fresh.id).await.unwrap();
    assert_eq!((given, office.desk.grant_team_keys(&supervisor, fresh.id).await.unwrap()), (3, 0));
    office.desk.disable_user(&admin, supervisor.id, 1).await.unwrap();
    let fresh = office.person("fresh").await;
    assert_eq!(office.desk.report(&fresh, report).await.unwrap().form.what, "A");
}

async fn keys_are_given_by_who_holds_them_and_old_ones_still_open(mut office: Office) {
    let (admin, supervisor) = (office.person("admin").await, office.person("supervisor").await);
    let first = FirstPerson { login: "fresh".to_owned(), role: Role::Triage, passphrase: words() };
    let weak = FirstPerson { login: "weak".to_owned(), role: Role::Triage, passphrase: "1234".to_owned().into() };
    refuses!(office.desk.add_user(&admin, weak), Invalid { field: "passphrase", .. });
    let fresh = office.desk.add_user(&admin, first).await.unwrap();
    office.know(&fresh);
    let desk = &office.desk;
    let (before, _) = office.report(form("Before")).await;
    let person = office.person("fresh").await;
    refuses!(desk.report(&person, before), NotFound(Resource::Report));
    refuses!(desk.grant_team_keys(&admin, fresh.id), Forbidden { .. });
    refuses!(desk.grant_team_keys(&supervisor, office.id("caseworker")), Refused(_));
    refuses!(desk.rotate_team_key(&admin, Purpose::Triage), Forbidden { .. });

    // A key is rotated before they got it: they get the old and the new one.
    let rotated = desk.rotate_team_key(&supervisor, Purpose::Triage).await.unwrap();
    assert_eq!(rotated.holders, 4, "two of triage, two supervisors");
    let (after, _) = office.report(form("After")).await;
    let sealed_to = format!(
        "SELECT COUNT(*) FROM wraps w JOIN compartment_keys k ON k.id = w.key_id WHERE k.owner = '{after}' AND w.recipient = '{}'",
        rotated.id
    );
    assert!(office.count(&sealed_to).await > 0);
    let supervisor = office.person("supervisor").await;
    assert_eq!(desk.grant_team_keys(&supervisor, fresh.id).await.unwrap(), 4);
    let person = office.person("fresh").await;
    for (report, what) in [(before, "Before"), (after, "After")] {
        assert_eq!(desk.report(&person, report).await.unwrap().form.what, what);
        assert_eq!(desk.report(&supervisor, report).await.unwrap().form.what, what);
    }
    // Two at the same moment, or one just after the other: one key is in use.
    let two = office.person("supervisor2").await;
    let both =
        tokio::join!(desk.rotate_team_key(&supervisor, Purpose::Signing), desk.rotate_team_key(&two, Purpose::Signing));
    assert!(both.0.is_ok() || both.1.is_ok(), "{both:?}");
    assert_eq!(office.count("SELECT COUNT(*) FROM team_keys WHERE purpose = 'signing' AND state = 'active'").await, 1);
    // Without a fresh code, no key.
    pass(Person::CONFIRMED_FOR + 1);
    refuses!(desk.rotate_team_key(&supervisor, Purpose::Triage), NeedsConfirmation);
    refuses!(desk.grant_team_keys(&supervisor, fresh.id), NeedsConfirmation);
}

async fn breaking_the_glass_takes_two_and_ends(office: Office) {
    let desk = &office.desk;
    let (ann, supervisor, officer) =
        (office.person("caseworker").await, office.person("supervisor").await, office.person("officer").await);
    let (report, _) = office.report(form("She has taken pills")).await;
    refuses!(desk.request_break_glass(&officer, report, "Curious"), Forbidden { .. });
    refuses!(desk.request_break_glass(&ann, report, "  "), Invalid { field: "reason", .. });
    let own = desk.request_break_glass(&supervisor, report, "I am alone").await.unwrap();
    refuses!(desk.approve_break_glass(&supervisor, own, 1), Refused(_));
    let request = desk.request_break_glass(&ann, report, "She is on the telephone now").await.unwrap();
    refuses!(desk.request_break_glass(&ann, report, "Again"), Refused(_));
    refuses!(desk.report(&ann, report), NotFound(Resource::Report));
    refuses!(desk.approve_break_glass(&officer, request, 1), Forbidden { .. });
    for hours in [0, 25] {
        refuses!(desk.approve_break_glass(&supervisor, request, hours), Invalid { field: "hours", .. });
    }
    let ben = office.person("caseworker2").await;
    let bens = desk.open_case(&supervisor, report, Some(ben.id)).await.unwrap();
    let until = desk.approve_break_glass(&supervisor, request, 2).await.unwrap();
    assert_eq!(until, now().plus(2 * HOUR));
    refuses!(desk.approve_break_glass(&supervisor, request, 2), Refused(_));
    assert_eq!(desk.report(&ann, report).await.unwrap().form.what, "She has taken pills");
    desk.add_note(&ann, report, "An ambulance is on its way").await.unwrap();

    // An emergency opens the report, and makes nobody's case theirs.
    refuses!(desk.case(&ann, bens), NotFound(Resource::Case));
    refuses!(desk.close_case(&ann, bens, 1, "Not mine", OutcomeKind::Unknown), NotFound(Resource::Case));

    // Supervisors read why, the officer reads that.
    let listed = desk.break_glass(&supervisor).await.unwrap();
    let view = listed.iter().find(|view| view.id == request).unwrap();
    assert_eq!((view.reason.as_deref(), view.state), (Some("She is on the telephone now"), BreakGlassState::Approved));
    assert_eq!((view.requester.as_str(), view.second.as_deref()), ("caseworker", Some("supervisor")));
    let listed = desk.break_glass(&officer).await.unwrap();
    assert!(listed.len() == 2 && listed.iter().all(|view| view.reason.is_none()));
    let alerts = desk.my_tasks(&officer).await.unwrap();
    assert_eq!(alerts.iter().map(|task| (task.kind.as_str(), task.report)).collect::<Vec<_>>(), [(ALERT, report)]);
    refuses!(desk.finish_task(&supervisor, alerts[0].id, 1), Forbidden { .. });
    desk.finish_task(&officer, alerts[0].id, 1).await.unwrap();
    let log = desk.audit_page(&officer, None, 50).await.unwrap().rows;
    let entry = log.iter().find(|entry| entry.action == "break_glass.approve").unwrap();
    assert_eq!(
        (entry.name.as_deref(), &entry.object),
        (Some("supervisor"), &format!("break_glass:{request} report:{report}"))
    );

    // It ends by itself; what was written stays, and so does who had it for good.
    pass(2 * HOUR);
    refuses!(desk.report(&ann, report), NotFound(Resource::Report));
    desk.expire().await.unwrap();
    assert_eq!(office.count("SELECT COUNT(*) FROM wraps WHERE expires_at IS NOT NULL").await, 0);
    let supervisor = office.person("supervisor").await;
    assert_eq!(desk.report(&supervisor, report).await.unwrap().notes[0].text, "An ambulance is on its way");
    let listed = desk.break_glass(&supervisor).await.unwrap();
    assert_eq!(listed.iter().find(|view| view.id == request).unwrap().state, BreakGlassState::Ended);
    let case = desk.open_case(&supervisor, report, Some(ann.id)).await.unwrap();
    let again = desk.request_break_glass(&ann, report, "By mistake").await.unwrap();
    desk.approve_break_glass(&supervisor, again, 1).await.unwrap();
    pass(2 * HOUR);
    desk.expire().await.unwrap();
    desk.case(&ann, case).await.unwrap();
    // No is no, and silence for a day as well.
    let third = desk.request_break_glass(&ann, report, "A third time").await.unwrap();
    let second = office.person("supervisor2").await;
    desk.deny_break_glass(&second, third).await.unwrap();
    refuses!(desk.approve_break_glass(&second, third, 1), Refused(_));
    let fourth = desk.request_break_glass(&ann, report, "A fourth time").await.unwrap();
    pass(DAY);
    let second = office.person("supervisor2").await;
    refuses!(desk.approve_break_glass(&second, fourth, 1), Refused(_));
}
