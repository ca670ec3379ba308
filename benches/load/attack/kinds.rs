//! The requests of attackers.

use std::{fs, sync::Arc};

use chrono::TimeDelta;
use panda::{
    account::{
        AuthenticatedUser, OwnLanguage, RoleAssignment, SessionId, SignedIn, UserId,
        tokens::{TokenKeys, TokenRules, Tokens},
    },
    clock::{Clock, SystemClock},
};
use secrecy::ExposeSecret;
use serde_json::json;
use uuid::Uuid;

use super::{super::served::Server, client::ReadBehaviour};

/// The number of users whose tokens attackers have.
const USERS: u128 = 30;

/// The placeholder that is replaced by a different number in each request.
const VARIES: &str = "n0000000";

/// Requests of one kind.
#[derive(Clone)]
pub struct Kind {
    pub name: &'static str,
    pub behaviour: ReadBehaviour,
    bodies: Arc<[String]>,
    /// Empty for anonymous attackers.
    tokens: Arc<[String]>,
}

impl Kind {
    pub fn request(&self, connection: usize, number: usize) -> String {
        let body = &self.bodies[(connection + number) % self.bodies.len()];
        let body = body.replace(VARIES, &format!("n{:07}", (connection * 10_007 + number) % 10_000_000));
        let token = (!self.tokens.is_empty()).then(|| &self.tokens[connection % self.tokens.len()]);
        request(&body, token.map(String::as_str))
    }
}

/// A `POST /graphql`.
pub fn request(body: &str, token: Option<&str>) -> String {
    let token = token.map_or_else(String::new, |token| format!("authorization: Bearer {token}\r\n"));
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{token}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The reference, and every attack.
pub fn all(server: &Server, w1: &Arc<[String]>) -> anyhow::Result<Vec<Kind>> {
    let tokens = tokens(server)?;
    let anonymous: Arc<[String]> = Arc::new([]);
    let kind = |name, behaviour, query: String, tokens: &Arc<[String]>| Kind {
        name,
        behaviour,
        bodies: Arc::new([json!({ "query": query }).to_string()]),
        tokens: tokens.clone(),
    };
    let reported = catalogue(24, 25);
    let rows = "{ patients(first: 100) { edges { node { appointments(first: 100) { edges { node { id startsAt status } } } } } } }";
    let wide = format!(
        "{{ patients(first: 100) {{ edges {{ node {{ {} }} }} }} }}",
        (0..24).map(|n| format!("a{n}: addressLines b{n}: name ")).collect::<Vec<_>>().concat()
    );
    let schema = include_str!("../../../src/graphql/introspection.graphql").to_owned();
    let document = format!("{{ {VARIES}: viewer {{ id }} {} }}", viewers(30_000));
    Ok(vec![
        Kind {
            bodies: w1.clone(),
            ..kind("the reference: W1", ReadBehaviour::Reads, String::new(), &tokens)
        },
        kind("the reported document, not read", ReadBehaviour::NeverReads, reported, &anonymous),
        kind(
            "the catalogue without a token, not read",
            ReadBehaviour::NeverReads,
            catalogue(8, 1),
            &anonymous,
        ),
        kind("long lists, not read", ReadBehaviour::NeverReads, rows.to_owned(), &tokens),
        kind("long lists, read", ReadBehaviour::Reads, rows.to_owned(), &tokens),
        kind("wide lists, not read", ReadBehaviour::NeverReads, wide, &tokens),
        kind("the catalogue by users, not read", ReadBehaviour::NeverReads, catalogue(20, 20), &tokens),
        kind("introspection, read", ReadBehaviour::Reads, schema.clone(), &tokens),
        kind("introspection, not read", ReadBehaviour::NeverReads, schema, &tokens),
        kind("large documents, all different", ReadBehaviour::Reads, document.clone(), &tokens),
        kind("large documents without a token", ReadBehaviour::Reads, document.clone(), &anonymous),
        kind("large bodies that drip", ReadBehaviour::Drips, document, &tokens),
    ])
}

/// That many catalogues with that many messages each. All use one fragment, which keeps the document short
/// and the number of aliases small.
fn catalogue(lists: usize, messages: usize) -> String {
    let messages = (0..messages).map(|number| format!("b{number}:message ")).collect::<Vec<_>>().concat();
    let lists = (0..lists)
        .map(|number| format!("a{number}:errorCatalogue(locale:\"ur\"){{...M}}"))
        .collect::<Vec<_>>()
        .concat();
    format!("{{{lists}}}fragment M on ErrorDefinition{{{messages}}}")
}

/// As many selections of the same fields as fit into that many bytes.
fn viewers(bytes: usize) -> String {
    let one = "viewer{id role}";
    one.repeat((bytes / one.len()).min(660))
}

fn tokens(server: &Server) -> anyhow::Result<Arc<[String]>> {
    let key = fs::read_to_string(&server.prepared.key)?.into();
    let keys = TokenKeys::parse(&[key]).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let (tokens, now) = (Tokens::new(keys, TokenRules::default()), SystemClock.now());
    let token = |number: u128| {
        let (user, session) = (UserId(Uuid::from_u128(number)), SessionId(Uuid::from_u128(number)));
        let signed_in = SignedIn { user, assignment: RoleAssignment::Staff };
        let identity =
            AuthenticatedUser { signed_in, session, language: OwnLanguage::of_account(None, "en-GB") };
        tokens.issue(identity, now, now + TimeDelta::days(1)).token.expose_secret().to_owned()
    };
    Ok((1..=USERS).map(token).collect())
}
