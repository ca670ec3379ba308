//! The organisations of Marlbridge, a town that does not exist. The sample and every seed have them.

use crate::organisation::Kind;

/// An organisation.
#[derive(Debug)]
pub(crate) struct GeneratedOrganisation {
    pub ods_code: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    /// No two places share it, so it tells where an appointment is.
    pub postcode: &'static str,
    pub address_lines: &'static [&'static str],
}

/// The letters that begin every postcode of the town. The Royal Mail has given them to none.
pub(crate) const POSTCODE_AREA: &str = "MB";

pub(crate) const HOSPITAL: GeneratedOrganisation = GeneratedOrganisation {
    ods_code: "RZZ01",
    name: "Marlbridge Infirmary",
    kind: Kind::Hospital,
    postcode: "MB1 3QX",
    address_lines: &["Infirmary Road", "Marlbridge"],
};

pub(crate) const SURGERY: GeneratedOrganisation = GeneratedOrganisation {
    ods_code: "Z99001",
    name: "Old Forge Surgery",
    kind: Kind::GpSurgery,
    postcode: "MB4 7LH",
    address_lines: &["2 Forge Lane", "Nether Wick", "Marlbridge"],
};

pub(crate) const WALK_IN_CENTRE: GeneratedOrganisation = GeneratedOrganisation {
    ods_code: "Z99002",
    name: "Corn Market Walk-in Centre",
    kind: Kind::WalkInCentre,
    postcode: "MB1 1AE",
    address_lines: &["14–16 Corn Market", "Marlbridge"],
};

pub(crate) const URGENT_CARE_CENTRE: GeneratedOrganisation = GeneratedOrganisation {
    ods_code: "RZZ02",
    name: "Eastgate Urgent Care Centre",
    kind: Kind::UrgentCareCentre,
    postcode: "MB2 6TD",
    address_lines: &["Eastgate", "Marlbridge"],
};

pub(crate) const COMMUNITY_CLINIC: GeneratedOrganisation = GeneratedOrganisation {
    ods_code: "RZZ03",
    name: "St Werburgh's Community Clinic",
    kind: Kind::CommunityClinic,
    postcode: "MB7 9NP",
    address_lines: &["The Old Library", "St Werburgh's Walk", "Marlbridge"],
};

static PLACES: [GeneratedOrganisation; 5] =
    [HOSPITAL, SURGERY, WALK_IN_CENTRE, URGENT_CARE_CENTRE, COMMUNITY_CLINIC];

/// The organisations, in the order of `Staff::sites`.
pub(crate) fn places() -> &'static [GeneratedOrganisation] {
    &PLACES
}
