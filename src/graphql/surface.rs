//! The schema, and on which terms its operations are run.

use std::sync::Arc;

use async_graphql::{
    EmptySubscription, IntrospectionMode, Request, Response, SDLExportOptions, SchemaEnv, ServerError,
    ValidationMode,
};
use futures_util::FutureExt;

use super::{
    Introspection, Mutation, Query, RequestContext, Terms,
    document::{Document, KnownDocuments, Values, judge},
    failure::refused,
    phases::Phases,
    request::Cost,
};
use crate::{error::Violation, principal::Principal};

type Library = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Everything that can be asked of the API.
pub struct Schema {
    terms: Terms,
    known: KnownDocuments,
    /// Runs what is valid and open to the caller as a whole. It has no extensions, for each takes its time at each field.
    plain: Library,
    /// Judges documents, and runs what may be open to the caller in part.
    guarded: Library,
    env: SchemaEnv,
}

/// An operation that may be run.
pub(super) struct Ready {
    pub document: Arc<Document>,
    operation: Request,
}

impl Schema {
    pub fn new(terms: Terms) -> Self {
        let build = || Library::build(Query::default(), Mutation::default(), EmptySubscription);
        let phases = Phases::default();
        // Our own limits have been kept when the library looks at a document.
        let guarded = build().extension(phases.clone()).limit_recursive_depth(usize::MAX).finish();
        let plain = build().validation_mode(ValidationMode::Fast).limit_recursive_depth(usize::MAX).finish();
        let judged = guarded.execute("{ __typename }").now_or_never();
        let env = judged.and_then(|_| phases.env.get().cloned()).expect("judging waits for nothing");
        Self { terms, known: KnownDocuments::new(), plain, guarded, env }
    }

    /// Looks at everything that can be wrong with an operation before it is run; `noting` is told what it may cost, also when
    /// it is refused for that.
    pub(super) async fn prepare(
        &self,
        mut operation: Request,
        context: &RequestContext,
        noting: impl FnOnce(Cost),
    ) -> Result<Ready, Vec<ServerError>> {
        let meant = self.terms.document(&operation.query, context.document_id.as_deref());
        if let Some(text) = meant.map_err(|refusal| refused(Violation::new(refusal), None))? {
            operation.query = text.to_owned();
        }
        let (registry, limits) = (&self.env.registry, &self.terms.limits);
        let name = operation.operation_name.as_deref();
        let known = self.known.get(&operation.query, name);
        let document = match &known {
            Some(document) => document.clone(),
            None => Arc::new(Document::read(registry, limits, &operation.query, name)?),
        };
        let noting = |requested| noting(Cost { requested, maximum: limits.cost });
        let Values { defaults, faults } = document.give(registry, limits, &operation.variables, noting)?;
        // The library forgets them where it looks at conditions.
        for (name, value) in defaults {
            operation.variables.entry(name).or_insert(value);
        }
        let may_read_schema = self.may_read_schema(context.principal);
        if known.is_some() {
            judge(&[], faults, may_read_schema)?;
        } else {
            judge(&self.validate(&operation, &document).await, faults, may_read_schema)?;
            self.known.keep(&operation.query, &document);
        }
        if !may_read_schema {
            operation.introspection_mode = IntrospectionMode::Disabled;
        }
        Ok(Ready { document, operation })
    }

    /// Runs an operation for somebody.
    pub(super) async fn run(&self, ready: Ready, context: Arc<RequestContext>) -> Response {
        let library = if context.is_guarded { &self.guarded } else { &self.plain };
        let mut operation = ready.operation.data(context);
        operation.set_parsed_query(ready.document.parsed());
        Box::pin(library.execute(operation)).await
    }

    /// What the library finds when it looks a document up in the schema.
    async fn validate(&self, operation: &Request, document: &Document) -> Vec<ServerError> {
        let mut judged = Request::new(&operation.query).variables(operation.variables.clone());
        judged.operation_name.clone_from(&operation.operation_name);
        judged.set_parsed_query(document.parsed());
        Box::pin(self.guarded.execute(judged)).await.errors
    }

    fn may_read_schema(&self, principal: Principal) -> bool {
        match self.terms.introspection {
            Introspection::Everybody => true,
            Introspection::SignedIn => matches!(principal, Principal::User(_)),
        }
    }
}

/// The schema in the definition language, as `schema.graphql` holds it.
pub fn sdl() -> String {
    let options =
        SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    Schema::new(Terms::default()).plain.sdl_with_options(options)
}
