//! Detects files in other encodings than UTF-8, chunk by chunk.

use std::{error::Error, fmt, io, str};

/// Some systems write it at the start of each text file.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The encoding of a file that is not in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf16,
    /// The position of the first byte, counted from one, that is invalid in UTF-8.
    Other {
        byte: u64,
    },
}

/// Validates the bytes of a file in order.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    /// The number of validated bytes.
    checked: u64,
    /// The first bytes of a character that ends in the next chunk.
    partial: Vec<u8>,
    /// Whether the first chunk, which shows UTF-16, has been read.
    has_started: bool,
}

impl Utf8 {
    /// Validates the next chunk, and returns the part that belongs to the text. An empty chunk marks the end
    /// of the file.
    pub(super) fn check<'a>(&mut self, chunk: &'a [u8]) -> io::Result<&'a [u8]> {
        let mut text = chunk;
        if !self.has_started && !chunk.is_empty() {
            self.has_started = true;
            // JSON begins with an ASCII character, so in UTF-16 one of its two bytes is zero.
            let is_utf_16 = matches!(chunk, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..]);
            if is_utf_16 {
                return Err(io::Error::other(Encoding::Utf16));
            }
            text = chunk.strip_prefix(BYTE_ORDER_MARK).unwrap_or(chunk);
        }
        let mut rest = chunk;
        while let ([_, ..], [next, after @ ..]) = (self.partial.as_slice(), rest) {
            self.partial.push(*next);
            rest = after;
            match str::from_utf8(&self.partial) {
                Ok(_) => self.complete_partial(),
                Err(error) if error.error_len().is_some() => return Err(self.invalid(0)),
                Err(_) => {}
            }
        }
        if chunk.is_empty() && !self.partial.is_empty() {
            return Err(self.invalid(0));
        }
        match str::from_utf8(rest) {
            Ok(_) => self.checked += length(rest),
            Err(error) => {
                let (good, bad) = rest.split_at(error.valid_up_to());
                if error.error_len().is_some() {
                    return Err(self.invalid(good.len()));
                }
                self.checked += length(good);
                self.partial = bad.to_vec();
            }
        }
        Ok(text)
    }

    fn complete_partial(&mut self) {
        self.checked += length(&self.partial);
        self.partial.clear();
    }

    fn invalid(&self, offset: usize) -> io::Error {
        let byte = self.checked + u64::try_from(offset).unwrap_or(u64::MAX) + 1;
        io::Error::other(Encoding::Other { byte })
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utf16 => f.write_str("is in UTF-16; convert it first: iconv -f UTF-16 -t UTF-8"),
            Self::Other { byte } => write!(
                f,
                "is not in UTF-8: byte {byte}; if it is in Latin-1, convert it first: iconv -f LATIN1 -t UTF-8"
            ),
        }
    }
}

impl Error for Encoding {}
