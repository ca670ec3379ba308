//! Reads which modules of `src/` import which others.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{
    Attribute, Item, ItemMod, ItemUse, Macro, UseTree,
    visit::{self, Visit},
};

use crate::support::top;

/// A path of modules below the crate, such as `["patient", "store"]`.
type ModulePath = Vec<String>;

/// Every import of the crate outside of test code.
pub struct Imports {
    modules: BTreeSet<ModulePath>,
    /// The importing module, the imported path and the file.
    paths: Vec<(ModulePath, ModulePath, String)>,
    /// Names that a `mod.rs` re-exports from its children.
    exports: BTreeMap<(ModulePath, String), ModulePath>,
    types: BTreeMap<String, Vec<String>>,
}

impl Imports {
    pub fn read() -> Self {
        let source = top().join("src");
        let files: Vec<(ModulePath, PathBuf)> =
            rust_files(&source).into_iter().map(|path| (module_of(&source, &path), path)).collect();
        let modules: BTreeSet<ModulePath> =
            files.iter().map(|(module, _)| module.clone()).filter(|module| !module.is_empty()).collect();
        let mut imports =
            Self { modules, paths: Vec::new(), exports: BTreeMap::new(), types: BTreeMap::new() };
        for (module, path) in files {
            let text = fs::read_to_string(&path).expect("a source file");
            let file = syn::parse_file(&text).expect("valid Rust");
            let mut reader = Reader { module: &module, found: Vec::new() };
            reader.visit_file(&file);
            let shown = path.strip_prefix(top()).expect("a file of the project").display().to_string();
            imports.paths.extend(reader.found.into_iter().map(|to| (module.clone(), to, shown.clone())));
            for item in file.items.iter().filter(|item| !is_for_tests(attributes(item))) {
                imports.add_exports(&module, item);
                if let Some(name) = type_name(item) {
                    imports.types.entry(name).or_default().push(module.join("::"));
                }
            }
        }
        imports
    }

    fn add_exports(&mut self, module: &ModulePath, item: &Item) {
        let Item::Use(import) = item else { return };
        for path in expand(&import.tree) {
            let path: ModulePath = path.into_iter().skip_while(|segment| segment == "self").collect();
            let Some((name, _)) = path.split_last().filter(|(_, rest)| !rest.is_empty()) else { continue };
            let child = [module.clone(), vec![path[0].clone()]].concat();
            if self.modules.contains(&child) {
                self.exports.insert((module.clone(), name.clone()), [module.clone(), path].concat());
            }
        }
    }

    /// The types of the crate, by name, with the modules that define them.
    pub fn types(&self) -> BTreeMap<String, Vec<String>> {
        self.types.clone()
    }

    pub fn top_modules(&self) -> BTreeSet<&str> {
        self.modules.iter().filter_map(|module| module.first()).map(String::as_str).collect()
    }

    /// Imports from one module of the crate into another, with the file.
    pub fn between_top_modules(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.paths.iter().filter_map(|(from, to, file)| {
            let (from, to) = (from.first()?.as_str(), to.first()?.as_str());
            let is_module = self.modules.contains(&vec![to.to_owned()]);
            (is_module && from != to).then_some((from, to, file.as_str()))
        })
    }

    /// The module that defines what a path names, through re-exports.
    fn definition(&self, path: &[String]) -> ModulePath {
        let mut path = path.to_vec();
        // A chain of re-exports is short, and a circle of them would not compile.
        for _ in 0..8 {
            let depth =
                (0..=path.len()).rev().find(|depth| self.modules.contains(&path[..*depth])).unwrap_or(0);
            let exported =
                path.get(depth).and_then(|name| self.exports.get(&(path[..depth].to_vec(), name.clone())));
            match exported {
                Some(origin) => path = [origin.clone(), path[depth + 1..].to_vec()].concat(),
                None => return path[..depth].to_vec(),
            }
        }
        path
    }
}

