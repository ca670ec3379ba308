//! The model's appointments, and random changes of them.

use std::fmt::Write;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::support::{TestApp, nhs_numbers};

pub const CLINICIANS: u8 = 5;
pub const PLACES: u8 = 3;
const PATIENTS: u16 = 60;

/// Instants around special cases: clock changes, midnights at midsummer, and new year.
pub const ANCHORS: [&str; 6] = [
    "2026-03-29T01:00:00Z",
    "2026-10-25T01:00:00Z",
    "2026-06-30T23:00:00Z",
    "2027-01-01T00:00:00Z",
    "2024-02-29T12:00:00Z",
    "2026-12-27T23:59:59Z",
];

#[derive(Debug, Clone)]
pub struct Appointment {
    pub id: Uuid,
    pub born_on: NaiveDate,
    pub draft: Draft,
    pub status: &'static str,
}

/// A new appointment.
#[derive(Debug, Clone)]
pub struct Draft {
    pub patient: u16,
    pub clinician: u8,
    pub department: u8,
    /// Zero means no organisation.
    pub organisation: u8,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone)]
pub enum Change {
    Book(Vec<(Draft, &'static str)>),
    /// Active appointments become attended or cancelled.
    Conclude(Vec<Index>, &'static str),
    /// Active appointments are moved to other people, places and times.
    Move(Vec<(Index, Draft)>),
    Delete(Vec<Index>),
    Fold,
    /// A clinician moves to another department. Existing appointments keep theirs.
    Transfer(u8, u8),
}

pub fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    let minutes = prop_oneof![4 => -4_000..4_000_i64, 1 => -600_000..600_000_i64];
    (prop::sample::select(ANCHORS.to_vec()), minutes, prop_oneof![3 => Just(0), 1 => 0..60_i64]).prop_map(
        |(anchor, minutes, seconds)| {
            let anchor: DateTime<Utc> = anchor.parse().expect("an instant");
            anchor + TimeDelta::minutes(minutes) + TimeDelta::seconds(seconds)
        },
    )
}

fn draft() -> impl Strategy<Value = Draft> {
    // Lengths in seconds, which cannot be booked, but can be stored.
    let length =
        prop_oneof![6 => (1..12_i64).prop_map(|n| n * 300), 2 => 300..=86_400_i64, 1 => Just(86_400)];
    let ahead = prop_oneof![1 => -3_000..0_i64, 1 => 0..3_000_i64, 2 => 0..60_000_i64, 1 => Just(0)];
    (0..PATIENTS, 1..=CLINICIANS, 1..=PLACES, 0..=PLACES, instant(), length, ahead).prop_map(
        |(patient, clinician, department, organisation, starts_at, length, ahead)| Draft {
            patient,
            clinician,
            department,
            organisation,
            starts_at,
            ends_at: starts_at + TimeDelta::seconds(length),
            created_at: starts_at - TimeDelta::minutes(ahead),
        },
    )
}

fn status() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just("active"), 1 => Just("attended"), 1 => Just("cancelled")]
}

pub fn change() -> impl Strategy<Value = Change> {
    let some = || prop::collection::vec(any::<Index>(), 0..12);
    prop_oneof![
        4 => prop::collection::vec((draft(), status()), 20..60).prop_map(Change::Book),
        1 => (some(), prop_oneof![Just("attended"), Just("cancelled")]).prop_map(|(who, to)| Change::Conclude(who, to)),
        2 => prop::collection::vec((any::<Index>(), draft()), 1..12).prop_map(Change::Move),
        1 => some().prop_map(Change::Delete),
        1 => Just(Change::Fold),
        1 => (1..=CLINICIANS, 1..=PLACES).prop_map(|(who, to)| Change::Transfer(who, to)),
    ]
}

pub fn key(kind: &str, n: u8) -> Uuid {
    let kind = kind.as_bytes()[0];
    Uuid::from_u128(u128::from(kind) << 120 | u128::from(n))
}

