//! Sends many requests of all kinds, and compares the server's memory before and after.
//!
//! Every cache is full before the measurement: there are more distinct documents and tokens than any cache
//! holds. Invalid requests are as frequent as valid ones.

use std::{fs, time::Duration};

use anyhow::ensure;
use chrono::{DateTime, TimeDelta, Utc};
use panda::{
    account::{
        AuthenticatedUser, OwnLanguage, RoleAssignment, SessionId, SignedIn, UserId,
        tokens::{TokenKeys, TokenRules, Tokens},
    },
    appointment::AppointmentId,
    clock::{Clock, SystemClock},
    graphql::GlobalId,
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

/// The permitted growth after the warm-up: a tenth, or this many megabytes if that is more.
const TOLERANCE: (f64, f64) = (0.1, 4.0);

/// More than a server caches.
const TOKENS: u128 = 12_000;

/// The number of warm-up requests per kind, if they do not take too long.
const WARM: u32 = 15_000;
const LONGEST_WARMING: u32 = 10;

/// The number of periods that bookings use in turn. An appointment starts at most ten years ahead.
const PERIODS: u32 = 5;

/// The tokens of requests.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    /// The administrator's.
    One,
    /// Those of many users, with new users each time.
    Many,
    /// Distinct tokens with invalid signatures.
    Forged,
}

/// Requests of one kind.
struct Kind {
    name: &'static str,
    bodies: Vec<String>,
    whose: Whose,
    expected: Expected,
    /// Whether each may be sent once only. Then new ones are made each time.
    once: bool,
}

pub async fn measure(arguments: &Arguments, requests: u32) -> anyhow::Result<Outcome> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    Stage::seed(&cluster, "load", arguments.data.patients, arguments.data.appointments).await?;
    let stage = Stage::serve(&cluster, "load", directory.path(), 1).await?;
    let mut soak = Soak { stage, begun: SystemClock.now(), turn: 0, periods: 0, sent: 0 };
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
    begun: DateTime<Utc>,
    /// The number of rounds so far.
    turn: u32,
    /// The number of periods that bookings have used so far.
    periods: u32,
    sent: u32,
}

impl Soak {
    /// The memory once connections are closed and no request is in progress.
    async fn memory(&self) -> anyhow::Result<Memory> {
        tokio::time::sleep(Duration::from_secs(2)).await;
        Memory::of(self.stage.server.pid())
    }

    /// Sends a kind for one second.
    async fn send(&mut self, kind: &Kind) -> anyhow::Result<()> {
        let tokens = match kind.whose {
            Whose::One => vec![self.stage.server.token()?],
            Whose::Many => self.tokens()?,
            Whose::Forged => vec![forged(&self.stage.server.token()?)],
        };
        let booking = WORKLOADS.iter().find(|workload| workload.once && workload.name == kind.name);
        let bookings = match booking {
            Some(workload) => Some(self.bookings(workload).await?),
            None => None,
        };
        let target = Target { address: &self.stage.server.address, path: "/graphql", tokens: &tokens };
        let bodies = bookings.as_ref().unwrap_or(&kind.bodies);
        let load =
            Load { once: kind.once, from: self.sent, expected: kind.expected, ..Load::full(bodies, 1) };
        let driven = drive(&target, &load)?;
        self.turn += 1;
        // Requests in progress at the end used numbers too.
        self.sent += driven.requests;
        ensure!(self.sent < 9_000_000, "the numbers are used up");
        Ok(())
    }

    /// Tokens of new users, signed with the server's key.
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

    /// Bookings in the next period. Cancels all earlier ones, so that a period is free when its turn comes
    /// again.
    async fn bookings(&mut self, workload: &Workload) -> anyhow::Result<Vec<String>> {
        let cancel =
            "UPDATE appointments SET status = 'cancelled' WHERE created_at >= $1 AND status = 'active'";
        self.stage.client.execute(cancel, &[&self.begun]).await?;
        self.periods += 1;
        self.bodies(workload, self.periods % PERIODS).await
    }

    async fn bodies(&self, workload: &Workload, period: u32) -> anyhow::Result<Vec<String>> {
        let asked = self.stage.asked(workload, period).await?;
        Ok(asked.iter().map(|(variables, _)| workload.body(variables)).collect())
    }

    /// The kinds in rotation.
    async fn kinds(&self) -> anyhow::Result<Vec<Kind>> {
        let mut kinds = Vec::new();
        for workload in &WORKLOADS {
            let bodies = self.bodies(workload, 0).await?;
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

/// Cancels an absent appointment with a different ID in each request, because changes of one appointment
/// block each other.
fn cancellation() -> String {
    let id = AppointmentId(Uuid::from_u128(1)).to_global();
    let (head, tail) = (&id[..8], &id[8 + VARIES.len()..]);
    format!(
        "mutation {{ {VARIES}: cancelAppointment(input: {{ id: \"{head}{VARIES}{tail}\" }}) {{ appointment {{ id }} }} }}"
    )
}

/// A different token in each request, with a wrong signature.
fn forged(token: &str) -> String {
    format!("{}{VARIES}", &token[..token.len() - VARIES.len()])
}
