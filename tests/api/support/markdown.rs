//! The Markdown documents of this repository: their fenced blocks, headings and links.
//!
//! The info string of a block says what CI does with it:
//!
//! | info string | what it means |
//! |---|---|
//! | `sh run`, `sql run` | `documents` runs it against a demo |
//! | `sh run: prints TEXT` | the same; the output contains the text, and may contain errors |
//! | `graphql run` | `sample::first_screens` sends it to a server with the sample |
//! | `json variables` | the variables of the `graphql run` block before it |
//! | `json file: NAME` | the content of a file that `sh run` blocks of the document read |
//! | `LANGUAGE no-run: REASON` | nothing, for the reason |

use std::{
    fs,
    path::{Path, PathBuf},
};

pub struct MarkdownFile {
    /// Relative to the top of the repository.
    pub path: String,
    /// Everything outside of fenced blocks.
    pub prose: String,
    pub text: String,
    pub blocks: Vec<FencedBlock>,
}

#[derive(Debug, Clone)]
pub struct FencedBlock {
    pub line: usize,
    pub language: String,
    pub purpose: BlockPurpose,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockPurpose {
    Run { prints: Option<String> },
    Variables,
    File(String),
    NotRun,
    Unmarked,
}

impl BlockPurpose {
    fn of(words: &str) -> Self {
        let (word, rest) = words.split_once(':').unwrap_or((words, ""));
        let rest = rest.trim();
        match (word, rest) {
            ("run", "") => Self::Run { prints: None },
            ("run", text) => text
                .strip_prefix("prints ")
                .map_or(Self::Unmarked, |text| Self::Run { prints: Some(text.to_owned()) }),
            ("variables", "") => Self::Variables,
            ("no-run", "") => Self::Unmarked,
            ("no-run", _reason) => Self::NotRun,
            ("file", name) if !name.is_empty() && !name.contains('/') => Self::File(name.to_owned()),
            _ => Self::Unmarked,
        }
    }
}

pub fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl MarkdownFile {
    pub fn read(path: &str) -> Self {
        let text = fs::read_to_string(top().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let (mut prose, mut blocks) = (String::new(), Vec::<FencedBlock>::new());
        let mut open: Option<FencedBlock> = None;
        for (index, line) in text.lines().enumerate() {
            match (open.take(), line.trim_start().strip_prefix("```")) {
                (Some(block), Some(_)) => blocks.push(block),
                (Some(mut block), None) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                    open = Some(block);
                }
                (None, Some(info)) => {
                    let (language, words) = info.split_once(' ').unwrap_or((info, ""));
                    let (language, purpose) = (language.to_owned(), BlockPurpose::of(words.trim()));
                    open = Some(FencedBlock { line: index + 1, language, purpose, text: String::new() });
                }
                (None, None) => {
                    prose.push_str(line);
                    prose.push('\n');
                }
            }
        }
        assert!(open.is_none(), "{path}: a block has no end");
        Self { path: path.to_owned(), prose, text, blocks }
    }

    /// Every document whose blocks are checked. Those of `docs/upstream` are reproductions with tests of
    /// their own.
    pub fn all() -> Vec<Self> {
        let mut paths: Vec<PathBuf> = Vec::new();
        for directory in ["", "docs", "docs/adr"] {
            let files = fs::read_dir(top().join(directory)).expect("a directory");
            let files = files.map(|file| file.expect("a file").path());
            paths.extend(files.filter(|file| file.extension().is_some_and(|extension| extension == "md")));
        }
        for directory in ["benches", "examples", "tests"] {
            let inner = fs::read_dir(top().join(directory)).expect("a directory");
            paths.extend(inner.map(|entry| entry.expect("a directory").path().join("README.md")));
        }
        paths.extend(["fuzz/README.md", "migrations/README.md"].map(|path| top().join(path)));
        paths.retain(|path| path.is_file());
        paths.sort();
        let relative = |path: &PathBuf| {
            let path = path.strip_prefix(top()).expect("it is in the repository");
            Self::read(path.to_str().expect("a text"))
        };
        paths.iter().map(relative).collect()
    }

    /// The blocks of a language that are run.
    pub fn run_blocks(&self, language: &str) -> impl Iterator<Item = &FencedBlock> {
        self.blocks.iter().filter(move |block| {
            block.language == language && matches!(block.purpose, BlockPurpose::Run { .. })
        })
    }

    /// The variables that follow a block, if there are any.
    pub fn variables_after(&self, block: &FencedBlock) -> Option<serde_json::Value> {
        let next = self.blocks.iter().find(|next| next.line > block.line)?;
        let is_json = next.purpose == BlockPurpose::Variables;
        is_json.then(|| {
            serde_json::from_str(&next.text).unwrap_or_else(|error| panic!("{}: {error}", self.path))
        })
    }

    /// The anchors of the headings, as GitHub makes them.
    pub fn anchors(&self) -> Vec<String> {
        let headings = self.prose.lines().filter(|line| line.starts_with('#'));
        let anchor = |heading: &str| {
            let text = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = text.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
            kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
        };
        headings.map(anchor).collect()
    }

    /// The targets of links to files of this repository: path and anchor.
    pub fn links(&self) -> Vec<(&str, &str)> {
        let targets = self.prose.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
        let local = targets.filter(|target| !target.contains("://"));
        local.map(|target| target.split_once('#').unwrap_or((target, ""))).collect()
    }
}
