//! Two builds of one schema: one without extensions, and one that checks permissions at each field.
//!
//! Extensions take time at each field. So operations whose every field is open to the reader run without
//! them.

use std::{
    iter,
    marker::PhantomData,
    sync::{Arc, OnceLock},
};

use async_graphql::{
    ObjectType, PathSegment, QueryPathNode, QueryPathSegment, Request, Response, SDLExportOptions, Schema,
    SchemaBuilder, SchemaEnv, ServerError, ServerResult, SubscriptionType, Value, async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo},
    registry::Registry,
};
use futures_util::FutureExt;

use crate::inline::ResponseContext;

/// Checks permissions at each field of a request.
pub trait FieldGuard: ResponseContext {
    /// The response context that applies at a path.
    fn at<'a>(self: &'a Arc<Self>, path: &QueryPathNode<'_>) -> &'a Arc<Self>;

    /// Why the reader may not read this field, if so. The path of the error is set by the caller.
    fn refusal(&self, info: &ResolveInfo<'_>) -> Option<ServerError>;
}

/// The two builds of a schema.
pub struct SchemaPair<Q, M, S> {
    /// Runs operations whose every field is open to the reader.
    plain: Schema<Q, M, S>,
    /// Runs operations that may have fields which are closed to the reader.
    guarded: Schema<Q, M, S>,
    env: SchemaEnv,
}

impl<Q, M, S> SchemaPair<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    /// Builds the schema twice. The guard is in the data of each request, as an `Arc<G>`.
    pub fn new<G: FieldGuard>(build: impl Fn() -> SchemaBuilder<Q, M, S>) -> Self {
        let extension = PermissionExtension::<G>::default();
        let guarded = build().extension(extension.clone()).finish();
        let plain = build().finish();
        // The library shows its registry to extensions only.
        let executed = guarded.execute("{ __typename }").now_or_never();
        let env = executed.and_then(|_| extension.env.get().cloned()).expect("this waits for nothing");
        Self { plain, guarded, env }
    }

    /// Executes a request, with or without checks at each field.
    pub async fn execute(&self, request: Request, is_guarded: bool) -> Response {
        let schema = if is_guarded { &self.guarded } else { &self.plain };
        Box::pin(schema.execute(request)).await
    }

    /// The types of the schema.
    pub fn registry(&self) -> &Registry {
        &self.env.registry
    }

    /// The schema in the definition language.
    pub fn sdl(&self, options: SDLExportOptions) -> String {
        self.plain.sdl_with_options(options)
    }
}

/// Calls the guard at each field.
struct PermissionExtension<G> {
    /// What the library shows to extensions only.
    env: Arc<OnceLock<SchemaEnv>>,
    guard: PhantomData<fn() -> G>,
}

impl<G> Default for PermissionExtension<G> {
    fn default() -> Self {
        Self { env: Arc::default(), guard: PhantomData }
    }
}

impl<G> Clone for PermissionExtension<G> {
    fn clone(&self) -> Self {
        Self { env: self.env.clone(), guard: PhantomData }
    }
}

impl<G: FieldGuard> ExtensionFactory for PermissionExtension<G> {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_trait::async_trait]
impl<G: FieldGuard> Extension for PermissionExtension<G> {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        self.env.get_or_init(|| ctx.schema_env.clone());
        next.run(ctx, operation_name).await
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let guard = ctx.data_unchecked::<Arc<G>>().at(info.path_node);
        match refusal(&**guard, &info) {
            None if guard.is_exceeded() => Ok(None),
            None => {
                let resolved = next.run(ctx, info).await;
                if let Ok(Some(value)) = &resolved {
                    guard.grow(std::slice::from_ref(value));
                }
                resolved
            }
            Some(refusal) => Err(refusal),
        }
    }
}

/// Why the reader does not get this field, if so. Entries of a list are no fields.
fn refusal(guard: &impl FieldGuard, info: &ResolveInfo<'_>) -> Option<ServerError> {
    let QueryPathSegment::Name(_) = info.path_node.segment else { return None };
    guard.refusal(info).map(|error| ServerError { path: path(info.path_node), ..error })
}

fn path(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let mut path: Vec<PathSegment> = iter::successors(Some(node), |node| node.parent)
        .map(|node| match node.segment {
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
            QueryPathSegment::Index(index) => PathSegment::Index(index),
        })
        .collect();
    path.reverse();
    path
}
