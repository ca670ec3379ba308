//! The patient's record, its validation and its amendments.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{AsChangeset, Identifiable, Insertable, Queryable, Selectable};
use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

use super::{NhsNumber, PatientId, PatientScope};
use crate::{
    database::{Stored, Unreadable, schema},
    error::{GeneralError, Violation, Violations},
    value::{
        AddressLines, Change, Email, Name, Phone, Postcode, clearable, london_day, parse_date, required,
        required_with,
    },
};

/// A patient's record.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = schema::patients, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Patient {
    pub id: PatientId,
    pub nhs_number: Stored<NhsNumber>,
    pub name: Name,
    pub date_of_birth: NaiveDate,
    pub postcode: Postcode,
    pub address_lines: AddressLines,
    pub email: Option<Stored<Email>>,
    pub phone: Option<Stored<Phone>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

crate::database::recorded!(
    Patient,
    "patients",
    (
        Uuid,
        Text,
        Text,
        Date,
        Text,
        Array<Nullable<Text>>,
        Nullable<Text>,
        Nullable<Text>,
        Int4,
        Timestamptz,
        Timestamptz
    )
);

/// Why a patient's record, or a search for patients, is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "PATIENT_")]
pub enum PatientError {
    NhsNumberTaken,
    DateOfBirthInFuture,
    DateOfBirthTooEarly { earliest: NaiveDate },
    HasAppointments { appointments: i64 },
    SearchTooManyWords { maximum: usize },
}

/// The earliest accepted date of birth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "APPOINTMENT_")]
pub enum DateOfBirthError {
    /// The appointment starts before the patient's date of birth.
    BeforeBirth,
}

/// Nobody who was born before this day is a patient.
const EARLIEST_DATE_OF_BIRTH: NaiveDate =
    NaiveDate::from_ymd_opt(1850, 1, 1).expect("1 January 1850 is a date");

/// The raw fields of a new record.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    pub nhs_number: String,
    pub name: String,
    pub date_of_birth: String,
    pub postcode: String,
    pub address_lines: Vec<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// The raw changes to a record.
#[derive(Debug, Clone, Default)]
pub struct Amendment {
    pub nhs_number: Change<String>,
    pub name: Change<String>,
    pub date_of_birth: Change<String>,
    pub postcode: Change<String>,
    pub address_lines: Change<Vec<String>>,
    pub email: Change<String>,
    pub phone: Change<String>,
}

impl Amendment {
    /// Returns the changes that the caller may make, and a refusal for each other field of the input.
    /// Patients may change the contact details of their own record, unless the service has disabled that. The
    /// e-mail address is excluded, because it needs verification.
    pub(super) fn permitted(self, scope: PatientScope, patients_amend_contact: bool) -> (Self, Violations) {
        let mut violations = Violations::default();
        if scope == PatientScope::Everyone {
            return (self, violations);
        }
        let permitted = Self {
            nhs_number: only_if(false, &mut violations, "nhsNumber", self.nhs_number),
            name: only_if(false, &mut violations, "name", self.name),
            date_of_birth: only_if(false, &mut violations, "dateOfBirth", self.date_of_birth),
            postcode: only_if(false, &mut violations, "postcode", self.postcode),
            address_lines: only_if(
                patients_amend_contact,
                &mut violations,
                "addressLines",
                self.address_lines,
            ),
            email: only_if(false, &mut violations, "email", self.email),
            phone: only_if(patients_amend_contact, &mut violations, "phone", self.phone),
        };
        (permitted, violations)
    }

    /// The new date of birth, if it is valid.
    pub(super) fn date_of_birth(&self, now: DateTime<Utc>) -> Option<NaiveDate> {
        match &self.date_of_birth {
            Change::Set(raw) => parse_date_of_birth(raw, now).ok(),
            Change::Keep | Change::Clear => None,
        }
    }
}

