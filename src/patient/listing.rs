//! List entries of patients and their orders.

use uuid::Uuid;

use super::{Patient, Rank};
use crate::database::{Key, KeyKind, Listed, Loaded};

/// A list entry: a patient and, in a search by relevance, the match.
#[derive(Clone)]
pub struct Listing {
    pub patient: Patient,
    /// The rank and the search text of the name, if the order is relevance.
    pub relevance: Option<(Rank, String)>,
}

impl From<Patient> for Listing {
    fn from(patient: Patient) -> Self {
        Self { patient, relevance: None }
    }
}

impl Listing {
    /// An entry of a search result. `rank` is set if the order is relevance.
    pub(super) fn found(patient: Loaded<Patient>, rank: Option<Rank>, name: String) -> Loaded<Self> {
        match (patient, rank) {
            (Loaded::Readable(patient), rank) => {
                Loaded::Readable(Self { patient, relevance: rank.map(|rank| (rank, name)) })
            }
            (Loaded::Unreadable(unreadable), Some(rank)) => {
                let key = Key::Ranked(rank.number(), name);
                Loaded::Unreadable(unreadable.with_key(SEARCH_TEXT, key))
            }
            (Loaded::Unreadable(unreadable), None) => Loaded::Unreadable(unreadable),
        }
    }
}

/// The column in which names are searched.
const SEARCH_TEXT: &str = "patients.search_text";

/// The fields by which any list of patients can be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderField {
    Name,
    DateOfBirth,
    CreatedAt,
}

/// The orders in which patients are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    By(OrderField),
    /// By rank, best matches first.
    Relevance,
}

impl Listed for Listing {
    type Order = Order;
    const ID_COLUMN: &'static str = "patients.id";

    fn column(order: Order) -> (&'static str, KeyKind) {
        match order {
            Order::By(OrderField::Name) => ("patients.name", KeyKind::Text),
            Order::By(OrderField::DateOfBirth) => ("patients.date_of_birth", KeyKind::Day),
            Order::By(OrderField::CreatedAt) => ("patients.created_at", KeyKind::Instant),
            Order::Relevance => (SEARCH_TEXT, KeyKind::Ranked),
        }
    }

    fn key(&self, order: Order) -> Key {
        match order {
            Order::By(OrderField::Name) => Key::Text(self.patient.name.as_str().to_owned()),
            Order::By(OrderField::DateOfBirth) => Key::Day(self.patient.date_of_birth),
            Order::By(OrderField::CreatedAt) => Key::Instant(self.patient.created_at),
            Order::Relevance => {
                let relevance = self.relevance.as_ref();
                let (rank, name) = relevance.expect("only search results are ordered by relevance");
                Key::Ranked(rank.number(), name.clone())
            }
        }
    }

    fn id(&self) -> Uuid {
        self.patient.id.0
    }
}
