//! Patients in their table.

use tokio_postgres::{Transaction, types::Type};

use super::copying::{Copying, OnProgress};
use crate::seed::{SeedError, people::GeneratedPatient};

/// Patients, in the order in which they come. Tells how many there were.
pub(crate) async fn patients(
    transaction: &Transaction<'_>,
    patients: impl Iterator<Item = GeneratedPatient>,
    progress: OnProgress<'_>,
) -> Result<u64, SeedError> {
    let columns =
        "patients (id, nhs_number, name, date_of_birth, postcode, address_lines, email, phone, version,
                   created_at, updated_at)";
    let types = [
        Type::UUID,
        Type::TEXT,
        Type::TEXT,
        Type::DATE,
        Type::TEXT,
        Type::TEXT_ARRAY,
        Type::TEXT,
        Type::TEXT,
        Type::INT4,
        Type::TIMESTAMPTZ,
        Type::TIMESTAMPTZ,
    ];
    let mut copy = Copying::begin(transaction, columns, &types, progress).await?;
    for patient in patients {
        let GeneratedPatient {
            id,
            nhs_number,
            name,
            born_on,
            postcode,
            address_lines,
            email,
            phone,
            created_at,
        } = &patient;
        let number = nhs_number.as_str();
        copy.row(&[
            id,
            &number,
            name,
            born_on,
            postcode,
            address_lines,
            email,
            phone,
            &1,
            created_at,
            created_at,
        ])
        .await?;
    }
    copy.finish().await
}
