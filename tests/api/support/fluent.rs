//! Parses the message files independently of the library that renders them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource, VariantKey},
    parser,
};
use panda::i18n::Locale;
use serde_json::{Map, Value};

/// The messages of one locale.
pub struct Translations {
    pub locale: Locale,
    pub messages: BTreeMap<String, Message>,
}

/// One message: a single pattern, or one for each plural category of an argument.
pub struct Message {
    pub code: String,
    pub selector: Option<String>,
    /// Patterns by plural category. A message without a selector has one pattern, without a category.
    pub wordings: BTreeMap<String, Wording>,
    /// Patterns for exact numbers of the selector.
    pub exact: BTreeMap<String, Message>,
}

/// Text and arguments, alternating.
#[derive(Debug, PartialEq, Eq)]
pub struct Wording(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Argument(String),
}

impl Translations {
    /// The error messages of every locale with a directory. The program must know each of these locales.
    pub fn all() -> Vec<Self> {
        Self::in_files("errors.ftl")
    }

    /// The column headings of statistics, in the same locales.
    pub fn of_statistics() -> Vec<Self> {
        Self::in_files("statistics.ftl")
    }

    /// The words and patterns for times in messages, in the same locales.
    pub fn of_times() -> Vec<Self> {
        Self::in_files("times.ftl")
    }

    fn in_files(name: &str) -> Vec<Self> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let mut all: Vec<Self> = fs::read_dir(directory)
            .expect("the locales")
            .map(|entry| Self::read(&entry.expect("a directory").path(), name))
            .collect();
        all.sort_by_key(|translations| translations.locale.to_string());
        assert_eq!(all.len(), Locale::all().count(), "the program knows a locale without a directory");
        all
    }

    pub fn of(tag: &str) -> Self {
        Self::all().into_iter().find(|all| all.locale.to_string() == tag).expect("this locale")
    }

    fn read(directory: &Path, file: &str) -> Self {
        let tag = directory.file_name().expect("a name").to_string_lossy().into_owned();
        let locale = Locale::all().find(|locale| locale.to_string() == tag);
        let path = directory.join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let resource: Resource<String> =
            parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        let mut messages = BTreeMap::new();
        for message in resource.body.into_iter().filter_map(message_of) {
            let code = message.code.clone();
            assert!(messages.insert(code.clone(), message).is_none(), "{tag} has {code} twice");
        }
        Self { locale: locale.unwrap_or_else(|| panic!("the program does not know {tag}")), messages }
    }
}

impl Message {
    pub fn arguments(&self) -> BTreeSet<String> {
        let wordings = self.wordings.values().flat_map(Wording::arguments);
        let exact = self.exact.values().flat_map(Self::arguments);
        self.selector.iter().cloned().chain(wordings).chain(exact).collect()
    }

    /// The message and its variants for exact numbers.
    pub fn with_exact(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.exact.values())
    }
}

impl Wording {
    pub fn arguments(&self) -> BTreeSet<String> {
        let names = |part: &Part| match part {
            Part::Text(_) => Vec::new(),
            Part::Argument(name) => vec![name.clone()],
        };
        self.0.iter().flat_map(names).collect()
    }

    /// The pattern as written in its file.
    pub fn text(&self) -> String {
        let written = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Argument(name) => format!("{{ ${name} }}"),
        };
        self.0.iter().map(written).collect()
    }

    /// The pattern with its arguments inserted, each between the given marks.
    pub fn fill(&self, args: &Map<String, Value>, [open, close]: [&str; 2]) -> String {
        let written = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Argument(name) => match &args[name] {
                Value::String(text) => format!("{open}{text}{close}"),
                number => format!("{open}{number}{close}"),
            },
        };
        self.0.iter().map(written).collect()
    }
}

fn message_of(entry: Entry<String>) -> Option<Message> {
    let message = match entry {
        Entry::Message(message) => message,
        Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => return None,
        Entry::Term(_) | Entry::Junk { .. } => panic!("the house uses messages only: {entry:?}"),
    };
    let code = message.id.name;
    assert!(message.attributes.is_empty(), "{code} has attributes, which nothing shows");
    Some(said(code, message.value.expect("a text")))
}

fn said(code: String, Pattern { mut elements }: Pattern<String>) -> Message {
    if let [PatternElement::Placeable { expression: Expression::Select { .. } }] = elements.as_slice() {
        let Some(PatternElement::Placeable { expression: Expression::Select { selector, variants } }) =
            elements.pop()
        else {
            unreachable!("it was just seen");
        };
        let (mut wordings, mut exact) = (BTreeMap::new(), BTreeMap::new());
        for variant in variants {
            match variant.key {
                VariantKey::Identifier { name } => drop(wordings.insert(name, wording(variant.value))),
                VariantKey::NumberLiteral { value } => {
                    exact.insert(value, said(code.clone(), variant.value));
                }
            }
        }
        return Message { code, selector: Some(name_of(selector)), wordings, exact };
    }
    let wordings = BTreeMap::from([(String::new(), wording(Pattern { elements }))]);
    Message { code, selector: None, wordings, exact: BTreeMap::new() }
}

fn wording(pattern: Pattern<String>) -> Wording {
    let part = |element| match element {
        PatternElement::TextElement { value } => Part::Text(value),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => {
            Part::Argument(name_of(inline))
        }
        PatternElement::Placeable { expression: Expression::Select { .. } } => {
            panic!("a message selects as a whole, so that translators see whole sentences")
        }
    };
    Wording(pattern.elements.into_iter().map(part).collect())
}

fn name_of(expression: InlineExpression<String>) -> String {
    match expression {
        InlineExpression::VariableReference { id } => id.name,
        other => panic!("the house uses plain arguments only: {other:?}"),
    }
}
