//! Who has signed in by an operation. The payload of a sign-in is for that user, whoever sent the request.

use std::{
    iter,
    sync::{Arc, OnceLock},
};

use async_graphql::{Context, QueryPathNode, QueryPathSegment};

use super::RequestContext;
use crate::{
    account::User,
    principal::{Principal, SignedIn},
};

/// The fields of `Mutation` whose payloads belong to the user whom they sign in or sign up.
const FIELDS: [&str; 4] = ["changePassword", "login", "refresh", "registerAccount"];

pub(super) fn is_sign_in(field: &str) -> bool {
    FIELDS.contains(&field)
}

/// The sign-ins of one operation, in their order. Most operations have none.
#[derive(Default)]
pub(super) struct SignIns(OnceLock<Box<SignIn>>);

struct SignIn {
    /// The key of the root field in the answer.
    key: String,
    request: Arc<RequestContext>,
    next: SignIns,
}

impl SignIns {
    /// From now on, what lies beneath this root field is resolved for this user.
    pub(super) fn add(&self, ctx: &Context<'_>, user: &User) {
        let request = ctx.data_unchecked::<Arc<RequestContext>>();
        let request = Arc::new(RequestContext::new(
            request.app.clone(),
            request.accounts.clone(),
            Principal::User(SignedIn::of(user)),
            request.locale,
            request.id.clone(),
            request.address,
        ));
        let Some(key) = root(ctx.path_node.as_ref()) else { return };
        let mut sign_in = Box::new(SignIn { key: key.to_owned(), request, next: Self::default() });
        let mut last = self;
        while let Err(refused) = last.0.set(sign_in) {
            sign_in = refused;
            let Some(next) = last.0.get() else { return };
            last = &next.next;
        }
    }

    /// For whom a field is resolved, if it lies beneath a sign-in.
    pub(super) fn at(&self, path: Option<&QueryPathNode<'_>>) -> Option<&Arc<RequestContext>> {
        let first = self.0.get()?;
        let key = root(path)?;
        let mut all = iter::successors(Some(first), |sign_in| sign_in.next.0.get());
        all.find(|sign_in| sign_in.key == key).map(|sign_in| &sign_in.request)
    }
}

/// The key of the root field that a path begins with.
fn root<'a>(path: Option<&QueryPathNode<'a>>) -> Option<&'a str> {
    match iter::successors(path, |node| node.parent).last()?.segment {
        QueryPathSegment::Name(name) => Some(name),
        QueryPathSegment::Index(_) => None,
    }
}
