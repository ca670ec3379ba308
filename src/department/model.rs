//! The department, its validation and its amendments.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use diesel::{
    AsChangeset, Identifiable, Insertable, Queryable, Selectable, deserialize::FromSqlRow,
    expression::AsExpression, sql_types::Text,
};
use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};
use uuid::Uuid;

use crate::{
    database::{Key, KeyKind, Listed, entity_id, schema},
    error::Violations,
    value::{Change, Name, changed, required},
};

entity_id!(
    /// Identifies a department.
    DepartmentId
);

/// A unit of care.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = schema::departments)]
pub struct Department {
    pub id: DepartmentId,
    pub code: Code,
    pub name: Name,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

crate::database::recorded!(Department, "departments", (Uuid, Text, Text, Int4, Timestamptz, Timestamptz));

/// The short code of a department for staff and reports: upper-case letters, digits, hyphens and underscores.
#[derive(Debug, Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Code(String);

impl Code {
    pub const MAXIMUM: usize = 32;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = DepartmentError;

    /// Converts the code to upper case. Other deviations are refused.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let code = raw.to_ascii_uppercase();
        let allowed = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
        if (1..=Self::MAXIMUM).contains(&code.len()) && code.bytes().all(allowed) {
            Ok(Self(code))
        } else {
            Err(DepartmentError::CodeInvalid { maximum: Self::MAXIMUM })
        }
    }
}

crate::database::text_column!(Code);

/// Why a department is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "DEPARTMENT_")]
pub enum DepartmentError {
    CodeInvalid { maximum: usize },
    CodeTaken,
    NameTaken,
    InUse,
}

/// The raw fields of a new department.
#[derive(Debug, Clone)]
pub struct Addition {
    pub code: String,
    pub name: String,
}

/// The raw changes to a department.
#[derive(Debug, Clone, Default)]
pub struct Amendment {
    pub code: Change<String>,
    pub name: Change<String>,
}

impl Addition {
    pub fn validate(self, now: DateTime<Utc>) -> Result<Department, Violations> {
        let mut violations = Violations::default();
        let code = violations.check("code", self.code.parse());
        let name = violations.check("name", self.name.parse());
        let department = code.zip(name).map(|(code, name)| Department {
            id: DepartmentId::new(now),
            code,
            name,
            version: 1,
            created_at: now,
            updated_at: now,
        });
        violations.or(department)
    }
}

impl Department {
    /// The department after an amendment. The version is incremented if anything changes.
    pub fn amend(&self, amendment: Amendment, now: DateTime<Utc>) -> Result<Self, Violations> {
        let mut violations = Violations::default();
        let code = required(&mut violations, "code", amendment.code, self.code.clone());
        let name = required(&mut violations, "name", amendment.name, self.name.clone());
        let amended =
            violations.or(code.zip(name).map(|(code, name)| Self { code, name, ..self.clone() }))?;
        Ok(if amended == *self {
            amended
        } else {
            Self { version: self.version + 1, updated_at: now, ..amended }
        })
    }
}

/// The values of an input that must be unique among departments; `None` where invalid or unchanged.
#[derive(Debug, Clone, Default)]
pub(super) struct UniqueValues {
    code: Option<Code>,
    name: Option<Name>,
}

impl UniqueValues {
    pub(super) fn of_addition(addition: &Addition) -> Self {
        Self { code: addition.code.parse().ok(), name: addition.name.parse().ok() }
    }

    /// The unique values that the amendment changes. An existing duplicate therefore does not block changes
    /// of other fields.
    pub(super) fn of_amendment(amendment: &Amendment, current: &Department) -> Self {
        Self { code: changed(&amendment.code, &current.code), name: changed(&amendment.name, &current.name) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.code.is_none() && self.name.is_none()
    }

    /// Which of the values other departments have. Names are equal if they differ only in case, white space
    /// or invisible characters.
    pub(super) fn taken_by(&self, others: impl Iterator<Item = Department>) -> Violations {
        let key = self.name.as_ref().map(Name::comparison_key);
        let (mut is_code_taken, mut is_name_taken) = (false, false);
        for other in others {
            is_code_taken |= self.code.as_ref() == Some(&other.code);
            is_name_taken |= key.as_ref().is_some_and(|key| *key == other.name.comparison_key());
        }
        let mut violations = Violations::default();
        if is_code_taken {
            violations.refuse("code", DepartmentError::CodeTaken);
        }
        if is_name_taken {
            violations.refuse("name", DepartmentError::NameTaken);
        }
        violations
    }
}

impl From<&Department> for UniqueValues {
    fn from(department: &Department) -> Self {
        Self { code: Some(department.code.clone()), name: Some(department.name.clone()) }
    }
}

/// The orders in which departments are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderField {
    Name,
    Code,
}

impl Listed for Department {
    type Order = OrderField;
    const ID_COLUMN: &'static str = "departments.id";

    fn column(order: OrderField) -> (&'static str, KeyKind) {
        match order {
            OrderField::Name => ("departments.name", KeyKind::Text),
            OrderField::Code => ("departments.code", KeyKind::Text),
        }
    }

    fn key(&self, order: OrderField) -> Key {
        Key::Text(match order {
            OrderField::Name => self.name.as_str().to_owned(),
            OrderField::Code => self.code.as_str().to_owned(),
        })
    }

    fn id(&self) -> Uuid {
        self.id.0
    }
}
