//! The attribute `planned`.

use heck::ToLowerCamelCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Error, Expr, ExprLit, FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, Lit, Meta, Pat, Result,
    Token, Type, ext::IdentExt, parse_quote, punctuated::Punctuated,
};

/// One field of an object.
struct PlannedField {
    /// The name in the schema.
    name: String,
    method: Ident,
    output: Type,
    is_ready: bool,
    takes_context: bool,
    arguments: Vec<Argument>,
}

struct Argument {
    name: String,
    ident: Ident,
    ty: Type,
}

pub(crate) fn expand(arguments: &TokenStream, mut block: ItemImpl) -> Result<TokenStream> {
    let (mut fields, mut ready) = (Vec::new(), Vec::new());
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else { continue };
        let field = planned_field(method)?;
        if field.is_ready {
            ready.push(ready_method(method));
            call_ready_method(method, &field);
        }
        fields.push(field);
    }
    let (generics, ty, bounds) = (&block.generics, &block.self_ty, &block.generics.where_clause);
    let implementation = implementation(&block, &fields);
    Ok(quote! {
        #[::async_graphql::Object(#arguments)]
        #block

        impl #generics #ty #bounds {
            #(#[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "its signature is that of a field")] #ready)*
        }

        #implementation
    })
}

fn planned_field(method: &ImplItemFn) -> Result<PlannedField> {
    let mut inputs = method.sig.inputs.iter().skip(1).peekable();
    let takes_context = matches!(inputs.peek(), Some(FnArg::Typed(first)) if mentions_context(&first.ty));
    let arguments = inputs.skip(usize::from(takes_context)).map(argument).collect::<Result<_>>()?;
    let syn::ReturnType::Type(_, output) = &method.sig.output else {
        return Err(Error::new_spanned(&method.sig, "a field has a value"));
    };
    Ok(PlannedField {
        name: schema_name(&method.sig.ident),
        method: method.sig.ident.clone(),
        output: (**output).clone(),
        is_ready: method.sig.asyncness.is_none(),
        takes_context,
        arguments,
    })
}

fn argument(input: &FnArg) -> Result<Argument> {
    let FnArg::Typed(input) = input else { return Err(Error::new_spanned(input, "an argument is expected")) };
    let Pat::Ident(pattern) = &*input.pat else {
        return Err(Error::new_spanned(&input.pat, "an argument has a name"));
    };
    if let Some(unknown) = unsupported(&input.attrs)? {
        return Err(Error::new_spanned(unknown, "an argument has a description, and nothing else"));
    }
    let ident = pattern.ident.clone();
    Ok(Argument { name: schema_name(&ident), ident, ty: (*input.ty).clone() })
}

/// An attribute that changes how an argument is read. The plan does not know it.
fn unsupported(attributes: &[Attribute]) -> Result<Option<Meta>> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("graphql")) {
        let items = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
        if let Some(item) = items.into_iter().find(|item| !item.path().is_ident("desc")) {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

/// The name of a field or argument in the schema, as `async-graphql` derives it.
pub(crate) fn schema_name(ident: &Ident) -> String {
    ident.unraw().to_string().to_lower_camel_case()
}

/// The name that `#[graphql(name = "…")]` gives, if it does.
pub(crate) fn given_name(attributes: &[Attribute]) -> Result<Option<String>> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("graphql")) {
        for item in attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)? {
            if let Meta::NameValue(pair) = &item
                && pair.path.is_ident("name")
                && let Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) = &pair.value
            {
                return Ok(Some(name.value()));
            }
        }
    }
    Ok(None)
}

