//! On whose behalf a request is carried out.

/// Who asks.
///
/// Until there are accounts, everyone who can reach the server is trusted staff. The HTTP layer decides it once for
/// each request, and the request's context carries it to wherever a permission is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// A member of the health service's staff.
    Staff,
}

impl Principal {
    /// To whom an idempotency key belongs. It is kept in the database, so what one principal is called never changes.
    pub fn scope(self) -> &'static str {
        match self {
            Self::Staff => "staff",
        }
    }
}
