//! What an access token says.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{LONGEST_LIFE, TokenRules};
use crate::{
    account::{AuthenticatedUser, OwnLanguage, Role, SessionId, UserId},
    database::new_id,
    patient::PatientId,
    principal::{RoleAssignment, SignedIn},
};

/// To whom tokens are given: to the users themselves, whatever program they use.
const CLIENT: &str = "panda";

/// The claims of RFC 9068, then our own.
#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    client_id: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
    /// The session.
    sid: Uuid,
    role: String,
    /// The record of a user who is a patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    patient: Option<Uuid>,
    /// The language in which the user reads.
    locale: String,
    /// Whether it goes before the language of a request.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    locale_is_chosen: bool,
}

impl Claims {
    pub(super) fn new(
        identity: AuthenticatedUser,
        rules: &TokenRules,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Self {
        let AuthenticatedUser { signed_in: SignedIn { user, assignment }, session, language } = identity;
        Self {
            iss: rules.issuer.clone(),
            aud: rules.audience.clone(),
            sub: user.0,
            client_id: CLIENT.to_owned(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: expires_at.timestamp(),
            jti: new_id(now),
            sid: session.0,
            role: assignment.role().as_str().to_owned(),
            patient: assignment.patient().map(|patient| patient.0),
            locale: language.tag,
            locale_is_chosen: language.is_chosen,
        }
    }

    /// Whether the token is good at this instant, and has not been made to be good for longer than any of ours.
    ///
    /// The leeway is for `iat` and `nbf`, because the clock of the server that issued it may be ahead. `exp` has none.
    pub(super) fn is_good_at(&self, now: DateTime<Utc>, leeway: TimeDelta) -> bool {
        let begun = self.nbf.max(self.iat) <= now.timestamp().saturating_add(leeway.num_seconds());
        let is_of_our_length = self.exp.saturating_sub(self.iat) <= LONGEST_LIFE.num_seconds();
        begun && now.timestamp() < self.exp && is_of_our_length
    }

    /// Nothing, where role and record do not belong together.
    pub(super) fn identity(&self) -> Option<AuthenticatedUser> {
        let role: Role = self.role.parse().ok()?;
        let assignment = RoleAssignment::of(role, self.patient.map(PatientId))?;
        let signed_in = SignedIn { user: UserId(self.sub), assignment };
        let language = OwnLanguage { tag: self.locale.clone(), is_chosen: self.locale_is_chosen };
        Some(AuthenticatedUser { signed_in, session: SessionId(self.sid), language })
    }
}
