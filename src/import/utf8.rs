//! Recognises files in other encodings than UTF-8, piece by piece.

use std::{error::Error, fmt, io, str};

/// Some systems put it before every text.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A file is in another encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf16,
    /// With the first byte, counted from one, that UTF-8 does not have there.
    Other {
        byte: u64,
    },
}

/// Checks the bytes of a file in turn.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    /// Bytes that were checked.
    checked: u64,
    /// The beginning of a character, whose end is in the next piece.
    begun: Vec<u8>,
    /// The first bytes, until there are enough to tell UTF-16.
    is_underway: bool,
}

impl Utf8 {
    /// Checks the next piece, and returns what of it belongs to the text. An empty piece is the end.
    pub(super) fn check<'a>(&mut self, piece: &'a [u8]) -> io::Result<&'a [u8]> {
        let mut text = piece;
        if !self.is_underway && !piece.is_empty() {
            self.is_underway = true;
            // JSON begins with an ASCII character, so one of its two bytes is zero in UTF-16.
            let is_utf_16 = matches!(piece, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..]);
            if is_utf_16 {
                return Err(io::Error::other(Encoding::Utf16));
            }
            text = piece.strip_prefix(BYTE_ORDER_MARK).unwrap_or(piece);
        }
        let mut rest = piece;
        while let ([_, ..], [next, after @ ..]) = (self.begun.as_slice(), rest) {
            self.begun.push(*next);
            rest = after;
            match str::from_utf8(&self.begun) {
                Ok(_) => self.take_begun(),
                Err(error) if error.error_len().is_some() => return Err(self.invalid(0)),
                Err(_) => {}
            }
        }
        if piece.is_empty() && !self.begun.is_empty() {
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
                self.begun = bad.to_vec();
            }
        }
        Ok(text)
    }

    fn take_begun(&mut self) {
        self.checked += length(&self.begun);
        self.begun.clear();
    }

    fn invalid(&self, behind: usize) -> io::Error {
        let byte = self.checked + u64::try_from(behind).unwrap_or(u64::MAX) + 1;
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