/// The circles among the modules of each directory: the directory, and the modules in alphabetical order.
pub fn circles(imports: &Imports) -> Vec<(String, Vec<String>)> {
    let mut edges: BTreeMap<ModulePath, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (from, to, _) in &imports.paths {
        let to = imports.definition(to);
        let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
        if let (Some(one), Some(other)) = (from.get(shared), to.get(shared)) {
            let directory = edges.entry(from[..shared].to_vec()).or_default();
            directory.entry(one.clone()).or_default().insert(other.clone());
        }
    }
    let found = edges.iter().flat_map(|(directory, edges)| {
        let reaches = |from: &String| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(module) = open.pop() {
                for next in edges.get(&module).into_iter().flatten() {
                    if seen.insert(next.clone()) {
                        open.push(next.clone());
                    }
                }
            }
            seen
        };
        let closure: BTreeMap<&String, BTreeSet<String>> =
            edges.keys().map(|from| (from, reaches(from))).collect();
        let circle_of = |module: &String| {
            let back = |other: &&String| closure.get(*other).is_some_and(|closure| closure.contains(module));
            closure[module].iter().filter(back).cloned().collect::<Vec<_>>()
        };
        let circles: BTreeSet<Vec<String>> =
            edges.keys().map(circle_of).filter(|circle| circle.len() > 1).collect();
        circles.into_iter().map(|circle| (directory.join("::"), circle)).collect::<Vec<_>>()
    });
    found.collect()
}

/// Collects the paths of one file that begin at the crate or at a module above.
struct Reader<'a> {
    module: &'a ModulePath,
    found: Vec<ModulePath>,
}

impl Reader<'_> {
    fn add(&mut self, path: Vec<String>) {
        let Some((first, rest)) = path.split_first() else { return };
        let above = path.iter().take_while(|segment| *segment == "super").count();
        match first.as_str() {
            "crate" => self.found.push(rest.to_vec()),
            "super" => {
                let parent = self.module.len().saturating_sub(above);
                self.found.push([&self.module[..parent], &path[above..]].concat());
            }
            "self" => self.found.push([&self.module[..], rest].concat()),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    /// An inline module is a part of its file. The paths in it begin one module further down.
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        let inner = [&self.module[..], &[module.ident.to_string()]].concat();
        let mut reader = Reader { module: &inner, found: Vec::new() };
        visit::visit_item_mod(&mut reader, module);
        self.found.extend(reader.found);
    }

    fn visit_item_use(&mut self, import: &'ast ItemUse) {
        for path in expand(&import.tree) {
            self.add(path);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    /// The body of a macro is no syntax yet, so its paths are read from its tokens.
    fn visit_macro(&mut self, call: &'ast Macro) {
        self.add(call.path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        let text = call.tokens.to_string();
        for begin in ["crate :: ", "super :: "] {
            for rest in text.split(begin).skip(1) {
                let path = rest
                    .split(" :: ")
                    .map(|name| name.split([' ', '(', ',', '!']).next().unwrap_or_default());
                let path = path.take_while(|name| !name.is_empty()).take(3).map(str::to_owned);
                self.add([begin[..5].to_owned()].into_iter().chain(path).collect());
            }
        }
    }
}

/// Every path of a `use` tree.
fn expand(tree: &UseTree) -> Vec<Vec<String>> {
    let below = |name: String, paths: Vec<Vec<String>>| {
        paths.into_iter().map(|path| [vec![name.clone()], path].concat()).collect()
    };
    match tree {
        UseTree::Path(path) => below(path.ident.to_string(), expand(&path.tree)),
        UseTree::Name(name) => vec![vec![name.ident.to_string()]],
        UseTree::Rename(rename) => vec![vec![rename.ident.to_string()]],
        UseTree::Glob(_) => vec![Vec::new()],
        UseTree::Group(group) => group.items.iter().flat_map(expand).collect(),
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether an item exists in tests only.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}

fn type_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// `src/patient/store/mod.rs` is the module `patient::store`.
fn module_of(source: &Path, path: &Path) -> ModulePath {
    let relative = path.strip_prefix(source).expect("a file of the source").with_extension("");
    let mut module: ModulePath =
        relative.iter().map(|part| part.to_str().expect("a name in UTF-8").to_owned()).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

/// The source files below a directory, without those that `#[cfg(test)]` modules have of their own.
fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    let is_of_tests = |path: &Path| {
        path.file_stem().is_some_and(|stem| stem == "tests" || stem == "readable_values" || stem == "vendor")
    };
    entries
        .filter(|path| !is_of_tests(path))
        .flat_map(|path| match path.extension() {
            _ if path.is_dir() => rust_files(&path),
            Some(extension) if extension == "rs" => vec![path],
            _ => Vec::new(),
        })
        .collect()
}
