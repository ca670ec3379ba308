//! The schema, and the policy under which its operations run.

use std::sync::{Arc, LazyLock};

use async_graphql::{
    EmptySubscription, Request, SDLExportOptions, ServerError, ValidationMode, Value, Variables,
    registry::Registry,
};
use graphql_strict::{
    Answer, Cost, DocumentLimits, Environment, FieldTable, IntrospectionOperation, PreparedOperation,
    ValidationSchema, Values,
};

use super::{
    CostLimits, Introspection, Mutation, OperationPolicy, Query, RequestContext, catalogue,
    failure::{of_document, of_documents, refused},
    heavy_work::HeavyWork,
    schema_policy::{Document, DocumentCache, OperationBudget, SchemaReader},
};
use crate::{account::Principal, error::Violation};

/// The schema with its document cache and limits.
pub struct Schema {
    policy: OperationPolicy,
    documents: DocumentCache,
    environment: Environment<Query, Mutation, EmptySubscription>,
    /// The types that plans write.
    fields: FieldTable,
    roots: (Query, Mutation),
    /// The cost of a full introspection query.
    introspection_cost: u64,
    pub(super) heavy_work: HeavyWork,
}

/// The introspection query of graphql-js with all of its options, as GraphiQL and code generators send it.
const INTROSPECTION: &str = include_str!("introspection.graphql");

/// The schema as documents are validated with it.
static VALIDATION: LazyLock<ValidationSchema> =
    LazyLock::new(|| ValidationSchema::new(&sdl()).expect("the exported schema is valid"));

/// A validated operation, ready to run.
pub(super) struct Ready {
    pub document: Arc<Document>,
    pub prepared: Arc<PreparedOperation>,
    variables: Variables,
}

impl Ready {
    pub(super) fn is_mutation(&self) -> bool {
        self.prepared.plan.is_mutation()
    }
}

impl Schema {
    pub fn new(policy: OperationPolicy) -> Self {
        // This crate validates documents and enforces its own limits before the library sees them.
        let builder = async_graphql::Schema::build(Query::default(), Mutation::default(), EmptySubscription)
            .validation_mode(ValidationMode::Fast)
            .limit_recursive_depth(usize::MAX);
        let environment = Environment::new(builder);
        let introspection_cost = introspection_cost(environment.registry());
        let (documents, heavy_work) = (DocumentCache::default(), HeavyWork::new());
        let (fields, roots) = (FieldTable::new::<Query, Mutation>(), Default::default());
        Self { policy, documents, environment, fields, roots, introspection_cost, heavy_work }
    }

    /// Runs every check that is possible before execution. Passes the cost to `on_cost`, also when the cost
    /// exceeds the limit.
    pub(super) fn prepare(
        &self,
        mut operation: Request,
        context: &RequestContext,
        on_cost: impl FnOnce(Cost),
    ) -> Result<Ready, Vec<ServerError>> {
        let listed = self.policy.document(&operation.query, context.document_id.as_deref());
        if let Some(text) = listed.map_err(|refusal| refused(Violation::new(refusal), None))? {
            text.clone_into(&mut operation.query);
        }
        let (registry, limits) = (self.environment.registry(), &self.policy.limits);
        let may_read_schema = self.may_read_schema(context.principal);
        let reader = SchemaReader { role: context.principal.role(), may_read_schema };
        let budget = OperationBudget { limits, maximum: self.maximum_cost(context.principal), reader };
        let variables = std::mem::take(&mut operation.variables);
        let name = operation.operation_name.take();
        let refuse = |error| vec![of_document(error)];
        let cached = self.documents.get(&operation.query, name.as_deref());
        let (document, Values { variables, errors }) = if let Some(document) = cached {
            let values = document.values(registry, budget, variables, on_cost);
            (document, values.map_err(refuse)?)
        } else {
            let parsed = Document::read(registry, limits, &operation.query, name.as_deref());
            let parsed = parsed.map_err(of_documents)?;
            let values = parsed.document.values(registry, budget, variables, on_cost).map_err(refuse)?;
            let errors = parsed.errors(registry, &VALIDATION, may_read_schema);
            if !errors.is_empty() {
                return Err(of_documents(errors));
            }
            let document = Arc::new(parsed.document);
            self.documents.insert(&operation.query, &document);
            (document, values)
        };
        if !errors.is_empty() {
            return Err(of_documents(errors));
        }
        let prepared = document.prepared(registry, &self.fields, &variables).map_err(refuse)?;
        Ok(Ready { document, prepared, variables })
    }

