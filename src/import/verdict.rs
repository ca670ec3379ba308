//! What SQL says of a row that cannot be written, in the words that it is refused with.

use super::ImportError;
use crate::{
    appointment::AppointmentError,
    error::{Failure, Violation, Violations},
};

/// The reasons behind a verdict. The file calls the start of an appointment its time.
pub(super) fn violations(verdict: &str) -> Result<Violations, Failure> {
    let clinician_busy = || Violation::new(AppointmentError::ClinicianBusy).at("time");
    let patient_busy = || Violation::new(AppointmentError::PatientBusy).at("time");
    let reasons = match verdict {
        "conflict" => vec![Violation::new(ImportError::Conflict).at("id")],
        "patient differs" => vec![Violation::new(ImportError::Conflict).at("nhs_number")],
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
