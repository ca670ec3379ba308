//! The mutations of departments.

use async_graphql::{Context, ID, SimpleObject};
use graphql_strict::{PlanOutput, planned};

use super::{
    Department,
    inputs::{AddDepartmentInput, AmendDepartmentInput, RemoveDepartmentInput},
};
use crate::{
    department,
    error::Failure,
    graphql::{
        id::{GlobalId, subject},
        request::request,
    },
};

/// The result of `addDepartment`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AddDepartmentPayload {
    /// The new department.
    department: Department,
}

/// The result of `amendDepartment`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AmendDepartmentPayload {
    /// The department after the change.
    department: Department,
}

/// The result of `removeDepartment`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct RemoveDepartmentPayload {
    /// The identifier that the department had.
    removed_id: ID,
}

#[derive(Default)]
pub(in crate::graphql) struct DepartmentMutation;

#[planned]
impl DepartmentMutation {
    /// Records a new department.
    async fn add_department(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new record.")] input: AddDepartmentInput,
    ) -> Result<Option<AddDepartmentPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let department = request.command(department::add(&request.app, input.into(), key)).await?;
        Ok(Some(AddDepartmentPayload { department: department.into() }))
    }

    /// Changes the code or name of a department.
    async fn amend_department(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record and its changes.")] input: AmendDepartmentInput,
    ) -> Result<Option<AmendDepartmentPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let department =
            request.command(department::amend(&request.app, id, version, input.into(), key)).await?;
        Ok(Some(AmendDepartmentPayload { department: department.into() }))
    }

    /// Removes a department that no clinician and no appointment refers to.
    async fn remove_department(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record to remove.")] input: RemoveDepartmentInput,
    ) -> Result<Option<RemoveDepartmentPayload>, Failure> {
        let (request, id) = (request(ctx), subject(&input.id)?);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let removed =
            request.command(department::remove(&request.app, id, input.expected_version, key)).await?;
        Ok(Some(RemoveDepartmentPayload { removed_id: removed.to_global() }))
    }
}
