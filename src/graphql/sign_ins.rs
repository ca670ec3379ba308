//! The users who sign in during an operation. The payload of a sign-in is resolved with the permissions of
//! that user, not of the caller.

use std::{
    iter,
    sync::{Arc, OnceLock},
};

use async_graphql::{Context, QueryPathNode, QueryPathSegment};

use super::RequestContext;
use crate::account::{Principal, SignedIn, User};

/// The mutations whose payloads belong to the user whom they sign in or register.
const FIELDS: [&str; 4] = ["changePassword", "login", "refresh", "registerAccount"];

pub(super) fn is_sign_in(field: &str) -> bool {
    FIELDS.contains(&field)
}

/// The sign-ins of one operation, as a linked list in the order of their execution. Most operations have
/// none.
#[derive(Default)]
pub(super) struct SignIns(OnceLock<Box<SignIn>>);

struct SignIn {
    /// The response key of the root field.
    key: String,
    request: Arc<RequestContext>,
    next: SignIns,
}

impl SignIns {
    /// Registers a sign-in: from now on, the fields below this root field are resolved for this user.
    pub(super) fn add(&self, ctx: &Context<'_>, user: &User) {
        let request = ctx.data_unchecked::<Arc<RequestContext>>();
        let request = Arc::new(RequestContext::new(
            request.app.clone(),
            request.reference.clone(),
            request.accounts.clone(),
            Principal::User(SignedIn::of(user)),
            request.locale,
            request.id.clone(),
            request.address,
        ));
        let Some(key) = root(ctx.path_node.as_ref()) else { return };
        let mut sign_in = Box::new(SignIn { key: key.to_owned(), request, next: Self::default() });
        let mut last = self;
        while let Err(rejected) = last.0.set(sign_in) {
            sign_in = rejected;
            let Some(next) = last.0.get() else { return };
            last = &next.next;
        }
    }

    /// The request context of the signed-in user, if the field is below a sign-in payload.
    pub(super) fn at(&self, path: Option<&QueryPathNode<'_>>) -> Option<&Arc<RequestContext>> {
        let first = self.0.get()?;
        let key = root(path)?;
        let mut all = iter::successors(Some(first), |sign_in| sign_in.next.0.get());
        all.find(|sign_in| sign_in.key == key).map(|sign_in| &sign_in.request)
    }
}

/// The response key of the root field of a path.
fn root<'a>(path: Option<&QueryPathNode<'a>>) -> Option<&'a str> {
    match iter::successors(path, |node| node.parent).last()?.segment {
        QueryPathSegment::Name(name) => Some(name),
        QueryPathSegment::Index(_) => None,
    }
}
