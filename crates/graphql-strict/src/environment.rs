//! What resolvers of `async-graphql` expect of their surroundings, for fields that the library does not
//! execute itself.

use std::{
    any::Any,
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use async_graphql::{
    Context, Data, EmptyMutation, EmptySubscription, IntrospectionMode, Object, ObjectType, QueryEnv,
    QueryEnvInner, Response, Schema, SchemaBuilder, SchemaEnv, SubscriptionType, Variables, async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, Extensions, NextExecute},
    registry::Registry,
};
use futures_util::FutureExt;

use crate::plan::Plan;

/// A schema, and what its resolvers need in their contexts.
pub struct Environment<Q, M, S> {
    schema: Schema<Q, M, S>,
    schema_env: SchemaEnv,
    /// No extensions. The library has no constructor for them.
    extensions: Extensions,
    session_data: Arc<Data>,
}

impl<Q, M, S> Environment<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    /// Builds the schema.
    pub fn new(builder: SchemaBuilder<Q, M, S>) -> Self {
        let probe = SchemaProbe::default();
        let schema = builder.extension(probe.clone()).finish();
        let executed = schema.execute("{ __typename }").now_or_never();
        let schema_env = executed.and_then(|_| probe.0.get().cloned()).expect("this waits for nothing");
        Self { schema, schema_env, extensions: no_extensions(), session_data: Arc::default() }
    }

    /// The schema, which executes introspection.
    pub fn schema(&self) -> &Schema<Q, M, S> {
        &self.schema
    }

    /// The types of the schema.
    pub fn registry(&self) -> &Registry {
        &self.schema_env.registry
    }

    pub fn schema_env(&self) -> &SchemaEnv {
        &self.schema_env
    }

    /// The surroundings of one request. Resolvers find `data` in their contexts.
    pub fn query_env<D: Any + Send + Sync>(&self, plan: &Plan, variables: Variables, data: D) -> QueryEnv {
        let mut query_data = Data::default();
        query_data.insert(data);
        QueryEnv::new(QueryEnvInner {
            extensions: self.extensions.clone(),
            variables,
            operation_name: None,
            operation: plan.definition.clone(),
            fragments: HashMap::default(),
            uploads: Vec::new(),
            session_data: self.session_data.clone(),
            query_data: Arc::new(query_data),
            http_headers: Mutex::default(),
            introspection_mode: IntrospectionMode::Disabled,
            errors: Mutex::default(),
        })
    }
}

/// Takes what the library shows to extensions only.
#[derive(Clone, Default)]
struct SchemaProbe(Arc<OnceLock<SchemaEnv>>);

impl ExtensionFactory for SchemaProbe {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Extension for SchemaProbe {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        self.0.get_or_init(|| ctx.schema_env.clone());
        next.run(ctx, name).await
    }
}

/// Takes what the library shows to resolvers only.
struct ExtensionsProbe(Arc<OnceLock<Extensions>>);

#[Object]
impl ExtensionsProbe {
    async fn probe(&self, ctx: &Context<'_>) -> bool {
        self.0.set(ctx.query_env.extensions.clone()).is_ok()
    }
}

fn no_extensions() -> Extensions {
    let found = Arc::new(OnceLock::new());
    let probe = ExtensionsProbe(found.clone());
    let schema = Schema::new(probe, EmptyMutation, EmptySubscription);
    let executed = schema.execute("{ probe }").now_or_never();
    executed.and_then(|_| found.get().cloned()).expect("this waits for nothing")
}
