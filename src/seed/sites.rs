//! Where patients are seen: the organisations of Marlbridge and of other towns that do not exist.

use super::places::{POSTCODE_AREA, places};
use crate::organisation::Kind;

/// A place of care, before being written down.
#[derive(Debug)]
pub(crate) struct GeneratedSite {
    pub ods_code: String,
    pub name: String,
    pub kind: Kind,
    /// No two places share it.
    pub postcode: String,
    pub address_lines: Vec<String>,
}

/// How many appointments justify one more place.
const APPOINTMENTS_EACH: usize = 35_000;

/// Towns, each with the letters that begin its postcodes: the Royal Mail has given those to none.
const TOWNS: [(&str, &str); 7] = [
    ("Harbeck", "HB"),
    ("Kelbourne", "KB"),
    ("Newbarrow", "NB"),
    ("Ravensby", "RB"),
    ("Tarnbridge", "TB"),
    ("Wellowford", "WB"),
    ("Yarbeck", "YB"),
];

/// What there is in each of them, with the street where it stands.
const KINDS: [(Kind, &str, &str); 5] = [
    (Kind::Hospital, "General Hospital", "Hospital Lane"),
    (Kind::GpSurgery, "High Street Surgery", "41 High Street"),
    (Kind::CommunityClinic, "Community Clinic", "The Old School"),
    (Kind::MentalHealthClinic, "Talking Rooms", "3 Priory Row"),
    (Kind::UrgentCareCentre, "Urgent Care Centre", "Station Approach"),
];

/// As many places as so many appointments deserve.
pub(super) fn sites(appointments: u32) -> Vec<GeneratedSite> {
    let known = places().iter().map(|place| GeneratedSite {
        ods_code: place.ods_code.to_owned(),
        name: place.name.to_owned(),
        kind: place.kind,
        postcode: place.postcode.to_owned(),
        address_lines: place.address_lines.iter().map(|line| (*line).to_owned()).collect(),
    });
    let towns = TOWNS.iter().enumerate();
    let others = towns.flat_map(|(town_number, (town, area))| {
        KINDS.iter().enumerate().map(move |(kind_number, (kind, name, street))| GeneratedSite {
            ods_code: format!("RZ{area}{kind_number}"),
            name: format!("{town} {name}"),
            kind: *kind,
            postcode: format!(
                "{area}{} {kind_number}{}A",
                town_number + 1,
                ["A", "B", "D", "E", "F"][kind_number]
            ),
            address_lines: vec![(*street).to_owned(), (*town).to_owned()],
        })
    });
    let count = places().len() + appointments as usize / APPOINTMENTS_EACH;
    known.chain(others).take(count).collect()
}

/// Where patients live: towns, each with the letters that begin its postcodes.
pub(super) fn towns() -> Vec<(&'static str, &'static str)> {
    [("Marlbridge", POSTCODE_AREA)].into_iter().chain(TOWNS).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::organisation::Addition;

    #[test]
    fn places_are_well_formed_and_told_apart_by_code_and_postcode() {
        let sites = sites(u32::MAX);
        assert_eq!(sites.len(), 40);
        let distinct =
            |text: fn(&GeneratedSite) -> &str| sites.iter().map(text).collect::<HashSet<_>>().len();
        assert_eq!(distinct(|site| &site.ods_code), 40);
        assert_eq!(distinct(|site| &site.postcode), 40);
        assert_eq!(distinct(|site| &site.name), 40);
        for site in sites {
            let GeneratedSite { ods_code, name, kind, postcode, address_lines } = site;
            let addition = Addition {
                ods_code: ods_code.clone(),
                name,
                kind,
                postcode: postcode.clone(),
                address_lines,
                time_zone: None,
            };
            let added = addition.validate("2026-01-14T10:20:00Z".parse().unwrap()).unwrap();
            assert_eq!((added.ods_code.as_str(), added.postcode.as_str()), (&*ods_code, &*postcode));
        }
    }
}
