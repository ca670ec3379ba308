//! Patients who sign up by themselves.

use std::net::IpAddr;

use scoped_futures::ScopedFutureExt;
use secrecy::SecretString;

use crate::{
    account::{AccountError, Accounts, Addition, OwnLanguage, Role, User, store::users},
    context::AppContext,
    error::{Failure, Violations},
    patient::{self, NhsNumber, PatientId, PatientScope},
    principal::RoleAssignment,
    value::{Postcode, parse_date},
};

/// The raw fields of an account that a patient opens.
#[derive(Clone)]
pub struct SignUp {
    pub email: String,
    pub password: SecretString,
    /// How the patient is addressed; as on the record, when absent.
    pub display_name: Option<String>,
    pub language: OwnLanguage<String>,
    pub nhs_number: String,
    pub date_of_birth: String,
    pub postcode: String,
}

/// Opens an account for a patient who knows what is on the record, and asks from this address.
///
/// Which part was wrong, or that there is an account already, is not told; and whether there is such a record cannot be
/// told from the time that it takes, most of which is the hash's.
pub async fn register(
    app: &AppContext,
    accounts: &Accounts,
    sign_up: SignUp,
    address: IpAddr,
) -> Result<User, Failure> {
    let mut violations = Violations::default();
    let nhs_number: Option<NhsNumber> = violations.check("nhsNumber", sign_up.nhs_number.parse());
    let date_of_birth = violations.check("dateOfBirth", parse_date(&sign_up.date_of_birth));
    let postcode: Option<Postcode> = violations.check("postcode", sign_up.postcode.parse());
    let now = app.clock.now();
    let addition = Addition {
        // Taken from the record, should it be absent; until then it is only what a password must not be.
        display_name: sign_up.display_name.clone().unwrap_or_else(|| sign_up.email.clone()),
        email: sign_up.email,
        password: sign_up.password,
        role: Role::Patient,
        language: sign_up.language,
        // Whose it is turns out below.
        patient_id: Some(Some(PatientId::new(now))),
        is_demo: false,
    };
    let account = addition.validate(now).map_err(|others| violations.append(others)).ok();
    let details = (|| Some((nhs_number?, date_of_birth?, postcode?, account?)))();
    let (nhs_number, date_of_birth, postcode, (user, password)) = violations.or(details)?;
    // What was mistyped is no attempt.
    accounts.throttle.sign_up(nhs_number.as_str(), address)?;
    let hash = &accounts.hasher.hash(password).await?;
    let (nhs_number, postcode, user) = (&nhs_number, &postcode, &user);
    let is_named = sign_up.display_name.is_some();
    app.database
        .transaction(move |connection| {
            async move {
                let refused = || Failure::refuse(AccountError::DetailsNotRecognised);
                let found =
                    patient::store::find_by_nhs_number(connection, PatientScope::Everyone, nhs_number)
                        .await?;
                let is_same = |patient: &patient::Patient| {
                    patient.date_of_birth == date_of_birth && patient.postcode == *postcode
                };
                let patient = found.filter(is_same).ok_or_else(refused)?;
                let mut user = User { assignment: RoleAssignment::Patient(patient.id), ..user.clone() };
                if !is_named {
                    user.display_name = patient.name;
                }
                if users::insert(connection, &user, hash).await? { Ok(user) } else { Err(refused()) }
            }
            .scope_boxed()
        })
        .await
}
