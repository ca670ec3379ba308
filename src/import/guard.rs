//! Between a file and its parser: refuses other encodings, and bounds what a text can take of the memory.
//!
//! The parser keeps each text whole and ends at half a surrogate pair. So texts are cut here after [`LONGEST_TEXT`] bytes, more
//! than any value may have, and half a pair becomes [`HALF_PAIR`], which spoils its row alone.

use std::io::{self, ErrorKind, Read};

use super::utf8::Utf8;

/// Stands for half a surrogate pair. No text has it, because it is no character (Unicode 23.7).
pub(super) const HALF_PAIR: char = '\u{FFFF}';
const HALF_PAIR_ESCAPE: &[u8] = br"\uFFFF";

/// In bytes of the file. The longest value is a note of 2,000 characters, and an escape of a character takes up to 12 bytes.
const LONGEST_TEXT: usize = 1 << 16;
const BUFFER: usize = 1 << 18;

/// JSON that a parser can read in bounded memory.
pub(super) struct Guard<R> {
    source: R,
    raw: Vec<u8>,
    ready: Vec<u8>,
    read: usize,
    utf8: Utf8,
    texts: Texts,
}

/// Where in a JSON text the next byte stands.
#[derive(Default)]
struct Texts {
    place: StringState,
    /// Of the present text.
    bytes: usize,
    /// A high surrogate, whose other half must follow at once.
    high: Option<[u8; 6]>,
}

#[derive(Default, Clone, Copy)]
enum StringState {
    #[default]
    Outside,
    Inside,
    /// Behind a backslash.
    Escape,
    /// Within `\uXXXX`, with so many of its bytes.
    Unicode([u8; 6], usize),
}

impl<R: Read> Guard<R> {
    pub(super) fn new(source: R) -> Self {
        let (raw, ready) = (vec![0; BUFFER], Vec::with_capacity(BUFFER));
        Self { source, raw, ready, read: 0, utf8: Utf8::default(), texts: Texts::default() }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.read = 0;
        while self.ready.is_empty() {
            let count = match self.source.read(&mut self.raw) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                outcome => outcome?,
            };
            let bytes = self.utf8.check(&self.raw[..count])?;
            if count == 0 {
                return Ok(());
            }
            for byte in bytes {
                self.texts.pass(*byte, &mut self.ready);
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.ready.len() {
            self.refill()?;
        }
        let count = (&self.ready[self.read..]).read(buffer)?;
        self.read += count;
        Ok(count)
    }
}

impl Texts {
    fn pass(&mut self, byte: u8, ready: &mut Vec<u8>) {
        match self.place {
            StringState::Outside => {
                if byte == b'"' {
                    (self.place, self.bytes) = (StringState::Inside, 0);
                }
                ready.push(byte);
            }
            StringState::Inside if byte == b'\\' => self.place = StringState::Escape,
            StringState::Inside => {
                self.end_pair(ready);
                if byte == b'"' {
                    self.place = StringState::Outside;
                    ready.push(byte);
                } else if self.has_room(byte) {
                    ready.push(byte);
                }
            }
            StringState::Escape if byte == b'u' => self.place = StringState::Unicode(*b"\\u0000", 2),
            StringState::Escape => {
                self.end_pair(ready);
                self.place = StringState::Inside;
                self.keep(&[b'\\', byte], ready);
            }
            StringState::Unicode(mut escape, count) => {
                escape[count] = byte;
                self.place = StringState::Unicode(escape, count + 1);
                if !byte.is_ascii_hexdigit() {
                    // The parser refuses it.
                    self.place = StringState::Outside;
                    ready.extend_from_slice(&escape[..=count]);
                } else if count + 1 == escape.len() {
                    self.place = StringState::Inside;
                    self.pass_unicode(escape, ready);
                }
            }
        }
    }

    fn pass_unicode(&mut self, escape: [u8; 6], ready: &mut Vec<u8>) {
        match (self.high.take(), surrogate(escape)) {
            (Some(high), Some(Surrogate::Low)) => {
                let mut pair = [0; 12];
                pair[..6].copy_from_slice(&high);
                pair[6..].copy_from_slice(&escape);
                self.keep(&pair, ready);
            }
            (high, found) => {
                if high.is_some() {
                    self.keep(HALF_PAIR_ESCAPE, ready);
                }
                match found {
                    Some(Surrogate::High) => self.high = Some(escape),
                    Some(Surrogate::Low) => self.keep(HALF_PAIR_ESCAPE, ready),
                    None => self.keep(&escape, ready),
                }
            }
        }
    }

