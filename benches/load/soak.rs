//! Many requests of all kinds, and what memory the server takes before and after.
//!
//! Every cache is filled before it counts: documents and tokens that are all different are more than are ever remembered. What
//! is refused is asked for as often as what is answered.

use std::{fs, time::Duration};

use anyhow::ensure;
use chrono::TimeDelta;
use panda::{
    account::{
        AuthenticatedUser, OwnLanguage, SessionId, UserId,
        tokens::{TokenKeys, TokenRules, Tokens},
    },
    appointment::AppointmentId,
    clock::{Clock, SystemClock},
    graphql::GlobalId,
    principal::{RoleAssignment, SignedIn},
};
use secrecy::ExposeSecret;
use serde_json::json;
use uuid::Uuid;

use super::{
    Arguments, Outcome,
    drive::{Expected, Load, Target, VARIES, drive},
    memory::Memory,
    stage::Stage,
    support::Cluster,
    workloads::{WORKLOADS, Workload},
};

/// By how much memory may grow once everything is warm: a tenth, or this many megabytes where that is more.
const TOLERANCE: (f64, f64) = (0.1, 4.0);

/// More tokens than a server remembers.
const TOKENS: u128 = 12_000;

/// As many requests of each kind make everything warm, if they do not take too long.
const WARM: u32 = 15_000;
const LONGEST_WARMING: u32 = 10;

/// In whose name requests are made.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    /// The administrator's.
    One,
    /// Those of many users, who are other ones each time.
    Many,
    /// Tokens that nobody has signed, all different.
    Forged,
}

/// Requests that have something in common.
struct Kind {
    name: &'static str,
    bodies: Vec<String>,
    whose: Whose,
    expected: Expected,
    /// Whether each may be sent once only: then there are other ones each time.
    once: bool,
}

pub async fn measure(arguments: &Arguments, requests: u32) -> anyhow::Result<Outcome> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    Stage::seed(&cluster, "load", arguments.data.patients, arguments.data.appointments).await?;
    let mut soak =
        Soak { stage: Stage::serve(&cluster, "load", directory.path(), 1).await?, turn: 0, sent: 0 };
    let fresh = soak.memory().await?;
    let kinds = soak.kinds().await?;
    for kind in &kinds {
        let (before, mut seconds) = (soak.sent, 0);
        while soak.sent - before < WARM && seconds < LONGEST_WARMING {
            soak.send(kind).await?;
            seconds += 1;
        }
        println!("{:>29}: {:6} requests in {seconds} s", kind.name, soak.sent - before);
    }
    let (warm, warmed_by) = (soak.memory().await?, soak.sent);
    println!("{}\n{}", told("fresh", 0, fresh), told("warm", warmed_by, warm));
    while soak.sent - warmed_by < requests {
        for kind in &kinds {
            soak.send(kind).await?;
        }
    }
    let end = soak.memory().await?;
    println!("{}", told("at the end", soak.sent, end));
    let grown = end.now - warm.now;
    let allowed = (warm.now * TOLERANCE.0).max(TOLERANCE.1);
    let sent = soak.sent - warmed_by;
    println!(
        "after {sent} requests it has grown by {grown:.1} MB (at most {allowed:.1}), to {:.1} MB",
        end.now
    );
    let is_well = grown <= allowed;
    drop(soak);
    cluster.stop()?;
    let figures = json!({ "fresh": fresh, "warm": warm, "end": end, "requests": sent, "grown": grown });
    Ok(Outcome { figures: json!({ "soak": figures }), is_well })
}

fn told(when: &str, sent: u32, memory: Memory) -> String {
    format!("{when:>12}: {:6.1} MB, {:6.1} at its peak, after {sent} requests", memory.now, memory.peak)
}

struct Soak {
    stage: Stage,
    /// How often anything has been sent so far.
    turn: u32,
    sent: u32,
}

impl Soak {
    /// Once connections are closed and nothing is under way.
    async fn memory(&self) -> anyhow::Result<Memory> {
        tokio::time::sleep(Duration::from_secs(2)).await;
        Memory::of(self.stage.server.pid())
    }

