//! The derive macro `PlanOutput`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Result, Type};

use crate::object::{given_name, object_output, schema_name};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => simple_object(input, fields),
            Fields::Unnamed(fields) => {
                let parts: Vec<_> = fields.unnamed.iter().map(|field| &field.ty).collect();
                Ok(merged_object(input, &parts))
            }
            Fields::Unit => Err(Error::new_spanned(input, "an object has fields")),
        },
        Data::Enum(data) => {
            if data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit)) {
                Ok(enum_value(input))
            } else {
                interface(input, data)
            }
        }
        Data::Union(_) => Err(Error::new_spanned(input, "a union is no output type")),
    }
}

/// Fields of a struct are ready at once.
fn simple_object(input: &DeriveInput, fields: &syn::FieldsNamed) -> Result<TokenStream> {
    let mut names = Vec::new();
    for field in &fields.named {
        let name = given_name(&field.attrs)?;
        names.push(name.or_else(|| field.ident.as_ref().map(schema_name)).unwrap_or_default());
    }
    let idents: Vec<_> = fields.named.iter().map(|field| &field.ident).collect();
    let types = fields.named.iter().map(|field| &field.ty);
    let indices: Vec<usize> = (0..names.len()).collect();
    let ty = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let output = object_output(&generics, quote!(#ty #arguments), bounds);
    Ok(quote! {
        impl #generics ::graphql_strict::PlanObject for #ty #arguments #bounds {
            fn field(name: &str) -> ::std::option::Option<::graphql_strict::ObjectField> {
                match name {
                    #(#names => Some(::graphql_strict::ObjectField { index: #indices, is_ready: true }),)*
                    _ => None,
                }
            }

            fn collect_fields(fields: &mut ::graphql_strict::FieldTable) {
                #(<#types as ::graphql_strict::PlanOutput>::collect(fields);)*
            }

            fn write_ready(&self, index: usize, place: ::graphql_strict::Place<'_>, out: &mut ::graphql_strict::Output) {
                match index {
                    #(#indices => ::graphql_strict::PlanOutput::write_now(&self.#idents, &place, out),)*
                    _ => out.null(),
                }
            }

            fn resolve<'a>(&'a self, index: usize, place: ::graphql_strict::Place<'a>) -> ::graphql_strict::Resolving<'a> {
                match index {
                    #(#indices => ::std::boxed::Box::pin(async move { place.write(&self.#idents).await; }),)*
                    _ => ::std::boxed::Box::pin(::std::future::ready(())),
                }
            }
        }

        #output
    })
}

/// The fields of a merged object are those of its parts, one part after the other.
fn merged_object(input: &DeriveInput, parts: &[&Type]) -> TokenStream {
    let ty = &input.ident;
    let positions: Vec<_> = (0..parts.len()).map(syn::Index::from).collect();
    let numbers: Vec<usize> = (0..parts.len()).collect();
    let count = parts.len();
    let output = object_output(TokenStream::new(), ty, TokenStream::new());
    quote! {
        impl ::graphql_strict::PlanObject for #ty {
            fn field(name: &str) -> ::std::option::Option<::graphql_strict::ObjectField> {
                #(if let Some(field) = <#parts as ::graphql_strict::PlanObject>::field(name) {
                    return Some(field.of_part(#numbers, #count));
                })*
                None
            }

            fn collect_fields(fields: &mut ::graphql_strict::FieldTable) {
                #(<#parts as ::graphql_strict::PlanObject>::collect_fields(fields);)*
            }

            fn write_ready(&self, index: usize, place: ::graphql_strict::Place<'_>, out: &mut ::graphql_strict::Output) {
                match index % #count {
                    #(#numbers => ::graphql_strict::PlanObject::write_ready(&self.#positions, index / #count, place, out),)*
                    _ => out.null(),
                }
            }

            fn resolve<'a>(&'a self, index: usize, place: ::graphql_strict::Place<'a>) -> ::graphql_strict::Resolving<'a> {
                match index % #count {
                    #(#numbers => ::graphql_strict::PlanObject::resolve(&self.#positions, index / #count, place),)*
                    _ => ::std::boxed::Box::pin(::std::future::ready(())),
                }
            }
        }

        #output
    }
}

fn enum_value(input: &DeriveInput) -> TokenStream {
    let ty = &input.ident;
    quote! {
        impl ::graphql_strict::PlanOutput for #ty {
            fn write_now(&self, _: &::graphql_strict::Place<'_>, out: &mut ::graphql_strict::Output) {
                out.write_enum(self);
            }
        }
    }
}

fn interface(input: &DeriveInput, data: &syn::DataEnum) -> Result<TokenStream> {
    let ty = &input.ident;
    let variants: Vec<_> = data.variants.iter().map(|variant| &variant.ident).collect();
    let mut types = Vec::new();
    for variant in &data.variants {
        match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => types.push(&fields.unnamed[0].ty),
            _ => return Err(Error::new_spanned(variant, "a type of an interface is an object")),
        }
    }
    Ok(quote! {
        impl ::graphql_strict::PlanOutput for #ty {
            fn collect(fields: &mut ::graphql_strict::FieldTable) {
                #(<#types as ::graphql_strict::PlanOutput>::collect(fields);)*
            }

            fn write_now(&self, place: &::graphql_strict::Place<'_>, out: &mut ::graphql_strict::Output) {
                match self {
                    #(Self::#variants(object) => ::graphql_strict::PlanOutput::write_now(object, place, out),)*
                }
            }

            fn write<'a>(&'a self, place: &'a ::graphql_strict::Place<'a>) -> ::graphql_strict::Resolving<'a> {
                match self {
                    #(Self::#variants(object) => ::graphql_strict::PlanOutput::write(object, place),)*
                }
            }
        }
    })
}
