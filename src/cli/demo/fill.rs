//! Fills the demo's database with the sample.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::Cursor,
};

use anyhow::ensure;
use chrono::Days;
use serde::Serialize;

use super::explain;
use crate::{
    clinician::{self, RawPost},
    database::Loaded,
    department::{self, DepartmentId},
    error::Failure,
    import::{self, AppointmentRow, Observer, RefusedRow, Source, Sources, Stopped, Strictness},
    organisation::{self, OrganisationId},
    panda::Panda,
    patient,
    sample::{self, Sample},
    value::london_day,
};

/// The same sample for everyone who starts on the same day.
const SEED: u64 = 2026;

/// Whether the sample is not there yet. Its patients are the last to come, in one transaction.
pub(super) async fn is_wanted(panda: &Panda) -> anyhow::Result<bool> {
    let lane = panda.database.read().await.map_err(explain)?;
    Ok(patient::store::count(&lane).await? == 0)
}

/// Adds what is missing of places and clinicians, as a start that was killed leaves some of them, then all patients
/// with their appointments.
pub(super) async fn fill(panda: &Panda) -> anyhow::Result<Sample> {
    let sample = sample::generate(panda.clock.now(), SEED);
    let places = add_places(panda).await.map_err(explain)?;
    add_clinicians(panda, &sample.appointments, &places).await.map_err(explain)?;
    let sources = Sources {
        patients: Some(file_of(&sample.patients)?),
        appointments: Some(file_of(&sample.appointments)?),
    };
    let outcome = import::run(panda, sources, Strictness::AllOrNothing, &Objections).await;
    let report = outcome.map_err(|why| match why {
        Stopped::Unreadable { file, reason } => anyhow::anyhow!("the sample's {file} {reason}"),
        Stopped::Failed(failure) => explain(failure),
    })?;
    ensure!(report.is_written, "the sample was refused");
    Ok(sample)
}

/// Rows as a file holds them.
fn file_of(rows: &impl Serialize) -> anyhow::Result<Source> {
    Ok(Box::new(Cursor::new(serde_json::to_vec(rows)?)))
}

/// Logs what is refused of the sample, which would be a fault of ours.
struct Objections;

impl Observer for Objections {
    fn refuses(&self, row: RefusedRow) {
        tracing::error!(file = %row.file, index = row.index, violations = ?row.violations, "refused");
    }
}

/// The organisations of the sample, by postcode.
async fn add_places(panda: &Panda) -> Result<HashMap<&'static str, OrganisationId>, Failure> {
    let mut places = HashMap::new();
    for place in sample::places() {
        let addition = organisation::Addition {
            ods_code: place.ods_code.to_owned(),
            name: place.name.to_owned(),
            kind: place.kind,
            postcode: place.postcode.to_owned(),
            address_lines: place.address_lines.iter().map(|line| (*line).to_owned()).collect(),
            time_zone: None,
        };
        let code = place.ods_code.parse().map_err(Failure::refuse)?;
        let known = organisation::store::find_by_ods_code(&*panda.database.read().await?, &code).await?;
        let place_id = match known {
            Some(known) => known.id,
            None => organisation::add(panda, addition, None).await?.id,
        };
        places.insert(place.postcode, place_id);
    }
    Ok(places)
}

/// The clinicians of the sample in their departments, each with a post wherever the sample has them working.
async fn add_clinicians(
    panda: &Panda,
    appointments: &[AppointmentRow],
    places: &HashMap<&'static str, OrganisationId>,
) -> Result<(), Failure> {
    let mut postcodes: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for row in appointments {
        postcodes.entry((&row.department, &row.clinician)).or_default().insert(&row.postcode);
    }
    let lane = panda.database.read().await?;
    let known: Vec<_> = clinician::store::all(&lane).await?.into_iter().filter_map(Loaded::logged).collect();
    let since = london_day(panda.clock.now()) - Days::new(365);
    for ((department, name), postcodes) in postcodes {
        if known.iter().any(|clinician| clinician.name.as_str() == name) {
            continue;
        }
        let post = |postcode: &str| RawPost {
            organisation_id: places.get(postcode).copied(),
            starts_on: since.to_string(),
            ends_on: None,
        };
        let addition = clinician::Addition {
            name: name.to_owned(),
            department_id: Some(department_of(panda, department).await?),
            posts: postcodes.into_iter().map(post).collect(),
        };
        clinician::add(panda, addition, None).await?;
    }
    Ok(())
}

/// The department of this name.
async fn department_of(panda: &Panda, name: &str) -> Result<DepartmentId, Failure> {
    let known = department::store::all(&*panda.database.read().await?).await?;
    if let Some(department) =
        known.into_iter().filter_map(Loaded::logged).find(|department| department.name.as_str() == name)
    {
        return Ok(department.id);
    }
    let addition = department::Addition { code: name.replace(' ', "-"), name: name.to_owned() };
    Ok(department::add(panda, addition, None).await?.id)
}
