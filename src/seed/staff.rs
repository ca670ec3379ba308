//! Departments, places, and clinicians with the days on which they work.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::{
    calendar::{Calendar, MINUTES_A_QUARTER, QUARTERS_A_DAY, opening, week},
    departments::{DepartmentProfile, Unit, units},
    id,
    names::NameGenerator,
    pick,
    sites::{GeneratedSite, sites},
};
use crate::value::Postcode;

/// Everything that patients find when they join.
pub(crate) struct Staff {
    pub created_at: DateTime<Utc>,
    pub departments: Vec<(Uuid, &'static Unit)>,
    pub sites: Vec<(Uuid, GeneratedSite, Postcode)>,
    pub clinicians: Vec<GeneratedClinician>,
}

/// A clinician, and where they work on each day of the week.
pub(crate) struct GeneratedClinician {
    pub id: Uuid,
    pub name: String,
    pub department_id: Uuid,
    pub department: &'static DepartmentProfile,
    /// Indices of places, from Monday to Sunday.
    pub timetable: [Option<usize>; 7],
    /// Which Saturdays the clinician works, if any.
    pub saturdays: Saturdays,
    /// A post for each place of the timetable: its identifier and the organisation's.
    pub posts: Vec<(Uuid, Uuid)>,
    /// How many patients at most are seen in a day.
    pub capacity: u64,
}

/// On which Saturdays a clinician works who works on Saturdays at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saturdays {
    All,
    EvenWeeks,
    OddWeeks,
}

/// Of a hundred appointments for which there would be time in the past, so many are booked.
const BUSY_PER_CENT: u64 = 60;

impl Staff {
    /// The departments and organisations that so many appointments need, and no clinicians.
    pub fn without_clinicians(rng: &mut ChaCha8Rng, calendar: Calendar, appointments: u32) -> Self {
        let created_at = opening(calendar.opening_day()) - TimeDelta::days(30);
        let units = units(appointments).iter();
        let departments = units.map(|unit| (id(rng, created_at), unit)).collect();
        let sites = sites(appointments).into_iter().map(|site| {
            let postcode = site.postcode.parse().expect("places have good postcodes");
            (id(rng, created_at), site, postcode)
        });
        Self { created_at, departments, sites: sites.collect(), clinicians: Vec::new() }
    }

    /// A post at each place of a timetable.
    pub fn posts(&self, rng: &mut ChaCha8Rng, timetable: &[Option<usize>; 7]) -> Vec<(Uuid, Uuid)> {
        let places: BTreeSet<_> = timetable.iter().flatten().collect();
        places.into_iter().map(|place| (id(rng, self.created_at), self.sites[*place].0)).collect()
    }

    /// As many as are needed for so many appointments, and at least two in each department.
    pub fn hire(rng: &mut ChaCha8Rng, calendar: Calendar, appointments: u32) -> Self {
        let mut staff = Self::without_clinicians(rng, calendar, appointments);
        let (names, mut taken) = (NameGenerator::new(), HashSet::new());
        let days: Vec<_> = calendar.working_days().collect();
        // In thousandths of an appointment.
        let needed = u64::from(appointments) * 1_000 * 100 / BUSY_PER_CENT;
        let mut possible = 0;
        while possible < needed || staff.clinicians.len() < staff.departments.len() * 8 / 3 + 1 {
            let clinician = staff.hire_one(rng, &names, &mut taken);
            possible += days.iter().map(|day| clinician.weight(calendar, *day)).sum::<u64>();
            staff.clinicians.push(clinician);
        }
        staff
    }

    fn hire_one(
        &self,
        rng: &mut ChaCha8Rng,
        names: &NameGenerator,
        taken: &mut HashSet<String>,
    ) -> GeneratedClinician {
        let index = self.clinicians.len();
        // One of four in the first department, the others in turn.
        let others = self.departments.len() - 1;
        let of_department = if index.is_multiple_of(4) { 0 } else { 1 + (index - index / 4 - 1) % others };
        let (department_id, unit) = self.departments[of_department];
        let suits = |(_, site): &(usize, &GeneratedSite)| unit.kinds.contains(&site.kind);
        let places = self.sites.iter().map(|(_, site, _)| site).enumerate().filter(suits);
        let places: Vec<_> = places.map(|(index, _)| index).collect();
        // The main place, which all have in turn, and another.
        let (main, other) = (places[index % places.len()], *pick(rng, &places));
        let mut weekdays = [0, 1, 2, 3, 4];
        weekdays.shuffle(rng);
        let mut timetable = [None; 7];
        for day in &weekdays[..rng.random_range(3..=4)] {
            timetable[*day] = Some(if rng.random_ratio(1, 3) { other } else { main });
        }
        timetable[5] = rng.random_ratio(1, 5).then_some(main);
        let posts = self.posts(rng, &timetable);
        GeneratedClinician {
            id: id(rng, self.created_at),
            name: new_name(rng, names, taken),
            department_id,
            department: unit.department,
            timetable,
            posts,
            saturdays: if rng.random() { Saturdays::EvenWeeks } else { Saturdays::OddWeeks },
            capacity: capacity(unit.department),
        }
    }
}

/// No two clinicians share a name, for files tell clinicians by it.
fn new_name(rng: &mut ChaCha8Rng, names: &NameGenerator, taken: &mut HashSet<String>) -> String {
    loop {
        let name = names.of_clinician(rng);
        if taken.insert(name.clone()) {
            return name;
        }
    }
}

/// How many appointments of usual length fill four fifths of a day.
pub(crate) fn capacity(department: &DepartmentProfile) -> u64 {
    let (sum, kinds) = (department.minutes.iter().sum::<u32>(), u32::try_from(department.minutes.len()));
    let kinds = kinds.expect("there are few lengths");
    u64::from(QUARTERS_A_DAY * MINUTES_A_QUARTER * 4 / 5 * kinds / sum)
}

impl GeneratedClinician {
    /// The place where the clinician works on that day, if they do.
    pub fn place_on(&self, day: NaiveDate) -> Option<usize> {
        let works_this_week = match self.saturdays {
            Saturdays::All => true,
            Saturdays::EvenWeeks => week(day) % 2 == 0,
            Saturdays::OddWeeks => week(day) % 2 != 0,
        };
        let place = self.timetable[day.weekday().num_days_from_monday() as usize];
        place.filter(|_| works_this_week || day.weekday() != Weekday::Sat)
    }

    /// How many appointments that day could take, in thousandths.
    pub fn weight(&self, calendar: Calendar, day: NaiveDate) -> u64 {
        match self.place_on(day) {
            Some(_) => self.capacity * calendar.fullness_per_mille(self.department, day),
            None => 0,
        }
    }
}