    /// A high surrogate that nothing has followed is half a pair.
    fn end_pair(&mut self, ready: &mut Vec<u8>) {
        if self.high.take().is_some() {
            self.keep(HALF_PAIR_ESCAPE, ready);
        }
    }

    /// An escape is kept whole or not at all.
    fn keep(&mut self, escape: &[u8], ready: &mut Vec<u8>) {
        if self.has_room(escape[0]) {
            ready.extend_from_slice(escape);
            self.bytes += escape.len() - 1;
        }
    }

    /// Counts a byte. What continues a character that was begun is let through.
    fn has_room(&mut self, byte: u8) -> bool {
        const CONTINUES: std::ops::RangeInclusive<u8> = 0x80..=0xBF;
        let was_full = self.bytes > LONGEST_TEXT;
        let is_full = was_full || (self.bytes == LONGEST_TEXT && !CONTINUES.contains(&byte));
        if is_full {
            self.bytes = LONGEST_TEXT + 1;
        } else if self.bytes < LONGEST_TEXT {
            self.bytes += 1;
        }
        !is_full
    }
}

enum Surrogate {
    High,
    Low,
}

/// Which half of a pair `\uXXXX` is.
fn surrogate(escape: [u8; 6]) -> Option<Surrogate> {
    let [_, _, first, second, ..] = escape.map(|byte| byte.to_ascii_lowercase());
    match (first, second) {
        (b'd', b'8'..=b'9' | b'a'..=b'b') => Some(Surrogate::High),
        (b'd', b'c'..=b'f') => Some(Surrogate::Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads in pieces of a few bytes.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(buffer.len());
            self.0.read(&mut buffer[..count])
        }
    }

    fn guarded(json: &[u8], piece: usize) -> io::Result<String> {
        let mut text = String::new();
        Guard::new(Pieces(json, piece)).read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        for (unit, size) in
            [("x", 1), ("\u{e9}", 2), ("\u{20ac}", 3), ("\u{1f600}", 4), ("\\n", 2), (r"\ud83d\ude00", 12)]
        {
            let json = format!("[\"{}\", \"b\"]", unit.repeat(100_000));
            let cut = guarded(json.as_bytes(), 7).unwrap();
            let texts: Vec<String> = serde_json::from_str(&cut).unwrap();
            assert_eq!(texts[1], "b");
            assert!(texts[0].len() > LONGEST_TEXT / 4 && cut.len() <= LONGEST_TEXT + size + 10, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn json_passes_as_it_is(text in "\\PC{0,20}", key in any::<String>(), piece in 1_usize..9) {
            let json = serde_json::json!({ key: [text, 1.5, null, "\u{1}\"\\"] }).to_string();
            prop_assert_eq!(guarded(json.as_bytes(), piece).unwrap(), json);
        }

        #[test]
        fn bytes_pass_if_they_are_utf_8(bytes in proptest::collection::vec(any::<u8>(), 0..30), piece in 1_usize..9) {
            let bytes: Vec<u8> = bytes.into_iter().filter(|byte| *byte != b'\\' && *byte != 0).collect();
            let passes = guarded(&bytes, piece).ok();
            prop_assume!(!bytes.starts_with(b"\xEF\xBB\xBF"));
            prop_assert_eq!(passes, String::from_utf8(bytes).ok());
        }

        #[test]
        fn escapes_are_whole_pairs_afterwards(
            units in proptest::collection::vec(prop_oneof![0xd7fe_u16..0xe001, 0_u16..0x80], 0..8),
            piece in 1_usize..9,
        ) {
            use std::fmt::Write;
            let mut json = String::from("\"");
            for unit in &units {
                write!(json, "\\u{unit:04X}").unwrap();
            }
            json.push('"');
            let text: String = serde_json::from_str(&guarded(json.as_bytes(), piece).unwrap()).unwrap();
            let expected: String =
                char::decode_utf16(units).map(|unit| unit.unwrap_or(HALF_PAIR)).collect();
            prop_assert_eq!(text, expected);
        }
    }
}
