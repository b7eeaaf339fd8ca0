//! The description tells the truth.

use petpro_server::openapi::document;
use petpro_server::policy::Policy;
use petpro_server::routes;
use serde_json::Value;

use crate::shape::mismatch;
use crate::sweep::{Asker, Object, Stage, has_own};

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    all
}

#[test]
fn the_committed_description_is_the_servers() {
    let committed: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    assert_eq!(
        committed,
        document(),
        "run: cargo run -p petpro-server -- openapi > server-stub/openapi.json, and review the difference"
    );
}

#[test]
fn every_route_and_alias_is_described_once() {
    let document = document();
    let described: std::collections::BTreeSet<_> = operations(&document).into_iter().map(|(m, p, _)| (m, p)).collect();
    let table = routes::table();
    let routed = table.iter().flat_map(|route| {
        let aliases = route.aliases.iter().map(|alias| (*alias).to_owned());
        aliases.chain([route.path.clone()]).map(|path| (route.method.to_string(), path))
    });
    assert_eq!(described, routed.collect());
    let ids: Vec<String> = operations(&document).iter().map(|(.., it)| it["operationId"].to_string()).collect();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len());
}

#[test]
fn no_object_is_free_form() {
    let document = document();
    let mut free = Vec::new();
    walk(&document["components"]["schemas"], "schemas", &mut |schema, at| {
        let object = schema["type"] == "object"
            || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&"object".into()));
        let shaped = schema["properties"].is_object() || schema["additionalProperties"].is_object();
        let empty = schema.as_object().is_some_and(|fields| fields.is_empty());
        if (object && !shaped && schema["additionalProperties"] != false) || empty {
            free.push(at.to_owned());
        }
    });
    assert_eq!(free, Vec::<String>::new());
}

fn walk(value: &Value, at: &str, visit: &mut impl FnMut(&Value, &str)) {
    if let Value::Object(fields) = value {
        visit(value, at);
        for (name, field) in fields {
            if !matches!(name.as_str(), "example" | "examples" | "default") {
                walk(field, &format!("{at}/{name}"), visit);
            }
        }
    } else if let Value::Array(items) = value {
        for (index, item) in items.iter().enumerate() {
            walk(item, &format!("{at}/{index}"), visit);
        }
    }
}

/// covers: S1-090
#[test]
fn every_rest_body_refuses_unknown_fields() {
    let document = document();
    for (method, path, operation) in operations(&document) {
        let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") else { continue };
        if path.starts_with("/api/v1/sync") {
            continue; // ops and rows keep what they do not know
        }
        let schema =
            schema["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#'))).unwrap_or(schema);
        assert_eq!(schema["additionalProperties"], false, "{method} {path}");
    }
}

#[test]
fn every_operation_shows_each_problem_it_can_answer() {
    let document = document();
    for (method, path, operation) in operations(&document) {
        let mut shown = 0;
        for (status, response) in operation["responses"].as_object().unwrap() {
            let Some(content) = response.pointer("/content/application~1problem+json") else { continue };
            for (code, example) in content["examples"].as_object().unwrap() {
                let value = &example["value"];
                assert_eq!(
                    (value["code"].as_str(), value["status"].to_string()),
                    (Some(code.as_str()), status.clone())
                );
                assert_eq!(mismatch(&document, &content["schema"], value, ""), None, "{method} {path} {code}");
                shown += 1;
            }
        }
        assert!(shown > 0, "{method} {path}");
    }
}

#[tokio::test]
async fn every_example_is_answered_as_described() {
    let (document, stage) = (document(), Stage::new().await);
    for route in routes::table().into_iter().filter(has_own) {
        let asker = if route.policy == Policy::Public { Asker::Anonymous } else { Asker::Owner };
        let answer = stage.ask(&document, &route, asker, Object::Own).await;
        let operation = &document["paths"][&route.path][route.method.as_str().to_lowercase()];
        let name = format!("{} {} answered {}", route.method, route.path, answer.status);
        assert!(answer.status.is_success(), "{name}: {}", String::from_utf8_lossy(&answer.bytes));
        let response = &operation["responses"][answer.status.as_str()];
        assert!(response.is_object(), "{name}, which is not described");
        let schema = &response["content"]["application/json"]["schema"];
        if schema["type"] != "string" && schema.is_object() {
            assert_eq!(mismatch(&document, schema, &answer.json(), ""), None, "{name}");
        }
    }
}
