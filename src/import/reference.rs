//! Resolves departments and clinicians, which the files identify by name.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use tokio_postgres::Transaction;
use uuid::Uuid;

use super::report::JoinedNames;
use crate::{
    clinician::ClinicianId,
    department::{Code, DepartmentId},
    error::Failure,
};

/// The number of clinicians per insert.
const BATCH: i32 = 10_000;

/// Resolves the named clinicians, and adds the missing ones.
///
/// A name is first compared exactly, then with the names stored before this import, ignoring case and outer
/// spaces. Two names of one file that differ only in case or spaces remain two names.
pub(super) async fn identify(
    transaction: &Transaction<'_>,
    now: DateTime<Utc>,
) -> Result<JoinedNames, Failure> {
    transaction.execute(include_str!("sql/name_people.sql"), &[]).await?;
    transaction.execute(include_str!("sql/name_departments.sql"), &[]).await?;
    transaction.execute(include_str!("sql/find_departments.sql"), &[]).await?;
    transaction.execute(include_str!("sql/find_departments_alike.sql"), &[]).await?;
    add_departments(transaction, now).await?;
    transaction.execute(include_str!("sql/find_departments.sql"), &[]).await?;
    transaction.execute(include_str!("sql/place_people.sql"), &[]).await?;
    transaction.execute(include_str!("sql/find_clinicians.sql"), &[]).await?;
    transaction.execute(include_str!("sql/find_moved_clinicians.sql"), &[]).await?;
    transaction.execute(include_str!("sql/find_clinicians_alike.sql"), &[]).await?;
    add_clinicians(transaction, now).await?;
    transaction.execute(include_str!("sql/find_clinicians.sql"), &[]).await?;
    joined_names(transaction).await
}

async fn joined_names(transaction: &Transaction<'_>) -> Result<JoinedNames, Failure> {
    let mut joined = JoinedNames::default();
    for row in transaction.query(include_str!("sql/names_joined.sql"), &[]).await? {
        joined.pairs.push((row.try_get(0)?, row.try_get(1)?));
        joined.total = row.try_get::<_, i64>(2)?.unsigned_abs();
    }
    Ok(joined)
}

async fn add_departments(transaction: &Transaction<'_>, now: DateTime<Utc>) -> Result<(), Failure> {
    let missing = transaction.query(include_str!("sql/missing_departments.sql"), &[]).await?;
    if missing.is_empty() {
        return Ok(());
    }
    let codes = transaction.query("SELECT code FROM departments", &[]).await?;
    let mut codes: HashSet<String> = codes.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    for row in missing {
        let (id, name): (Uuid, String) = (DepartmentId::new(now).0, row.try_get(0)?);
        let code = free_code(&name, &codes);
        let statement = include_str!("sql/add_department.sql");
        transaction.execute(statement, &[&id, &code.as_str(), &name, &now]).await?;
        codes.insert(code.as_str().to_owned());
    }
    Ok(())
}

async fn add_clinicians(transaction: &Transaction<'_>, now: DateTime<Utc>) -> Result<(), Failure> {
    let missing = transaction.prepare(include_str!("sql/missing_clinicians.sql")).await?;
    let missing = transaction.bind(&missing, &[]).await?;
    loop {
        let batch = transaction.query_portal(&missing, BATCH).await?;
        if batch.is_empty() {
            return Ok(());
        }
        let (mut ids, mut names, mut departments) =
            (Vec::<Uuid>::new(), Vec::<String>::new(), Vec::<Uuid>::new());
        for row in batch {
            departments.push(row.try_get(0)?);
            names.push(row.try_get(1)?);
            let referred_to: Option<Uuid> = row.try_get(2)?;
            ids.push(referred_to.unwrap_or_else(|| ClinicianId::new(now).0));
        }
        let statement = include_str!("sql/add_clinicians.sql");
        transaction.execute(statement, &[&ids, &names, &departments, &now]).await?;
    }
}

/// Builds a code from the ASCII letters and digits of a name, or `DEPARTMENT` if there are none. A number is
/// appended if the code is taken.
fn free_code(name: &str, taken: &HashSet<String>) -> Code {
    let words: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let stem = words.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let stem: String = stem.chars().take(Code::MAXIMUM - NUMBER_LENGTH).collect();
    let stem = if stem.is_empty() { "DEPARTMENT".to_owned() } else { stem };
    let numbered = (2_usize..).map(|number| format!("{stem}-{number}"));
    std::iter::once(stem.clone())
        .chain(numbered)
        .filter_map(|code| code.parse::<Code>().ok())
        .find(|code| !taken.contains(code.as_str()))
        .expect("there are more numbers than departments")
}

/// Reserves characters for a hyphen and a number.
const NUMBER_LENGTH: usize = 8;
