//! Imports run downhill: from a module to a lower layer of ARCHITECTURE.md, and never in a circle.

mod imports;

use std::{collections::BTreeSet, fs};

use imports::{Imports, circles};

use crate::support::top;

/// Circles that stay, with the directory in which they are.
///
/// Types of the API refer to each other: a patient has appointments, and an appointment has a patient. The
/// address of the database, and the request with its loaders and sign-ins, still wait for files of their own.
const CIRCLES: &[(&str, &[&str])] = &[
    ("database", &["connect", "lock_waits", "pooler", "tls"]),
    ("graphql", &["request", "sign_ins"]),
    ("graphql", &["appointment", "clinician", "department", "organisation", "patient"]),
];

/// The layers of ARCHITECTURE.md, from the highest to the lowest. Modules of one layer do not import each
/// other.
fn layers() -> Vec<Vec<String>> {
    let text = fs::read_to_string(top().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let (_, rest) = text.split_once("```text no-run: layers").expect("a block of layers");
    let (_, block) = rest.split_once('\n').expect("a block");
    let (block, _) = block.split_once("```").expect("an end of the block");
    block.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
fn modules_import_lower_layers_only() {
    let (layers, imports) = (layers(), Imports::read());
    let layer_of = |module: &str| layers.iter().position(|layer| layer.iter().any(|name| name == module));
    let listed: BTreeSet<&str> = layers.iter().flatten().map(String::as_str).collect();
    assert_eq!(listed, imports.top_modules(), "ARCHITECTURE.md lists every module of src/");
    let uphill: Vec<String> = imports
        .between_top_modules()
        .filter(|(from, to, _)| layer_of(from) >= layer_of(to))
        .map(|(from, to, file)| format!("{file}: {from} imports {to}"))
        .collect();
    assert!(uphill.is_empty(), "these imports run uphill: {uphill:#?}");
}

#[test]
fn modules_of_one_directory_form_no_new_circle() {
    let found: BTreeSet<(String, Vec<String>)> = circles(&Imports::read()).into_iter().collect();
    let known = CIRCLES
        .iter()
        .map(|(directory, modules)| {
            ((*directory).to_owned(), modules.iter().map(|module| (*module).to_owned()).collect())
        })
        .collect();
    assert_eq!(found, known, "each circle of imports, by directory");
}

/// A name that several modules use by convention, qualified by the module: `patient::Filter`.
const QUALIFIED: &[&str] = &[
    "Addition",
    "Amendment",
    "Arguments",
    "Command",
    "Filter",
    "Key",
    "ListKey",
    "Order",
    "OrderField",
    "PageKey",
    "Parent",
    "Refusal",
];

#[test]
fn each_type_has_a_name_of_its_own() {
    let repeated: Vec<String> = Imports::read()
        .types()
        .into_iter()
        .filter(|(name, places)| places.len() > 1 && !QUALIFIED.contains(&name.as_str()))
        .filter(|(_, places)| !is_api_object(places))
        .map(|(name, places)| format!("{name}: {}", places.join(", ")))
        .collect();
    assert!(repeated.is_empty(), "these names stand for several types: {repeated:#?}");
}

/// An object or enum of the API has the name of the one domain type behind it: `graphql::patient::Patient`.
fn is_api_object(places: &[String]) -> bool {
    places.len() == 2 && places.iter().filter(|place| place.starts_with("graphql")).count() == 1
}
