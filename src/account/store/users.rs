//! Every query about users.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::{
    AsChangeset, BoolExpressionMethods, ExpressionMethods, Identifiable, Insertable,
    NullableExpressionMethods, OptionalExtension, PgExpressionMethods, QueryDsl, QueryResult, Queryable,
    Selectable, SelectableHelper, helper_types::IntoBoxed, pg::Pg,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use unicode_normalization::UnicodeNormalization;

use crate::{
    account::{OwnLanguage, PasswordHash, Role, User, UserId},
    database::{Key, Loaded, Page, PageRequest, Unreadable, read_page, schema::users},
    patient::PatientId,
    principal::RoleAssignment,
    value::{Email, Language, Name, trimmed},
};

diesel::define_sql_function! {
    /// Addresses are compared without case.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// How a user lies in the table: role and record are two columns.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true, treat_none_as_default_value = false)]
struct UserRow {
    id: UserId,
    email: Email,
    display_name: Name,
    role: Role,
    locale: Language,
    locale_is_chosen: bool,
    patient_id: Option<PatientId>,
    is_active: bool,
    is_demo: bool,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

crate::database::recorded!(
    UserRow,
    "users",
    (Uuid, Text, Text, Text, Text, Bool, Nullable<Uuid>, Bool, Bool, Int4, Timestamptz, Timestamptz)
);

/// Which users are listed: those who satisfy all that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    pub role: Option<Role>,
    pub is_active: Option<bool>,
    /// A whole address, in any case.
    pub email: Option<String>,
}

fn matching(filter: &Filter) -> IntoBoxed<'static, users::table, Pg> {
    let mut query = users::table.into_boxed();
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role));
    }
    if let Some(is_active) = filter.is_active {
        query = query.filter(users::is_active.eq(is_active));
    }
    if let Some(email) = &filter.email {
        query = query.filter(lower(users::email).eq(lower(storable(email))));
    }
    query
}

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    page_request: &PageRequest,
) -> QueryResult<Page<Loaded<User>>> {
    let page = page_request.apply(matching(filter)).select(Loaded::<UserRow>::as_select());
    Ok(read_page!(page_request, connection, page, matching(filter).count()).map(user))
}

pub async fn by_ids(
    connection: &AsyncPgConnection,
    ids: Vec<UserId>,
) -> QueryResult<HashMap<UserId, Loaded<User>>> {
    let query =
        users::table.filter(users::id.eq_any(ids)).select((users::id, Loaded::<UserRow>::as_select()));
    let rows: Vec<(UserId, Loaded<UserRow>)> = query.load(&mut &*connection).await?;
    Ok(rows.into_iter().map(|(id, row)| (id, user(row))).collect())
}

/// A user with the hash of the password, by e-mail address.
pub async fn find_by_email(
    connection: &AsyncPgConnection,
    email: &str,
) -> QueryResult<Option<(User, PasswordHash)>> {
    let query = users::table.filter(lower(users::email).eq(lower(storable(email))));
    let found = query
        .select((Loaded::<UserRow>::as_select(), users::password_hash))
        .get_result(&mut &*connection)
        .await;
    with_password(found.optional()?)
}

/// The same, by identifier.
pub async fn find_with_password(
    connection: &AsyncPgConnection,
    id: UserId,
) -> QueryResult<Option<(User, PasswordHash)>> {
    let query = users::table.find(id).select((Loaded::<UserRow>::as_select(), users::password_hash));
    with_password(query.get_result(&mut &*connection).await.optional()?)
}

/// A user with the hash of the password, whom no other transaction can change until this one ends.
pub async fn lock(connection: &AsyncPgConnection, id: UserId) -> QueryResult<Option<(User, PasswordHash)>> {
    let query =
        users::table.find(id).select((Loaded::<UserRow>::as_select(), users::password_hash)).for_update();
    with_password(query.get_result(&mut &*connection).await.optional()?)
}

/// The same for whoever begins a session, of which others may begin as well.
pub async fn hold(connection: &AsyncPgConnection, id: UserId) -> QueryResult<Option<(User, PasswordHash)>> {
    let query =
        users::table.find(id).select((Loaded::<UserRow>::as_select(), users::password_hash)).for_share();
    with_password(query.get_result(&mut &*connection).await.optional()?)
}