    /// One second of a kind.
    async fn send(&mut self, kind: &Kind) -> anyhow::Result<()> {
        let tokens = match kind.whose {
            Whose::One => vec![self.stage.server.token()?],
            Whose::Many => self.tokens()?,
            Whose::Forged => vec![forged(&self.stage.server.token()?)],
        };
        let target = Target { address: &self.stage.server.address, path: "/graphql", tokens: &tokens };
        let booking = WORKLOADS.iter().find(|workload| workload.once && workload.name == kind.name);
        let bookings = match booking {
            Some(workload) => Some(self.bodies(workload).await?),
            None => None,
        };
        let bodies = bookings.as_ref().unwrap_or(&kind.bodies);
        let load =
            Load { once: kind.once, from: self.sent, expected: kind.expected, ..Load::full(bodies, 1) };
        let driven = drive(&target, &load)?;
        self.turn += 1;
        // Those that were under way at the end had numbers too.
        self.sent += driven.requests;
        ensure!(self.sent < 9_000_000, "there are no more numbers");
        Ok(())
    }

    /// Tokens of users who have not come before, signed by the server's key.
    fn tokens(&self) -> anyhow::Result<Vec<String>> {
        let key = fs::read_to_string(&self.stage.server.prepared.key)?.into();
        let keys = TokenKeys::parse(&[key]).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let (tokens, now) = (Tokens::new(keys, TokenRules::default()), SystemClock.now());
        let token = |number: u128| {
            let user = UserId(Uuid::from_u128(u128::from(self.turn) * TOKENS + number));
            let session = SessionId(Uuid::from_u128(number));
            let signed_in = SignedIn { user, assignment: RoleAssignment::Admin };
            let identity =
                AuthenticatedUser { signed_in, session, language: OwnLanguage::of_account(None, "en-GB") };
            tokens.issue(identity, now, now + TimeDelta::days(1)).token.expose_secret().to_owned()
        };
        Ok((0..TOKENS).map(token).collect())
    }

    async fn bodies(&self, workload: &Workload) -> anyhow::Result<Vec<String>> {
        let asked = self.stage.asked(workload, self.turn).await?;
        Ok(asked.iter().map(|(variables, _)| workload.body(variables)).collect())
    }

    /// What is sent in turn.
    async fn kinds(&self) -> anyhow::Result<Vec<Kind>> {
        let mut kinds = Vec::new();
        for workload in &WORKLOADS {
            let bodies = self.bodies(workload).await?;
            kinds.push(Kind { bodies, once: workload.once, ..Kind::good(workload.name, "") });
        }
        let w1 = kinds[0].bodies.clone();
        kinds.extend([
            Kind::good("reports", "{ missedAppointments(period: { from: \"2000-01-01\", until: \"2100-01-01\" }, groupBy: [DEPARTMENT]) { totals { missed } } }"),
            Kind::good("new documents", &format!("{{ {VARIES}: clinicians(first: 2) {{ edges {{ node {{ name }} }} }} }}")),
            Kind { bodies: w1.clone(), whose: Whose::Many, ..Kind::good("new tokens", "") },
            Kind { bodies: w1, whose: Whose::Forged, ..Kind::bad("forged tokens", "") },
            Kind::bad("no documents", &format!("{{ {VARIES}: clinicians(first: 2) {{ edges {{ node {{ name")),
            Kind::bad("documents that are not valid", &format!("{{ clinicians {{ {VARIES} }} }}")),
            Kind::bad("values that do not fit", &format!("{{ patient(by: {{ nhsNumber: \"{VARIES}\" }}) {{ name }} }}")),
            Kind::bad("unknown ids", &cancellation()),
            Kind::bad("logins", &format!(
                "mutation {{ login(input: {{ email: \"{VARIES}@panda.example\", password: \"correct horse\" }}) {{ accessToken }} }}")),
            Kind { bodies: vec![format!("{{\"query\": {VARIES}")], ..Kind::bad("bodies that are not JSON", "") },
        ]);
        Ok(kinds)
    }
}

impl Kind {
    fn good(name: &'static str, query: &str) -> Self {
        let bodies = vec![json!({ "query": query }).to_string()];
        Self { name, bodies, whose: Whose::One, expected: Expected::Data, once: false }
    }

    fn bad(name: &'static str, query: &str) -> Self {
        Self { expected: Expected::Refusal, ..Self::good(name, query) }
    }
}

/// Of an appointment that there is not, another one in each request: changes of one appointment wait for each other.
fn cancellation() -> String {
    let id = AppointmentId(Uuid::from_u128(1)).to_global();
    let (head, tail) = (&id[..8], &id[8 + VARIES.len()..]);
    format!(
        "mutation {{ {VARIES}: cancelAppointment(input: {{ id: \"{head}{VARIES}{tail}\" }}) {{ appointment {{ id }} }} }}"
    )
}

/// Another in each request, with a signature that is not its own.
fn forged(token: &str) -> String {
    format!("{}{VARIES}", &token[..token.len() - VARIES.len()])
}
