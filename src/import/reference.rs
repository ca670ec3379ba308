//! Departments and clinicians, whom the files know by name alone.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use super::ImportError;
use crate::{
    clinician::{self, Clinician, ClinicianId},
    department::{self, Code, Department, DepartmentId},
    error::Failure,
    value::Name,
};

/// Those that are recorded, and those that this import has to add.
#[derive(Default)]
pub(super) struct References {
    departments: HashMap<String, Department>,
    clinicians: HashMap<(DepartmentId, String), Vec<ClinicianId>>,
    codes: HashSet<Code>,
    added_departments: Vec<DepartmentId>,
    added_clinicians: Vec<ClinicianId>,
}

impl References {
    /// Everything that is recorded. Departments and clinicians are few.
    pub(super) async fn recorded(connection: &AsyncPgConnection) -> Result<Self, Failure> {
        let mut references = Self::default();
        for department in department::store::all(connection).await? {
            references.codes.insert(department.code.clone());
            references.departments.insert(department.name.canonical(), department);
        }
        for clinician in clinician::store::all(connection).await? {
            let key = (clinician.department_id, clinician.name.canonical());
            references.clinicians.entry(key).or_default().push(clinician.id);
        }
        Ok(references)
    }

    /// The department of this name, added if there is none.
    pub(super) async fn department(
        &mut self,
        connection: &mut AsyncPgConnection,
        name: &Name,
        now: DateTime<Utc>,
    ) -> Result<DepartmentId, Failure> {
        if let Some(known) = self.departments.get(&name.canonical()) {
            return Ok(known.id);
        }
        let id = DepartmentId::new(now);
        let code = self.free_code(name);
        let name = name.clone();
        let department = Department { id, code, name, version: 1, created_at: now, updated_at: now };
        department::store::insert(connection, &department).await?;
        self.codes.insert(department.code.clone());
        self.departments.insert(department.name.canonical(), department);
        self.added_departments.push(id);
        Ok(id)
    }

    /// The clinician of this name in the department, added if there is none.
    pub(super) async fn clinician(
        &mut self,
        connection: &mut AsyncPgConnection,
        department_id: DepartmentId,
        name: &Name,
        now: DateTime<Utc>,
    ) -> Result<Result<ClinicianId, ImportError>, Failure> {
        let namesakes = self.clinicians.entry((department_id, name.canonical())).or_default();
        match namesakes.as_slice() {
            [only] => return Ok(Ok(*only)),
            [_, ..] => return Ok(Err(ImportError::ClinicianAmbiguous)),
            [] => {}
        }
        let id = ClinicianId::new(now);
        namesakes.push(id);
        let name = name.clone();
        let clinician = Clinician { id, name, department_id, version: 1, created_at: now, updated_at: now };
        clinician::store::insert(connection, &clinician).await?;
        self.added_clinicians.push(id);
        Ok(Ok(id))
    }

    /// Takes away again whom no accepted row needed.
    pub(super) async fn remove_unused(self, connection: &mut AsyncPgConnection) -> Result<(), Failure> {
        clinician::store::delete_unused(connection, self.added_clinicians).await?;
        department::store::delete_unused(connection, self.added_departments).await?;
        Ok(())
    }

    /// A code made of the Latin letters and digits of a name, or a general one; numbered when it is taken.
    fn free_code(&self, name: &Name) -> Code {
        let words: String =
            name.as_str().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let stem = words.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
        let stem: String = stem.chars().take(Code::MAXIMUM - NUMBER_LENGTH).collect();
        let stem = if stem.is_empty() { "DEPARTMENT".to_owned() } else { stem };
        let numbered = (2_usize..).map(|number| format!("{stem}-{number}"));
        std::iter::once(stem.clone())
            .chain(numbered)
            .filter_map(|code| code.parse::<Code>().ok())
            .find(|code| !self.codes.contains(code))
            .expect("there are more numbers than departments")
    }
}

/// Room for a hyphen and a number behind a code.
const NUMBER_LENGTH: usize = 8;
