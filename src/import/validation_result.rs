//! Converts the result of SQL's checks into the violations of a refused row.

use super::ImportError;
use crate::{
    appointment::AppointmentError,
    error::{Failure, Violation, Violations},
    patient::DateOfBirthError,
};

/// Separates a verdict from the names that it quotes. Names contain no control characters.
const SEPARATOR: char = '\u{1f}';

/// The violations for a verdict. The file's field for the start of an appointment is `time`.
pub(super) fn violations(verdict: &str) -> Result<Violations, Failure> {
    let clinician_busy = || Violation::new(AppointmentError::ClinicianBusy { busy_until: None }).at("time");
    let patient_busy = || Violation::new(AppointmentError::PatientBusy { busy_until: None }).at("time");
    let mut parts = verdict.split(SEPARATOR);
    let kind = parts.next().unwrap_or_default();
    let mut ambiguous = |field| {
        let [first, second] = [(); 2].map(|()| parts.next().unwrap_or_default().to_owned());
        vec![Violation::new(ImportError::NameAmbiguous { first, second }).at(field)]
    };
    let reasons = match kind {
        "clinician alike" => ambiguous("clinician"),
        "department alike" => ambiguous("department"),
        "conflict" => vec![Violation::new(ImportError::Conflict).at("id")],
        "patient differs" => vec![Violation::new(ImportError::Conflict).at("nhs_number")],
        "before birth" => vec![Violation::new(DateOfBirthError::BeforeBirth).at("time")],
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
