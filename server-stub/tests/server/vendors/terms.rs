//! On what terms a shop delivers.

use http::StatusCode;
use petpro_domain::ids::ShopId;
use serde_json::{Value, json};

use super::keeper;
use crate::shop::plenty;
use crate::world::{Answer, Person, World};

async fn put(world: &World, who: &Person, path: &str, version: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {}", who.access);
    let headers = [("authorization", bearer.as_str()), ("if-match", version), ("content-type", "application/json")];
    world.with_headers("PUT", path, &headers, body.to_string().into()).await
}

/// covers: S0-155
#[tokio::test]
async fn a_threshold_that_a_shop_sets_makes_the_next_carts_delivery_free() {
    let world = World::seeded().await;
    let (who, _, shop) = keeper(&world).await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &[(plenty(0), 1)]).await;
    let shipping = |cart: &Value| cart["quotes"][0]["shipping"]["amount"].clone();
    let path = format!("/api/v1/vendor/shops/{shop}/delivery");
    let known = world.read_as(&who, &path).await;
    let mut terms = known.json();
    terms["free_shipping_from"] = json!(100_000_000);
    let dear = put(&world, &who, &path, known.header("etag"), &terms).await;
    assert_eq!(dear.status, StatusCode::OK, "{}", dear.text());
    let cart = world.cart(&hana).await;
    assert!(shipping(&cart).as_i64().is_some_and(|amount| amount > 0), "{cart}");
    terms["free_shipping_from"] = json!(1);
    let stale = put(&world, &who, &path, known.header("etag"), &terms).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "somebody changed them meanwhile");
    assert_eq!(put(&world, &who, &path, dear.header("etag"), &terms).await.status, StatusCode::OK);
    assert_eq!(shipping(&world.cart(&hana).await), json!(0));
}

/// covers: S0-156
#[tokio::test]
async fn a_table_that_shops_shared_becomes_the_own_of_the_one_that_changes_it() {
    let world = World::seeded().await;
    let (sakura, kita) = (petpro_server::seed::shop_id("sakura"), petpro_server::seed::shop_id("kita"));
    let (first, second) = (world.shopkeeper_of(&json!(sakura)).await, world.shopkeeper_of(&json!(kita)).await);
    let path = |shop: ShopId| format!("/api/v1/vendor/shops/{shop}/delivery");
    let before = world.read_as(&second, &path(kita)).await.json();
    let known = world.read_as(&first, &path(sakura)).await;
    let mut terms = known.json();
    terms["tables"]["standard"]["rates"][0][0] = json!(1);
    assert_eq!(put(&world, &first, &path(sakura), known.header("etag"), &terms).await.status, StatusCode::OK);
    assert_eq!(world.read_as(&second, &path(kita)).await.json(), before);
    let now = world.read_as(&first, &path(sakura)).await.json();
    assert_eq!(now["tables"]["standard"]["rates"][0][0], 1);
    assert_eq!(now["tables"]["express"], known.json()["tables"]["express"]);
}

#[tokio::test]
async fn terms_that_no_parcel_could_be_priced_by_are_refused_by_their_place() {
    let world = World::seeded().await;
    let (who, _, shop) = keeper(&world).await;
    let path = format!("/api/v1/vendor/shops/{shop}/delivery");
    let known = world.read_as(&who, &path).await;
    for (place, change) in [
        ("/tables/rates", json!({"rates": [[1]]})),
        ("/tables/weights_g", json!({"weights_g": [2, 1], "rates": [[1, 1]], "days": [[1, 1]]})),
        ("/tables/days", json!({"days": [[3, 1]]})),
    ] {
        let mut terms = known.json();
        for (field, value) in change.as_object().unwrap() {
            terms["tables"]["standard"][field] = value.clone();
        }
        let refused = put(&world, &who, &path, "*", &terms).await;
        assert_eq!((refused.code().as_str(), &refused.json()["errors"][0]["pointer"]), ("invalid", &json!(place)));
    }
    let mut without = known.json();
    without["tables"].as_object_mut().unwrap().remove("standard");
    assert_eq!(put(&world, &who, &path, "*", &without).await.json()["errors"][0]["pointer"], "/tables");
}
