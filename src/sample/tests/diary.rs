//! Appointments.

use std::collections::HashMap;

use chrono::{Datelike, NaiveTime, Timelike, Weekday};
use chrono_tz::Europe;

use super::{super::*, samples, slot};
use crate::{
    organisation::Kind,
    value::{Name, parse_date},
};

fn place(row: &AppointmentRow) -> &'static Place {
    places()
        .iter()
        .find(|place| place.postcode == row.postcode)
        .expect("appointments are at places of the sample")
}

#[test]
fn every_appointment_is_of_a_patient_old_enough_with_a_clinician_of_one_department() {
    for (now, sample) in samples() {
        let born_on: HashMap<_, _> = (sample.patients.iter())
            .map(|row| (&row.nhs_number, parse_date(&row.date_of_birth).unwrap()))
            .collect();
        let mut departments = HashMap::new();
        for row in &sample.appointments {
            let day = london_day(slot(row).0);
            let age = day.years_since(born_on[&row.patient]).expect("nobody is seen before being born");
            match row.department.as_str() {
                "paediatrics" => assert!(age < 18),
                "general practice" => {}
                _ => assert!(age >= 18),
            }
            let days = (day - london_day(now)).num_days();
            assert!((-273..=56).contains(&days), "{days}");
            assert_eq!(departments.entry(&row.clinician).or_insert(&row.department), &&row.department);
            assert!(row.clinician.parse::<Name>().is_ok() && row.department.parse::<Name>().is_ok());
            assert_eq!(row.id.parse::<uuid::Uuid>().unwrap().get_version_num(), 4);
        }
        assert!(sample.appointments.is_sorted_by_key(|row| slot(row).0));
    }
}

#[test]
fn appointments_are_in_working_hours_as_london_tells_the_time() {
    let (opens, closes) =
        (NaiveTime::from_hms_opt(9, 0, 0).unwrap(), NaiveTime::from_hms_opt(17, 0, 0).unwrap());
    for (_, sample) in samples() {
        for row in &sample.appointments {
            let (starts_at, ends_at) = slot(row);
            let [from, until] = [starts_at, ends_at].map(|at| at.with_timezone(&Europe::London));
            assert_eq!(row.time, from.to_rfc3339());
            assert!(row.time.ends_with("+00:00") || row.time.ends_with("+01:00"), "{}", row.time);
            assert!(
                from.time() >= opens && until.time() <= closes && from.date_naive() == until.date_naive()
            );
            assert_eq!((from.minute() % 15, from.second()), (0, 0));
            if matches!(from.weekday(), Weekday::Sat | Weekday::Sun) {
                assert!(matches!(place(row).kind, Kind::WalkInCentre | Kind::UrgentCareCentre));
            }
        }
        let on = |offset| sample.appointments.iter().filter(|row| row.time.ends_with(offset)).count();
        assert!(on("+00:00") > 100 && on("+01:00") > 100);
    }
}

#[test]
fn nobody_is_in_two_places_at_once() {
    for (_, sample) in samples() {
        for person in
            [|row: &AppointmentRow| row.patient.clone(), |row: &AppointmentRow| row.clinician.clone()]
        {
            // In the order of time, as the test above makes sure.
            let mut busy_until = HashMap::new();
            for row in &sample.appointments {
                let (starts_at, ends_at) = slot(row);
                if let Some(end) = busy_until.insert(person(row), ends_at) {
                    assert!(end <= starts_at, "{row:?}");
                }
            }
        }
    }
}

#[test]
fn a_status_agrees_with_the_time() {
    for (now, sample) in samples() {
        let (past, to_come): (Vec<_>, Vec<_>) =
            sample.appointments.iter().partition(|row| slot(row).1 <= now);
        let count = |rows: &[&AppointmentRow], status| rows.iter().filter(|row| row.status == status).count();
        assert_eq!(count(&to_come, "active") + count(&to_come, "cancelled"), to_come.len());
        assert!(count(&to_come, "cancelled") > 0 && count(&to_come, "active") > 200);
        let [attended, missed, cancelled, active] =
            ["attended", "missed", "cancelled", "active"].map(|status| count(&past, status));
        assert_eq!(attended + missed + cancelled + active, past.len());
        assert!(attended * 100 > past.len() * 75, "{attended} of {}", past.len());
        assert!((5..=11).contains(&(cancelled * 100 / past.len())), "{cancelled} of {}", past.len());
        assert!((1..=20).contains(&active), "{active}");
    }
}

#[test]
fn patients_who_missed_an_appointment_miss_the_next_one_more_often() {
    // Missed and all appointments, after one that was attended and after one that was missed. One sample is too small to
    // tell reliably.
    let mut counts = [[0_u32; 2]; 2];
    for (_, sample) in samples() {
        let mut previous = HashMap::new();
        for row in &sample.appointments {
            let is_missed = match row.status.as_str() {
                "missed" => true,
                "attended" => false,
                _ => continue,
            };
            if let Some(was_missed) = previous.insert(&row.patient, is_missed) {
                counts[usize::from(was_missed)][0] += u32::from(is_missed);
                counts[usize::from(was_missed)][1] += 1;
            }
        }
    }
    let [after_attended, after_missed] = counts.map(|[missed, all]| missed * 1_000 / all);
    assert!(after_missed * 2 > after_attended * 3, "{after_missed} and {after_attended} of 1,000");
}

#[test]
fn departments_differ_in_how_much_is_missed() {
    for (_, sample) in samples() {
        let rate = |department: &str| {
            let of = |status| {
                let rows = sample.appointments.iter();
                rows.filter(|row| row.department == department && row.status == status).count()
            };
            of("missed") * 100 / (of("missed") + of("attended"))
        };
        assert!((1..=10).contains(&rate("oncology")), "{}", rate("oncology"));
        assert!((11..=25).contains(&rate("general practice")), "{}", rate("general practice"));
    }
}
