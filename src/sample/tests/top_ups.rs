//! A sample of an earlier day is a subset of the sample of a later day.

use super::*;

#[test]
fn a_later_sample_keeps_every_appointment_and_its_outcome() {
    let [before, after] = ["2026-01-14T10:20:00Z", "2026-02-20T15:00:00Z"].map(present);
    let (town, _) = Town::founded_on(before.today());
    let days = (before.today() - Days::new(5)).iter_days().take(5 + 84);
    let mut added = 0;
    for day in days {
        let [earlier, later] = [before, after].map(|present| town.appointments_on(day, present));
        let later: HashMap<_, _> = later.iter().map(|appointment| (appointment.id.0, appointment)).collect();
        added += later.len() - earlier.len();
        for appointment in &earlier {
            let kept = later[&appointment.id.0];
            assert_eq!((kept.slot, kept.patient_id), (appointment.slot, appointment.patient_id));
            assert!(kept.status == appointment.status || appointment.version == 1);
        }
        if day < before.today() {
            assert_eq!(earlier.len(), later.len(), "history gets no more appointments on {day}");
        }
    }
    assert!(added > 1_000, "{added}");
}
