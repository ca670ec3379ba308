//! The patients: usual at first sight, and with unusual names, numbers and homes among them.

use super::*;

#[test]
fn the_unusual_is_always_there() {
    for Sample { present, patients, .. } in SAMPLES.iter() {
        let count =
            |is: &dyn Fn(&GeneratedPatient) -> bool| patients.iter().filter(|patient| is(patient)).count();
        assert!(count(&|row| row.nhs_number.as_str().starts_with("999")) > 1_500);
        assert!(count(&|row| row.nhs_number.as_str().starts_with("000")) > 50);
        assert!(count(&|row| row.postcode == "ZZ99 3VZ") > 10);
        assert_eq!(count(&|row| row.name == "Margaret Jones"), 2);
        let names: HashSet<_> = patients.iter().map(|row| &row.name).collect();
        assert_eq!(names.len(), patients.len() - 1, "only those two share a name");
        assert!(count(&|row| row.name.chars().count() == 1) >= 4);
        assert!(
            count(&|row| row.name.contains('\u{308}')) > 0,
            "an accent that stands apart from its letter"
        );
        let last_year = present.today() - TimeDelta::days(365);
        assert!(count(&|row| row.born_on >= last_year) >= 50, "babies");
        for (script, first, last) in [
            ("Greek", 'Α', 'ω'),
            ("Cyrillic", 'А', 'я'),
            ("Hebrew", 'א', 'ת'),
            ("Arabic", 'ء', 'ي'),
            ("Urdu", 'ٹ', 'ے'),
            ("Devanagari", 'अ', 'ह'),
            ("Bengali", 'অ', 'হ'),
            ("Tamil", 'அ', 'ஹ'),
            ("Han", '一', '龥'),
            ("kana", 'ぁ', 'ヺ'),
            ("Hangul", '가', '힣'),
            ("Vietnamese", 'Ạ', 'ỹ'),
        ] {
            let within = |c: char| (first..=last).contains(&c);
            assert!(count(&|row| row.name.chars().any(within)) > 0, "{script}");
        }
    }
}

#[test]
fn the_demo_patient_is_one_person_with_a_past_and_a_future() {
    for Sample { present, patients, appointments, .. } in SAMPLES.iter() {
        let named: Vec<_> = patients.iter().filter(|row| row.name == DEMO_PATIENT_NAME).collect();
        assert_eq!(named.len(), 1);
        assert_eq!(named[0].nhs_number.as_str(), DEMO_PATIENT_NUMBER);
        let own = || appointments.iter().filter(|row| row.patient_id.0 == named[0].id);
        let ahead =
            own().filter(|row| row.slot.starts_at > present.now && row.status == Status::Active).count();
        let attended = own().filter(|row| matches!(row.status, Status::Attended { .. })).count();
        assert!(ahead >= 2 && attended >= 30, "{ahead} and {attended} at {}", present.now);
    }
}
