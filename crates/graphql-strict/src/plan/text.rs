//! The text of a response while it is written.

use std::mem;

use async_graphql::ServerError;

/// The JSON that has been written, and the errors of fields.
///
/// Text is appended to the current segment. A field that awaits leaves a hole in its segment, and fills a
/// segment of its own later.
#[derive(Default)]
pub struct Output {
    /// The text of the current segment.
    pub(super) bytes: Vec<u8>,
    /// How much of it is counted already.
    counted: usize,
    current: usize,
    /// The other segments. The entry of the current one has no text.
    segments: Vec<Segment>,
    pub(super) errors: Vec<ServerError>,
}

/// A part of the text.
#[derive(Default)]
struct Segment {
    bytes: Vec<u8>,
    counted: usize,
    /// Where the text of another segment belongs: its place in `bytes`, and the number of the segment.
    holes: Vec<Hole>,
}

#[derive(Clone, Copy)]
struct Hole {
    at: usize,
    segment: usize,
}

/// The number of a segment that fills a hole.
#[derive(Debug, Clone, Copy)]
pub(super) struct SegmentId(usize);

impl Output {
    /// A text that begins like this, with this capacity, in bytes.
    pub(super) fn begin(beginning: &[u8], capacity: usize) -> Self {
        let mut bytes = Vec::with_capacity(capacity);
        bytes.extend_from_slice(beginning);
        Self { bytes, segments: vec![Segment::default()], ..Self::default() }
    }

    /// Leaves a hole here.
    pub(super) fn hole(&mut self) -> SegmentId {
        let segment = self.segments.len();
        self.segments.push(Segment::default());
        let at = self.bytes.len();
        self.segments[self.current].holes.push(Hole { at, segment });
        SegmentId(segment)
    }

    /// Makes another segment the current one, and returns the one that was.
    pub(super) fn switch(&mut self, SegmentId(segment): SegmentId) -> SegmentId {
        let before = self.current;
        let left = &mut self.segments[before];
        (left.bytes, left.counted) = (mem::take(&mut self.bytes), self.counted);
        let entered = &mut self.segments[segment];
        (self.bytes, self.counted) = (mem::take(&mut entered.bytes), entered.counted);
        self.current = segment;
        SegmentId(before)
    }

    /// The number of bytes of the current segment that this has not returned before.
    pub(super) fn uncounted(&mut self) -> usize {
        let length = self.bytes.len();
        length - mem::replace(&mut self.counted, length)
    }

    pub(super) fn begin_object(&mut self) {
        self.bytes.push(b'{');
    }

    pub(super) fn end_object(&mut self) {
        self.bytes.push(b'}');
    }

    /// Writes a response key, which is JSON with its colon.
    pub(super) fn begin_field(&mut self, index: usize, key: &[u8]) {
        if index > 0 {
            self.bytes.push(b',');
        }
        self.bytes.extend_from_slice(key);
    }

    pub(super) fn begin_list(&mut self) {
        self.bytes.push(b'[');
    }

    pub(super) fn end_list(&mut self) {
        self.bytes.push(b']');
    }

    pub(super) fn begin_entry(&mut self, index: usize) {
        if index > 0 {
            self.bytes.push(b',');
        }
    }

    pub fn null(&mut self) {
        self.bytes.extend_from_slice(b"null");
    }

    /// The whole text.
    pub(super) fn into_text(mut self) -> (Vec<u8>, Vec<ServerError>) {
        if self.segments.len() == 1 {
            return (self.bytes, self.errors);
        }
        self.switch(SegmentId(0));
        self.segments[0].bytes = mem::take(&mut self.bytes);
        let length = self.segments.iter().map(|segment| segment.bytes.len()).sum();
        let mut text = Vec::with_capacity(length);
        self.append(0, &mut text);
        (text, self.errors)
    }

    fn append(&self, segment: usize, text: &mut Vec<u8>) {
        let Segment { bytes, holes, .. } = &self.segments[segment];
        let mut from = 0;
        for hole in holes {
            text.extend_from_slice(&bytes[from..hole.at]);
            self.append(hole.segment, text);
            from = hole.at;
        }
        text.extend_from_slice(&bytes[from..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_stands_where_its_hole_was() {
        let mut out = Output::begin(b"", 0);
        out.begin_object();
        let outer = out.hole();
        out.end_object();
        let before = out.switch(outer);
        out.begin_list();
        let inner = out.hole();
        out.end_list();
        out.switch(before);
        out.null();
        out.switch(inner);
        out.null();
        assert_eq!(out.into_text().0, b"{[null]}null");
    }
}
