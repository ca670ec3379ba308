//! Defects of async-graphql 7.2.1 in introspection.

use async_graphql::{EmptyMutation, EmptySubscription, Interface, Object, Schema, SimpleObject};

use crate::{assert_defect, execute};

#[derive(SimpleObject)]
struct User {
    id: i32,
}

#[derive(Interface)]
#[graphql(field(name = "id", ty = "&i32"))]
enum Node {
    User(User),
}

struct Query;

#[Object]
impl Query {
    async fn node(&self) -> Node {
        Node::User(User { id: 1 })
    }
}

fn data(query: &str) -> String {
    execute(&Schema::new(Query, EmptyMutation, EmptySubscription), query).0
}

#[test]
fn the_description_of_the_schema_is_that_of_the_meta_type() {
    let is_meta =
        data("{ __schema { description } }").starts_with(r#"{__schema: {description: "A GraphQL Schema"#);
    assert_defect("async-graphql-schema-description", is_meta, true);
}

#[test]
fn the_interfaces_of_an_interface_are_null() {
    let actual = data(r#"{ __type(name: "Node") { kind interfaces { name } } }"#);
    assert_defect(
        "async-graphql-interfaces-of-interfaces",
        actual,
        "{__type: {kind: INTERFACE, interfaces: null}}",
    );
}
