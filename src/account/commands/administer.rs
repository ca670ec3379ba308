//! What those who look after the accounts can do.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;
use uuid::Uuid;

use crate::{
    account::{
        AccountError, Addition, Amendment, OwnAmendment, PasswordHash, User, UserId,
        hashing::{Hasher, Match},
        model::UserUniqueValues,
        password::Password,
        store::{sessions, users},
    },
    context::AppContext,
    database::{Loaded, is_constraint},
    error::{Failure, GeneralError, Violations},
    idempotency::{self, Creation, RawKey, Repeatable},
    patient::{self, PatientScope},
    principal::Principal,
    value::{Change, expect_version},
};

/// Adds an account.
pub async fn add(
    app: &AppContext,
    hasher: &Hasher,
    addition: Addition,
    key: Option<RawKey>,
) -> Result<User, Failure> {
    let addition = Hashed::of(app, hasher, addition).await?;
    if let Some(key) = key {
        return idempotency::create(app, addition, key).await;
    }
    let mut connection = app.database.checkout().await?;
    let checked = addition.check(&connection, app.clock.now()).await?;
    Hashed::write(checked, &mut connection).await
}

/// Adds an account, unless `before_commit` fails.
pub async fn add_after(
    app: &AppContext,
    hasher: &Hasher,
    addition: Addition,
    before_commit: impl FnOnce() -> Result<(), Failure>,
) -> Result<User, Failure> {
    let addition = Hashed::of(app, hasher, addition).await?;
    let mut transaction = app.database.begin().await?;
    let checked = addition.check(transaction.connection(), app.clock.now()).await?;
    let user = Hashed::write(checked, transaction.connection()).await?;
    before_commit()?;
    transaction.commit().await?;
    Ok(user)
}

/// An addition with the hash of its password.
#[derive(Clone)]
struct Hashed {
    addition: Addition,
    hash: Option<PasswordHash>,
}

impl Hashed {
    /// A hash takes long, so it is made before a connection is taken; of a password that will be refused there is none.
    async fn of(app: &AppContext, hasher: &Hasher, addition: Addition) -> Result<Self, Failure> {
        let hash = match addition.validate(app.clock.now()) {
            Ok((_, password)) => Some(hasher.hash(password).await?),
            Err(_) => None,
        };
        Ok(Self { addition, hash })
    }
}

impl Creation for Hashed {
    const OPERATION: &'static str = "addUser";
    type Checked = (User, PasswordHash);
    type Entity = User;

    async fn check(
        self,
        connection: &AsyncPgConnection,
        now: DateTime<Utc>,
    ) -> Result<(User, PasswordHash), Failure> {
        let (user, _) = match self.addition.validate(now) {
            // `write` finds what is taken.
            Ok(account) => account,
            invalid => {
                let unique = UserUniqueValues::of_addition(&self.addition);
                taken(connection, &unique, None).await?.after(invalid)?
            }
        };
        let hash =
            self.hash.ok_or_else(|| Failure::fault(anyhow::anyhow!("a good password was not hashed")))?;
        Ok((user, hash))
    }

    async fn write((user, hash): Self::Checked, connection: &mut AsyncPgConnection) -> Result<User, Failure> {
        // A plain insert would have the server write the e-mail address into its log when it is taken.
        while !users::insert(connection, &user, &hash).await.map_err(refused)? {
            // Nothing is taken if the account in the way is gone meanwhile.
            taken(connection, &UserUniqueValues::from(&user), None).await?.or(Some(()))?;
        }
        Ok(user)
    }
}

impl Repeatable for User {
    fn id(&self) -> Uuid {
        self.id.0
    }

    async fn find(
        connection: &AsyncPgConnection,
        principal: Principal,
        id: Uuid,
    ) -> QueryResult<Option<Self>> {
        let id = UserId(id);
        if !principal.may_see(id) {
            return Ok(None);
        }
        Loaded::of(&id, users::by_ids(connection, vec![id]).await?)
    }
}

/// Changes an account. Whoever is signed in by it signs in anew when role, record or password change, or when it is
/// deactivated.
pub async fn amend(
    app: &AppContext,
    hasher: &Hasher,
    id: UserId,
    expected_version: Option<i32>,
    amendment: Amendment,
    key: Option<RawKey>,
) -> Result<User, Failure> {
    // As above; the account may yet be changed by somebody else, but what makes a good password hardly depends on it.
    let known = app.database.read(|reader| async move { users::by_ids(&reader, vec![id]).await }).await?;
    let known = Loaded::of(&id, known)?.ok_or_else(not_found)?;
    let hash = match known.amend(amendment.clone(), app.clock.now()) {
        Ok((_, Some(password))) => Some(hasher.hash(password).await?),
        Ok((_, None)) | Err(_) => None,
    };
    write("amendUser", app, id, expected_version, amendment, hash, key).await
}

