//! What is made up keeps PANDA's rules, whatever the plan and the instant.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, TimeDelta};

use super::{departments::DepartmentProfile, people::GeneratedPatient, *};
use crate::{
    appointment::{Appointment, Status},
    database::Stored,
    patient::Registration,
    value::london_day,
};

/// Everything of one plan.
struct Made {
    now: DateTime<Utc>,
    staff: Staff,
    patients: Vec<GeneratedPatient>,
    appointments: Vec<Appointment>,
}

const ATTENDANCE_OPENS: TimeDelta = TimeDelta::hours(12);

fn make(now: &str, patients: u32, appointments: u32, seed: u64) -> Made {
    let now = now.parse().unwrap();
    let calendar = Calendar::around(now);
    let staff = Staff::hire(&mut rng(seed, RandomStream::Staff), calendar, appointments);
    let mut people = People::default();
    let settlement = Settlement::new(rng(seed, RandomStream::People), calendar, patients).enumerate();
    let patients: Vec<_> = settlement
        .inspect(|(index, patient)| people.remember(*index, patient))
        .map(|(_, patient)| patient)
        .collect();
    people.sort();
    let diary_rng = rng(seed, RandomStream::Diary);
    let mut diary = Diary::new(diary_rng, calendar, ATTENDANCE_OPENS, &staff, &people, appointments);
    let appointments = calendar.working_days().flat_map(|day| diary.fill(day)).collect();
    Made { now, staff, patients, appointments }
}

/// An ordinary day, a leap day in the evening, both changes of London's clocks, and a holiday.
const INSTANTS: [&str; 5] = [
    "2026-01-14T10:20:00Z",
    "2024-02-29T19:00:00Z",
    "2025-03-30T00:59:59Z",
    "2025-10-26T01:30:00Z",
    "2025-12-25T12:00:00Z",
];

fn samples() -> impl Iterator<Item = Made> {
    INSTANTS.iter().zip(1..).map(|(now, seed)| make(now, 300, 3_000, seed))
}

#[test]
fn there_are_exactly_as_many_as_planned_however_dense_they_are() {
    for (patients, appointments) in
        [(0, 0), (20, 0), (20, 1), (20, 2_000), (77, 7_700), (1_000, 250), (500, 30_000)]
    {
        for seed in 0..3 {
            let plan = Plan { patients, appointments, seed };
            assert_eq!(plan.check(), Ok(()));
            let made = make(INSTANTS[0], patients, appointments, seed);
            assert_eq!(made.patients.len(), patients as usize, "{plan:?}");
            assert_eq!(made.appointments.len(), appointments as usize, "{plan:?}");
        }
    }
}

#[test]
fn a_plan_that_cannot_be_kept_is_refused() {
    let check = |patients, appointments| Plan { patients, appointments, seed: 1 }.check();
    assert_eq!(check(0, 1), Err(Refusal::TooFewPatients { least: 20 }));
    assert_eq!(check(100, 10_001), Err(Refusal::TooFewPatients { least: 101 }));
    assert_eq!(check(5_000_001, 0), Err(Refusal::TooMany));
    assert_eq!(check(5_000_000, 50_000_001), Err(Refusal::TooMany));
    assert_eq!(check(100, 10_000), Ok(()));
    assert_eq!(check(5_000_000, 50_000_000), Ok(()));
}

#[test]
fn every_patient_could_have_been_registered_so() {
    for made in samples() {
        for patient in made.patients {
            let GeneratedPatient {
                nhs_number,
                name,
                born_on,
                postcode,
                address_lines,
                email,
                phone,
                created_at,
                ..
            } = patient;
            assert!(created_at < made.now && born_on <= london_day(created_at));
            let registration = Registration {
                nhs_number: nhs_number.as_str().to_owned(),
                name: name.clone(),
                date_of_birth: born_on.to_string(),
                postcode: postcode.clone(),
                address_lines: address_lines.clone(),
                email: email.clone(),
                phone: phone.clone(),
            };
            let record = registration.validate(created_at).unwrap();
            assert_eq!((record.name.as_str(), record.postcode.as_str()), (&*name, &*postcode));
            assert_eq!(record.address_lines.as_slice(), address_lines);
            assert_eq!(record.email().unwrap().map(|email| email.as_str().to_owned()), email);
            assert_eq!(record.phone().unwrap().map(|phone| phone.as_str().to_owned()), phone);
        }
    }
}

#[test]
fn patients_join_in_order_but_for_babies() {
    for made in samples() {
        let grown_up =
            |patient: &&GeneratedPatient| patient.born_on < NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
        assert!(
            made.patients.iter().filter(grown_up).is_sorted_by_key(|patient| london_day(patient.created_at))
        );
        let ages: HashSet<_> =
            made.patients.iter().map(|patient| made.age_of(patient.born_on) / 10).collect();
        assert_eq!(ages.len(), 10, "{ages:?}");
    }
}

impl Made {
    fn age_of(&self, born_on: NaiveDate) -> u32 {
        london_day(self.now).years_since(born_on).unwrap()
    }

    fn department(&self, appointment: &Appointment) -> &'static DepartmentProfile {
        let mut departments = self.staff.departments.iter();
        departments.find(|(id, _)| *id == appointment.department_id.0).unwrap().1.department
    }
}

