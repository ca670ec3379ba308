//! Passwords that an operator gives to others.

use std::io::{self, Read};

use anyhow::{Context, ensure};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};

use super::output;
use crate::random;

/// A password for somebody else.
pub(super) struct PasswordArgument {
    pub secret: SecretString,
    pub is_made_up: bool,
}

impl PasswordArgument {
    pub fn of(from_stdin: bool) -> anyhow::Result<Self> {
        if !from_stdin {
            return Ok(Self { secret: made_up(), is_made_up: true });
        }
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).context("standard input cannot be read")?;
        let line =
            text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
        ensure!(!line.is_empty(), "there is no password on standard input");
        Ok(Self { secret: line.into(), is_made_up: false })
    }

    /// Prints a password that was made up. The caller stores it only after this.
    pub fn deliver(&self) -> anyhow::Result<()> {
        if self.is_made_up {
            output::only_copy(format_args!("The password is {}", self.secret.expose_secret()))?;
        }
        Ok(())
    }
}

/// 120 random bits.
pub(super) fn made_up() -> SecretString {
    URL_SAFE_NO_PAD.encode(random::bytes::<15>()).into()
}
