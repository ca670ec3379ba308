//! Cursors are encrypted: they reveal nothing, and every server with the same key creates and accepts the
//! same cursors.

use std::{collections::HashSet, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use panda::{
    account::{
        AccountRules, Accounts, RoleAssignment,
        tokens::{Key, TokenKeys, TokenRules, Tokens, generate},
    },
    http::{self, HttpConfig},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{Answer, Crowd, List, TestApp, Walk, key, token};

const PATIENTS: u32 = 1_200;

/// The key hint, which is equal in all cursors of a key.
const HINT: usize = 4;

/// Every list in every order, so that each type of sort value occurs.
async fn lists(app: &TestApp) -> Vec<List> {
    let (patient, clinician) = (app.ids("patients").await.remove(0), app.ids("clinicians").await.remove(0));
    let department = app.ids("departments").await.remove(0);
    let mut lists = Vec::new();
    for (field, orders, node) in [
        (
            "patients",
            &["NAME", "DATE_OF_BIRTH", "CREATED_AT"][..],
            "name nhsNumber dateOfBirth postcode createdAt",
        ),
        ("appointments", &["STARTS_AT", "CREATED_AT"], "startsAt createdAt"),
        ("clinicians", &["NAME"], "name"),
        ("departments", &["NAME", "CODE"], "name code"),
        ("organisations", &["NAME", "ODS_CODE"], "name odsCode"),
        ("users", &["EMAIL"], "email"),
    ] {
        for order in orders {
            for direction in ["ASC", "DESC"] {
                let order = format!("orderBy: {{ field: {order}, direction: {direction} }}");
                lists.push(List::new(field, order, node));
            }
        }
    }
    lists.push(List::new("patients", r#"filter: { search: "person" }"#, "name nhsNumber dateOfBirth"));
    lists.push(List::new("appointments", "", "startsAt").of("Patient", &patient));
    lists.push(List::new("appointments", "", "startsAt").of("Clinician", &clinician));
    lists.push(List::new("clinicians", "", "name").of("Department", &department));
    lists
}

/// Texts that would reveal something of an entry.
fn revealing_texts(node: &Value) -> Vec<Vec<u8>> {
    let values = node.as_object().expect("an object").iter().filter(|(field, _)| *field != "id");
    let texts = values.filter_map(|(_, value)| value.as_str());
    let mut reported = Vec::new();
    for text in texts {
        reported
            .extend([text.to_owned(), text.to_lowercase(), text.replace(' ', "")].map(String::into_bytes));
        reported.extend(
            text.split([' ', 'T']).filter(|part| part.len() > 3).map(|part| part.as_bytes().to_vec()),
        );
    }
    let id = URL_SAFE_NO_PAD.decode(node["id"].as_str().expect("an id")).expect("an identifier");
    reported.push(id[id.len() - 16..].to_vec());
    reported
}

#[tokio::test]
async fn ten_thousand_cursors_reveal_nothing() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: PATIENTS, clinicians: 8, departments: 4, appointments: 150 });
    // Different names, and names with a common prefix.
    app.database
        .execute("UPDATE patients SET name = 'Person ' || left(md5(nhs_number), 8) || ' of Llandudno'");
    app.a_user_with(RoleAssignment::Staff);
    let (mut seen, mut lengths) = (Vec::new(), HashSet::new());
    for list in lists(&app).await {
        let before = seen.len();
        for page in list.walk(&app, Walk::Forward, 100, async || {}).await {
            for (cursor, node) in page.cursors.iter().zip(&page.nodes) {
                let bytes = URL_SAFE_NO_PAD.decode(cursor).expect("base64url");
                for reported in revealing_texts(node) {
                    let is_told = bytes.windows(reported.len()).any(|part| part == reported);
                    assert!(!is_told, "{list:?} tells {:?}", String::from_utf8_lossy(&reported));
                }
                lengths.insert(bytes.len());
                seen.push(bytes);
            }
        }
        assert!(seen.len() > before, "{list:?}");
    }
    assert!(seen.len() >= 10_000, "{}", seen.len());
    assert!(seen.iter().all(|cursor| cursor[..HINT] == seen[0][..HINT]));
    // Values with a common prefix do not give cursors with one.
    let beginnings: HashSet<&[u8]> = seen.iter().map(|cursor| &cursor[HINT..HINT + 8]).collect();
    assert_eq!(beginnings.len(), seen.len(), "two cursors begin alike");
    // No bit reveals anything: each is set in half of the cursors, within ten standard deviations.
    let mut bits = vec![0_usize; (seen.iter().map(Vec::len).min().expect("cursors") - HINT) * 8];
    for cursor in &seen {
        for (n, count) in bits.iter_mut().enumerate() {
            *count += usize::from(cursor[HINT + n / 8] >> (n % 8) & 1);
        }
    }
    let (half, leeway) = (seen.len() / 2, 10 * seen.len().isqrt() / 2);
    assert!(bits.iter().all(|count| count.abs_diff(half) <= leeway), "{bits:?}");
    // Nor does the length, because contents are padded.
    assert!(lengths.iter().all(|length| (length - HINT - 16).is_multiple_of(32)), "{lengths:?}");
}

/// Another server on the same database, and its accounts, which hold the keys.
struct OtherInstance {
    address: String,
    accounts: Arc<Accounts>,
}

fn private(pem: &SecretString) -> Key {
    Key::parse(pem).expect("a key")
}

fn public(pem: &SecretString) -> Key {
    Key::parse(&private(pem).public_pem().into()).expect("a key")
}

impl OtherInstance {
    async fn start(app: &TestApp, keys: &[Key]) -> Self {
        let tokens = Tokens::new(TokenKeys::new(keys).expect("keys"), TokenRules::default());
        let accounts = Arc::new(Accounts::new(&app.context, tokens, AccountRules::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let (context, served) = (app.context.clone(), accounts.clone());
        let reference = app.reference.clone();
        tokio::spawn(http::serve(
            context,
            reference,
            served,
            HttpConfig::default(),
            listener,
            std::future::pending(),
        ));
        Self { address, accounts }
    }

    /// Every server here has at least the public key of this run, which verifies the token.
    async fn ask(&self, app: &TestApp, arguments: &str) -> Answer {
        let query = format!(
            "{{ patients({arguments}) {{ edges {{ cursor }} pageInfo {{ startCursor endCursor }} }} }}"
        );
        let request = reqwest::Client::new()
            .post(format!("{}/graphql", self.address))
            .bearer_auth(token(RoleAssignment::Staff, app.now()))
            .json(&json!({ "query": query }));
        Answer::of(request.send().await.expect("the server answers")).await
    }

    async fn cursor(&self, app: &TestApp) -> String {
        let page = self.ask(app, "first: 1").await.data("/patients");
        let cursor = page["edges"][0]["cursor"].as_str().expect("a cursor").to_owned();
        assert_eq!(page["pageInfo"], json!({ "startCursor": cursor, "endCursor": cursor }));
        cursor
    }

    async fn takes(&self, app: &TestApp, cursor: &str) -> bool {
        let answer = self.ask(app, &format!(r#"after: "{cursor}""#)).await;
        if answer.refusals().is_empty() {
            assert_eq!(answer.data("/patients/edges").as_array().expect("edges").len(), 9);
            return true;
        }
        answer.expect_refusals(&["CURSOR_INVALID at after"]);
        false
    }
}

#[tokio::test]
async fn servers_with_the_same_key_create_and_accept_the_same_cursors() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd::of(10));
    let new = generate();
    // During a stepwise key rotation, each server accepts the cursors of all others.
    let before = OtherInstance::start(&app, &[private(key())]).await;
    let added = OtherInstance::start(&app, &[private(key()), private(&new)]).await;
    let moved = OtherInstance::start(&app, &[private(&new), private(key())]).await;
    let by_old = before.cursor(&app).await;
    assert_eq!(by_old, added.cursor(&app).await, "a restarted server makes the same cursors");
    let by_new = moved.cursor(&app).await;
    assert_ne!(by_old, by_new);
    for (server, takes_old, takes_new) in [(&before, true, false), (&added, true, true), (&moved, true, true)]
    {
        assert_eq!(server.takes(&app, &by_old).await, takes_old);
        assert_eq!(server.takes(&app, &by_new).await, takes_new);
    }
    // A key listed only as public verifies tokens, but opens no cursors.
    let dropped = OtherInstance::start(&app, &[private(&new), public(key())]).await;
    assert!(!dropped.takes(&app, &by_old).await);
    assert!(dropped.takes(&app, &by_new).await);
    // Keys reloaded at SIGHUP apply immediately.
    dropped.accounts.tokens.replace_keys(TokenKeys::new(&[private(&new), private(key())]).expect("keys"));
    assert!(dropped.takes(&app, &by_old).await);
}
