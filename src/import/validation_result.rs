//! What SQL says of a row that cannot be written, in the words that it is refused with.

use super::ImportError;
use crate::{
    appointment::AppointmentError,
    error::{Failure, Violation, Violations},
};

/// Between a verdict and the names that it is about, which have no control characters.
const SEPARATOR: char = '\u{1f}';

/// The reasons behind a verdict. The file calls the start of an appointment its time.
pub(super) fn violations(verdict: &str) -> Result<Violations, Failure> {
    let clinician_busy = || Violation::new(AppointmentError::ClinicianBusy { busy_until: None }).at("time");
    let patient_busy = || Violation::new(AppointmentError::PatientBusy { busy_until: None }).at("time");
    let mut parts = verdict.split(SEPARATOR);
    let kind = parts.next().unwrap_or_default();
    let mut alike = |field| {
        let [first, second] = [(); 2].map(|()| parts.next().unwrap_or_default().to_owned());
        vec![Violation::new(ImportError::NameAmbiguous { first, second }).at(field)]
    };
    let reasons = match kind {
        "clinician alike" => alike("clinician"),
        "department alike" => alike("department"),
        "conflict" => vec![Violation::new(ImportError::Conflict).at("id")],
        "patient differs" => vec![Violation::new(ImportError::Conflict).at("nhs_number")],
        "before birth" => vec![Violation::new(AppointmentError::BeforeBirth).at("time")],
        "patient unknown" => vec![Violation::new(ImportError::PatientUnknown).at("patient")],
        "clinician ambiguous" => vec![Violation::new(ImportError::ClinicianAmbiguous).at("clinician")],
        "clinician other" => vec![Violation::new(ImportError::Conflict).at("clinician_id")],
        "clinician busy" => vec![clinician_busy()],
        "patient busy" => vec![patient_busy()],
        "both busy" => vec![clinician_busy(), patient_busy()],
        other => return Err(Failure::fault(anyhow::anyhow!("{other:?} is no verdict on a row"))),
    };
    Ok(reasons.into_iter().collect())
}
