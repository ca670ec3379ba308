//! Macros of `graphql-strict`: one declaration of a field serves the schema, the resolver and the plan.
//!
//! - [`planned`] replaces `#[Object]` of `async-graphql` on an `impl` block.
//! - [`PlanOutput`](derive_plan_output) stands beside `SimpleObject`, `MergedObject`, `Interface` and `Enum`.

mod derive;
mod object;

use proc_macro::TokenStream;

/// Declares an object: `#[Object]` of `async-graphql`, and the fields of its plans.
///
/// A field without `async` is ready at once: plans write it without a future. Arguments of the attribute go
/// to `#[Object]`.
#[proc_macro_attribute]
pub fn planned(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let block = syn::parse_macro_input!(item as syn::ItemImpl);
    expanded(object::expand(&arguments.into(), block))
}

/// Implements `PlanOutput` for a type that derives `SimpleObject` (a struct with named fields),
/// `MergedObject` (a tuple struct), `Enum` (an enum without fields) or `Interface` (an enum of objects).
#[proc_macro_derive(PlanOutput, attributes(graphql))]
pub fn derive_plan_output(item: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(item as syn::DeriveInput);
    expanded(derive::expand(&input))
}

fn expanded(result: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    result.unwrap_or_else(|error| error.to_compile_error()).into()
}
