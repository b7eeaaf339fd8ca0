//! Parcels.

use petpro_sandbox::carrier::Stage;
use serde_json::{Value, json};

use crate::world::World;

async fn ask(world: &World, method: http::Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let url = format!("{}/carrier/{path}", world.sandbox.url());
    let mut request = world.client.request(method, url).bearer_auth("sk_test_sandbox");
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_parcel_moves_on_by_command_and_every_step_is_told() {
    let world = World::new().await;
    let new = json!({"tracking_number": "JP-4711-0001", "reference": "o-1"});
    assert_eq!(ask(&world, http::Method::POST, "trackers", Some(new.clone())).await.0, 201);
    assert_eq!(ask(&world, http::Method::POST, "trackers", Some(new)).await.0, 200);
    assert_eq!(world.sandbox.carrier.advance("JP-4711-0001", None), Some(Stage::PickedUp));
    assert_eq!(world.sandbox.carrier.advance("JP-4711-0001", Some(Stage::Delivered)), Some(Stage::Delivered));
    assert_eq!(world.sandbox.carrier.advance("JP-4711-0001", Some(Stage::InTransit)), None, "never back");
    let (_, parcel) = ask(&world, http::Method::GET, "trackers/JP-4711-0001", None).await;
    assert_eq!((&parcel["status"], parcel["events"].as_array().unwrap().len()), (&"delivered".into(), 2));
    world.sandbox.deliver().await;
    assert_eq!(world.kinds(), ["tracker.updated", "tracker.updated"]);
}

#[tokio::test]
async fn unknown_and_malformed_numbers_are_refused() {
    let world = World::new().await;
    assert_eq!(ask(&world, http::Method::GET, "trackers/NOBODY-1", None).await.0, 404);
    let bad = json!({"tracking_number": "<b>"});
    assert_eq!(ask(&world, http::Method::POST, "trackers", Some(bad)).await.0, 422);
    assert_eq!(world.sandbox.carrier.advance("NOBODY-1", None), None);
}
