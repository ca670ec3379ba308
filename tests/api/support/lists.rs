//! Pages through a list as a client does.

use serde_json::{Value, json};

use super::{Answer, TestApp};

/// A list of the API: its position, fields and order.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// `patients`
    pub field: &'static str,
    /// `orderBy: { field: NAME }`, `filter: { … }`. May be empty.
    pub arguments: String,
    /// The selected fields of each entry besides the ID.
    pub node: &'static str,
    /// The type and ID of the parent object, or none for a root field.
    pub parent: Option<(&'static str, String)>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub nodes: Vec<Value>,
    pub cursors: Vec<String>,
    /// `hasNextPage`, `hasPreviousPage`, `startCursor`, `endCursor`
    pub info: Value,
    pub total_count: Value,
}

/// The direction of paging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    Forward,
    Backward,
}

impl List {
    pub fn new(field: &'static str, arguments: impl Into<String>, node: &'static str) -> Self {
        Self { field, arguments: arguments.into(), node, parent: None }
    }

    /// The same list below an object.
    pub fn of(self, parent: &'static str, id: &str) -> Self {
        Self { parent: Some((parent, id.to_owned())), ..self }
    }

    fn query(&self) -> String {
        let Self { field, arguments, node, parent } = self;
        let list = format!(
            "list: {field}({arguments} first: $first, after: $after, last: $last, before: $before) {{
                totalCount edges {{ cursor node {{ id {node} }} }}
                pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"
        );
        let list = match parent {
            Some((kind, id)) => format!("node(id: \"{id}\") {{ ... on {kind} {{ {list} }} }}"),
            None => list,
        };
        format!("query($first: Int, $after: String, $last: Int, $before: String) {{ {list} }}")
    }

    /// Requests a page with any of `first`, `after`, `last` and `before`.
    pub async fn ask(&self, app: &TestApp, page: Value) -> Answer {
        app.send(&self.query(), page).await
    }

    pub async fn page(&self, app: &TestApp, page: Value) -> Page {
        let pointer = if self.parent.is_some() { "/node/list" } else { "/list" };
        let list = self.ask(app, page).await.data(pointer);
        let edges = list["edges"].as_array().expect("edges");
        let cursor = |edge: &Value| edge["cursor"].as_str().expect("a cursor").to_owned();
        Page {
            nodes: edges.iter().map(|edge| edge["node"].clone()).collect(),
            cursors: edges.iter().map(cursor).collect(),
            info: list["pageInfo"].clone(),
            total_count: list["totalCount"].clone(),
        }
    }

    /// Every page, in the order of the requests. `between` is called after each.
    pub async fn walk(
        &self,
        app: &TestApp,
        walk: Walk,
        size: usize,
        mut between: impl AsyncFnMut(),
    ) -> Vec<Page> {
        let mut pages: Vec<Page> = Vec::new();
        loop {
            assert!(pages.len() < 500, "the walk does not end: {self:?}");
            let arguments = match (walk, pages.last()) {
                (Walk::Forward, None) => json!({ "first": size }),
                (Walk::Forward, Some(page)) => json!({ "first": size, "after": page.info["endCursor"] }),
                (Walk::Backward, None) => json!({ "last": size }),
                (Walk::Backward, Some(page)) => json!({ "last": size, "before": page.info["startCursor"] }),
            };
            let page = self.page(app, arguments).await;
            let more = if walk == Walk::Forward { "hasNextPage" } else { "hasPreviousPage" };
            let goes_on = page.info[more] == json!(true);
            pages.push(page);
            if !goes_on {
                return pages;
            }
            between().await;
        }
    }
}

impl Page {
    /// The entries of many pages, in the list's order.
    pub fn entries(pages: &[Self], walk: Walk) -> Vec<Value> {
        let nodes = pages.iter().map(|page| page.nodes.clone());
        match walk {
            Walk::Forward => nodes.flatten().collect(),
            Walk::Backward => nodes.rev().flatten().collect(),
        }
    }
}
