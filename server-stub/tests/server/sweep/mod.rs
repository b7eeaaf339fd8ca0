//! Every route is asked as everybody, about their own, foreign and absent things, and must answer
//! as its row of the policy table says.

mod stage;

use http::StatusCode;
use petpro_server::identity::Role;
use petpro_server::openapi::document;
use petpro_server::policy::{Policy, Route};
use petpro_server::routes;
use petpro_server::seed::clinic_id;
use serde_json::Value;

use crate::world::Answer;

use stage::Cast;
pub use stage::{Asker, Object, Stage, principal};

/// Files are for scopes of more than 1,000 rows, which this market has not: nobody owns one here.
pub fn has_own(route: &Route) -> bool {
    // What a webhook or a tablet says is signed by its sender (tablets.rs asks these); the sender owns nothing here.
    let signed = ["/api/v1/webhooks/", "/auth/tablet", "/api/v1/tablets/{id}/left"];
    !["/api/v1/tablets", "/api/v1/sync/snapshot/{id}"].contains(&route.path.as_str())
        && !signed.iter().any(|path| route.path.starts_with(path) && !route.path.ends_with("/challenge"))
}

/// What the row of the table promises: nothing (`None`: let in), or this code.
fn promised(route: &Route, asker: Asker, object: Object) -> Option<&'static str> {
    match (route.policy, asker) {
        (Policy::Public, _) | (Policy::Anyone, Asker::Anonymous) => None,
        (_, Asker::Anonymous) => Some("unauthenticated"),
        (_, Asker::Expired) => Some("token-expired"),
        (_, Asker::Revoked) => Some("session-ended"),
        (policy, Asker::Other) if policy.is_owners() => Some("not-found"),
        (policy, Asker::Owner) if policy.is_owners() && object == Object::Absent => Some("not-found"),
        (_, _) => None,
    }
}

/// covers: S0-005, S1-018, S1-089
#[tokio::test]
async fn every_route_keeps_its_policy_for_everybody() {
    let (document, stage) = (document(), Stage::new().await);
    for route in routes::table() {
        for asker in [Asker::Anonymous, Asker::Owner, Asker::Other, Asker::Expired, Asker::Revoked] {
            for object in [Object::Own, Object::Absent] {
                let asked = if object == Object::Own { has_own(&route) } else { route.path.contains('{') };
                if !asked {
                    continue;
                }
                let answer = stage.ask(&document, &route, asker, object).await;
                let name = format!("{} {} as {asker:?} about {object:?}", route.method, route.path);
                let code = answer.status.is_client_error().then(|| answer.code());
                match promised(&route, asker, object) {
                    Some(promised) => assert_eq!(code.as_deref(), Some(promised), "{name}"),
                    None if object == Object::Own => {
                        assert!(answer.status.is_success(), "{name}: {} {code:?}", answer.status);
                    }
                    None => assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}"),
                }
            }
        }
    }
}

/// covers: S1-089
#[tokio::test]
async fn a_foreign_thing_and_an_absent_one_look_the_same() {
    let (document, stage) = (document(), Stage::new().await);
    for route in routes::table().into_iter().filter(|route| route.policy.is_owners()) {
        let foreign = stage.ask(&document, &route, Asker::Other, Object::Own).await;
        let absent = stage.ask(&document, &route, Asker::Other, Object::Absent).await;
        let without_id = |answer: &Answer| {
            let mut body = answer.json();
            body["instance"] = Value::Null;
            body
        };
        assert_eq!((foreign.status, without_id(&foreign)), (absent.status, without_id(&absent)), "{}", route.path);
    }
}

#[tokio::test]
async fn every_alias_of_a_read_answers_like_its_canonical_path() {
    let stage = Stage::new().await;
    let owner = stage.0.world.sign_up("owner@petpro.example").await;
    let (quote, order, pet) = (String::new(), String::new(), String::new());
    let mut cast = Cast { other: owner.clone(), owner, quote, order, pet, starts_ms: 0 };
    for route in routes::table().into_iter().filter(|route| route.method == http::Method::GET) {
        stage.prepare(&route, &mut cast, Asker::Owner).await;
        for alias in route.aliases {
            let id = if route.path.contains('{') { stage.own(&route.path, &cast).await } else { String::new() };
            let filled = |path: &str| match (path.find('{'), path.find('}')) {
                (Some(from), Some(to)) => format!("{}{id}{}", &path[..from], &path[to + 1..]),
                _ => path.to_owned(),
            };
            let access = Some(cast.owner.access.as_str());
            let canonical = stage.0.world.call("GET", &filled(&route.path), access, &Value::Null).await;
            let other = stage.0.world.call("GET", &filled(alias), access, &Value::Null).await;
            assert_eq!((other.status, &other.bytes), (canonical.status, &canonical.bytes), "{alias}");
            assert_ne!(other.header("deprecation"), "", "{alias}");
        }
    }
}

/// covers: S0-002
#[tokio::test]
async fn a_buyer_is_not_let_in_where_shops_and_clinics_work() {
    let stage = Stage::new().await;
    let buyer = stage.0.world.sign_up("buyer@petpro.example").await;
    let staffs: Vec<Route> =
        routes::table().into_iter().filter(|route| !matches!(route.policy.role(), None | Some(Role::Buyer))).collect();
    assert!(staffs.iter().any(|route| route.policy.is_shops()) && staffs.iter().any(|route| route.policy.is_clinics()));
    for route in staffs {
        let clinic = clinic_id("sapporo").to_string();
        let path = route.path.replace("{number}", "JP-1001-1").replace("{id}", &clinic);
        let answer = stage.0.world.call(route.method.as_str(), &path, Some(&buyer.access), &Value::Null).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"), "{path}");
    }
}
