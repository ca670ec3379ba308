//! Defects of async-graphql 7.2.1 in executing operations.

use std::{
    future::{poll_fn, ready},
    mem::replace,
    sync::atomic::{AtomicI32, Ordering},
    task::Poll,
};

use async_graphql::{
    EmptyMutation, EmptySubscription, InputObject, Interface, MaybeUndefined, Object, Result, Schema,
    SimpleObject,
};

use crate::{assert_defect, execute};

#[derive(InputObject)]
struct Name {
    name: MaybeUndefined<String>,
}

#[derive(SimpleObject)]
struct Cat {
    id: i32,
    name: String,
}

#[derive(SimpleObject)]
struct Dog {
    id: i32,
}

#[derive(Interface)]
#[graphql(field(name = "id", ty = "&i32"))]
enum Pet {
    Cat(Cat),
    Dog(Dog),
}

struct User;

#[Object]
impl User {
    async fn id(&self) -> i32 {
        1
    }

    async fn nickname(&self) -> Result<Option<String>> {
        ready(Err("no nickname".into())).await
    }

    async fn email(&self) -> Result<String> {
        ready(Err("no email".into())).await
    }
}

struct Query;

#[Object]
impl Query {
    async fn argument(&self, name: MaybeUndefined<String>) -> String {
        format!("{name:?}")
    }

    async fn field(&self, input: Name) -> String {
        format!("{:?}", input.name)
    }

    async fn default(&self, #[graphql(default = 10)] first: i32) -> i32 {
        first
    }

    async fn cat(&self) -> Cat {
        Cat { id: 1, name: "Tom".to_owned() }
    }

    async fn pets(&self) -> Vec<Pet> {
        vec![Pet::Dog(Dog { id: 2 })]
    }

    async fn user(&self) -> Option<User> {
        Some(User)
    }

    async fn fails(&self) -> Result<Option<i32>> {
        ready(Err("it failed".into())).await
    }

    /// Is ready when it is polled for the second time.
    async fn slow(&self) -> i32 {
        let mut is_ready = false;
        poll_fn(|context| {
            context.waker().wake_by_ref();
            if replace(&mut is_ready, true) { Poll::Ready(1) } else { Poll::Pending }
        })
        .await
    }

    async fn fast(&self) -> i32 {
        2
    }
}

#[derive(Default)]
struct Mutation(AtomicI32);

#[Object]
impl Mutation {
    async fn increment(&self) -> i32 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// The data of the responses.
fn data<const N: usize>(queries: [&str; N]) -> [String; N] {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    queries.map(|query| execute(&schema, query).0)
}

#[test]
fn absent_variables_are_null() {
    let actual = data([
        "{ argument }",
        "query($n: String) { argument(name: $n) }",
        "query($n: String) { field(input: { name: $n }) }",
        "query($n: Int) { default(first: $n) }",
    ]);
    let defective = [r#"{argument: "Undefined"}"#, r#"{argument: "Null"}"#, r#"{field: "Null"}"#, "null"];
    assert_defect("async-graphql-absent-variables", actual, defective);
}

#[test]
fn conditions_ignore_the_default_of_a_variable() {
    let actual = data([
        "query($v: Boolean = true) { fast cat { id } slow @skip(if: $v) }",
        "query($v: Boolean = true) { fast cat { id } slow @include(if: $v) }",
    ]);
    let defective = ["{fast: 2, cat: {id: 1}, slow: 1}", "{fast: 2, cat: {id: 1}}"];
    assert_defect("async-graphql-default-in-condition", actual, defective);
}

#[test]
fn an_object_without_fields_is_null() {
    let actual = data([
        "{ cat { id @skip(if: true) } }",
        "{ pets { ... on Cat { id } } }",
        "{ cat { id @skip(if: true) } cat { name } }",
        "{ pets { ... on Cat { name } } pets { id } }",
    ]);
    let defective = ["{cat: null}", "{pets: [null]}", "{cat: null}", "{pets: [null]}"];
    assert_defect("async-graphql-empty-selections", actual, defective);
}

#[test]
fn fields_appear_in_the_order_in_which_they_complete() {
    assert_defect("async-graphql-field-order", data(["{ slow fast }"]), ["{fast: 2, slow: 1}"]);
}

#[test]
fn a_failed_field_is_missing_from_its_object() {
    let actual = data(["{ user { id nickname } }", "{ user { nickname } }", "{ user { id email } }"]);
    let defective = ["{user: {id: 1}}", "{user: null}", "{user: {id: 1}}"];
    assert_defect("async-graphql-null-propagation", actual, defective);
}

#[test]
fn a_repeated_field_is_resolved_twice() {
    let schema = Schema::new(Query, Mutation::default(), EmptySubscription);
    execute(&schema, "mutation { increment increment }");
    let (count, _) = execute(&schema, "mutation { increment }");
    let (_, errors) = execute(&schema, "{ fails fails }");
    let defective = ("{increment: 3}".to_owned(), vec!["it failed".to_owned(); 2]);
    assert_defect("async-graphql-repeated-fields", (count, errors), defective);
}