/// Most ages are at the boundaries of bands around most appointments, and some patients were born on 29
/// February.
pub fn birthday(patient: u16) -> NaiveDate {
    let age = [16, 25, 35, 45, 55, 65, 75, 85][usize::from(patient % 8)];
    let (year, month, day) = match patient / 8 {
        0 | 1 => (2026 - age, 3, 29),
        2 | 3 => (2026 - age, 10, 25),
        4 => (2026 - age, 7, 1),
        5 => (2027 - age, 1, 1),
        _ => ((2024 - age) / 4 * 4, 2, 29),
    };
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

/// The appointments, and the number ever created.
pub struct Ledger {
    pub appointments: Vec<Appointment>,
    booked: u128,
}

impl Ledger {
    /// An empty ledger, without the exclusion constraints, because overlaps do not matter here.
    pub fn create(app: &TestApp) -> Self {
        let made = "'2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'";
        let mut sql = "ALTER TABLE appointments DROP CONSTRAINT appointments_clinician_busy, DROP CONSTRAINT appointments_patient_busy;".to_owned();
        for n in 1..=PLACES {
            let (department, place) = (key("department", n), key("organisation", n));
            write!(
                sql,
                "INSERT INTO departments VALUES ('{department}', 'D{n}', 'Department {n}', 1, {made});
                 INSERT INTO organisations VALUES ('{place}', 'ORG{n}', 'Place {n}', 'hospital', 'CF14 4XW', '{{}}', 'Europe/London', 1, {made});"
            )
            .expect("text");
        }
        for n in 1..=CLINICIANS {
            let values = format!("'{}', 'C{n}', '{}', 1, {made}", key("clinician", n), key("department", 1));
            write!(sql, "INSERT INTO clinicians VALUES ({values});").expect("text");
        }
        for (n, number) in (0..PATIENTS).zip(nhs_numbers()) {
            let values = format!(
                "'{}', '{number}', 'P{n}', '{}', 'CF10 1EP', '{{}}', NULL, NULL",
                patient(n),
                birthday(n)
            );
            write!(sql, "INSERT INTO patients VALUES ({values}, 1, {made});").expect("text");
        }
        app.database.execute(&sql);
        Self { appointments: Vec::new(), booked: 0 }
    }

    pub fn truncate(&mut self, app: &TestApp) {
        app.database.execute("TRUNCATE appointments");
        self.appointments.clear();
    }

    pub fn apply(&mut self, app: &TestApp, change: &Change) {
        let mut sql = String::new();
        match change {
            Change::Book(drafts) => {
                let rows = drafts.iter().map(|(draft, status)| self.book(draft, status)).collect::<Vec<_>>();
                write!(sql, "INSERT INTO appointments VALUES {}", rows.join(",")).expect("text");
            }
            Change::Conclude(who, status) => {
                let ids: Vec<String> =
                    self.active(who).into_iter().map(|n| self.conclude(n, status)).collect();
                write!(
                    sql,
                    "UPDATE appointments SET status = '{status}' WHERE id = ANY('{{{}}}')",
                    ids.join(",")
                )
                .expect("text");
            }
            Change::Move(moves) => {
                for (who, draft) in moves {
                    for n in self.active(std::slice::from_ref(who)) {
                        sql += &self.shift(n, draft);
                    }
                }
            }
            Change::Delete(who) => {
                for n in who.iter().take(self.appointments.len()) {
                    let gone = self.appointments.remove(n.index(self.appointments.len()));
                    write!(sql, "DELETE FROM appointments WHERE id = '{}';", gone.id).expect("text");
                }
            }
            Change::Fold => sql += "SELECT statistics_fold()",
            Change::Transfer(who, to) => {
                let (who, to) = (key("clinician", *who), key("department", *to));
                write!(sql, "UPDATE clinicians SET department_id = '{to}' WHERE id = '{who}'").expect("text");
            }
        }
        app.database.execute(&sql);
    }

    fn book(&mut self, draft: &Draft, status: &'static str) -> String {
        self.booked += 1;
        let id = Uuid::from_u128(self.booked);
        let born_on = birthday(draft.patient);
        self.appointments.push(Appointment { id, born_on, draft: draft.clone(), status });
        let (who, whose) = (columns(draft), patient(draft.patient));
        let made = draft.created_at.to_rfc3339();
        format!(
            "('{id}', '{whose}', {who}, 'CF14 4XW', '{status}', NULL, NULL, NULL, NULL, NULL, 1, '{made}', '{made}')"
        )
    }

    /// The active ones among these, each once.
    fn active(&self, who: &[Index]) -> Vec<usize> {
        let count = self.appointments.len();
        let mut found: Vec<usize> = who.iter().filter(|_| count > 0).map(|n| n.index(count)).collect();
        found.retain(|n| self.appointments[*n].status == "active");
        found.sort_unstable();
        found.dedup();
        found
    }

    fn conclude(&mut self, n: usize, status: &'static str) -> String {
        self.appointments[n].status = status;
        self.appointments[n].id.to_string()
    }

    fn shift(&mut self, n: usize, to: &Draft) -> String {
        let appointment = &mut self.appointments[n];
        let Draft { patient, created_at, .. } = appointment.draft;
        appointment.draft = Draft { patient, created_at, ..to.clone() };
        let names = "clinician_id, department_id, organisation_id, starts_at, ends_at";
        format!("UPDATE appointments SET ({names}) = ROW({}) WHERE id = '{}';", columns(to), appointment.id)
    }
}

fn patient(n: u16) -> Uuid {
    Uuid::from_u128(u128::from(n) + 1)
}

fn columns(draft: &Draft) -> String {
    let organisation = match draft.organisation {
        0 => "NULL".to_owned(),
        n => format!("'{}'", key("organisation", n)),
    };
    let (clinician, department) = (key("clinician", draft.clinician), key("department", draft.department));
    let (from, until) = (draft.starts_at.to_rfc3339(), draft.ends_at.to_rfc3339());
    format!("'{clinician}', '{department}', {organisation}, '{from}', '{until}'")
}