    /// Runs a validated operation for the caller in the context.
    pub(super) async fn run(&self, ready: Ready, context: Arc<RequestContext>) -> Answer {
        let PreparedOperation { plan, introspection } = &*ready.prepared;
        let introspected = match introspection {
            Some(introspection) if self.may_read_schema(context.principal) => {
                self.introspect(introspection, &ready.variables).await
            }
            Some(_) | None => Value::Null,
        };
        let query_env = self.environment.query_env(plan, ready.variables, context.clone());
        let (query, mutation) = &self.roots;
        let schema_env = self.environment.schema_env();
        plan.execute((query, mutation), schema_env, &query_env, &*context, &introspected).await
    }

    /// The introspection fields of an operation.
    async fn introspect(&self, operation: &IntrospectionOperation, variables: &Variables) -> Value {
        let mut request = Request::new("").variables(variables.clone());
        request.set_parsed_query(operation.document(variables));
        let mut data = self.environment.schema().execute(request).await.data;
        operation.arrange(&mut data);
        data
    }

    /// The root fields that can return an error code, as `errorCatalogue` lists them.
    pub fn answered_by(&self, code: &str) -> Vec<String> {
        catalogue::answered_by(self.environment.registry(), code)
    }

    #[cfg(test)]
    pub(super) fn registry(&self) -> &Registry {
        self.environment.registry()
    }

    /// The maximum cost of an operation. Anonymous callers have a small budget, because anyone can send
    /// anonymous requests.
    fn maximum_cost(&self, principal: Principal) -> u64 {
        let CostLimits { signed_in, anonymous } = self.policy.cost;
        let schema_cost =
            if self.may_read_schema(Principal::Anonymous) { self.introspection_cost } else { 0 };
        match principal {
            Principal::User(_) => signed_in,
            Principal::Anonymous => anonymous.max(schema_cost).min(signed_in),
        }
    }

    fn may_read_schema(&self, principal: Principal) -> bool {
        match self.policy.introspection {
            Introspection::Public => true,
            Introspection::SignedIn => matches!(principal, Principal::User(_)),
        }
    }
}

/// The cost of [`INTROSPECTION`].
fn introspection_cost(registry: &Registry) -> u64 {
    let limits = DocumentLimits::default();
    let parsed = Document::read(registry, &limits, INTROSPECTION, None);
    let parsed = parsed.unwrap_or_else(|errors| panic!("the introspection query is a document: {errors:?}"));
    let reader = SchemaReader { role: None, may_read_schema: true };
    let budget = OperationBudget { limits: &limits, maximum: u64::MAX, reader };
    let mut introspection_cost = 0;
    let on_cost = |cost: Cost| introspection_cost = cost.requested;
    let values = parsed.document.values(registry, budget, Variables::default(), on_cost);
    assert!(values.is_ok(), "the introspection query is within all limits");
    introspection_cost
}

/// The schema in the schema definition language (SDL), as `schema.graphql` holds it.
pub fn sdl() -> String {
    let options =
        SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    Schema::new(OperationPolicy::default()).environment.schema().sdl_with_options(options)
}

#[cfg(test)]
mod tests {
    use async_graphql::registry::MetaType;

    use super::*;

    #[test]
    fn plans_know_every_field_of_the_schema() {
        let schema = Schema::new(OperationPolicy::default());
        let objects = schema.registry().types.values().filter_map(|it| match it {
            MetaType::Object { name, fields, .. } if !name.starts_with("__") => Some((name, fields)),
            _ => None,
        });
        let fields: Vec<_> =
            objects.flat_map(|(name, fields)| fields.keys().map(move |it| (name, it))).collect();
        assert!(fields.len() > 100);
        // The root type has the fields of introspection too.
        let is_of_library = |field: &str| field.starts_with("__");
        let unknown: Vec<_> = fields
            .iter()
            .filter(|(object, field)| !is_of_library(field) && schema.fields.field(object, field).is_none())
            .collect();
        assert!(unknown.is_empty(), "the macros do not name these fields as the library does: {unknown:?}");
    }
}
