//! What every sample guarantees, whatever its instant.

mod patients;
mod top_ups;

use std::{collections::HashMap, collections::HashSet, sync::LazyLock};

use chrono::{Datelike, TimeZone, Weekday};
use chrono_tz::Europe;

use super::*;
use crate::{
    appointment::{Appointment, Status},
    seed::people::GeneratedPatient,
};

/// A sample on the day on which it begins.
pub(super) struct Sample {
    pub present: SampleClock,
    pub town: Town,
    pub patients: Vec<GeneratedPatient>,
    pub appointments: Vec<Appointment>,
}

pub(super) fn present(now: &str) -> SampleClock {
    SampleClock { now: now.parse().unwrap(), attendance_opens: TimeDelta::hours(12) }
}

impl Sample {
    fn of(now: &str) -> Self {
        let present = present(now);
        let (town, patients) = Town::founded_on(present.today());
        let from = present.today() - Days::new(DAYS_BEFORE);
        let days = from.iter_days().take_while(|day| *day <= present.horizon());
        let appointments = days.flat_map(|day| town.appointments_on(day, present)).collect();
        Self { present, town, patients, appointments }
    }
}

/// An ordinary day, a change of London's clocks, a leap day on whose evening London and UTC agree, and an evening on which
/// London has a later date than UTC.
const INSTANTS: [&str; 4] =
    ["2026-01-14T10:20:00Z", "2025-10-26T01:30:00Z", "2024-02-29T19:00:00Z", "2026-06-30T23:30:00Z"];

pub(super) static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| INSTANTS.map(Sample::of).into());

#[test]
fn there_are_two_years_of_history_and_twelve_weeks_ahead() {
    for Sample { present, appointments, patients, .. } in SAMPLES.iter() {
        assert_eq!(patients.len(), 2_000);
        assert!((45_000..60_000).contains(&appointments.len()), "{}", appointments.len());
        let mut weeks: HashMap<i64, u32> = HashMap::new();
        for appointment in appointments {
            let days = (london_day(appointment.slot.starts_at) - present.today()).num_days();
            assert!((-730..=84).contains(&days), "{days}");
            *weeks.entry(days.div_euclid(7)).or_default() += 1;
        }
        for week in -104..12 {
            let count = weeks.get(&week).copied().unwrap_or_default();
            let least = if week < 0 { 200 } else { 20 };
            assert!(count > least, "{count} in week {week} from {}", present.now);
        }
        let ids: HashSet<_> = appointments.iter().map(|appointment| appointment.id.0).collect();
        assert_eq!(ids.len(), appointments.len());
    }
}

#[test]
fn every_appointment_is_booked_before_it_starts_and_before_today() {
    for Sample { present, appointments, patients, .. } in SAMPLES.iter() {
        let joined_at: HashMap<_, _> = patients.iter().map(|row| (row.id, row.created_at)).collect();
        let mut waits = HashSet::new();
        for Appointment { slot, created_at, patient_id, organisation_id, updated_at, .. } in appointments {
            assert!(created_at < &slot.starts_at && london_day(*created_at) < present.today());
            assert!(joined_at[&patient_id.0] <= *created_at && updated_at <= &present.now);
            assert!(organisation_id.is_some());
            waits.insert((london_day(slot.starts_at) - london_day(*created_at)).num_days());
        }
        assert!([0, 1, 5, 10, 18, 25, 60].iter().all(|days| waits.contains(days)), "{waits:?}");
    }
}

#[test]
fn no_person_is_in_two_places_at_once_and_departments_see_their_ages() {
    for Sample { appointments, patients, town, .. } in SAMPLES.iter() {
        let born_on: HashMap<_, _> = patients.iter().map(|row| (row.id, row.born_on)).collect();
        let mut ordered: Vec<_> = appointments.iter().collect();
        ordered.sort_by_key(|appointment| appointment.slot.starts_at);
        let mut busy_until = HashMap::new();
        for appointment in ordered {
            let slot = appointment.slot;
            for person in [appointment.patient_id.0, appointment.clinician_id.0] {
                let before = busy_until.insert(person, slot.ends_at);
                assert!(before.is_none_or(|end| end <= slot.starts_at), "{appointment:?}");
            }
            let age = london_day(slot.starts_at).years_since(born_on[&appointment.patient_id.0]).unwrap();
            let of_department = |(id, _): &&(uuid::Uuid, _)| *id == appointment.department_id.0;
            let (_, unit) = town.staff.departments.iter().find(of_department).unwrap();
            assert!(unit.department.ages.contains(&age), "{age} in {}", unit.department.name);
        }
    }
}

#[test]
fn later_in_a_day_only_what_has_happened_since_differs() {
    let [morning, evening] = ["2026-01-14T00:00:00Z", "2026-01-14T23:59:00Z"].map(present);
    let (town, _) = Town::founded_on(morning.today());
    let days = (morning.today() - Days::new(3)).iter_days().take(90);
    let mut changes = 0;
    for day in days {
        let [before, after] = [morning, evening].map(|present| town.appointments_on(day, present));
        assert_eq!(before.len(), after.len());
        for (before, after) in before.into_iter().zip(after).filter(|(before, after)| before != after) {
            changes += 1;
            assert_eq!((before.id, before.slot, before.version), (after.id, after.slot, 1));
            assert!(before.status == Status::Active && after.updated_at > morning.now);
        }
    }
    assert!(changes > 20, "{changes}");
}

/// At each hour: by day, at night, at weekends and on holidays, and for a week after the demo was started.
#[test]
fn an_active_appointment_is_always_near() {
    let starts =
        ["2026-01-14T10:20:00Z", "2025-12-24T23:50:00Z", "2026-03-28T23:30:00Z", "2025-10-25T22:10:00Z"];
    for started in starts.map(present) {
        let (town, _) = Town::founded_on(started.today());
        let days = (started.today() - Days::new(1)).iter_days().take(10);
        let appointments: Vec<_> = days.flat_map(|day| town.appointments_on(day, started)).collect();
        for half_hours in 0..7 * 48 {
            let now = started.now + TimeDelta::minutes(30 * half_hours);
            let is_near = |appointment: &&Appointment| {
                let starts_in = appointment.slot.starts_at - now;
                appointment.status == Status::Active
                    && (TimeDelta::zero()..TimeDelta::minutes(125)).contains(&starts_in)
            };
            assert!(appointments.iter().any(|appointment| is_near(&appointment)), "none near {now}");
        }
    }
}

#[test]
fn clinicians_work_by_day_and_the_urgent_care_centre_is_open_at_night() {
    let Sample { appointments, town, .. } = &SAMPLES[0];
    let mut hours_at_night = HashSet::new();
    for Appointment { slot, clinician_id, .. } in appointments {
        let local = Europe::London.from_utc_datetime(&slot.starts_at.naive_utc());
        let is_regular = town.staff.clinicians[..14].iter().any(|clinician| clinician.id == clinician_id.0);
        let hour = chrono::Timelike::hour(&local);
        if is_regular {
            assert!(
                (9..17).contains(&hour)
                    && (local.weekday() != Weekday::Sun || is_at_urgent_care(town, clinician_id.0))
            );
        } else if !(7..21).contains(&hour) {
            hours_at_night.insert(hour);
        }
    }
    assert!(hours_at_night.len() > 4, "{hours_at_night:?}");
}

fn is_at_urgent_care(town: &Town, clinician: uuid::Uuid) -> bool {
    let found = town.staff.clinicians.iter().find(|known| known.id == clinician);
    found.and_then(|clinician| clinician.timetable[6]).is_some()
}
