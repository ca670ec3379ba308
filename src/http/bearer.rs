//! Who is let in: by the token that came with the request (RFC 6750), and as often as the limits allow.

use axum::http::{HeaderMap, StatusCode, header};

use super::{Service, caller::Caller, rejection::Rejection};
use crate::{account::AuthError, error::GeneralError, principal::Principal};

/// Nobody in particular without a token. One that is there and is no good ends the request, for whoever sends it believes
/// to be signed in. The caller that is answered reads the language that was chosen for the account, or else that of the request. Each
/// admission counts as a request of the user's.
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
            let admitted = service.accounts.throttle.request(identity.signed_in.user);
            let too_many = |refusal| Rejection::new(StatusCode::TOO_MANY_REQUESTS, refusal, &caller);
            admitted.map_err(too_many)?;
            Ok((Principal::User(identity.signed_in), caller))
        }
        Err(AuthError::Unauthenticated) => Err(unauthenticated()),
        Err(AuthError::Unavailable) => {
            Err(Rejection::new(StatusCode::SERVICE_UNAVAILABLE, GeneralError::ServiceUnavailable, &caller))
        }
    }
}

/// The token of `Bearer …`; the name of the scheme has no case (RFC 9110, section 11.1).
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
        fn another_scheme_has_none(line in "\\PC*|[a-zA-Z]{0,8} \\PC*") {
            let is_bearer = line.get(..7).is_some_and(|begin| begin.eq_ignore_ascii_case("bearer "));
            prop_assert_eq!(bearer(&line).is_some(), is_bearer);
        }
    }
}
