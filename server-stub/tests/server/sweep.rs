//! Every route is asked as everybody, about their own, foreign and absent things, and must answer
//! as its row of the policy table says. A new kind of object has to be taught here.

use http::{Request, StatusCode};
use petpro_domain::ids::DeviceId;
use petpro_server::identity::{Principal, Role, devices};
use petpro_server::openapi::document;
use petpro_server::policy::{self, Policy, Route};
use petpro_server::problem::Problem;
use serde_json::{Value, json};

use crate::world::{Answer, Person, World};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    Anonymous,
    Owner,
    /// Signed in, but somebody else.
    Other,
    /// The owner, ten minutes later.
    Expired,
    /// The owner, signed out.
    Revoked,
}

/// About what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    Own,
    Absent,
}

/// A world with an owner, what they own, and somebody else.
pub struct Stage {
    world: World,
    owner: Person,
    other: Person,
}

impl Stage {
    pub async fn new() -> Self {
        let world = World::new();
        let owner = world.sign_up("owner@petpro.example").await;
        let other = world.sign_up("other@petpro.example").await;
        Self { world, owner, other }
    }

    /// The owner's thing of a path parameter.
    async fn own(&self, parameter: &str) -> String {
        match parameter {
            "device_id" => {
                // Of another sign-in than the one that asks: revoking it must not end the asker.
                let who = principal(&self.world.sign_in("owner@petpro.example").await);
                let device = DeviceId(uuid::Uuid::from_bytes([9; 16]));
                let hello = move |tx: &mut petpro_server::store::Tx| -> Result<(), Problem> {
                    devices::claim(tx, &who, &devices::Hello { device, platform: "test", app: "1" }, 1)
                };
                self.world.state.store.write(hello).await.unwrap();
                device.to_string()
            }
            unknown => panic!("teach the sweep to make a {unknown}"),
        }
    }

    /// Sends the route's example as `asker`, about the owner's thing or one that is not there.
    pub async fn ask(&self, document: &Value, route: &Route, asker: Asker, object: Object) -> Answer {
        let mut path = route.path.clone();
        while let Some((before, rest)) = path.clone().split_once('{') {
            let (parameter, after) = rest.split_once('}').unwrap();
            let id = match object {
                Object::Own => self.own(parameter).await,
                Object::Absent => "0198c0de-0000-7000-8000-0000000000ff".into(),
            };
            path = format!("{before}{id}{after}");
        }
        let operation = &document["paths"][&route.path][route.method.as_str().to_lowercase()];
        let mut request = Request::builder().method(route.method.clone()).uri(path);
        if route.keyed {
            request = request.header("idempotency-key", "0198c0de-0000-7000-8000-0000000000aa");
        }
        if route.versioned {
            request = request.header("if-match", "*");
        }
        let person = if asker == Asker::Other { &self.other } else { &self.owner };
        let body = self.example(document, operation);
        if body.is_object() {
            request = request.header("content-type", "application/json");
        }
        if asker != Asker::Anonymous {
            request = request.header("authorization", format!("Bearer {}", person.access));
        }
        match asker {
            Asker::Expired => self.world.later(600_000).await,
            Asker::Revoked => {
                let out = self.world.post("/auth/logout", &json!({"refresh_token": self.owner.refresh})).await;
                assert_eq!(out.status, StatusCode::NO_CONTENT);
            }
            _ => {}
        }
        let body = if body.is_object() { body.to_string().into() } else { axum::body::Body::empty() };
        self.world.send(request.body(body).unwrap()).await
    }

    /// The body built from the examples in its schema. A live token replaces the one in print.
    fn example(&self, document: &Value, operation: &Value) -> Value {
        let Some(content) = operation.pointer("/requestBody/content/application~1json") else { return Value::Null };
        if content["example"].is_object() {
            return content["example"].clone();
        }
        let name = content["schema"]["$ref"].as_str().unwrap();
        let schema = document.pointer(name.trim_start_matches('#')).unwrap();
        let mut body = serde_json::Map::new();
        for (field, shape) in schema["properties"].as_object().unwrap() {
            let live = match (name.rsplit('/').next(), field.as_str()) {
                (_, "refresh_token") => Some(json!(self.other.refresh)),
                (Some("Credentials"), "username") => Some(json!("other@petpro.example")),
                _ => shape["examples"].get(0).or(shape.get("example")).cloned(),
            };
            let required = schema["required"].as_array().is_some_and(|all| all.contains(&json!(field)));
            assert!(live.is_some() || !required, "{name}: {field} has no example");
            body.extend(live.map(|live| (field.clone(), live)));
        }
        body.into()
    }
}

/// Who a sign-in's access token speaks for.
pub fn principal(person: &Person) -> Principal {
    let claims = person.claims();
    Principal {
        user: person.user.parse().unwrap(),
        household: person.household.parse().unwrap(),
        session: claims["sid"].as_str().unwrap().parse().unwrap(),
        roles: vec![Role::Buyer],
        until_ms: claims["exp"].as_i64().unwrap() * 1_000,
    }
}

/// What the row of the table promises: nothing (`None`: let in), or this code.
fn promised(route: &Route, asker: Asker, object: Object) -> Option<&'static str> {
    match (route.policy, asker) {
        (Policy::Public, _) | (Policy::Anyone, Asker::Anonymous) => None,
        (_, Asker::Anonymous) => Some("unauthenticated"),
        (_, Asker::Expired) => Some("token-expired"),
        (_, Asker::Revoked) => Some("session-ended"),
        (Policy::Owner, Asker::Other) => Some("not-found"),
        (Policy::Owner, Asker::Owner) if object == Object::Absent => Some("not-found"),
        (Policy::Owner | Policy::SignedIn | Policy::Anyone, _) => None,
    }
}

/// covers: S1-018, S1-089
#[tokio::test]
async fn every_route_keeps_its_policy_for_everybody() {
    let document = document();
    for route in policy::table() {
        for asker in [Asker::Anonymous, Asker::Owner, Asker::Other, Asker::Expired, Asker::Revoked] {
            for object in [Object::Own, Object::Absent] {
                if object == Object::Absent && !route.path.contains('{') {
                    continue;
                }
                let answer = Stage::new().await.ask(&document, &route, asker, object).await;
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
    let document = document();
    for route in policy::table().into_iter().filter(|route| route.policy == Policy::Owner) {
        let foreign = Stage::new().await.ask(&document, &route, Asker::Other, Object::Own).await;
        let absent = Stage::new().await.ask(&document, &route, Asker::Other, Object::Absent).await;
        let without_id = |answer: &Answer| {
            let mut body = answer.json();
            body["instance"] = Value::Null;
            body
        };
        assert_eq!((foreign.status, without_id(&foreign)), (absent.status, without_id(&absent)), "{}", route.path);
    }
}
