//! Calling every operation as everybody, and comparing what comes back with what the matrix says.

use crate::operation::{Expected, Operation, fault, operations};
use crate::records::{Makers, canaries};
use crate::targets::{Place, Target, foreign, target};
use crate::world::{Answered, World, pass};
use axum::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use turnstone_casework::permission::{Action, Resource, Role, Scope};
use turnstone_casework::vault::Compartment;
use turnstone_server::api::document::DOCUMENT;

/// What is expected.
#[derive(Clone, Copy)]
pub struct Declared {
    /// Who may do what.
    pub scope: fn(Role, Action, Resource) -> Scope,
    /// What each role reads of a record.
    pub reads: fn(Role) -> &'static [Compartment],
}

/// What was swept, and what came out otherwise.
#[derive(Default)]
pub struct Sweep {
    counts: BTreeMap<&'static str, usize>,
    pub mismatches: Vec<String>,
}

/// Who calls.
struct Caller {
    house: usize,
    role: Role,
    /// Of a session with a fresh code.
    fresh: String,
    /// Of a session whose code was given long ago.
    stale: String,
}

impl Sweep {
    /// Sweeps the operations that `chosen` names.
    pub async fn run(declared: Declared, chosen: fn(&str) -> bool) -> Sweep {
        let world = World::new().await;
        let document: Value = serde_json::from_str(&DOCUMENT).unwrap();
        let mut stale = BTreeMap::new();
        for (house, role) in everybody() {
            stale.insert((house, role), world.sign_in(house, role).await);
        }
        pass(16 * 60);
        let mut callers = Vec::new();
        for (house, role) in everybody() {
            let fresh = world.sign_in(house, role).await;
            callers.push(Caller { house, role, fresh, stale: stale[&(house, role)].clone() });
        }
        let mut makers = [Makers::new(&world, 0).await, Makers::new(&world, 1).await];
        let mut sweep = Sweep::default();
        for operation in operations(&document).iter().filter(|operation| chosen(&operation.id)) {
            // An operation before may have made new keys.
            for makers in &mut makers {
                makers.reload(&world).await;
            }
            match operation.permission.as_str() {
                Some("none") => {}
                Some("partner") => sweep.partner(&world, &makers, &document, operation, &callers).await,
                Some("session") => sweep.nobody(&world, &document, operation, &callers).await,
                _ => {
                    sweep.nobody(&world, &document, operation, &callers).await;
                    sweep.matrix(&world, &makers, &document, operation, &callers, declared).await;
                }
            }
        }
        if chosen("open_case") {
            sweep.references(&world, &makers, &document, &callers).await;
        }
        sweep
    }

    /// How many cells were looked at.
    pub fn cells(&self) -> usize {
        self.counts.values().sum()
    }

    /// The numbers, and every mismatch.
    pub fn report(&self) -> String {
        let mut text = format!("{} cells swept, {} mismatches\n", self.cells(), self.mismatches.len());
        for (kind, count) in &self.counts {
            text += &format!("{count:>6} {kind}\n");
        }
        text + &self.mismatches.join("\n")
    }

    fn cell(&mut self, kind: &'static str, what: String, fault: Option<String>) {
        *self.counts.entry(kind).or_default() += 1;
        if let Some(fault) = fault {
            self.mismatches.push(format!("{what}: {fault}"));
        }
    }

    /// Without a session, with a token that is none, and with one of a partner.
    async fn nobody(&mut self, world: &World, document: &Value, operation: &Operation, callers: &[Caller]) {
        let target = Target { id: "0".repeat(32), body: Some(json!({})) };
        let signed = format!("{}x", &callers[0].fresh[1..]);
        for (who, token) in
            [("nobody", None), ("a wrong token", Some("abc")), ("a changed token", Some(signed.as_str()))]
        {
            let answer = call(world, operation, &target, token).await;
            let fault = fault(document, operation, &answer, Expected::SignedOut);
            self.cell("operations without a session", format!("{}: {who}", operation.id), fault);
        }
    }