/// Changes one's own account.
pub async fn amend_own(
    app: &AppContext,
    id: UserId,
    expected_version: Option<i32>,
    amendment: OwnAmendment,
    key: Option<RawKey>,
) -> Result<User, Failure> {
    write("amendViewer", app, id, expected_version, amendment.into(), None, key).await
}

/// Changes an account by the mutation of this name.
async fn write(
    operation: &'static str,
    app: &AppContext,
    id: UserId,
    expected_version: Option<i32>,
    amendment: Amendment,
    hash: Option<PasswordHash>,
    key: Option<RawKey>,
) -> Result<User, Failure> {
    // Repeats would wait for the lock on the row with a connection each.
    let _turn = app.users_changing.lock(&id).await?;
    let hash = &hash;
    app.keyed(operation, key)
        .transaction(move |connection| {
            let amendment = amendment.clone();
            async move {
                let (current, _) = users::lock(connection, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version, current.updated_at)?;
                let now = app.clock.now();
                let unique = UserUniqueValues::of_amendment(&amendment, &current);
                let mut found = taken(connection, &unique, Some(id)).await?;
                if current.is_acting_admin()
                    && amendment.ends_administration()
                    && !users::has_other_admins(connection, id).await?
                {
                    found.refuse("id", AccountError::LastAdmin);
                }
                let (amended, password) = found.after(current.amend(amendment, now))?;
                if amended == current {
                    return Ok(amended);
                }
                users::save(connection, &amended).await.map_err(refused)?;
                if let (Some(_), Some(hash)) = (&password, hash) {
                    users::save_password(connection, id, hash).await?;
                }
                if password.is_some() || amended.ends_sessions_of(&current) {
                    sessions::end_all(connection, id, now).await?;
                }
                Ok(amended)
            }
            .scope_boxed()
        })
        .await
}

/// Sees to it that nobody signs in by an account, and that whoever has is out.
pub async fn deactivate(
    app: &AppContext,
    id: UserId,
    expected_version: Option<i32>,
    key: Option<RawKey>,
) -> Result<User, Failure> {
    let amendment = Amendment { is_active: Change::Set(false), ..Amendment::default() };
    write("deactivateUser", app, id, expected_version, amendment, None, key).await
}

/// Sees to it that there is such an account, as it is described, whatever has become of it.
pub async fn ensure(app: &AppContext, hasher: &Hasher, addition: Addition) -> Result<User, Failure> {
    let email = &addition.email;
    let found = app.database.read(|reader| async move { users::find_by_email(&reader, email).await }).await?;
    let Some((user, hash)) = found else { return add(app, hasher, addition, None).await };
    let password = Password::from_input(&addition.password).unwrap_or_default();
    let is_same = hasher.compare(password, Some(hash)).await? != Match::No;
    let amendment = Amendment {
        password: if is_same { Change::Keep } else { Change::Set(addition.password) },
        role: Change::Set(addition.role),
        patient_id: addition.patient_id.map_or(Change::Clear, Change::Set),
        is_active: Change::Set(true),
        ..Amendment::default()
    };
    amend(app, hasher, user.id, None, amendment, None).await
}

fn not_found() -> Failure {
    Failure::refuse_field("id", GeneralError::NotFound)
}

/// Which values other accounts have, and whether there is such a patient.
async fn taken(
    connection: &AsyncPgConnection,
    unique: &UserUniqueValues,
    own: Option<UserId>,
) -> QueryResult<Violations> {
    let mut violations = Violations::default();
    if let Some(email) = &unique.email
        && users::is_email_taken(connection, email, own).await?
    {
        violations.refuse("email", AccountError::EmailTaken);
    }
    if let Some(patient) = unique.patient {
        if users::is_patient_taken(connection, patient, own).await? {
            violations.refuse("patientId", AccountError::PatientTaken);
        } else if patient::store::by_ids(connection, PatientScope::Everyone, vec![patient]).await?.is_empty()
        {
            violations.refuse("patientId", GeneralError::NotFound);
        }
    }
    Ok(violations)
}

/// What the table's own constraints say.
fn refused(error: diesel::result::Error) -> Failure {
    let is = |constraint| is_constraint(&error, constraint);
    if is("users_email_taken") {
        Failure::refuse_field("email", AccountError::EmailTaken)
    } else if is("users_patient_taken") {
        Failure::refuse_field("patientId", AccountError::PatientTaken)
    } else if is("users_patient") {
        Failure::refuse_field("patientId", GeneralError::NotFound)
    } else {
        error.into()
    }
}
