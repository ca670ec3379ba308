//! Who sees the sample's patients, on which days of the week, and where.

use std::ops::RangeInclusive;

use chrono::{
    NaiveDate,
    Weekday::{self, Fri, Mon, Sat, Sun, Thu, Tue, Wed},
};

use super::places::{COMMUNITY_CLINIC, HOSPITAL, Place, SURGERY, URGENT_CARE_CENTRE, WALK_IN_CENTRE};

/// A department, and what sets its appointments apart.
pub(crate) struct Department {
    pub name: &'static str,
    /// How long appointments take, in minutes: whole quarters of an hour.
    pub minutes: &'static [u32],
    /// How many days patients wait for their appointment.
    pub wait_days: RangeInclusive<u32>,
    /// Of a thousand appointments, how many patients usually miss.
    pub missed_per_mille: u32,
    /// The patients it sees, by their age in years.
    pub ages: RangeInclusive<u32>,
}

impl Department {
    /// Whether somebody has been born by a day, and has then the right age.
    pub fn sees(&self, born_on: NaiveDate, day: NaiveDate) -> bool {
        day.years_since(born_on).is_some_and(|age| self.ages.contains(&age))
    }
}

/// A clinician, with the days of the week on which they work and the place where they work on each.
pub(super) struct Clinician {
    pub name: &'static str,
    pub department: &'static Department,
    pub timetable: &'static [(Weekday, &'static Place)],
}

pub(crate) const CHILDREN: RangeInclusive<u32> = 0..=17;
pub(crate) const ADULTS: RangeInclusive<u32> = 18..=u32::MAX;
pub(crate) const EVERYBODY: RangeInclusive<u32> = 0..=u32::MAX;

pub(crate) static CARDIOLOGY: Department = Department {
    name: "cardiology",
    minutes: &[30, 45, 60],
    wait_days: 7..=70,
    missed_per_mille: 80,
    ages: ADULTS,
};

pub(crate) static ONCOLOGY: Department = Department {
    name: "oncology",
    minutes: &[30, 45, 60, 90],
    wait_days: 2..=28,
    missed_per_mille: 50,
    ages: ADULTS,
};

pub(crate) static ORTHOPAEDICS: Department = Department {
    name: "orthopaedics",
    minutes: &[15, 30, 45],
    wait_days: 14..=126,
    missed_per_mille: 130,
    ages: ADULTS,
};

pub(crate) static PAEDIATRICS: Department = Department {
    name: "paediatrics",
    minutes: &[15, 30, 45],
    wait_days: 3..=56,
    missed_per_mille: 105,
    ages: CHILDREN,
};

pub(crate) static GASTROENTEROLOGY: Department = Department {
    name: "gastroenterology",
    minutes: &[30, 60, 90],
    wait_days: 14..=98,
    missed_per_mille: 110,
    ages: ADULTS,
};

pub(crate) static GENERAL_PRACTICE: Department = Department {
    name: "general practice",
    minutes: &[15, 15, 15, 30],
    wait_days: 0..=21,
    missed_per_mille: 180,
    ages: EVERYBODY,
};

/// Shorthand for a row of the table below.
const fn clinician(
    name: &'static str,
    department: &'static Department,
    timetable: &'static [(Weekday, &'static Place)],
) -> Clinician {
    Clinician { name, department, timetable }
}

pub(super) static CLINICIANS: [Clinician; 14] = [
    clinician("Dr Ngozi Eze-Whitfield", &CARDIOLOGY, &[(Mon, &HOSPITAL), (Thu, &HOSPITAL)]),
    clinician(
        "Dr Tomasz Wróbel",
        &CARDIOLOGY,
        &[(Tue, &HOSPITAL), (Wed, &COMMUNITY_CLINIC), (Fri, &HOSPITAL)],
    ),
    clinician("Dr Catherine Ashdown", &ONCOLOGY, &[(Mon, &HOSPITAL), (Wed, &HOSPITAL), (Fri, &HOSPITAL)]),
    clinician("Dr Samir Haddad-Price", &ONCOLOGY, &[(Tue, &HOSPITAL), (Thu, &HOSPITAL)]),
    clinician("Mr Alasdair Kinnear", &ORTHOPAEDICS, &[(Mon, &HOSPITAL), (Thu, &HOSPITAL)]),
    clinician(
        "Miss Yetunde Bankole",
        &ORTHOPAEDICS,
        &[(Tue, &HOSPITAL), (Fri, &HOSPITAL), (Sat, &URGENT_CARE_CENTRE)],
    ),
    clinician(
        "Bronwen Prosser",
        &ORTHOPAEDICS,
        &[(Mon, &COMMUNITY_CLINIC), (Wed, &COMMUNITY_CLINIC), (Thu, &SURGERY)],
    ),
    clinician("Dr Leela Subramaniam", &PAEDIATRICS, &[(Tue, &COMMUNITY_CLINIC), (Thu, &COMMUNITY_CLINIC)]),
    clinician(
        "Dr Ciarán O'Hanrahan",
        &PAEDIATRICS,
        &[(Mon, &HOSPITAL), (Wed, &HOSPITAL), (Fri, &COMMUNITY_CLINIC)],
    ),
    clinician("Dr Pauline Osgood", &GASTROENTEROLOGY, &[(Tue, &HOSPITAL), (Wed, &HOSPITAL)]),
    clinician("Dr Đặng Minh Châu", &GASTROENTEROLOGY, &[(Mon, &HOSPITAL), (Fri, &HOSPITAL)]),
    clinician("Dr Imogen Tranter", &GENERAL_PRACTICE, &[(Mon, &SURGERY), (Tue, &SURGERY), (Thu, &SURGERY)]),
    clinician(
        "Esi Mensah",
        &GENERAL_PRACTICE,
        &[(Wed, &WALK_IN_CENTRE), (Fri, &WALK_IN_CENTRE), (Sat, &WALK_IN_CENTRE), (Mon, &SURGERY)],
    ),
    clinician(
        "Dr Zahid Mirza",
        &GENERAL_PRACTICE,
        &[(Tue, &URGENT_CARE_CENTRE), (Thu, &URGENT_CARE_CENTRE), (Sun, &URGENT_CARE_CENTRE)],
    ),
];
