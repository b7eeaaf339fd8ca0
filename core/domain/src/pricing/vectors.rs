//! The golden vectors: `vectors/pricing.json`, run by every language that holds the core.
//! Their expected results were computed by a second implementation, not by this one.

use serde::Deserialize;

use super::{Inputs, price};
use crate::code::Code;

#[derive(Deserialize)]
struct Vector {
    name: String,
    inputs: Inputs,
    #[serde(default)]
    quote: Option<serde_json::Value>,
    #[serde(default)]
    code: Option<Code>,
}

/// covers: S0-046
#[test]
fn every_golden_vector_has_its_quote_to_the_last_digit() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../../vectors/pricing.json")).unwrap();
    assert!(vectors.len() >= 20);
    for vector in vectors {
        match (price(&vector.inputs), vector.quote, vector.code) {
            (Ok(quote), Some(expected), None) => {
                assert_eq!(serde_json::to_value(&quote).unwrap(), expected, "{}", vector.name);
            }
            (Err(error), None, Some(code)) => assert_eq!(error.code(), code, "{}: {error}", vector.name),
            (result, ..) => panic!("{}: {result:?}", vector.name),
        }
    }
}
