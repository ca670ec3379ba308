//! Polls fields where they stand.

use std::{
    future::poll_fn,
    mem,
    pin::pin,
    task::{Context, Poll},
};

use super::{Execution, Output, Place, PlanOutput, Resolving, text::SegmentId};

/// Awaits all pending futures. The first poll skips them, because they have been polled in the same turn of
/// the scheduler. A second poll in that turn would count as a further turn for the batch loaders, which would
/// close their batches too early.
pub(super) async fn join(mut pending: Vec<Resolving<'_>>) {
    let mut is_later_turn = false;
    let mut poll_all = |cx: &mut Context<'_>| {
        if mem::replace(&mut is_later_turn, true) {
            pending.retain_mut(|future| future.as_mut().poll(cx).is_pending());
        }
        if pending.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    };
    poll_fn(|cx| poll_all(cx)).await;
}

/// Polls a future once, and keeps it if it is pending.
pub(super) fn poll_once<'a>(
    mut future: Resolving<'a>,
    cx: &mut Context<'_>,
    pending: &mut Vec<Resolving<'a>>,
) {
    if future.as_mut().poll(cx).is_pending() {
        pending.push(future);
    }
}

impl Place<'_> {
    /// Awaits the value of a field and writes it: here if it is ready at the first poll, otherwise into a
    /// hole that this leaves here.
    pub async fn load<O: PlanOutput>(&self, value: impl Future<Output = O>) {
        let (value, mut hole) = self.awaited(value).await;
        if self.step.is_flat {
            self.execution.writing_to(hole, |out| value.write_now(self, out));
            return;
        }
        let mut writing = value.write(self);
        poll_fn(|cx| match hole.take() {
            // Everything that does not await is written at the first poll.
            Some(hole) => {
                let before = self.execution.output().switch(hole);
                let polled = writing.as_mut().poll(cx);
                self.execution.output().switch(before);
                polled
            }
            None => writing.as_mut().poll(cx),
        })
        .await;
    }

    /// Writes a value that is there already.
    pub async fn write(&self, value: &impl PlanOutput) {
        value.write(self).await;
    }

    /// Awaits a value. Leaves a hole if it is not ready at the first poll.
    async fn awaited<O>(&self, value: impl Future<Output = O>) -> (O, Option<SegmentId>) {
        let mut value = pin!(value);
        let mut hole = None;
        let value = poll_fn(|cx| {
            let polled = value.as_mut().poll(cx);
            if polled.is_pending() && hole.is_none() {
                hole = Some(self.execution.output().hole());
            }
            polled
        });
        let value = value.await;
        (value, hole)
    }
}

impl Execution<'_> {
    /// Writes to a segment, or to the current one.
    fn writing_to(&self, segment: Option<SegmentId>, write: impl FnOnce(&mut Output)) {
        let mut out = self.output();
        match segment {
            Some(segment) => {
                let before = out.switch(segment);
                write(&mut out);
                out.switch(before);
            }
            None => write(&mut out),
        }
    }
}
