//! `panda settings`: every flag and variable of every command in Markdown. `docs/settings.md` holds its
//! output.

use std::{collections::BTreeMap, fmt::Write as _, process::ExitCode};

use clap::{Arg, Command, CommandFactory};

use super::{CommandLine, output};

const INTRODUCTION: &str = "# Settings

<!-- Generated: cargo run -- settings > docs/settings.md -->

Each setting is a flag and, where one is named, an environment variable. A flag takes precedence over its variable. PANDA
validates all settings before a command starts; an invalid value is an error that names the flag. `panda COMMAND --help`
prints the same texts.

`PANDA_PG_BIN` has no flag. It names the directory of PostgreSQL's programs for `panda demo` and for the tests.

[operations.md](operations.md) says how to choose the connections, limits and timeouts.
";

/// Arguments that have no environment variable are in the tables too, so that the file lists each flag of each command.
pub(super) fn markdown() -> String {
    let mut line = CommandLine::command();
    line.build();
    let mut text = INTRODUCTION.to_owned();
    section(&mut text, "Every command", &line, Arg::is_global_set);
    commands(&mut text, &line);
    text
}

pub(super) fn run() -> anyhow::Result<ExitCode> {
    output::product(markdown())?;
    Ok(ExitCode::SUCCESS)
}

/// A section for each command that does something, in the order of the help.
fn commands(text: &mut String, parent: &Command) {
    for command in parent.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help") {
        if command.has_subcommands() {
            commands(text, command);
        } else {
            let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
            section(text, &format!("`{name}`"), command, |argument| !argument.is_global_set());
        }
    }
}

/// A table for each group of a command's help.
fn section(text: &mut String, title: &str, command: &Command, is_listed: impl Fn(&Arg) -> bool) {
    let own = |argument: &&Arg| is_listed(argument) && !argument.is_hide_set() && !is_of_clap(argument);
    let mut groups: BTreeMap<&str, Vec<&Arg>> = BTreeMap::new();
    for argument in command.get_arguments().filter(own) {
        groups.entry(argument.get_help_heading().unwrap_or_default()).or_default().push(argument);
    }
    let is_root = command.has_subcommands();
    let about = if is_root { None } else { command.get_about() };
    let about = about.map(|about| format!("\n{about}.\n")).unwrap_or_default();
    if groups.is_empty() {
        append(text, format_args!("\n## {title}\n{about}\nIt has no settings of its own.\n"));
        return;
    }
    append(text, format_args!("\n## {title}\n{about}"));
    for (heading, arguments) in groups {
        if !heading.is_empty() {
            append(text, format_args!("\n**{heading}**\n"));
        }
        append(text, format_args!("\n| flag | variable | default | meaning |\n|---|---|---|---|\n"));
        for argument in arguments {
            row(text, argument);
        }
    }
}

/// `--help` and `--version`.
fn is_of_clap(argument: &Arg) -> bool {
    ["help", "version"].contains(&argument.get_id().as_str())
}

fn row(text: &mut String, argument: &Arg) {
    let values = argument.get_value_names().unwrap_or_default();
    let takes_value = argument.get_action().takes_values();
    let name = argument.get_long().map_or_else(String::new, |long| format!("--{long} "));
    let placeholder = values.first().filter(|_| takes_value).map_or("", |value| value.as_str());
    let flag = format!("{name}{placeholder}");
    let variable = argument.get_env().and_then(|name| name.to_str()).map_or_else(String::new, code);
    let defaults = argument.get_default_values().iter().filter_map(|value| value.to_str());
    let default = defaults.filter(|_| takes_value).map(code).collect::<Vec<_>>().join(", ");
    let default = if argument.is_required_set() { "required".to_owned() } else { default };
    let help = argument.get_long_help().or_else(|| argument.get_help());
    let help = help.map(ToString::to_string).unwrap_or_default().replace("\n\n", " ").replace('\n', " ");
    let possible = argument.get_possible_values();
    let names: Vec<_> = possible.iter().map(|value| code(value.get_name())).collect();
    let choice =
        if takes_value && !names.is_empty() { format!(" ({})", names.join(", ")) } else { String::new() };
    let help = format!("{help}{choice}").replace('|', "\\|");
    append(text, format_args!("| {} | {variable} | {default} | {help} |\n", code(flag.trim())));
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn append(text: &mut String, part: std::fmt::Arguments<'_>) {
    text.write_fmt(part).expect("a String can be written");
}
