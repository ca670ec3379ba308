//! The demo's accounts: one for each role, with passwords that everyone may know.
//!
//! They are marked in the database, so that nobody signs in by them where `panda serve` serves it.

use super::explain;
use crate::{
    account::{self, Addition, Hasher, OwnLanguage, Role, store::users},
    context::AppContext,
    error::Failure,
    http::DemoAccount,
    i18n::Locale,
    patient::{self, PatientId, PatientScope},
    sample::{DEMO_PATIENT_NAME, DEMO_PATIENT_NUMBER},
};

/// An account of the demo.
pub(super) struct SampleAccount {
    pub role: Role,
    pub email: &'static str,
    pub password: &'static str,
    name: &'static str,
}

/// In the order in which they are told. Staff come first, for they see most of what there is to be seen.
pub(super) const ACCOUNTS: [SampleAccount; 4] = [
    SampleAccount {
        role: Role::Staff,
        email: "staff@panda.example",
        password: "bamboo-for-staff",
        name: "Sam Staff",
    },
    SampleAccount {
        role: Role::Admin,
        email: "admin@panda.example",
        password: "bamboo-for-admins",
        name: "Alex Admin",
    },
    SampleAccount {
        role: Role::Analyst,
        email: "analyst@panda.example",
        password: "bamboo-for-analysts",
        name: "Ana Lyst",
    },
    SampleAccount {
        role: Role::Patient,
        email: "patient@panda.example",
        password: "bamboo-for-patients",
        name: DEMO_PATIENT_NAME,
    },
];

/// Sees to it that everybody can sign in as the demo says, whatever was done to the accounts since.
pub(super) async fn ensure(app: &AppContext, hasher: &Hasher) -> anyhow::Result<()> {
    for account in ACCOUNTS {
        let patient_id = match account.role {
            Role::Patient => Some(Some(patient(app, account.email).await.map_err(explain)?)),
            Role::Admin | Role::Staff | Role::Analyst => None,
        };
        let addition = Addition {
            email: account.email.to_owned(),
            display_name: account.name.to_owned(),
            password: account.password.to_owned().into(),
            role: account.role,
            language: OwnLanguage::of_account(None, Locale::default()),
            patient_id,
            is_demo: true,
        };
        account::ensure(app, hasher, addition).await.map_err(explain)?;
    }
    Ok(())
}

/// The accounts as the demo tells them, a line for each.
pub(super) fn description() -> String {
    let line = |account: &SampleAccount| {
        format!("  {:<9}  {:<23}  {}", account.role.as_str(), account.email, account.password)
    };
    ACCOUNTS.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The accounts as the playground offers them.
pub(super) fn offered() -> Vec<DemoAccount> {
    let offered = |account: &SampleAccount| DemoAccount {
        role: account.role,
        email: account.email.to_owned(),
        password: account.password.to_owned().into(),
    };
    ACCOUNTS.iter().map(offered).collect()
}

/// The record of the demo's patient: the one that the account has already, or the one of the sample.
async fn patient(app: &AppContext, email: &str) -> Result<PatientId, Failure> {
    let connection = app.database.checkout().await?;
    let known =
        users::find_by_email(&connection, email).await?.and_then(|(user, _)| user.assignment.patient());
    if let Some(patient) = known {
        return Ok(patient);
    }
    let number = DEMO_PATIENT_NUMBER.parse().map_err(Failure::refuse)?;
    let found = patient::store::find_by_nhs_number(&connection, PatientScope::Everyone, &number).await?;
    let why = "the sample's patient is missing, who has the patient account; start over with --reset";
    Ok(found.ok_or_else(|| Failure::fault(anyhow::anyhow!(why)))?.id)
}
