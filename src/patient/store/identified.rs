//! The conditions that patients have the identifiers of a search. An index answers each.

use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, helper_types::IntoBoxed, pg::Pg};

use crate::{database::schema::patients, patient::Identifier};

diesel::define_sql_function! {
    /// In the case in which addresses are compared.
    #[sql_name = "lower"]
    fn lower_if_any(text: diesel::sql_types::Nullable<diesel::sql_types::Text>) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}

type IdentifiedQuery = IntoBoxed<'static, patients::table, Pg>;

pub(super) fn having(query: IdentifiedQuery, identifier: &Identifier) -> IdentifiedQuery {
    match identifier {
        Identifier::NhsNumber(number) => query.filter(patients::nhs_number.eq(number.clone())),
        Identifier::Phone(phone) => query.filter(patients::phone.eq(phone.clone())),
        Identifier::NhsNumberOrPhone(number, phone) => {
            query.filter(patients::nhs_number.eq(number.clone()).or(patients::phone.eq(phone.clone())))
        }
        Identifier::BornOn(days) => match days[..] {
            [day] => query.filter(patients::date_of_birth.eq(day)),
            _ => query.filter(patients::date_of_birth.eq_any(days.clone())),
        },
        Identifier::Postcode(postcode) => query.filter(patients::postcode.eq(postcode.clone())),
        Identifier::Email(email) => {
            query.filter(lower_if_any(patients::email).eq(lower_if_any(email.as_str().to_owned())))
        }
    }
}
