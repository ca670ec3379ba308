//! The execution of a plan, and the places of its values in the response.

use std::{
    future::poll_fn,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context as PollContext, Poll},
};

use async_graphql::{
    Context, Error, OutputType, PathSegment, QueryEnv, QueryPathNode, QueryPathSegment, SchemaEnv,
    ServerError, Value,
};

use super::{
    Below, ObjectPlan, Output, PlanObject, PlanOutput, PlanStep, Resolving,
    compile::StepKind,
    poll::{join, poll_once},
};
use crate::Readers;

/// What the application says about the request that a response is for.
pub trait ResponseContext: Send + Sync {
    /// The reader of the fields of the object at this path.
    fn reader(&self, path: Option<&QueryPathNode<'_>>) -> Readers;

    /// Why that reader may not read a field.
    fn refusal(&self, path: Option<&QueryPathNode<'_>>) -> Error;

    /// Whether the response exceeds a limit, so that the rest is not needed.
    fn is_exceeded(&self) -> bool;

    /// Counts the bytes that an object adds to the text.
    fn grow(&self, bytes: usize);
}

/// One execution of a plan.
pub struct Execution<'a> {
    pub(super) schema_env: &'a SchemaEnv,
    pub(super) query_env: &'a QueryEnv,
    pub(super) response: &'a dyn ResponseContext,
    /// The fields of the schema that the operation reads, by response key.
    pub(super) introspection: &'a Value,
    pub(super) output: Mutex<Output>,
}

/// The place of a value in a response.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub(super) execution: &'a Execution<'a>,
    pub(super) step: &'a PlanStep,
    path: QueryPathNode<'a>,
}

impl Execution<'_> {
    pub(super) fn output(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn place<'a>(
        &'a self,
        step: &'a PlanStep,
        parent: Option<&'a QueryPathNode<'a>>,
    ) -> Place<'a> {
        let segment = QueryPathSegment::Name(&step.field.node.response_key().node);
        Place { execution: self, step, path: QueryPathNode { parent, segment } }
    }

    /// Writes the fields of an object in their order. Polls fields that await once, and adds pending ones.
    fn write_fields<'a, T: PlanObject>(
        &'a self,
        object: &'a T,
        plan: &'a ObjectPlan,
        path: Option<&'a QueryPathNode<'a>>,
        cx: &mut PollContext<'_>,
        pending: &mut Vec<Resolving<'a>>,
    ) {
        let reader = self.response.reader(path);
        let mut out = self.output();
        if self.response.is_exceeded() {
            return out.null();
        }
        out.begin_object();
        for (index, step) in plan.steps.iter().enumerate() {
            out.begin_field(index, &step.key);
            if !self.write_ready(object, plan, step, path, reader, &mut out) {
                drop(out);
                poll_once(object.resolve(step.index, self.place(step, path)), cx, pending);
                out = self.output();
            }
        }
        out.end_object();
        self.response.grow(out.uncounted());
    }

    /// Writes a field, unless something of it awaits.
    fn write_ready<T: PlanObject>(
        &self,
        object: &T,
        plan: &ObjectPlan,
        step: &PlanStep,
        path: Option<&QueryPathNode<'_>>,
        reader: Readers,
        out: &mut Output,
    ) -> bool {
        if !step.readers.include(reader) {
            let refusal = self.response.refusal(path).into_server_error(step.field.node.name.pos);
            self.place(step, path).fail(out, refusal);
            return true;
        }
        match step.kind {
            StepKind::Ready => object.write_ready(step.index, self.place(step, path), out),
            StepKind::Awaits => return false,
            StepKind::TypeName => out.bytes.extend_from_slice(&plan.type_name_json),
            StepKind::Introspection => out.write_json(self.introspected(step)),
        }
        true
    }

    fn introspected(&self, step: &PlanStep) -> &Value {
        match self.introspection {
            Value::Object(fields) => {
                fields.get(step.field.node.response_key().node.as_str()).unwrap_or(&Value::Null)
            }
            _ => &Value::Null,
        }
    }
}

