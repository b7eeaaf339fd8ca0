//! How often and how much memory is asked for: what a look at a frame costs beside its time.
//!
//! The allocator of this program counts (two additions a call), which no shell but this one needs.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What was asked for; what was given back is not taken off.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Allocations {
    /// Allocations, growing ones included.
    pub count: usize,
    pub bytes: usize,
}

/// Counts while something is done. Other threads are counted too; while a picture is decoded they rest.
pub fn counted<T>(work: impl FnOnce() -> T) -> (T, Allocations) {
    let region = Region::new(COUNTING);
    let done = work();
    let change = region.change();
    let grown = usize::try_from(change.bytes_reallocated).unwrap_or_default();
    let count = change.allocations + change.reallocations;
    (done, Allocations { count, bytes: change.bytes_allocated + grown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_counted() {
        let (vec, asked) = counted(|| vec![0u8; 4_096]);
        assert!(asked.count >= 1 && asked.bytes >= vec.len(), "other tests may allocate at the same time");
    }
}