/// Locks every active administrator but this one, and tells whether there are any.
pub async fn has_other_admins(connection: &AsyncPgConnection, id: UserId) -> QueryResult<bool> {
    let others = users::table
        .filter(users::role.eq(Role::Admin).and(users::is_active).and(users::id.ne(id)))
        .order(users::id)
        .select(users::id)
        .for_update();
    let others: Vec<UserId> = others.load(&mut &*connection).await?;
    Ok(!others.is_empty())
}

/// Writes a new user. False, when address or record is taken.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    user: &User,
    hash: &PasswordHash,
) -> QueryResult<bool> {
    let values = (UserRow::from(user), users::password_hash.eq(hash));
    let insert = diesel::insert_into(users::table).values(values).on_conflict_do_nothing();
    Ok(insert.execute(connection).await? > 0)
}

/// Whether a user other than `own` belongs to this patient's record.
pub async fn is_patient_taken(
    connection: &AsyncPgConnection,
    patient: PatientId,
    own: Option<UserId>,
) -> QueryResult<bool> {
    let others =
        users::table.filter(users::patient_id.eq(patient)).filter(users::id.nullable().is_distinct_from(own));
    diesel::select(diesel::dsl::exists(others)).get_result(&mut &*connection).await
}

/// Whether a user other than `own` has this e-mail address.
pub async fn is_email_taken(
    connection: &AsyncPgConnection,
    email: &Email,
    own: Option<UserId>,
) -> QueryResult<bool> {
    let same = lower(users::email).eq(lower(email.as_str()));
    let others = users::table.filter(same).filter(users::id.nullable().is_distinct_from(own));
    diesel::select(diesel::dsl::exists(others)).get_result(&mut &*connection).await
}

pub async fn save(connection: &mut AsyncPgConnection, user: &User) -> QueryResult<()> {
    diesel::update(users::table.find(user.id)).set(UserRow::from(user)).execute(connection).await?;
    Ok(())
}

pub async fn save_password(
    connection: &mut AsyncPgConnection,
    id: UserId,
    hash: &PasswordHash,
) -> QueryResult<()> {
    diesel::update(users::table.find(id)).set(users::password_hash.eq(hash)).execute(connection).await?;
    Ok(())
}

/// An address in the form in which it is stored. No account has an empty one, nor one with a NUL, which the database cannot store.
fn storable(email: &str) -> String {
    if email.contains('\0') { String::new() } else { trimmed(email).nfc().collect() }
}

fn with_password(
    found: Option<(Loaded<UserRow>, PasswordHash)>,
) -> QueryResult<Option<(User, PasswordHash)>> {
    found.map(|(row, hash)| Ok((user(row).into_result()?, hash))).transpose()
}

impl From<&User> for UserRow {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            email: user.email.clone(),
            display_name: user.display_name.clone(),
            role: user.assignment.role(),
            locale: user.language.tag.clone(),
            locale_is_chosen: user.language.is_chosen,
            patient_id: user.assignment.patient(),
            is_active: user.is_active,
            is_demo: user.is_demo,
            version: user.version,
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

/// A row is unreadable if its role does not fit its patient: only patients have one.
fn user(row: Loaded<UserRow>) -> Loaded<User> {
    match row {
        Loaded::Unreadable(unreadable) => Loaded::Unreadable(unreadable),
        Loaded::Readable(row) => match RoleAssignment::of(row.role, row.patient_id) {
            Some(assignment) => Loaded::Readable(row.with(assignment)),
            None => Loaded::Unreadable(
                Unreadable::value::<UserRow>(row.id.0, "role")
                    .with_key("email", Key::Text(row.email.as_str().to_owned()))
                    .with_key("created_at", Key::Instant(row.created_at)),
            ),
        },
    }
}

impl UserRow {
    fn with(self, assignment: RoleAssignment) -> User {
        User {
            id: self.id,
            email: self.email,
            display_name: self.display_name,
            assignment,
            language: OwnLanguage { tag: self.locale, is_chosen: self.locale_is_chosen },
            is_active: self.is_active,
            is_demo: self.is_demo,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
