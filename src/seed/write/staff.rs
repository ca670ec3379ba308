//! Departments, organisations and clinicians in their tables.

use tokio_postgres::{Transaction, types::Type};

use super::copying::Copying;
use crate::{
    seed::{
        SeedError, departments,
        staff::{GeneratedClinician, Staff},
    },
    value::{TimeZone, london_day},
};

/// Departments, organisations, and clinicians with their posts.
pub(crate) async fn staff(transaction: &Transaction<'_>, staff: &Staff) -> Result<(), SeedError> {
    let made = staff.created_at;
    let columns = "departments (id, code, name, version, created_at, updated_at)";
    let types = [Type::UUID, Type::TEXT, Type::TEXT, Type::INT4, Type::TIMESTAMPTZ, Type::TIMESTAMPTZ];
    let mut copy = Copying::begin(transaction, columns, &types, &|_| {}).await?;
    for (id, unit) in &staff.departments {
        let name = unit.department.name;
        copy.row(&[id, &departments::code(name), &name, &1, &made, &made]).await?;
    }
    copy.finish().await?;

    let columns =
        "organisations (id, ods_code, name, kind, postcode, address_lines, time_zone, version, created_at,
                   updated_at)";
    let types = [
        Type::UUID,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT_ARRAY,
        Type::TEXT,
        Type::INT4,
        Type::TIMESTAMPTZ,
        Type::TIMESTAMPTZ,
    ];
    let mut copy = Copying::begin(transaction, columns, &types, &|_| {}).await?;
    for (id, site, _) in &staff.sites {
        let (kind, zone) = (site.kind.as_str(), TimeZone::LONDON.as_str());
        let (code, name, lines) = (&site.ods_code, &site.name, &site.address_lines);
        copy.row(&[id, code, name, &kind, &site.postcode, lines, &zone, &1, &made, &made]).await?;
    }
    copy.finish().await?;
    clinicians(transaction, staff).await
}

async fn clinicians(transaction: &Transaction<'_>, staff: &Staff) -> Result<(), SeedError> {
    let made = staff.created_at;
    let columns = "clinicians (id, name, department_id, version, created_at, updated_at)";
    let types = [Type::UUID, Type::TEXT, Type::UUID, Type::INT4, Type::TIMESTAMPTZ, Type::TIMESTAMPTZ];
    let mut copy = Copying::begin(transaction, columns, &types, &|_| {}).await?;
    for GeneratedClinician { id, name, department_id, .. } in &staff.clinicians {
        copy.row(&[id, name, department_id, &1, &made, &made]).await?;
    }
    copy.finish().await?;

    let columns = "clinician_posts (id, clinician_id, organisation_id, starts_on)";
    let types = [Type::UUID, Type::UUID, Type::UUID, Type::DATE];
    let mut copy = Copying::begin(transaction, columns, &types, &|_| {}).await?;
    for clinician in &staff.clinicians {
        for (id, organisation_id) in &clinician.posts {
            copy.row(&[id, &clinician.id, organisation_id, &london_day(made)]).await?;
        }
    }
    copy.finish().await?;
    Ok(())
}
