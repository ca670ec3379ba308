//! The saved examples of the playground, each a file that can be read and sent by itself.
//!
//! The first line of an operation, a comment, is its title; the other comments before it say what it shows. Beside it lie its
//! variables, and the query by which they are found; what their placeholders mean is told in `examples.js`.

use std::sync::LazyLock;

use serde_json::json;

/// An example, and the directory of those whom it is for.
struct Example {
    group: &'static str,
    name: &'static str,
    query: &'static str,
    variables: Option<&'static str>,
    find: Option<&'static str>,
}

/// An example by its group and name, with those of its other files that it has.
macro_rules! example {
    ($group:literal, $name:literal $(, $other:ident)*) => {
        Example {
            $($other: Some(example!(@ $other $group $name)),)*
            ..Example {
                group: $group,
                name: $name,
                query: include_str!(concat!("examples/", $group, "/", $name, ".graphql")),
                variables: None,
                find: None,
            }
        }
    };
    (@ variables $group:literal $name:literal) => {
        include_str!(concat!("examples/", $group, "/", $name, ".json"))
    };
    (@ find $group:literal $name:literal) => {
        include_str!(concat!("examples/", $group, "/", $name, ".find.graphql"))
    };
}

/// In the order in which they are offered. The first of a group is what the page begins with.
static EXAMPLES: [Example; 22] = [
    example!("staff", "diary", variables),
    example!("staff", "find-a-patient", variables, find),
    example!("staff", "search-patients", variables),
    example!("staff", "book-an-appointment", variables, find),
    example!("staff", "move-an-appointment", variables, find),
    example!("staff", "record-attendance", variables, find),
    example!("staff", "cancel-an-appointment", variables, find),
    example!("staff", "register-a-patient", variables),
    example!("staff", "several-mistakes", variables),
    example!("patient", "my-appointments", variables),
    example!("patient", "book-for-myself", variables, find),
    example!("patient", "cancel-my-appointment", variables, find),
    example!("patient", "change-my-phone", variables, find),
    example!("analyst", "missed-by-clinician", variables),
    example!("analyst", "compare-with-before", variables),
    example!("analyst", "costly-days", variables),
    example!("admin", "users"),
    example!("admin", "add-a-user", variables),
    example!("admin", "deactivate-a-user", variables, find),
    example!("reference", "page-through-clinicians", variables),
    example!("anyone", "who-am-i"),
    example!("anyone", "error-catalogue", variables),
];

/// What the page reads.
pub(super) static JSON: LazyLock<String> =
    LazyLock::new(|| EXAMPLES.iter().map(Example::as_json).collect::<serde_json::Value>().to_string());

impl Example {
    fn as_json(&self) -> serde_json::Value {
        let mut comments = self.query.lines().map_while(|line| line.strip_prefix("# "));
        let title = comments.next().unwrap_or(self.name);
        let about = comments.collect::<Vec<_>>().join(" ");
        let Self { group, name, query, variables, find } = self;
        json!({
            "group": group, "name": name, "title": title, "about": about,
            "query": query, "variables": variables, "find": find,
        })
    }
}
