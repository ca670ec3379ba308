//! Plans of a small schema: the order of fields, awaiting fields, null propagation, permissions and
//! mutations.

mod execution;
mod schema;

use execution::{READER, answered, execute, execute_as};
use graphql_strict::Readers;

#[test]
fn fields_come_in_the_order_of_the_operation() {
    let (text, errors) = execute("{ b: number a: number pet { name id } ... { c: number a: number } }");
    assert_eq!(text, r#"{"data":{"b":1,"a":1,"pet":{"name":"Rex","id":7},"c":1}}"#);
    assert!(errors.is_empty());
}

#[test]
fn a_field_that_is_not_ready_keeps_its_place() {
    let text = "{ first: number slow { slow { name } id } pets { id slow { name } } last: number }";
    let pets = r#"[{"id":1,"slow":{"name":"a"}},{"id":2,"slow":{"name":"a"}},{"id":3,"slow":{"name":"a"}}]"#;
    let slow = r#"{"slow":{"name":"a"},"id":4}"#;
    let expected = format!(r#"{{"data":{{"first":1,"slow":{slow},"pets":{pets},"last":1}}}}"#);
    assert_eq!(execute(text), (expected, Vec::new()));
}

#[test]
fn a_slow_field_without_a_value_is_null_in_its_place() {
    let (text, errors) = execute("{ missing { slow { name } } number slowNumber }");
    assert_eq!(text, r#"{"data":{"missing":null,"number":1,"slowNumber":2}}"#);
    assert!(errors.is_empty());
}

#[test]
fn an_object_without_fields_is_empty() {
    assert_eq!(execute("{ pet { name @skip(if: true) } number }").0, r#"{"data":{"pet":{},"number":1}}"#);
}

#[test]
fn objects_of_an_interface_have_the_fields_of_their_type() {
    let text = "{ animals { __typename ... on Cat { lives } ... on Dog { name } } }";
    let expected =
        r#"{"data":{"animals":[{"__typename":"Cat","lives":9},{"__typename":"Dog","name":"Rex"}]}}"#;
    assert_eq!(execute(text).0, expected);
}

#[test]
fn a_failed_field_is_null_up_to_the_next_nullable_one() {
    let (text, errors) = execute("{ number pet { id fails } slow { fails } pets { id } required { id } }");
    assert_eq!(
        text,
        "{number: 1, pet: {id: 7, fails: null}, slow: {fails: null}, pets: [{id: 1}, {id: 2}, {id: 3}], required: {id: 5}}"
    );
    assert_eq!(errors, ["pet.fails", "slow.fails"]);
    let (text, errors) = execute("{ number slow { id mustNotFail } }");
    assert_eq!((text.as_str(), errors), ("{number: 1, slow: null}", vec!["slow.mustNotFail".to_owned()]));
    let (text, errors) = execute("{ number pets { mustNotFail } }");
    assert_eq!(text, "{number: 1, pets: null}");
    assert_eq!(errors, ["pets.0.mustNotFail", "pets.1.mustNotFail", "pets.2.mustNotFail"]);
    let (text, errors) = execute("{ number required { mustNotFail } }");
    assert_eq!((text.as_str(), errors), ("null", vec!["required.mustNotFail".to_owned()]));
}

#[test]
fn a_failed_field_changes_no_number_beside_it() {
    assert_eq!(execute("{ pet { share } }").0, r#"{"data":{"pet":{"share":0.09090909090909091}}}"#);
    assert_eq!(execute("{ pet { share fails } }").0, "{pet: {share: 0.09090909090909091, fails: null}}");
}

#[test]
fn errors_come_in_the_order_of_the_document() {
    let (_, errors) = execute("{ late { z: fails a: fails } pet { fails } pets { fails } }");
    assert_eq!(errors, ["late.z", "late.a", "pet.fails", "pets.0.fails", "pets.1.fails", "pets.2.fails"]);
}

#[test]
fn a_closed_field_is_null_with_an_error_and_is_not_resolved() {
    let stranger = Readers(2);
    let (text, errors) = execute_as(stranger, "{ number secret pet { id } }");
    assert_eq!(text, "{number: 1, secret: null, pet: {id: 7}}");
    assert_eq!(errors, ["secret"]);
    let (_, errors) = answered(stranger, "{ number aliased: secret }");
    let at: Vec<_> =
        errors.iter().flat_map(|error| &error.locations).map(|at| (at.line, at.column)).collect();
    assert_eq!(at, [(1, 19)], "it is at the name of the field");
    assert_eq!(execute_as(READER, "{ secret }").0, r#"{"data":{"secret":"seen"}}"#);
}

#[test]
fn mutations_run_one_after_the_other() {
    let (text, errors) =
        execute("mutation { a: append(letter: \"a\") { text } b: append(letter: \"b\") { text } }");
    assert_eq!(text, r#"{"data":{"a":{"text":"a"},"b":{"text":"ab"}}}"#);
    assert!(errors.is_empty());
}

#[test]
fn an_absent_variable_is_an_absent_argument() {
    let text = "query($to: Int) { greeted(to: $to) }";
    assert_eq!(execute(text).0, r#"{"data":{"greeted":"absent"}}"#);
}

#[test]
fn fields_that_wait_together_are_asked_in_one_turn() {
    let (_, errors) = execute("{ pets { turn } slow { turn } turn }");
    assert!(errors.is_empty(), "each field was asked before the first of them was answered: {errors:?}");
}