impl<'a> Place<'a> {
    /// The context of a resolver.
    pub fn context(&self) -> Context<'a> {
        let Execution { schema_env, query_env, .. } = *self.execution;
        query_env.create_context(schema_env, Some(self.path), &self.step.field, None)
    }

    /// The place of an entry of the list at this place.
    pub(super) fn entry(&self, index: usize) -> Place<'_> {
        let path = QueryPathNode { parent: Some(&self.path), segment: QueryPathSegment::Index(index) };
        Place { execution: self.execution, step: self.step, path }
    }

    /// Writes null and records the error of the field.
    pub fn fail(&self, out: &mut Output, error: ServerError) {
        out.null();
        out.errors.push(ServerError { path: path_of(&self.path), ..error });
    }

    /// Writes null at the current place and records the error of the field.
    pub fn fail_here(&self, error: ServerError) {
        self.fail(&mut self.execution.output(), error);
    }

    pub(super) fn fail_with(&self, out: &mut Output, error: impl Into<Error>) {
        self.fail(out, error.into().into_server_error(self.step.field.pos));
    }

    /// Writes an object whose fields are ready.
    pub fn write_object_now<T: PlanObject + OutputType>(&self, object: &T, out: &mut Output) {
        let Some(plan) = self.plan::<T>() else { return out.null() };
        let Self { execution, path, .. } = self;
        if execution.response.is_exceeded() {
            return out.null();
        }
        let reader = execution.response.reader(Some(path));
        out.begin_object();
        for (index, step) in plan.steps.iter().enumerate() {
            out.begin_field(index, &step.key);
            execution.write_ready(object, plan, step, Some(path), reader, out);
        }
        out.end_object();
        execution.response.grow(out.uncounted());
    }

    /// Writes an object.
    pub fn write_object<T: PlanObject + OutputType>(&'a self, object: &'a T) -> Resolving<'a> {
        match self.plan::<T>() {
            Some(plan) => Box::pin(self.execution.object(object, plan, Some(&self.path))),
            None => Box::pin(async move { self.execution.output().null() }),
        }
    }

    /// Writes a list.
    pub(super) fn write_list<T: PlanOutput>(&'a self, list: &'a [T]) -> Resolving<'a> {
        Box::pin(async move {
            let places: Vec<Place<'_>> = (0..list.len()).map(|index| self.entry(index)).collect();
            let mut pending = Vec::new();
            poll_fn(|cx| {
                self.execution.output().begin_list();
                for (index, (entry, place)) in list.iter().zip(&places).enumerate() {
                    self.execution.output().begin_entry(index);
                    poll_once(entry.write(place), cx, &mut pending);
                }
                self.execution.output().end_list();
                Poll::Ready(())
            })
            .await;
            join(pending).await;
        })
    }

    /// The plan of objects of this type at this place.
    fn plan<T: OutputType>(&self) -> Option<&'a ObjectPlan> {
        match &self.step.below {
            Below::Leaf => None,
            Below::Object(plan) => Some(plan),
            Below::Abstract(plans) => {
                let name = T::type_name();
                plans.iter().find(|plan| *plan.type_name == *name)
            }
        }
    }
}

impl Execution<'_> {
    /// Writes an object.
    pub(super) async fn object<'a, T: PlanObject>(
        &'a self,
        object: &'a T,
        plan: &'a ObjectPlan,
        path: Option<&'a QueryPathNode<'a>>,
    ) {
        let mut pending = Vec::new();
        poll_fn(|cx| {
            self.write_fields(object, plan, path, cx, &mut pending);
            Poll::Ready(())
        })
        .await;
        join(pending).await;
    }

    /// Writes the fields of a root object one after the other, as mutations run.
    pub(super) async fn serially<T: PlanObject>(&self, object: &T, plan: &ObjectPlan) {
        self.output().begin_object();
        for (index, step) in plan.steps.iter().enumerate() {
            let is_written = {
                let mut out = self.output();
                out.begin_field(index, &step.key);
                self.write_ready(object, plan, step, None, self.response.reader(None), &mut out)
            };
            if !is_written {
                object.resolve(step.index, self.place(step, None)).await;
            }
        }
        self.output().end_object();
    }
}

fn path_of(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let mut path: Vec<PathSegment> = std::iter::successors(Some(node), |node| node.parent)
        .map(|node| match node.segment {
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
            QueryPathSegment::Index(index) => PathSegment::Index(index),
        })
        .collect();
    path.reverse();
    path
}
