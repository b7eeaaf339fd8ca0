//! Card numbers never come here (C-12): a body that carries one is refused, and not logged.

use serde_json::Value;

/// Names under which people send what only the provider may see.
const NAMES: &[&str] = &[
    "pan",
    "cardnumber",
    "cvc",
    "cvv",
    "cvv2",
    "csc",
    "securitycode",
    "expiry",
    "expmonth",
    "expyear",
    "trackdata",
    "pin",
];

/// Where the first card-like field of a body is, as a JSON pointer.
pub fn found(body: &Value) -> Option<String> {
    look(body, &mut String::new())
}

fn look(value: &Value, at: &mut String) -> Option<String> {
    let within = |at: &mut String, step: &str, inner: &Value| {
        let before = at.len();
        at.push('/');
        at.push_str(step);
        let found = look(inner, at);
        at.truncate(before);
        found
    };
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, inner)| {
            let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
            if NAMES.contains(&plain.as_str()) {
                return Some(format!("{at}/{name}"));
            }
            within(at, name, inner)
        }),
        Value::Array(items) => items.iter().enumerate().find_map(|(n, inner)| within(at, &n.to_string(), inner)),
        Value::String(text) => is_pan(text).then(|| at.clone()),
        Value::Number(number) => is_pan(&number.to_string()).then(|| at.clone()),
        _ => None,
    }
}

/// 13 to 19 digits, perhaps in groups, with the right check digit, and not in a longer word: an id
/// in hex is none.
fn is_pan(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let plain = text.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '-' || c == '.');
    plain && (13..=19).contains(&digits.len()) && text.len() <= 2 * digits.len() && luhn(&digits)
}

fn luhn(digits: &[u32]) -> bool {
    let doubled = |n: u32| if n > 4 { 2 * n - 9 } else { 2 * n };
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(place, n)| if place % 2 == 1 { doubled(*n) } else { *n }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// covers: S0-078
    #[test]
    fn a_card_number_is_found_wherever_it_is_and_however_it_is_written() {
        for (body, at) in [
            (json!({"card_number": "x"}), "/card_number"),
            (json!({"card": {"cardNumber": ""}}), "/card/cardNumber"),
            (json!({"payment": [{"CVC": "123"}]}), "/payment/0/CVC"),
            (json!({"note": "4242 4242 4242 4242"}), "/note"),
            (json!({"n": 4_242_424_242_424_242_u64}), "/n"),
            (json!({"a": {"b": ["5555-5555-5555-4444"]}}), "/a/b/0"),
        ] {
            assert_eq!(found(&body).as_deref(), Some(at), "{body}");
        }
    }

    #[test]
    fn ids_phone_numbers_and_sums_are_no_card_numbers() {
        for body in [
            json!({"order_id": "0198c0de-0000-7000-8000-00000000000a"}),
            json!({"phone": "03-1234-5678", "amount": 1980, "at_ms": 1_767_225_600_000_i64}),
            json!({"note": "4242424242424241"}),
            json!({"method_id": "01989898-9898-7898-9898-989898989898"}),
        ] {
            assert_eq!(found(&body), None, "{body}");
        }
    }
}
