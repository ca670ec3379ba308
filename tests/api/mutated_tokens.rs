//! Whatever is done to a good token, it is not good any longer.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use panda::{account::tokens::Tokens, principal::RoleAssignment};
use proptest::{
    prelude::*,
    sample::Index,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::json;

use crate::support::{Answer, TestApp, key, token, tokens};

/// What may happen to a text of three parts.
#[derive(Debug, Clone)]
enum Mutation {
    Replace(Index, char),
    Insert(Index, char),
    Delete(Index),
    /// Two letters that stand beside each other.
    Swap(Index),
    SwapParts(usize, usize),
    RepeatPart(usize),
    Cut(Index),
    /// A bit of what a part means.
    Flip(usize, Index, u8),
    /// A byte in what a part means.
    Widen(usize, Index, u8),
}

impl Mutation {
    /// The token afterwards, which may be as it was.
    fn apply(&self, token: &str) -> String {
        let mut letters: Vec<char> = token.chars().collect();
        let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        match self {
            Self::Replace(at, letter) => letters[at.index(token.len())] = *letter,
            Self::Insert(at, letter) => letters.insert(at.index(token.len() + 1), *letter),
            Self::Delete(at) => drop(letters.remove(at.index(token.len()))),
            Self::Swap(at) => {
                let at = at.index(token.len() - 1);
                letters.swap(at, at + 1);
            }
            Self::Cut(at) => letters.truncate(at.index(token.len())),
            Self::SwapParts(one, other) => {
                parts.swap(*one, *other);
                return parts.join(".");
            }
            Self::RepeatPart(part) => {
                parts.insert(*part, parts[*part].clone());
                return parts.join(".");
            }
            Self::Flip(part, at, bit) => {
                let mut bytes = URL_SAFE_NO_PAD.decode(&parts[*part]).expect("base64");
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
                parts[*part] = URL_SAFE_NO_PAD.encode(bytes);
                return parts.join(".");
            }
            Self::Widen(part, at, byte) => {
                let mut bytes = URL_SAFE_NO_PAD.decode(&parts[*part]).expect("base64");
                bytes.insert(at.index(bytes.len() + 1), *byte);
                parts[*part] = URL_SAFE_NO_PAD.encode(bytes);
                return parts.join(".");
            }
        }
        letters.into_iter().collect()
    }
}

fn letter() -> impl Strategy<Value = char> {
    prop_oneof![proptest::char::range('!', '~'), Just('.'), Just('='), Just('-'), Just('_')]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let index = any::<Index>;
    prop_oneof![
        (index(), letter()).prop_map(|(at, letter)| Mutation::Replace(at, letter)),
        (index(), letter()).prop_map(|(at, letter)| Mutation::Insert(at, letter)),
        index().prop_map(Mutation::Delete),
        index().prop_map(Mutation::Swap),
        (0..3_usize, 0..3_usize).prop_map(|(one, other)| Mutation::SwapParts(one, other)),
        (0..3_usize).prop_map(Mutation::RepeatPart),
        index().prop_map(Mutation::Cut),
        (0..3_usize, index(), 0..8_u8).prop_map(|(part, at, bit)| Mutation::Flip(part, at, bit)),
        // Blanks change nothing in JSON but the signature.
        (0..3_usize, index(), prop_oneof![any::<u8>(), Just(b' ')])
            .prop_map(|(part, at, byte)| Mutation::Widen(part, at, byte)),
    ]
}

/// A token after one mutation, or with other letters in many places.
fn mutated(token: String) -> impl Strategy<Value = String> {
    let mutations = prop_oneof![
        3 => prop::collection::vec(mutation(), 1),
        1 => prop::collection::vec((any::<Index>(), letter()), 2..40).prop_map(|letters| {
            letters.into_iter().map(|(at, letter)| Mutation::Replace(at, letter)).collect()
        }),
    ];
    mutations.prop_map(move |mutations| mutations.iter().fold(token.clone(), |token, m| m.apply(&token)))
}

fn now() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().expect("an instant")
}

fn standings() -> [RoleAssignment; 2] {
    let patient = panda::patient::PatientId(uuid::Uuid::from_u128(7));
    [RoleAssignment::Admin, RoleAssignment::Patient(patient)]
}

#[test]
fn a_token_that_was_changed_in_any_way_is_nobodys() {
    for assignment in standings() {
        let (tokens, good): (Tokens, String) = (tokens(key()), token(assignment, now()));
        assert!(tokens.verify(&good, now()).is_ok());
        let mut runner =
            TestRunner::new(Config { cases: 4_000, failure_persistence: None, ..Config::default() });
        let outcome = runner.run(&mutated(good.clone()), |token| {
            prop_assert!(token == good || tokens.verify(&token, now()).is_err());
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn every_single_letter_of_a_token_counts() {
    let (tokens, good) = (tokens(key()), token(RoleAssignment::Staff, now()));
    for (at, letter) in good.char_indices() {
        let without = format!("{}{}", &good[..at], &good[at + 1..]);
        // Of its bits, each in turn: the last letter of a part has some that mean nothing.
        for bit in 0..7 {
            let other = char::from(u8::try_from(letter).expect("ASCII") ^ (1 << bit));
            let changed = format!("{}{other}{}", &good[..at], &good[at + 1..]);
            assert!(tokens.verify(&changed, now()).is_err(), "{bit} of {at}");
        }
        assert!(tokens.verify(&without, now()).is_err(), "{at}");
        assert!(tokens.verify(&good[..at], now()).is_err(), "{at}");
    }
}

#[tokio::test]
async fn a_request_with_a_changed_token_is_refused() {
    let app = TestApp::start().await;
    let good = token(RoleAssignment::Admin, app.now());
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let mut tried = 0;
    for _ in 0..200 {
        let token = mutated(good.clone()).new_tree(&mut runner).expect("a token").current();
        if token == good {
            continue;
        }
        let request = app.post_anonymously().bearer_auth(&token).json(&json!({ "query": "{ __typename }" }));
        let answer = Answer::of(request.send().await.expect("the server answers")).await;
        assert_eq!(answer.status, 401, "{token}");
        answer.expect_code("UNAUTHENTICATED");
        tried += 1;
    }
    assert!(tried > 150, "{tried}");
}