fn mentions_context(ty: &Type) -> bool {
    let Type::Reference(reference) = ty else { return false };
    matches!(&*reference.elem, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Context"))
}

/// The method with the body of a field that is ready at once.
fn ready_method(method: &ImplItemFn) -> ImplItemFn {
    let mut ready = method.clone();
    ready.sig.ident = ready_name(&method.sig.ident);
    ready.vis = syn::Visibility::Inherited;
    ready.attrs.retain(|attribute| !attribute.path().is_ident("graphql"));
    for input in &mut ready.sig.inputs {
        if let FnArg::Typed(input) = input {
            input.attrs.clear();
        }
    }
    ready
}

/// Makes the method that `async-graphql` requires call the one with the body.
fn call_ready_method(method: &mut ImplItemFn, field: &PlannedField) {
    let name = ready_name(&field.method);
    let arguments = field.arguments.iter().map(|argument| &argument.ident);
    let inputs = method.sig.inputs.iter().skip(1).take(usize::from(field.takes_context));
    let context = inputs.filter_map(|input| match input {
        FnArg::Typed(input) => Some(&input.pat),
        FnArg::Receiver(_) => None,
    });
    method.block = parse_quote!({ self.#name(#(#context,)* #(#arguments),*) });
    method.sig.asyncness = Some(Token![async](method.sig.fn_token.span));
    method.attrs.retain(|attribute| !attribute.path().is_ident("expect"));
    let reason = "async-graphql requires asynchronous fields";
    method.attrs.push(parse_quote!(#[expect(clippy::unused_async, reason = #reason)]));
}

fn ready_name(method: &Ident) -> Ident {
    format_ident!("ready_{}", method.unraw())
}

/// The implementation of `PlanOutput` for a type that implements `PlanObject`.
pub(crate) fn object_output(
    generics: impl ToTokens,
    ty: impl ToTokens,
    bounds: impl ToTokens,
) -> TokenStream {
    quote! {
        impl #generics ::graphql_strict::PlanOutput for #ty #bounds {
            fn collect(fields: &mut ::graphql_strict::FieldTable) {
                fields.add::<Self>();
            }

            fn write_now(&self, place: &::graphql_strict::Place<'_>, out: &mut ::graphql_strict::Output) {
                place.write_object_now(self, out);
            }

            fn write<'a>(&'a self, place: &'a ::graphql_strict::Place<'a>) -> ::graphql_strict::Resolving<'a> {
                place.write_object(self)
            }
        }
    }
}

fn implementation(block: &ItemImpl, fields: &[PlannedField]) -> TokenStream {
    let (generics, ty, bounds) = (&block.generics, &block.self_ty, &block.generics.where_clause);
    let output = object_output(generics, ty, bounds);
    let names = fields.iter().map(|field| &field.name);
    let (indices, is_ready): (Vec<_>, Vec<_>) =
        fields.iter().enumerate().map(|(index, field)| (index, field.is_ready)).unzip();
    let outputs = fields.iter().map(|field| {
        let output = without_lifetimes(&field.output);
        quote! { <#output as ::graphql_strict::PlanOutput>::collect(fields); }
    });
    let ready = fields.iter().enumerate().filter(|(_, field)| field.is_ready);
    let written = ready.map(|(index, field)| {
        let (prepare, call) =
            call(field, quote! { { ::graphql_strict::Place::fail(&place, out, error); return; } });
        quote! { #index => { #prepare ::graphql_strict::PlanOutput::write_now(&#call, &place, out); } }
    });
    let resolved = fields.iter().enumerate().map(|(index, field)| {
        let (prepare, call) = call(field, quote! { { place.fail_here(error); return; } });
        let finish =
            if field.is_ready { quote!(place.write(&#call).await) } else { quote!(place.load(#call).await) };
        quote! { #index => ::std::boxed::Box::pin(async move { #prepare #finish; }), }
    });
    quote! {
        impl #generics ::graphql_strict::PlanObject for #ty #bounds {
            fn field(name: &str) -> ::std::option::Option<::graphql_strict::ObjectField> {
                match name {
                    #(#names => Some(::graphql_strict::ObjectField { index: #indices, is_ready: #is_ready }),)*
                    _ => None,
                }
            }

            fn collect_fields(fields: &mut ::graphql_strict::FieldTable) {
                #(#outputs)*
            }

            fn write_ready(&self, index: usize, place: ::graphql_strict::Place<'_>, out: &mut ::graphql_strict::Output) {
                match index {
                    #(#written)*
                    _ => out.null(),
                }
            }

            fn resolve<'a>(&'a self, index: usize, place: ::graphql_strict::Place<'a>) -> ::graphql_strict::Resolving<'a> {
                match index {
                    #(#resolved)*
                    _ => ::std::boxed::Box::pin(::std::future::ready(())),
                }
            }
        }

        #output
    }
}

/// What precedes the call of a field's method, and the call.
fn call(field: &PlannedField, on_error: TokenStream) -> (TokenStream, TokenStream) {
    // async-graphql adds a context to asynchronous methods that take none.
    let takes_context = field.takes_context || !field.is_ready;
    let needs_context = takes_context || !field.arguments.is_empty();
    let context = needs_context.then(|| quote! { let ctx = place.context(); });
    let arguments = field.arguments.iter().map(|Argument { name, ident, ty }| {
        quote! {
            let #ident = match ctx.param_value::<#ty>(#name, ::std::option::Option::None) {
                Ok((_, value)) => value,
                Err(error) => #on_error
            };
        }
    });
    let method = if field.is_ready { ready_name(&field.method) } else { field.method.clone() };
    let context_argument = takes_context.then(|| quote!(&ctx,));
    let names = field.arguments.iter().map(|argument| &argument.ident);
    (quote! { #context #(#arguments)* }, quote! { self.#method(#context_argument #(#names),*) })
}

/// The type with `'static` for each elided lifetime, so that it can be named outside of its method.
fn without_lifetimes(ty: &Type) -> Type {
    let mut ty = ty.clone();
    make_static(&mut ty);
    ty
}

fn make_static(ty: &mut Type) {
    match ty {
        Type::Reference(reference) => {
            reference.lifetime = Some(parse_quote!('static));
            make_static(&mut reference.elem);
        }
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments else { continue };
                for argument in &mut arguments.args {
                    match argument {
                        syn::GenericArgument::Type(ty) => make_static(ty),
                        syn::GenericArgument::Lifetime(lifetime) => *lifetime = parse_quote!('static),
                        _ => {}
                    }
                }
            }
        }
        Type::Slice(slice) => make_static(&mut slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(make_static),
        _ => {}
    }
}
