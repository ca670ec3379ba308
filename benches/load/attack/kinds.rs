//! What attackers send.

use std::{fs, sync::Arc};

use chrono::TimeDelta;
use panda::{
    account::{
        AuthenticatedUser, OwnLanguage, SessionId, UserId,
        tokens::{TokenKeys, TokenRules, Tokens},
    },
    clock::{Clock, SystemClock},
    principal::{RoleAssignment, SignedIn},
};
use secrecy::ExposeSecret;
use serde_json::json;
use uuid::Uuid;

use super::{super::served::Server, client::Patience};

/// In how many names attackers ask who are signed in.
const USERS: u128 = 30;

/// What each of it is another in each request.
const VARIES: &str = "n0000000";

/// Requests of one kind.
#[derive(Clone)]
pub struct Kind {
    pub name: &'static str,
    pub patience: Patience,
    bodies: Arc<[String]>,
    /// None for those who are not signed in.
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
    let nobody: Arc<[String]> = Arc::new([]);
    let kind = |name, patience, query: String, tokens: &Arc<[String]>| Kind {
        name,
        patience,
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
        Kind { bodies: w1.clone(), ..kind("the reference: W1", Patience::Reads, String::new(), &tokens) },
        kind("the reported document, not read", Patience::NeverReads, reported, &nobody),
        kind("the catalogue without a token, not read", Patience::NeverReads, catalogue(8, 1), &nobody),
        kind("long lists, not read", Patience::NeverReads, rows.to_owned(), &tokens),
        kind("long lists, read", Patience::Reads, rows.to_owned(), &tokens),
        kind("wide lists, not read", Patience::NeverReads, wide, &tokens),
        kind("the catalogue by users, not read", Patience::NeverReads, catalogue(20, 20), &tokens),
        kind("introspection, read", Patience::Reads, schema.clone(), &tokens),
        kind("introspection, not read", Patience::NeverReads, schema, &tokens),
        kind("large documents, all different", Patience::Reads, document.clone(), &tokens),
        kind("large documents without a token", Patience::Reads, document.clone(), &nobody),
        kind("large bodies that drip", Patience::Drips, document, &tokens),
    ])
}

/// So many catalogues of so many messages each. The same for all, a fragment keeps the document short and has few aliases.
fn catalogue(lists: usize, messages: usize) -> String {
    let messages = (0..messages).map(|number| format!("b{number}:message ")).collect::<Vec<_>>().concat();
    let lists = (0..lists)
        .map(|number| format!("a{number}:errorCatalogue(locale:\"ur\"){{...M}}"))
        .collect::<Vec<_>>()
        .concat();
    format!("{{{lists}}}fragment M on ErrorDefinition{{{messages}}}")
}

/// As many selections of the same fields as fit into so many bytes.
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
