//! Who sees the sample's patients, on which days of the week, and where.

use chrono::Weekday::{self, Fri, Mon, Sat, Sun, Thu, Tue, Wed};

use crate::seed::{
    departments::{
        CARDIOLOGY, DepartmentProfile, GASTROENTEROLOGY, GENERAL_PRACTICE, ONCOLOGY, ORTHOPAEDICS,
        PAEDIATRICS,
    },
    places::{
        COMMUNITY_CLINIC, GeneratedOrganisation, HOSPITAL, SURGERY, URGENT_CARE_CENTRE, WALK_IN_CENTRE,
    },
};

/// A clinician, with the days of the week on which they work and the place where they work on each.
pub(super) struct StaffEntry {
    pub name: &'static str,
    pub department: &'static DepartmentProfile,
    pub timetable: &'static [(Weekday, &'static GeneratedOrganisation)],
}

/// Shorthand for a row of the table below.
const fn clinician(
    name: &'static str,
    department: &'static DepartmentProfile,
    timetable: &'static [(Weekday, &'static GeneratedOrganisation)],
) -> StaffEntry {
    StaffEntry { name, department, timetable }
}

pub(super) static CLINICIANS: [StaffEntry; 14] = [
    clinician(
        "Dr Ngozi Eze-Whitfield",
        &CARDIOLOGY,
        &[(Mon, &HOSPITAL), (Tue, &HOSPITAL), (Thu, &HOSPITAL), (Fri, &COMMUNITY_CLINIC)],
    ),
    clinician(
        "Dr Tomasz Wróbel",
        &CARDIOLOGY,
        &[(Tue, &HOSPITAL), (Wed, &COMMUNITY_CLINIC), (Thu, &HOSPITAL), (Fri, &HOSPITAL)],
    ),
    clinician("Dr Catherine Ashdown", &ONCOLOGY, &[(Mon, &HOSPITAL), (Wed, &HOSPITAL), (Fri, &HOSPITAL)]),
    clinician("Dr Samir Haddad-Price", &ONCOLOGY, &[(Tue, &HOSPITAL), (Thu, &HOSPITAL), (Fri, &HOSPITAL)]),
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
    clinician(
        "Dr Leela Subramaniam",
        &PAEDIATRICS,
        &[(Mon, &HOSPITAL), (Tue, &COMMUNITY_CLINIC), (Thu, &COMMUNITY_CLINIC)],
    ),
    clinician(
        "Dr Ciarán O'Hanrahan",
        &PAEDIATRICS,
        &[(Mon, &HOSPITAL), (Tue, &HOSPITAL), (Wed, &HOSPITAL), (Fri, &COMMUNITY_CLINIC)],
    ),
    clinician(
        "Dr Pauline Osgood",
        &GASTROENTEROLOGY,
        &[(Tue, &HOSPITAL), (Wed, &HOSPITAL), (Thu, &HOSPITAL)],
    ),
    clinician(
        "Dr Đặng Minh Châu",
        &GASTROENTEROLOGY,
        &[(Mon, &HOSPITAL), (Wed, &HOSPITAL), (Fri, &HOSPITAL)],
    ),
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

/// Every day of the week at the urgent care centre.
const DAILY: [(Weekday, &GeneratedOrganisation); 7] = [
    (Mon, &URGENT_CARE_CENTRE),
    (Tue, &URGENT_CARE_CENTRE),
    (Wed, &URGENT_CARE_CENTRE),
    (Thu, &URGENT_CARE_CENTRE),
    (Fri, &URGENT_CARE_CENTRE),
    (Sat, &URGENT_CARE_CENTRE),
    (Sun, &URGENT_CARE_CENTRE),
];

/// Those who take turns at seeing patients around the clock, holidays included.
pub(super) static OUT_OF_HOURS: [StaffEntry; 3] = [
    clinician("Dr Rosalind Achebe", &GENERAL_PRACTICE, &DAILY),
    clinician("Dr Marek Zawadzki", &GENERAL_PRACTICE, &DAILY),
    clinician("Dr Hana Whitcombe", &GENERAL_PRACTICE, &DAILY),
];
