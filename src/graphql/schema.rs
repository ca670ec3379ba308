//! The schema, and on which terms its operations are run.

use std::sync::Arc;

use async_graphql::{
    EmptySubscription, IntrospectionMode, Request, Response, SDLExportOptions, SchemaEnv, ServerError,
    ValidationMode, Variables,
};
use futures_util::FutureExt;

use super::{
    DocumentLimits, Introspection, Mutation, OperationPolicy, Query, RequestContext, catalogue,
    document::{Document, DocumentCache, OperationBudget, PreparedOperation, SchemaReader, Values},
    failure::refused,
    heavy_work::HeavyWork,
    permission_extension::PermissionExtension,
    request::Cost,
};
use crate::{error::Violation, principal::Principal};

type Library = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Everything that can be asked of the API.
pub struct Schema {
    terms: OperationPolicy,
    documents: DocumentCache,
    /// Runs operations whose every field is open to the caller. It has no extensions, because each takes time at each
    /// field.
    plain: Library,
    /// Runs operations that may have fields which are closed to the caller.
    guarded: Library,
    env: SchemaEnv,
    /// What it costs to read the whole schema.
    introspection_cost: u64,
    pub(super) heavy_work: HeavyWork,
}

/// The introspection of graphql-js, with everything that it can ask for, as GraphiQL and generators of code send it.
const INTROSPECTION: &str = include_str!("introspection.graphql");

/// An operation that may be run.
pub(super) struct Ready {
    pub document: Arc<Document>,
    pub prepared: Arc<PreparedOperation>,
    operation: Request,
}

impl Ready {
    pub(super) fn is_mutation(&self) -> bool {
        self.prepared.is_mutation()
    }
}

impl Schema {
    pub fn new(terms: OperationPolicy) -> Self {
        // Documents are validated before the library sees them, within limits of our own.
        let build = || {
            Library::build(Query::default(), Mutation::default(), EmptySubscription)
                .validation_mode(ValidationMode::Fast)
                .limit_recursive_depth(usize::MAX)
        };
        let phases = PermissionExtension::default();
        let guarded = build().extension(phases.clone()).finish();
        let plain = build().finish();
        // The library shows its registry to extensions only.
        let shown = guarded.execute("{ __typename }").now_or_never();
        let env = shown.and_then(|_| phases.env.get().cloned()).expect("this waits for nothing");
        let introspection_cost = introspection_cost(&env);
        let (documents, heavy_work) = (DocumentCache::new(), HeavyWork::new());
        Self { terms, documents, plain, guarded, env, introspection_cost, heavy_work }
    }

    /// Checks everything that can be wrong with an operation before it is run. Its cost goes to `on_cost`, also when it is
    /// refused for that.
    pub(super) fn prepare(
        &self,
        mut operation: Request,
        context: &RequestContext,
        on_cost: impl FnOnce(Cost),
    ) -> Result<Ready, Vec<ServerError>> {
        let meant = self.terms.document(&operation.query, context.document_id.as_deref());
        if let Some(text) = meant.map_err(|refusal| refused(Violation::new(refusal), None))? {
            text.clone_into(&mut operation.query);
        }
        let (registry, limits) = (&self.env.registry, &self.terms.limits);
        let may_read_schema = self.may_read_schema(context.principal);
        let reader = SchemaReader { role: context.principal.role(), may_read_schema };
        let budget = OperationBudget { limits, maximum: self.maximum_cost(context.principal), reader };
        let variables = std::mem::take(&mut operation.variables);
        let name = operation.operation_name.take();
        let cached = self.documents.get(&operation.query, name.as_deref());
        let (document, Values { variables, errors }) = if let Some(document) = cached {
            let values = document.values(registry, budget, variables, on_cost)?;
            (document, values)
        } else {
            let read = Document::read(registry, limits, &operation.query, name.as_deref())?;
            let values = read.document.values(registry, budget, variables, on_cost)?;
            let errors = read.errors(registry, may_read_schema);
            if !errors.is_empty() {
                return Err(errors);
            }
            let document = Arc::new(read.document);
            self.documents.insert(&operation.query, &document);
            (document, values)
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        let prepared = document.prepared(registry, &variables)?;
        operation.variables = variables;
        if !may_read_schema {
            operation.introspection_mode = IntrospectionMode::Disabled;
        }
        Ok(Ready { document, prepared, operation })
    }

    /// Runs an operation for the caller in the context.
    pub(super) async fn run(&self, ready: Ready, context: Arc<RequestContext>) -> Response {
        let library = if context.is_guarded { &self.guarded } else { &self.plain };
        let document = ready.prepared.document(&ready.operation.variables);
        let mut operation = ready.operation.data(context);
        operation.set_parsed_query(document);
        Box::pin(library.execute(operation)).await
    }

    /// The root fields that answer a code, as `errorCatalogue` lists them.
    pub fn answered_by(&self, code: &str) -> Vec<String> {
        catalogue::answered_by(&self.env.registry, code)
    }

    #[cfg(test)]
    pub(super) fn registry(&self) -> &async_graphql::registry::Registry {
        &self.env.registry
    }

    /// What an operation may cost. Those who are not signed in have a small budget, because anybody can be that.
    fn maximum_cost(&self, principal: Principal) -> u64 {
        let DocumentLimits { cost, anonymous_cost, .. } = self.terms.limits;
        let to_read_schema =
            if self.may_read_schema(Principal::Anonymous) { self.introspection_cost } else { 0 };
        match principal {
            Principal::User(_) => cost,
            Principal::Anonymous => anonymous_cost.max(to_read_schema).min(cost),
        }
    }

    fn may_read_schema(&self, principal: Principal) -> bool {
        match self.terms.introspection {
            Introspection::Everybody => true,
            Introspection::SignedIn => matches!(principal, Principal::User(_)),
        }
    }
}

/// What [`INTROSPECTION`] costs.
fn introspection_cost(env: &SchemaEnv) -> u64 {
    let limits = DocumentLimits { cost: u64::MAX, ..DocumentLimits::default() };
    let read = Document::read(&env.registry, &limits, INTROSPECTION, None);
    let read = read.unwrap_or_else(|errors| panic!("the introspection is a document: {errors:?}"));
    let reader = SchemaReader { role: None, may_read_schema: true };
    let budget = OperationBudget { limits: &limits, maximum: u64::MAX, reader };
    let mut introspection_cost = 0;
    let on_cost = |cost: Cost| introspection_cost = cost.requested;
    let values = read.document.values(&env.registry, budget, Variables::default(), on_cost);
    assert!(values.is_ok(), "nothing limits the introspection");
    introspection_cost
}

/// The schema in the definition language, as `schema.graphql` holds it.
pub fn sdl() -> String {
    let options =
        SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    Schema::new(OperationPolicy::default()).plain.sdl_with_options(options)
}
