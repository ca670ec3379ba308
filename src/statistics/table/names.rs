//! What those are called of whom a table tells.

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::{Subject, TableCell, WEEKDAYS};
use crate::{
    clinician::{self, Clinician, ClinicianId},
    database::{Database, Loaded},
    department::{self, Department, DepartmentId},
    error::Failure,
    organisation::{self, Organisation, OrganisationId},
    statistics::{BucketKey, ReportRow},
};

/// Everybody who occurs in a table. Who was removed a moment ago, or cannot be read, has no name.
pub(super) struct TableNames {
    clinicians: HashMap<ClinicianId, Clinician>,
    departments: HashMap<DepartmentId, Department>,
    organisations: HashMap<OrganisationId, Organisation>,
}

impl TableNames {
    pub(super) async fn of(database: &Database, rows: &[ReportRow]) -> Result<Self, Failure> {
        let names = database.read(|reader| async move { Self::on(&reader, rows).await });
        names.await
    }

    async fn on(connection: &AsyncPgConnection, rows: &[ReportRow]) -> QueryResult<Self> {
        let (clinicians, departments, organisations) = tokio::try_join!(
            found(rows, |key| key.clinician_id, |ids| clinician::store::by_ids(connection, ids)),
            found(rows, |key| key.department_id, |ids| department::store::by_ids(connection, ids)),
            found(rows, |key| key.organisation_id, |ids| organisation::store::by_ids(connection, ids)),
        )?;
        Ok(Self { clinicians, departments, organisations })
    }

    /// What a row is about.
    pub(super) fn cell(&self, subject: Subject, row: &ReportRow) -> TableCell<'_> {
        let key = &row.key;
        let department = || self.departments.get(&key.department_id?);
        let clinician = || self.clinicians.get(&key.clinician_id?);
        let organisation = || self.organisations.get(&key.organisation_id?);
        let text = |text: Option<_>| text.map_or(TableCell::Nothing, TableCell::Text);
        let number = |number: Option<u8>| number.map(i64::from).into();
        match subject {
            Subject::PeriodStart => row.period_start.into(),
            Subject::DepartmentCode => text(department().map(|department| department.code.as_str())),
            Subject::DepartmentName => text(department().map(|department| department.name.as_str())),
            Subject::ClinicianId => key.clinician_id.map_or(TableCell::Nothing, TableCell::Clinician),
            Subject::ClinicianName => text(clinician().map(|clinician| clinician.name.as_str())),
            Subject::OrganisationOdsCode => {
                text(organisation().map(|organisation| organisation.ods_code.as_str()))
            }
            Subject::OrganisationName => text(organisation().map(|organisation| organisation.name.as_str())),
            Subject::Weekday => number(key.weekday),
            Subject::WeekdayName => {
                key.weekday.and_then(name_of).map_or(TableCell::Nothing, TableCell::Message)
            }
            Subject::Hour => number(key.hour),
            Subject::PreviousFrom => row.previous.map(|previous| previous.from).into(),
            Subject::PreviousUntil => row.previous.map(|previous| previous.until).into(),
        }
    }
}

/// The message that names a weekday, of which Monday is the first.
fn name_of(weekday: u8) -> Option<&'static str> {
    WEEKDAYS.get(usize::from(weekday).checked_sub(1)?).copied()
}

/// The records of one kind to which rows refer; the database is not asked where none does.
async fn found<I: Ord + Eq + Hash, T, F>(
    rows: &[ReportRow],
    id: impl Fn(&BucketKey) -> Option<I>,
    by_ids: impl FnOnce(Vec<I>) -> F,
) -> QueryResult<HashMap<I, T>>
where
    F: Future<Output = QueryResult<HashMap<I, Loaded<T>>>>,
{
    let ids: BTreeSet<I> = rows.iter().filter_map(|row| id(&row.key)).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = by_ids(ids.into_iter().collect()).await?;
    Ok(found.into_iter().filter_map(|(id, record)| Some((id, record.logged()?))).collect())
}
