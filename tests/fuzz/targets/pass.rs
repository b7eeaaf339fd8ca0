#![no_main]

#[path = "../../src/strangers.rs"]
mod strangers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| strangers::pass(bytes));