    /// One operation of the staff for every role of both organisations.
    async fn matrix(
        &mut self,
        world: &World,
        makers: &[Makers; 2],
        document: &Value,
        operation: &Operation,
        callers: &[Caller],
        declared: Declared,
    ) {
        let Some((action, resource)) = operation.cell(&operation.permission) else {
            return self.cell("matrix", operation.id.clone(), Some("it does not say what it needs".to_owned()));
        };
        let or = operation.cell(&operation.permission["or"]);
        let fresh_code = operation.permission["fresh_code"] == true;
        let places: &[Place] = match (operation.has_record(), operation.can_be_given()) {
            (false, _) => &[Place::Nowhere],
            (true, true) => &[Place::Given, Place::Apart, Place::Other],
            (true, false) => &[Place::Apart, Place::Other],
        };
        // Records of calls that change nothing are used again.
        let mut shared: BTreeMap<(usize, bool), Target> = BTreeMap::new();
        for caller in callers {
            // Of several that would do, the one that reaches farther; a list is one that is allowed by either.
            let reach = match ((declared.scope)(caller.role, action, resource), or) {
                (Scope::None, Some((action, resource))) if !operation.has_record() => {
                    (declared.scope)(caller.role, action, resource)
                }
                (reach, _) => reach,
            };
            for place in places {
                let given = *place == Place::Given;
                let expected = match (reach, place) {
                    // Whether a task is an alert is in the task: it is looked for first.
                    (Scope::None, Place::Other) if operation.id == "finish_task" => Expected::NotFound,
                    (Scope::None, _) => Expected::Forbidden(action, resource),
                    (_, Place::Other) | (Scope::Assigned, Place::Apart) => Expected::NotFound,
                    _ => Expected::Good,
                };
                let house = if *place == Place::Other { 1 - caller.house } else { caller.house };
                let what =
                    format!("{}: {} of the {}, {place:?}", operation.id, caller.role, world.houses[caller.house].slug);
                let good = expected == Expected::Good;
                let target = if good {
                    let actor = world.person(&caller.fresh).await;
                    target(world, &makers[house], &operation.id, given, Some(&actor)).await
                } else {
                    match shared.entry((house, given)) {
                        Entry::Occupied(known) => known.get().clone(),
                        Entry::Vacant(place) => {
                            place.insert(target(world, &makers[house], &operation.id, given, None).await).clone()
                        }
                    }
                };
                if fresh_code && good {
                    let answer = call(world, operation, &target, Some(&caller.stale)).await;
                    let fault = fault(document, operation, &answer, Expected::Confirmation);
                    self.cell("steps without a fresh code", what.clone(), fault);
                }
                if operation.method == "GET" && good && !fresh_code {
                    let answer = call(world, operation, &target, Some(&caller.stale)).await;
                    let fault = fault(document, operation, &answer, expected);
                    self.cell("reads without a fresh code", what.clone(), fault);
                    self.compartments(declared, operation, caller, false, &answer);
                }
                let answer = call(world, operation, &target, Some(&caller.fresh)).await;
                if good {
                    self.compartments(declared, operation, caller, true, &answer);
                }
                let fault = fault(document, operation, &answer, expected);
                let kind = match place {
                    Place::Nowhere | Place::Given => "role × operation × own record",
                    Place::Apart if operation.can_be_given() => "role × operation × record given to nobody",
                    Place::Apart => "role × operation × own record",
                    Place::Other => "role × operation × record of the other organisation",
                };
                self.cell(kind, what, fault);
            }
            self.more(world, makers, document, operation, caller, declared).await;
        }
    }

    /// What an operation needs besides, when the body has a field, or for another kind of record.
    async fn more(
        &mut self,
        world: &World,
        makers: &[Makers; 2],
        document: &Value,
        operation: &Operation,
        caller: &Caller,
        declared: Declared,
    ) {
        let makers = &makers[caller.house];
        let (one, and) = (operation.cell(&operation.permission), operation.cell(&operation.permission["and"]));
        if let (Some((action, resource)), Some(and)) = (one, and) {
            let mut target = target(world, makers, &operation.id, true, None).await;
            target.body = Some(json!({ operation.permission["and"]["when"].as_str().unwrap(): makers.caseworker.id }));
            let expected = if (declared.scope)(caller.role, action, resource) == Scope::None {
                Expected::Forbidden(action, resource)
            } else if (declared.scope)(caller.role, and.0, and.1) == Scope::None {
                Expected::Forbidden(and.0, and.1)
            } else {
                Expected::Good
            };
            let answer = call(world, operation, &target, Some(&caller.fresh)).await;
            let fault = fault(document, operation, &answer, expected);
            self.cell(
                "permissions that a field of the body needs",
                format!("{}: {}", operation.id, caller.role),
                fault,
            );
        }
        if operation.id == "finish_task" {
            // An alert is for the officer alone, also among those who see emergencies.
            let target = Target { id: makers.alert(world).await.to_string(), body: Some(json!({"version": 1})) };
            let expected = match ((declared.scope)(caller.role, Action::List, Resource::BreakGlass), caller.role) {
                (Scope::None, _) => Expected::Forbidden(Action::List, Resource::BreakGlass),
                (_, Role::Officer) => Expected::Good,
                _ => Expected::Forbidden(Action::Update, Resource::BreakGlass),
            };
            let answer = call(world, operation, &target, Some(&caller.fresh)).await;
            let fault = fault(document, operation, &answer, expected);
            self.cell("alerts of an emergency", format!("{}: {}", operation.id, caller.role), fault);
        }
    }

