//! Whether a JSON value has the shape that the description gives it: the part of JSON Schema that
//! our description uses, and a failure for any part that it does not know.

use serde_json::Value;

/// The first place where `value` is not of `schema`.
pub fn mismatch(document: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    differs(document, schema, value, at, false)
}

/// `part`: of an `allOf`, whose other parts describe the other fields.
fn differs(document: &Value, schema: &Value, value: &Value, at: &str, part: bool) -> Option<String> {
    let wrong = |why: String| Some(format!("{at}: {why}"));
    if let Some(name) = schema["$ref"].as_str() {
        let target = document.pointer(name.trim_start_matches('#'))?;
        return differs(document, target, value, at, part);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[key].as_array() {
            let fits = choices.iter().filter(|choice| differs(document, choice, value, at, part).is_none()).count();
            return if fits == 0 { wrong(format!("fits none of {} choices", choices.len())) } else { None };
        }
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return parts.iter().find_map(|part| differs(document, part, value, at, true));
    }
    if let Some(allowed) = schema["enum"].as_array() {
        return if allowed.contains(value) { None } else { wrong(format!("{value} is not listed")) };
    }
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        other => return wrong(format!("no type in the schema: {other}")),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.contains(&kind) {
        return wrong(format!("{kind} instead of {kinds:?}"));
    }
    match value {
        Value::Array(items) if schema["items"].is_object() => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| mismatch(document, &schema["items"], item, &format!("{at}/{index}"))),
        Value::Object(fields) => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
                return wrong(format!("{missing} is missing"));
            }
            fields.iter().find_map(|(name, field)| {
                let place = format!("{at}/{name}");
                match (&schema["properties"][name], &schema["additionalProperties"]) {
                    (Value::Null, more @ Value::Object(_)) => mismatch(document, more, field, &place),
                    (Value::Null, _) if part => None,
                    (Value::Null, _) => Some(format!("{place}: is not described")),
                    (known, _) => mismatch(document, known, field, &place),
                }
            })
        }
        _ => None,
    }
}
