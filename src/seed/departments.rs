//! The departments. A small plan has the first six, a larger one more.

use std::ops::RangeInclusive;

use crate::organisation::Kind::{
    self, CommunityClinic, GpSurgery, Hospital, MentalHealthClinic, UrgentCareCentre, WalkInCentre,
};

/// A department, and what sets its appointments apart.
pub(crate) struct DepartmentProfile {
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

/// A department, and the kinds of places at which it sees patients.
pub(crate) struct Unit {
    pub department: &'static DepartmentProfile,
    pub kinds: &'static [Kind],
}

/// Those that a small plan has too.
const FEWEST: usize = 6;
/// How many appointments justify one more.
const APPOINTMENTS_EACH: usize = 100_000;

/// As many departments as so many appointments deserve. The first sees most patients.
pub(crate) fn units(appointments: u32) -> &'static [Unit] {
    let count = FEWEST + appointments as usize / APPOINTMENTS_EACH;
    &UNITS[..count.min(UNITS.len())]
}

const CHILDREN: RangeInclusive<u32> = 0..=17;
const ADULTS: RangeInclusive<u32> = 18..=u32::MAX;
const EVERYBODY: RangeInclusive<u32> = 0..=u32::MAX;
const OLDER_PEOPLE: RangeInclusive<u32> = 65..=u32::MAX;

/// Shorthand for a row of the table below.
const fn unit(department: &'static DepartmentProfile, kinds: &'static [Kind]) -> Unit {
    Unit { department, kinds }
}

/// The same for a department.
const fn department(
    name: &'static str,
    minutes: &'static [u32],
    wait_days: RangeInclusive<u32>,
    missed_per_mille: u32,
    ages: RangeInclusive<u32>,
) -> DepartmentProfile {
    DepartmentProfile { name, minutes, wait_days, missed_per_mille, ages }
}

pub(crate) static CARDIOLOGY: DepartmentProfile = department("cardiology", &[30, 45, 60], 7..=70, 80, ADULTS);
pub(crate) static ONCOLOGY: DepartmentProfile = department("oncology", &[30, 45, 60, 90], 2..=28, 50, ADULTS);
pub(crate) static ORTHOPAEDICS: DepartmentProfile =
    department("orthopaedics", &[15, 30, 45], 14..=126, 130, ADULTS);
pub(crate) static PAEDIATRICS: DepartmentProfile =
    department("paediatrics", &[15, 30, 45], 3..=56, 105, CHILDREN);
pub(crate) static GASTROENTEROLOGY: DepartmentProfile =
    department("gastroenterology", &[30, 60, 90], 14..=98, 110, ADULTS);
pub(crate) static GENERAL_PRACTICE: DepartmentProfile =
    department("general practice", &[15, 15, 15, 30], 0..=21, 180, EVERYBODY);
static DERMATOLOGY: DepartmentProfile = department("dermatology", &[15, 15, 30], 14..=112, 120, EVERYBODY);
static OPHTHALMOLOGY: DepartmentProfile = department("ophthalmology", &[15, 30, 30], 7..=98, 90, EVERYBODY);
static PHYSIOTHERAPY: DepartmentProfile = department("physiotherapy", &[30, 30, 45], 3..=42, 150, ADULTS);
static MENTAL_HEALTH: DepartmentProfile = department("mental health", &[45, 60, 60], 7..=84, 200, ADULTS);
static GYNAECOLOGY: DepartmentProfile = department("gynaecology", &[15, 30, 45], 7..=77, 85, ADULTS);
static EAR_NOSE_THROAT: DepartmentProfile =
    department("ear, nose and throat", &[15, 15, 30], 14..=91, 115, EVERYBODY);
static NEUROLOGY: DepartmentProfile = department("neurology", &[30, 45, 60], 21..=126, 100, ADULTS);
static DIABETES: DepartmentProfile =
    department("diabetes and endocrinology", &[15, 30], 14..=70, 140, ADULTS);
static UROLOGY: DepartmentProfile = department("urology", &[15, 30, 30], 7..=91, 75, ADULTS);
static OLDER: DepartmentProfile = department("care of older people", &[30, 45, 60], 7..=56, 65, OLDER_PEOPLE);

static UNITS: [Unit; 16] = [
    unit(&GENERAL_PRACTICE, &[GpSurgery, WalkInCentre, UrgentCareCentre]),
    unit(&CARDIOLOGY, &[Hospital, CommunityClinic]),
    unit(&PAEDIATRICS, &[Hospital, CommunityClinic]),
    unit(&ORTHOPAEDICS, &[Hospital, UrgentCareCentre, CommunityClinic]),
    unit(&ONCOLOGY, &[Hospital]),
    unit(&GASTROENTEROLOGY, &[Hospital]),
    unit(&DERMATOLOGY, &[Hospital, CommunityClinic]),
    unit(&OPHTHALMOLOGY, &[Hospital]),
    unit(&PHYSIOTHERAPY, &[CommunityClinic, GpSurgery, Hospital]),
    unit(&MENTAL_HEALTH, &[MentalHealthClinic, CommunityClinic]),
    unit(&GYNAECOLOGY, &[Hospital]),
    unit(&EAR_NOSE_THROAT, &[Hospital]),
    unit(&NEUROLOGY, &[Hospital]),
    unit(&DIABETES, &[CommunityClinic, GpSurgery]),
    unit(&UROLOGY, &[Hospital]),
    unit(&OLDER, &[Hospital, CommunityClinic]),
];

/// The code under which a department is known: its name's letters in capitals, and hyphens.
pub(super) fn code(name: &str) -> String {
    name.replace(',', "").replace(' ', "-").to_ascii_uppercase()
}