#[test]
fn nobody_is_in_two_places_at_once_nor_too_young_nor_unknown() {
    for made in samples() {
        let patients: HashMap<_, _> = made.patients.iter().map(|patient| (patient.id, patient)).collect();
        let mut appointments: Vec<_> = made.appointments.iter().collect();
        appointments.sort_by_key(|appointment| appointment.slot.starts_at);
        let mut busy_until = HashMap::new();
        for appointment in appointments {
            let slot = appointment.slot;
            for person in [appointment.patient_id.0, appointment.clinician_id.0] {
                let before = busy_until.insert(person, slot.ends_at);
                assert!(before.is_none_or(|end| end <= slot.starts_at), "{appointment:?}");
            }
            let patient = patients[&appointment.patient_id.0];
            assert!(patient.created_at <= appointment.created_at);
            let department = made.department(appointment);
            let age = london_day(slot.starts_at).years_since(patient.born_on);
            assert!(age.is_some_and(|age| department.ages.contains(&age)), "{appointment:?}");
            let minutes = u32::try_from(slot.minutes()).unwrap();
            assert!(department.minutes.contains(&minutes), "{minutes}");
            let waited = (london_day(slot.starts_at) - london_day(appointment.created_at)).num_days();
            assert!(u32::try_from(waited).unwrap() <= *department.wait_days.end(), "{waited}");
        }
    }
}

#[test]
fn what_is_recorded_had_happened_by_then() {
    for Made { now, appointments, .. } in samples() {
        for Appointment { slot, status, version, created_at, updated_at, .. } in appointments {
            assert!(created_at < slot.starts_at && created_at < now && updated_at <= now);
            let since = match status {
                Status::Active => created_at,
                Status::Attended { at, arrived_late } => {
                    let at = *at.as_ref().and_then(Stored::readable).unwrap();
                    assert!(at >= slot.starts_at - ATTENDANCE_OPENS && at < slot.ends_at && at >= created_at);
                    assert_eq!(arrived_late, Some(at > slot.starts_at));
                    at
                }
                Status::Cancelled { at, by, .. } => {
                    assert!(
                        by.is_some()
                            && (created_at..slot.starts_at)
                                .contains(at.as_ref().and_then(Stored::readable).unwrap())
                    );
                    *at.as_ref().and_then(Stored::readable).unwrap()
                }
            };
            assert_eq!(updated_at, since);
            assert_eq!(version == 1, since == created_at && updated_at == created_at);
        }
    }
}

#[test]
fn patients_who_missed_an_appointment_miss_the_next_one_more_often() {
    for now in INSTANTS {
        let mut made = make(now, 300, 12_000, 2026);
        made.appointments.sort_by_key(|appointment| appointment.slot.starts_at);
        let mut previous = HashMap::new();
        // Missed and all appointments, after one that was attended and after one that was missed.
        let mut counts = [[0_u32; 2]; 2];
        for Appointment { patient_id, slot, status, .. } in made.appointments {
            let is_missed = matches!(status, Status::Active);
            if slot.ends_at > made.now || matches!(status, Status::Cancelled { .. }) {
                continue;
            }
            if let Some(was_missed) = previous.insert(patient_id.0, is_missed) {
                counts[usize::from(was_missed)][0] += u32::from(is_missed);
                counts[usize::from(was_missed)][1] += 1;
            }
        }
        let [after_attended, after_missed] = counts.map(|[missed, all]| missed * 1_000 / all);
        assert!(after_missed * 2 > after_attended * 3, "{after_missed} and {after_attended} at {now}");
        let overall = (counts[0][0] + counts[1][0]) * 1_000 / (counts[0][1] + counts[1][1]);
        assert!((105..=150).contains(&overall), "{overall} of 1,000 at {now}");
    }
}

#[test]
fn identifiers_follow_the_order_of_creation() {
    for Made { patients, appointments, .. } in samples() {
        let mut created: Vec<_> = appointments.iter().map(|row| (row.id.0, row.created_at)).collect();
        created.extend(patients.iter().map(|patient| (patient.id, patient.created_at)));
        created.sort_unstable();
        assert!(created.is_sorted_by_key(|(_, at)| *at));
        assert!(created.iter().all(|(id, _)| id.get_version_num() == 7));
        assert_eq!(created.iter().map(|(id, _)| id).collect::<HashSet<_>>().len(), created.len());
    }
}

#[test]
fn later_in_a_day_only_what_has_happened_since_differs() {
    let [morning, evening] =
        ["2026-01-14T00:00:00Z", "2026-01-14T23:59:00Z"].map(|now| make(now, 300, 30_000, 1));
    let mut changes = 0;
    for (before, after) in morning.appointments.into_iter().zip(evening.appointments) {
        if before != after {
            changes += 1;
            assert_eq!((before.status.clone(), before.version), (Status::Active, 1));
            assert!(after.updated_at > morning.now && after.updated_at <= evening.now);
            let unchanged = (after.id, after.patient_id, after.clinician_id, after.slot, after.created_at);
            assert_eq!(
                (before.id, before.patient_id, before.clinician_id, before.slot, before.created_at),
                unchanged
            );
        }
    }
    assert!(changes > 0);
}

#[test]
fn more_work_asks_for_more_people_and_places() {
    let day = Calendar::around(INSTANTS[0].parse().unwrap());
    let sizes = [10_000, 100_000, 1_000_000].map(|appointments| {
        let staff = Staff::hire(&mut rng(1, RandomStream::Staff), day, appointments);
        (staff.clinicians.len(), staff.departments.len(), staff.sites.len())
    });
    assert!(sizes.is_sorted() && sizes[0].0 >= 12, "{sizes:?}");
    let (clinicians, departments, places) = sizes[2];
    assert!(
        (150..500).contains(&clinicians) && departments == 16 && (20..=40).contains(&places),
        "{sizes:?}"
    );
}
