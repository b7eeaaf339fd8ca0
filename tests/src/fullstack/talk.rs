//! Phones and server speak: requests as the client's transport makes them, answers as it reads them.

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use petpro_client::session::Tokens;
use petpro_client::transport::{self, Download, Fault};
use petpro_domain::ids::{ClinicId, TabletId};
use petpro_domain::wire::{HelloReply, HelloRequest, PROTO, Row, SyncReply, SyncRequest};
use petpro_sync::device::{Ask, Call, Event, Member};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::net::{self, Answer, Luck, Request};
use super::phone::{Flight, Tablet};
use super::world::World;

/// The one user of a run.
const NAME: &str = "hana@petpro.example";
const PASSWORD: &str = "petpro-demo-1";

#[derive(Serialize)]
struct Credentials {
    username: &'static str,
    password: &'static str,
}

#[derive(Serialize)]
struct Refresh<'a> {
    refresh_token: &'a str,
}

fn post(path: &str, token: Option<&str>, body: &impl Serialize) -> Request {
    let body = serde_json::to_vec(body).expect("wire types are maps with string keys");
    Request { method: "POST", path: path.into(), token: token.map(str::to_owned), range: None, body }
}

/// A request over a good network.
pub fn ask<T: DeserializeOwned>(world: &World, request: Request) -> anyhow::Result<T> {
    let what = request.path.clone();
    let answer = world.backend.ask(&world.runtime, request);
    let said = String::from_utf8_lossy(&answer.body).into_owned();
    hear(world, Some(answer)).map_err(|fault| anyhow::anyhow!("{what}: {fault:?}: {said}"))
}

fn hear<T: DeserializeOwned>(world: &World, answer: Option<Answer>) -> Result<T, Fault> {
    let response = net::heard(answer)?;
    world.runtime.block_on(transport::read(response))
}

fn hear_member(world: &World, answer: Option<Answer>, member: &Member) -> Result<Vec<Row>, Fault> {
    let response = net::heard(answer)?;
    world.runtime.block_on(async { Download::of(response, member).await?.next(member).await })
}

pub fn register(world: &World) -> anyhow::Result<()> {
    ask::<serde_json::Value>(world, post("/auth/register", None, &Credentials { username: NAME, password: PASSWORD }))
        .map(drop)
}

pub fn login(world: &World) -> anyhow::Result<Tokens> {
    ask(world, post("/auth/login", None, &Credentials { username: NAME, password: PASSWORD }))
}

pub fn hello(world: &World, tokens: &Tokens) -> anyhow::Result<HelloReply> {
    let hello = HelloRequest {
        proto: PROTO,
        app: "observer".into(),
        device: None,
        prev: None,
        platform: "simulation".into(),
        install_nonce: String::new(),
        scopes: vec![],
    };
    ask(world, post("/api/v1/sync/hello", Some(&tokens.access_token), &hello))
}

pub fn sync(world: &World, tokens: &Tokens, sync: &SyncRequest) -> anyhow::Result<SyncReply> {
    ask(world, post("/api/v1/sync", Some(&tokens.access_token), sync))
}

/// GETs what may not be there.
pub fn find<T: DeserializeOwned>(world: &World, path: &str, tokens: &Tokens) -> anyhow::Result<Option<T>> {
    let token = Some(tokens.access_token.clone());
    let request = Request { method: "GET", path: path.into(), token, range: None, body: vec![] };
    match hear(world, Some(world.backend.ask(&world.runtime, request))) {
        Ok(found) => Ok(Some(found)),
        Err(Fault::Problem { status: 404, .. }) => Ok(None),
        Err(fault) => anyhow::bail!("{path}: {fault:?}"),
    }
}

/// The engine wants a call sent: it leaves now, arrives and is answered when the network likes.
pub fn send(world: &mut World, p: usize, call: Call) -> anyhow::Result<()> {
    let phone = &world.phones[p];
    let token = phone.tokens.as_ref().filter(|_| call.signed).map(|tokens| tokens.access_token.as_str());
    let request = match &call.ask {
        Ask::Hello(hello) => post("/api/v1/sync/hello", token, hello),
        Ask::Sync(sync) => post("/api/v1/sync", token, sync),
        Ask::Member(member) => {
            let path = format!("/api/v1/sync/snapshot/{}", member.id);
            Request { method: "GET", path, token: None, range: Some((member.from, member.to)), body: vec![] }
        }
    };
    if let Ask::Member(member) = &call.ask {
        let resumed = member.from > 0 && world.phones[p].members == 0;
        world.phones[p].members += 1;
        world.count(if resumed { "snapshot file resumed" } else { "member of a snapshot file" });
    }
    let luck = Luck::throw(&mut world.dice, world.plan.faults);
    let slow = if world.dice.chance(world.plan.faults / 5) { 40_000 } else { 900 };
    let arrives_ms = world.now_ms + world.dice.between(5, slow);
    let due_ms = arrives_ms + world.dice.between(5, slow);
    world.count(&format!("net: {luck:?}"));
    let request = Some(request).filter(|_| world.phones[p].online);
    world.phones[p].flights.push(Flight { call, luck, request, arrives_ms, due_ms, answer: None });
    Ok(())
}

