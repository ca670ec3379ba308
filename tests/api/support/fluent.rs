//! The messages as their files say them, read apart from the program that renders them.

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

/// One message: a single wording, or one for each plural category of an argument.
pub struct Message {
    pub code: String,
    pub selector: Option<String>,
    /// By plural category; the one wording of a message that does not select has none.
    pub wordings: BTreeMap<String, Wording>,
}

/// Text and arguments, in turn.
#[derive(Debug, PartialEq, Eq)]
pub struct Wording(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Argument(String),
    /// Arguments as a function of the program shows them.
    Formatted {
        function: String,
        arguments: Vec<String>,
    },
}

impl Translations {
    /// What is said of errors, in every locale that has a directory, each of which must be one that the program knows.
    pub fn all() -> Vec<Self> {
        Self::in_files("errors.ftl")
    }

    /// The headings of tables of statistics, in the same locales.
    pub fn of_statistics() -> Vec<Self> {
        Self::in_files("statistics.ftl")
    }

    /// The words and patterns of times that the messages contain, in the same locales.
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
        self.selector.iter().cloned().chain(self.wordings.values().flat_map(Wording::arguments)).collect()
    }
}

impl Wording {
    pub fn arguments(&self) -> BTreeSet<String> {
        let names = |part: &Part| match part {
            Part::Text(_) => Vec::new(),
            Part::Argument(name) => vec![name.clone()],
            Part::Formatted { arguments, .. } => arguments.clone(),
        };
        self.0.iter().flat_map(names).collect()
    }

    /// The wording as its file says it.
    pub fn text(&self) -> String {
        let written = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Argument(name) => format!("{{ ${name} }}"),
            Part::Formatted { function, arguments } => {
                format!("{{ {function}(${}) }}", arguments.join(", $"))
            }
        };
        self.0.iter().map(written).collect()
    }

    /// The wording with its arguments filled in, each between the given marks.
    pub fn fill(&self, args: &Map<String, Value>, [open, close]: [&str; 2]) -> String {
        let written = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Argument(name) => match &args[name] {
                Value::String(text) => format!("{open}{text}{close}"),
                number => format!("{open}{number}{close}"),
            },
            Part::Formatted { function, .. } => panic!("only the program knows what {function} shows"),
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
    let mut elements = message.value.expect("a text").elements;
    if let [PatternElement::Placeable { expression: Expression::Select { .. } }] = elements.as_slice() {
        let Some(PatternElement::Placeable { expression: Expression::Select { selector, variants } }) =
            elements.pop()
        else {
            unreachable!("it was just seen");
        };
        let wordings = variants.into_iter().map(|variant| match variant.key {
            VariantKey::Identifier { name } => (name, wording(variant.value)),
            VariantKey::NumberLiteral { value } => (value, wording(variant.value)),
        });
        return Some(Message { code, selector: Some(name_of(selector)), wordings: wordings.collect() });
    }
    let wordings = BTreeMap::from([(String::new(), wording(Pattern { elements }))]);
    Some(Message { code, selector: None, wordings })
}

fn wording(pattern: Pattern<String>) -> Wording {
    let part = |element| match element {
        PatternElement::TextElement { value } => Part::Text(value),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::FunctionReference { id, arguments }),
        } => {
            assert!(arguments.named.is_empty(), "{} takes positional arguments only", id.name);
            let arguments = arguments.positional.into_iter().map(name_of).collect();
            Part::Formatted { function: id.name, arguments }
        }
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
