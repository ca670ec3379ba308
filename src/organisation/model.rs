//! The organisation, its validation and its amendments.

use chrono::{DateTime, Utc};
use diesel::{
    AsChangeset, Identifiable, Insertable, Queryable, Selectable, deserialize::FromSqlRow,
    expression::AsExpression, sql_types::Text,
};
use strum::{EnumString, IntoStaticStr};
use uuid::Uuid;

use super::OdsCode;
use crate::{
    database::{Key, KeyKind, Listed, entity_id, schema},
    error::Violations,
    value::{AddressLines, Change, Name, Postcode, TimeZone, required, required_with},
};

entity_id!(
    /// Identifies an organisation.
    OrganisationId
);

/// A place of care.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = schema::organisations)]
pub struct Organisation {
    pub id: OrganisationId,
    pub ods_code: OdsCode,
    pub name: Name,
    pub kind: Kind,
    pub postcode: Postcode,
    pub address_lines: AddressLines,
    pub time_zone: TimeZone,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

crate::database::recorded!(
    Organisation,
    "organisations",
    (Uuid, Text, Text, Text, Text, Array<Nullable<Text>>, Text, Int4, Timestamptz, Timestamptz)
);

/// The type of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, EnumString, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    GpSurgery,
    WalkInCentre,
    UrgentCareCentre,
    Hospital,
    CommunityClinic,
    MentalHealthClinic,
    DentalPractice,
    Pharmacy,
    Other,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

crate::database::text_column!(Kind);

/// The raw fields of a new organisation.
#[derive(Debug, Clone)]
pub struct Addition {
    pub ods_code: String,
    pub name: String,
    pub kind: Kind,
    pub postcode: String,
    pub address_lines: Vec<String>,
    /// London's if absent.
    pub time_zone: Option<String>,
}

/// The raw changes to an organisation.
#[derive(Debug, Clone, Default)]
pub struct Amendment {
    pub ods_code: Change<String>,
    pub name: Change<String>,
    pub kind: Change<Kind>,
    pub postcode: Change<String>,
    pub address_lines: Change<Vec<String>>,
    pub time_zone: Change<String>,
}

impl Addition {
    pub fn validate(self, now: DateTime<Utc>) -> Result<Organisation, Violations> {
        let mut violations = Violations::default();
        let ods_code = violations.check("odsCode", self.ods_code.parse());
        let name = violations.check("name", self.name.parse());
        let postcode = violations.check("postcode", self.postcode.parse());
        let address_lines = violations.check_within("addressLines", AddressLines::parse(self.address_lines));
        let time_zone = self.time_zone.map_or(Ok(TimeZone::LONDON), |raw| raw.parse());
        let time_zone = violations.check("timeZone", time_zone);
        let organisation = (|| {
            Some(Organisation {
                id: OrganisationId::new(now),
                ods_code: ods_code?,
                name: name?,
                kind: self.kind,
                postcode: postcode?,
                address_lines: address_lines?,
                time_zone: time_zone?,
                version: 1,
                created_at: now,
                updated_at: now,
            })
        })();
        violations.or(organisation)
    }
}

impl Organisation {
    /// The organisation after an amendment. The version is incremented if anything changes.
    pub fn amend(&self, amendment: Amendment, now: DateTime<Utc>) -> Result<Self, Violations> {
        let mut violations = Violations::default();
        let current = self.clone();
        let ods_code = required(&mut violations, "odsCode", amendment.ods_code, current.ods_code);
        let name = required(&mut violations, "name", amendment.name, current.name);
        let kind = required_with(&mut violations, "kind", amendment.kind, current.kind, Ok);
        let postcode = required(&mut violations, "postcode", amendment.postcode, current.postcode);
        let lines = amendment.address_lines.emptying();
        let address_lines =
            required_with(&mut violations, "addressLines", lines, current.address_lines, AddressLines::parse);
        let time_zone = required(&mut violations, "timeZone", amendment.time_zone, current.time_zone);
        let amended = (|| {
            Some(Self {
                ods_code: ods_code?,
                name: name?,
                kind: kind?,
                postcode: postcode?,
                address_lines: address_lines?,
                time_zone: time_zone?,
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

/// The orders in which organisations are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderField {
    Name,
    OdsCode,
}

impl Listed for Organisation {
    type Order = OrderField;
    const ID_COLUMN: &'static str = "organisations.id";

    fn column(order: OrderField) -> (&'static str, KeyKind) {
        match order {
            OrderField::Name => ("organisations.name", KeyKind::Text),
            OrderField::OdsCode => ("organisations.ods_code", KeyKind::Text),
        }
    }

    fn key(&self, order: OrderField) -> Key {
        Key::Text(match order {
            OrderField::Name => self.name.as_str().to_owned(),
            OrderField::OdsCode => self.ods_code.as_str().to_owned(),
        })
    }

    fn id(&self) -> Uuid {
        self.id.0
    }
}