    /// Bodies that name something of the other organisation.
    async fn references(&mut self, world: &World, makers: &[Makers; 2], document: &Value, callers: &[Caller]) {
        let all = operations(document);
        for house in 0..2 {
            for (id, role, target) in foreign(world, &makers[house], &makers[1 - house]).await {
                let operation = all.iter().find(|operation| operation.id == id).unwrap();
                let caller = callers.iter().find(|caller| caller.house == house && caller.role == role).unwrap();
                let answer = call(world, operation, &target, Some(&caller.fresh)).await;
                // A redraft to another partner is refused whosever partner that is.
                let refused = id == "redraft_referral" && answer.status == 422;
                let fault = if refused { None } else { fault(document, operation, &answer, Expected::NotFound) };
                self.cell("bodies that name a record of the other organisation", id.to_owned(), fault);
            }
        }
    }

    /// Operations of partners' programs.
    async fn partner(
        &mut self,
        world: &World,
        makers: &[Makers; 2],
        document: &Value,
        operation: &Operation,
        callers: &[Caller],
    ) {
        let desk = world.desk();
        for house in 0..2 {
            let own = desk.issue_submission_token(&makers[house].admin, makers[house].shelter.id).await.unwrap();
            let second = crate::records::add_partner(world, &makers[house].admin).await.id;
            let second = desk.issue_submission_token(&makers[house].admin, second).await.unwrap();
            let other =
                desk.issue_submission_token(&makers[1 - house].admin, makers[1 - house].shelter.id).await.unwrap();
            let number = format!("number-{house}-{}", operation.id);
            let opened = json!({"client_id": number, "language": "en", "report": crate::records::form(house, false)});
            let open = Operation {
                id: "open_submission".into(),
                path: "/api/v1/submissions".into(),
                method: "POST".into(),
                ..operation.clone()
            };
            let submission =
                call(world, &open, &Target { id: String::new(), body: Some(opened.clone()) }, Some(&own)).await.good();
            let body = match operation.id.as_str() {
                "open_submission" => Some(opened),
                "attach_file" => Some(json!({"name": "a.txt", "media_type": "text/plain", "content": "YQ=="})),
                _ => None,
            };
            let target = Target { id: submission["id"].as_str().unwrap().to_owned(), body };
            let staff = callers[0].fresh.as_str();
            let elsewhere = if operation.has_record() { Expected::NotFound } else { Expected::Good };
            for (who, token, expected) in [
                ("nobody", None, Expected::SignedOut),
                ("a person of the staff", Some(staff), Expected::SignedOut),
                ("another partner", Some(second.as_str()), elsewhere),
                ("a partner of the other organisation", Some(other.as_str()), elsewhere),
                ("the partner", Some(own.as_str()), Expected::Good),
            ] {
                let answer = call(world, operation, &target, token).await;
                let fault = fault(document, operation, &answer, expected);
                self.cell("operations of partners", format!("{}: {who}", operation.id), fault);
            }
        }
    }

    /// What an answer shows of each compartment.
    fn compartments(
        &mut self,
        declared: Declared,
        operation: &Operation,
        caller: &Caller,
        fresh: bool,
        answer: &Answered,
    ) {
        let there = canaries(&answer.text());
        let hidden = answer.json()["hidden"].as_array().cloned();
        for compartment in Compartment::ALL {
            let shown = there.iter().any(|(_, _, name)| name == compartment.label());
            let reads = (declared.reads)(caller.role).contains(&compartment);
            let fault = if shown && !reads && !operation.shows_identities(compartment, fresh) {
                Some("the role does not read it, and it is shown")
            } else if reads && !shown && operation.holds(compartment) {
                Some("the role reads it, and it is not shown")
            } else if hidden.as_ref().is_some_and(|hidden| !reads && !hidden.contains(&json!(compartment))) {
                Some("it is not shown, and not said to be hidden")
            } else {
                None
            };
            let what = format!("{}: {compartment} for {}", operation.id, caller.role);
            self.cell("role × answer × compartment", what, fault.map(str::to_owned));
        }
        let foreign = there.iter().find_map(|(house, given, name)| {
            if *house != caller.house {
                Some(format!("it shows {name} of the other organisation"))
            } else if caller.role == Role::Caseworker && !given {
                Some(format!("it shows {name} of a report that was not given to them"))
            } else if name == "emergency" && !caller.role.holds_team_keys() {
                // The reason of an emergency is sealed to the triage team.
                Some("it shows the reason of an emergency".to_owned())
            } else {
                None
            }
        });
        self.cell("role × answer × whose it is", format!("{}: for {}", operation.id, caller.role), foreign);
    }
}

fn everybody() -> impl Iterator<Item = (usize, Role)> {
    (0..2).flat_map(|house| Role::ALL.into_iter().map(move |role| (house, role)))
}

async fn call(world: &World, operation: &Operation, target: &Target, token: Option<&str>) -> Answered {
    let router = if operation.on_staff { &world.staff } else { &world.exchange };
    let method: Method = operation.method.parse().unwrap();
    let body = target.body.as_ref().filter(|_| operation.method != "GET").map(|body| body.to_string().into_bytes());
    let body = body.map(|bytes| ("application/json", bytes));
    world.call(router, method, &operation.address(target), token, body).await
}
