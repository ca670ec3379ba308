//! Defects of async-graphql 7.2.1 in validating documents.

use std::panic::{AssertUnwindSafe, catch_unwind};

use async_graphql::{
    EmptyMutation, EmptySubscription, Enum, ID, InputObject, Object, Request, Schema, Variables, value,
};

use crate::{assert_defect, execute};

#[derive(InputObject)]
struct Input {
    id: i32,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
enum Order {
    Asc,
    Desc,
}

struct User(i32);

#[Object]
impl User {
    async fn id(&self) -> i32 {
        self.0
    }

    async fn email(&self) -> String {
        format!("{}@example.org", self.0)
    }
}

struct Query;

#[Object]
impl Query {
    async fn by(&self, input: Option<Input>) -> Option<i32> {
        input.map(|input| input.id)
    }

    async fn list(&self, order: Option<Order>) -> bool {
        order == Some(Order::Desc)
    }

    async fn optional(&self, number: Option<i32>) -> Option<i32> {
        number
    }

    async fn next(&self, number: i32) -> i32 {
        number + 1
    }

    async fn sum(&self, numbers: Vec<i32>) -> i32 {
        numbers.iter().sum()
    }

    async fn named(&self, id: ID) -> String {
        id.to_string()
    }

    async fn user(&self, id: i32) -> User {
        User(id)
    }
}

/// The data of the responses: null where the document is refused.
fn data<const N: usize>(requests: [impl Into<Request>; N]) -> [String; N] {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    requests.map(|request| execute(&schema, request).0)
}

#[test]
fn a_duplicate_input_field_is_accepted() {
    let actual = data(["{ by(input: { id: 1, id: 2 }) }"]);
    assert_defect("async-graphql-duplicate-input-fields", actual, ["{by: 2}"]);
}

#[test]
fn a_long_integer_is_no_identifier() {
    let actual = data(["{ named(id: 9223372036854775807) }", "{ named(id: 9223372036854775808) }"]);
    assert_defect("async-graphql-long-identifiers", actual, [r#"{named: "9223372036854775807"}"#, "null"]);
}

#[test]
fn conflicting_fields_are_merged() {
    let actual = data([
        "{ user(id: 1) { id } ... on Query { user(id: 2) { email } } }",
        "{ user(id: 1) { x: id } user(id: 1) { x: email } }",
        "{ user(id: 1) { x: id ... on User { x: email } } }",
    ]);
    let defective = [r#"{user: {id: 1, email: "2@example.org"}}"#, "{user: {x: 1}}", "{user: {x: 1}}"];
    assert_defect("async-graphql-field-merging", actual, defective);
}

#[test]
fn wrong_literals_are_accepted() {
    let actual = data([
        r#"query($o: Order = "DESC") { list(order: $o) }"#,
        r#"{ list(order: "DESC") }"#,
        "{ list by(input: -1) }",
        "query($i: Input = -1) { list by(input: $i) }",
        "{ list optional(number: 2147483648) }",
        "query($n: Int = 2147483648) { list optional(number: $n) }",
    ]);
    let (found, other) = ("{list: true}", "{list: false}");
    assert_defect("async-graphql-literal-values", actual, [found, found, other, other, other, other]);
}

#[test]
fn a_negative_zero_is_no_integer() {
    let actual = data(["{ next(number: 0) }", "{ next(number: -0) }"]);
    assert_defect("async-graphql-negative-zero", actual, ["{next: 1}", "null"]);
}

#[test]
fn typename_is_not_validated() {
    let actual = data([
        "query($skip: Boolean = false) { __typename @skip(if: $skip) }",
        "{ __typename @unknown }",
        "{ __typename @skip(if: $undefined) }",
        "{ __typename @skip(if: false) @skip(if: false) }",
        "{ __typename(unknown: 1) }",
        "{ __typename { id } }",
    ]);
    let answered = r#"{__typename: "Query"}"#;
    let defective = ["null", answered, answered, answered, answered, answered];
    assert_defect("async-graphql-typename-validation", actual, defective);
}

#[test]
fn directives_of_variables_are_not_validated() {
    let actual = data([
        "query($n: Int @unknown) { optional(number: $n) }",
        "query($n: Int @skip(if: true)) { optional(number: $n) }",
        "query($n: Int @skip(if: $undefined)) { optional(number: $n) }",
    ]);
    assert_defect("async-graphql-variable-directives", actual, ["{optional: null}"; 3]);
}

#[test]
fn the_position_of_a_variable_is_not_validated() {
    let actual = data(
        [
            ("query($n: [Int!]!) { next(number: $n) }", value!({ "n": 1 })),
            ("query($n: Int) { sum(numbers: [$n]) }", value!({ "n": 1 })),
            ("query($n: Int) { first: next(number: 1) second: next(number: $n) }", value!({})),
        ]
        .map(|(query, variables)| Request::new(query).variables(Variables::from_value(variables))),
    );
    assert_defect("async-graphql-variable-positions", actual, ["{next: 2}", "{sum: 1}", "{first: 2}"]);
}

#[test]
fn a_list_of_an_unknown_type_panics() {
    let running = || data(["query($a: [Unknown] = [1]) { list }"]);
    let is_panic = catch_unwind(AssertUnwindSafe(running)).is_err();
    assert_defect("async-graphql-unknown-list-type", is_panic, true);
}
