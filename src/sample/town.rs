//! The people of the sample: clinicians with their posts, and patients.

use std::collections::HashSet;

use chrono::NaiveDate;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::{
    DEMO_PATIENT_NAME, PATIENTS, SEED,
    staff::{CLINICIANS, OUT_OF_HOURS, StaffEntry},
};
use crate::{
    seed::{
        self, RandomStream,
        calendar::Calendar,
        departments::Unit,
        id,
        names::{NameGenerator, WHOLE_NAMES},
        people::{GeneratedPatient, People, Person, Settlement},
        staff::{GeneratedClinician, Saturdays, Staff, capacity},
    },
    value::london_midnight,
};

/// The index of the demo's patient among all: a grown-up who has been a patient for years.
const DEMO_PATIENT_INDEX: usize = 6;
/// One patient of so many has a whole name, so that all whole names are used.
const WHOLE_NAME_PERIOD: usize = PATIENTS as usize / WHOLE_NAMES.len();
const WHOLE_NAME_AT: usize = 3;

/// Everyone who takes part in appointments.
pub(super) struct Town {
    pub staff: Staff,
    /// All patients who are booked at random.
    pub people: People,
    pub demo_patient: Person,
}

impl Town {
    /// The town as it is on the day on which the sample begins, with the records of its patients.
    pub fn founded_on(day: NaiveDate) -> (Self, Vec<GeneratedPatient>) {
        let calendar = Calendar::around(london_midnight(day));
        let staff = staff(&mut seed::rng(SEED, RandomStream::Staff), calendar);
        let mut patients: Vec<_> =
            Settlement::new(seed::rng(SEED, RandomStream::People), calendar, PATIENTS).collect();
        rename(&mut patients);
        let mut people = People::default();
        for (index, patient) in patients.iter().enumerate().filter(|(index, _)| *index != DEMO_PATIENT_INDEX)
        {
            people.remember(index, patient);
        }
        people.sort();
        let demo_patient = Person::of(DEMO_PATIENT_INDEX, &patients[DEMO_PATIENT_INDEX]);
        (Self { staff, people, demo_patient }, patients)
    }
}

/// Gives each whole name to a patient, and a name of their own to the demo's patient and to all others.
fn rename(patients: &mut [GeneratedPatient]) {
    let mut rng = seed::rng(SEED, RandomStream::Diary);
    let (mut whole_names, composed_names) = (WHOLE_NAMES, NameGenerator::new());
    whole_names.shuffle(&mut rng);
    let mut taken: HashSet<String> = whole_names.iter().map(|name| name.nfc().collect()).collect();
    taken.insert(DEMO_PATIENT_NAME.to_owned());
    for (index, patient) in patients.iter_mut().enumerate() {
        if index == DEMO_PATIENT_INDEX {
            DEMO_PATIENT_NAME.clone_into(&mut patient.name);
        } else if index % WHOLE_NAME_PERIOD == WHOLE_NAME_AT {
            whole_names[index / WHOLE_NAME_PERIOD].clone_into(&mut patient.name);
        } else {
            while !taken.insert(patient.name.nfc().collect()) {
                patient.name = composed_names.of_patient(&mut rng);
            }
        }
    }
}

fn staff(rng: &mut ChaCha8Rng, calendar: Calendar) -> Staff {
    let mut staff = Staff::without_clinicians(rng, calendar, 0);
    for StaffEntry { name, department, timetable } in CLINICIANS.iter().chain(&OUT_OF_HOURS) {
        let is_same = |(_, unit): &&(Uuid, &Unit)| unit.department.name == department.name;
        let (department_id, _) =
            *staff.departments.iter().find(is_same).expect("every plan has this department");
        let mut days = [None; 7];
        for (weekday, place) in *timetable {
            let index = staff.sites.iter().position(|(_, site, _)| site.ods_code == place.ods_code);
            days[weekday.num_days_from_monday() as usize] = index;
        }
        let clinician = GeneratedClinician {
            id: id(rng, staff.created_at),
            name: (*name).to_owned(),
            department_id,
            department,
            timetable: days,
            saturdays: Saturdays::All,
            posts: staff.posts(rng, &days),
            capacity: capacity(department),
        };
        staff.clinicians.push(clinician);
    }
    staff
}