/// Returns the change of a field if it is permitted; otherwise adds a refusal.
fn only_if<T>(
    is_permitted: bool,
    violations: &mut Violations,
    field: &'static str,
    change: Change<T>,
) -> Change<T> {
    if !is_permitted && !matches!(change, Change::Keep) {
        violations.refuse(field, GeneralError::Forbidden);
        return Change::Keep;
    }
    change
}

impl Registration {
    /// Checks every field. Returns a new record if all are valid.
    pub fn validate(self, now: DateTime<Utc>) -> Result<Patient, Violations> {
        let mut violations = Violations::default();
        let nhs_number = violations.check("nhsNumber", self.nhs_number.parse());
        let name = violations.check("name", self.name.parse());
        let date_of_birth =
            violations.check_within("dateOfBirth", parse_date_of_birth(&self.date_of_birth, now));
        let postcode = violations.check("postcode", self.postcode.parse());
        let address_lines = violations.check_within("addressLines", AddressLines::parse(self.address_lines));
        let email = self.email.and_then(|raw| violations.check("email", raw.parse()));
        let phone = self.phone.and_then(|raw| violations.check("phone", raw.parse()));
        let patient = (|| {
            Some(Patient {
                id: PatientId::new(now),
                nhs_number: nhs_number?,
                name: name?,
                date_of_birth: date_of_birth?,
                postcode: postcode?,
                address_lines: address_lines?,
                email,
                phone,
                version: 1,
                created_at: now,
                updated_at: now,
            })
        })();
        violations.or(patient)
    }
}

impl Patient {
    pub fn nhs_number(&self) -> Result<&NhsNumber, Unreadable> {
        self.nhs_number.of::<Self>(self.id.0, "nhs_number")
    }

    pub fn email(&self) -> Result<Option<&Email>, Unreadable> {
        self.email.as_ref().map(|email| email.of::<Self>(self.id.0, "email")).transpose()
    }

    pub fn phone(&self) -> Result<Option<&Phone>, Unreadable> {
        self.phone.as_ref().map(|phone| phone.of::<Self>(self.id.0, "phone")).transpose()
    }

    /// The record after an amendment. The version is incremented if anything changes.
    pub fn amend(&self, amendment: Amendment, now: DateTime<Utc>) -> Result<Self, Violations> {
        let mut violations = Violations::default();
        let current = self.clone();
        let nhs_number = required(&mut violations, "nhsNumber", amendment.nhs_number, current.nhs_number);
        let name = required(&mut violations, "name", amendment.name, current.name);
        let parse = |raw: String| parse_date_of_birth(&raw, now);
        let date_of_birth = required_with(
            &mut violations,
            "dateOfBirth",
            amendment.date_of_birth,
            current.date_of_birth,
            parse,
        );
        let postcode = required(&mut violations, "postcode", amendment.postcode, current.postcode);
        let lines = amendment.address_lines.emptying();
        let address_lines =
            required_with(&mut violations, "addressLines", lines, current.address_lines, AddressLines::parse);
        let email = clearable(&mut violations, "email", amendment.email, current.email);
        let phone = clearable(&mut violations, "phone", amendment.phone, current.phone);
        let amended = (|| {
            Some(Self {
                nhs_number: nhs_number?,
                name: name?,
                date_of_birth: date_of_birth?,
                postcode: postcode?,
                address_lines: address_lines?,
                email,
                phone,
                ..self.clone()
            })
        })();
        let amended = violations.or(amended)?;
        Ok(if amended == *self {
            amended
        } else {
            Self { version: self.version + 1, updated_at: now, ..amended }
        })
    }
}

/// Parses a date of birth: a real date, not before 1850, and not after the current day in London.
fn parse_date_of_birth(raw: &str, now: DateTime<Utc>) -> Result<NaiveDate, Violations> {
    let date = parse_date(raw).map_err(Violation::new)?;
    if date < EARLIEST_DATE_OF_BIRTH {
        return Err(
            Violation::new(PatientError::DateOfBirthTooEarly { earliest: EARLIEST_DATE_OF_BIRTH }).into()
        );
    }
    if date > london_day(now) {
        return Err(Violation::new(PatientError::DateOfBirthInFuture).into());
    }
    Ok(date)
}
