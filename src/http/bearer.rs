//! Authentication by the request's bearer token (RFC 6750), and the user's rate limit.

use axum::http::{HeaderMap, StatusCode, header};

use super::{Service, caller::Caller, rejection::Rejection};
use crate::{
    account::{AuthError, Principal},
    error::GeneralError,
};

/// Authenticates a request. Without a token, the principal is anonymous. An invalid token ends the request,
/// because its sender expects to be signed in. The returned caller has the language of the account, or else
/// that of the request. Each authentication counts as one request in the user's rate limit.
pub(super) async fn authenticate(
    headers: &HeaderMap,
    service: &Service,
    caller: Caller,
) -> Result<(Principal, Caller), Rejection> {
    let unauthenticated = || Rejection::new(StatusCode::UNAUTHORIZED, GeneralError::Unauthenticated, &caller);
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else { return Ok((Principal::Anonymous, caller)) };
    if lines.next().is_some() {
        return Err(unauthenticated());
    }
    let token = line.to_str().ok().and_then(bearer).ok_or_else(unauthenticated)?;
    match service.accounts.authenticate(token, service.app.clock.now()).await {
        Ok(identity) => {
            let caller = caller.reading(&identity.language);
            let within_limit = service.accounts.throttle.request(identity.signed_in.user);
            let too_many = |refusal| Rejection::new(StatusCode::TOO_MANY_REQUESTS, refusal, &caller);
            within_limit.map_err(too_many)?;
            Ok((Principal::User(identity.signed_in), caller))
        }
        Err(AuthError::Unauthenticated) => Err(unauthenticated()),
        Err(AuthError::Unavailable) => {
            Err(Rejection::new(StatusCode::SERVICE_UNAVAILABLE, GeneralError::ServiceUnavailable, &caller))
        }
    }
}

/// The token of `Bearer …`. The name of the scheme is case-insensitive (RFC 9110, section 11.1).
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start_matches(' '))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_token_is_what_follows_the_scheme(token in "[A-Za-z0-9._-]{1,60}", scheme in "[bB][eE][aA][rR][eE][rR]", spaces in " {1,3}") {
            let line = format!("{scheme}{spaces}{token}");
            prop_assert_eq!(bearer(&line), Some(token.as_str()));
        }

        #[test]
        fn only_the_bearer_scheme_has_a_token(line in "\\PC*|[a-zA-Z]{0,8} \\PC*") {
            let is_bearer = line.get(..7).is_some_and(|begin| begin.eq_ignore_ascii_case("bearer "));
            prop_assert_eq!(bearer(&line).is_some(), is_bearer);
        }
    }
}
