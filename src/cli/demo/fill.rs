//! Fills the demo's database with the sample.

use std::collections::HashMap;

use anyhow::ensure;
use chrono::Days;
use serde_json::to_value;

use super::explain;
use crate::{
    clinician::{self, RawPost},
    error::Failure,
    import::{self, AppointmentRow, Rows, Strictness},
    organisation::{self, OrganisationId},
    panda::Panda,
    patient,
    sample::{self, Sample},
    value::{Change, london_day},
};

/// The same sample for everyone who starts on the same day.
const SEED: u64 = 2026;

/// Whether there is nothing yet. The sample's patients come in one transaction.
pub(super) async fn is_empty(panda: &Panda) -> anyhow::Result<bool> {
    let lane = panda.database.read().await.map_err(explain)?;
    let patients = patient::store::count(&lane, &patient::Filter::default()).await?;
    Ok(patients == 0)
}

/// Adds places, patients, clinicians and appointments.
pub(super) async fn fill(panda: &Panda) -> anyhow::Result<Sample> {
    let sample = sample::generate(panda.clock.now(), SEED);
    let places = add_places(panda).await.map_err(explain)?;
    let rows = Rows {
        patients: sample.patients.iter().map(to_value).collect::<Result<_, _>>()?,
        appointments: sample.appointments.iter().map(to_value).collect::<Result<_, _>>()?,
    };
    let report = import::run(panda, rows, Strictness::AllOrNothing, &|_| {}).await.map_err(explain)?;
    ensure!(report.is_written, "the sample was refused: {:?}", report.refused.first());
    give_posts(panda, &sample.appointments, &places).await.map_err(explain)?;
    Ok(sample)
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
        places.insert(place.postcode, organisation::add(panda, addition).await?.id);
    }
    Ok(places)
}

/// Gives each clinician a post wherever the sample has them working.
async fn give_posts(
    panda: &Panda,
    appointments: &[AppointmentRow],
    places: &HashMap<&'static str, OrganisationId>,
) -> Result<(), Failure> {
    let since = london_day(panda.clock.now()) - Days::new(365);
    let clinicians = clinician::store::all(&*panda.database.read().await?).await?;
    for clinician in clinicians {
        let mut postcodes: Vec<&str> = appointments
            .iter()
            .filter(|row| row.clinician == clinician.name.as_str())
            .map(|row| row.postcode.as_str())
            .collect();
        postcodes.sort_unstable();
        postcodes.dedup();
        let posts = postcodes
            .into_iter()
            .map(|postcode| RawPost {
                organisation_id: places.get(postcode).copied(),
                starts_on: since.to_string(),
                ends_on: None,
            })
            .collect();
        let amendment = clinician::Amendment { posts: Change::Set(posts), ..clinician::Amendment::default() };
        clinician::amend(panda, clinician.id, None, amendment).await?;
    }
    Ok(())
}
