//! What async-graphql 7.2.1 lacks for a server that follows the GraphQL specification.
//!
//! Each guard against a defect of a library names the text of an issue in `docs/upstream`. The tests in `tests/upstream`
//! reproduce each defect with the library alone, and fail when a newer version no longer has it.