/// Lets the requests arrive whose time has come, and gives back the answers that are due.
pub fn arrivals(world: &mut World, p: usize) -> Vec<Event> {
    let mut events = Vec::new();
    let mut flights = std::mem::take(&mut world.phones[p].flights);
    for flight in &mut flights {
        if flight.arrives_ms <= world.now_ms
            && let Some(request) = flight.request.take()
            && let Some(request) = flight.luck.request(request)
        {
            if world.dice.chance(10) {
                world.echoes.push(request.clone());
            }
            flight.answer = Some(world.backend.ask(&world.runtime, request));
        }
    }
    for flight in flights {
        if flight.due_ms > world.now_ms {
            world.phones[p].flights.push(flight);
        } else {
            events.push(landed(world, flight));
        }
    }
    events
}

fn landed(world: &World, flight: Flight) -> Event {
    let call = flight.call.id;
    let answer = flight.luck.answer(flight.answer);
    let heard = match flight.call.ask {
        Ask::Hello(_) => hear(world, answer).map(|reply| Event::Hello { call, reply }),
        Ask::Sync(_) => hear(world, answer).map(|reply| Event::Synced { call, reply }),
        Ask::Member(member) => hear_member(world, answer, &member).map(|rows| Event::Member { call, rows }),
    };
    heard.unwrap_or_else(|fault| Event::Failed { call, why: fault.failure() })
}

/// The access token is over: the refresh token gives another one, if the network lets it.
pub fn refresh(world: &mut World, p: usize) -> anyhow::Result<()> {
    let luck = Luck::throw(&mut world.dice, world.plan.faults);
    let tokens = world.phones[p].tokens.clone().context("only who is signed in refreshes")?;
    let request = post("/auth/refresh", None, &Refresh { refresh_token: &tokens.refresh_token });
    let answer = luck.request(request).map(|request| world.backend.ask(&world.runtime, request));
    match hear::<Tokens>(world, luck.answer(answer)) {
        Ok(tokens) => {
            world.phones[p].tokens = Some(tokens);
            world.phones[p].refreshing = false;
            world.count("token refreshed").give(p, Event::Refreshed(true))
        }
        Err(fault) if fault.is_unauthenticated() => {
            world.phones[p].refreshing = false;
            world.count("sign-in ended").give(p, Event::Refreshed(false))
        }
        Err(_) => Ok(()), // asked again when time has passed
    }
}

/// The person signs in again, to the same account; a tablet does by its key.
pub fn sign_in_again(world: &mut World, p: usize) -> anyhow::Result<()> {
    let tokens = match world.phones[p].tablet.clone() {
        Some(tablet) => sign_in_tablet(world, &tablet)?,
        None => login(world)?,
    };
    world.phones[p].tokens = Some(tokens);
    world.phones[p].held = None;
    world.count("signed in again").give(p, Event::SignedIn)
}

/// A challenge, signed.
pub fn sign_in_tablet(world: &World, tablet: &Tablet) -> anyhow::Result<Tokens> {
    let given: serde_json::Value = ask(world, post("/auth/tablet/challenge", None, &serde_json::json!({})))?;
    let challenge = given["challenge"].as_str().context("a challenge")?;
    let said = [b"petpro tablet".as_slice(), tablet.id.bytes(), &URL_SAFE_NO_PAD.decode(challenge)?].concat();
    let signature = URL_SAFE_NO_PAD.encode(tablet.key.sign(&said).to_bytes());
    let answer = serde_json::json!({"tablet": tablet.id, "challenge": challenge, "signature": signature});
    ask(world, post("/auth/tablet", None, &answer))
}

/// A tablet is enrolled with a code.
pub fn enrol(world: &World, code: &str, key: SigningKey) -> anyhow::Result<(Tablet, Tokens)> {
    #[derive(serde::Deserialize)]
    struct Enrolled {
        tablet: TabletId,
        clinic: ClinicId,
        #[serde(flatten)]
        tokens: Tokens,
    }
    let public = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
    let body = serde_json::json!({"code": code, "key": public});
    let enrolled: Enrolled = ask(world, post("/api/v1/tablets", None, &body))?;
    Ok((Tablet { id: enrolled.tablet, clinic: enrolled.clinic, key }, enrolled.tokens))
}
