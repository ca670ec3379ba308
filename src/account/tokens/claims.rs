//! The claims of an access token.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{LONGEST_LIFE, TokenRules};
use crate::{
    account::{AuthenticatedUser, OwnLanguage, Role, RoleAssignment, SessionId, SignedIn, UserId},
    database::new_id,
    patient::PatientId,
};

/// The client to which tokens are issued. All programs of a user share it.
const CLIENT: &str = "panda";

/// The claims of RFC 9068, then private claims.
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
    /// The session's id.
    sid: Uuid,
    role: String,
    /// The record of a user whose role is patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    patient: Option<Uuid>,
    /// The user's preferred language.
    locale: String,
    /// Whether it takes precedence over the language of a request.
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

    /// Whether the token is valid at this instant, and its lifetime is not longer than we issue.
    ///
    /// The leeway applies to `iat` and `nbf`, because the issuing server's clock may be ahead. `exp` has no
    /// leeway.
    pub(super) fn is_good_at(&self, now: DateTime<Utc>, leeway: TimeDelta) -> bool {
        let has_begun = self.nbf.max(self.iat) <= now.timestamp().saturating_add(leeway.num_seconds());
        let has_our_lifetime = self.exp.saturating_sub(self.iat) <= LONGEST_LIFE.num_seconds();
        has_begun && now.timestamp() < self.exp && has_our_lifetime
    }

    /// Returns `None` if the role and the record do not fit together.
    pub(super) fn identity(&self) -> Option<AuthenticatedUser> {
        let role: Role = self.role.parse().ok()?;
        let assignment = RoleAssignment::of(role, self.patient.map(PatientId))?;
        let signed_in = SignedIn { user: UserId(self.sub), assignment };
        let language = OwnLanguage { tag: self.locale.clone(), is_chosen: self.locale_is_chosen };
        Some(AuthenticatedUser { signed_in, session: SessionId(self.sid), language })
    }
}
