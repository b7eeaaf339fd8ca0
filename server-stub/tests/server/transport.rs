//! What only a real socket shows.

use std::net::SocketAddr;

use http::StatusCode;
use petpro_server::config::{Config, Rates};
use petpro_server::serve;
use petpro_server::store::Failure;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::world::{PASSWORD, World};

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

async fn served(world: &World) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(serve(listener, world.state.clone(), async {
        let _ = stopped.await;
    }));
    Served { address, stop, server }
}

async fn exchange(address: SocketAddr, request: &[u8]) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    // A refused request may be answered with a reset behind the answer.
    let _ = socket.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_request_over_a_real_socket_is_answered() {
    let world = World::new();
    let it = served(&world).await;
    let answer = exchange(it.address, b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    it.stop.send(()).unwrap();
    it.server.await.unwrap();
}

#[tokio::test]
async fn a_caller_that_never_ends_its_headers_is_let_go() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = World::config(dir.path());
    config.limits.header_seconds = 1;
    let world = World::of(dir, config);
    let it = served(&world).await;
    let answer = exchange(it.address, b"GET /livez HTTP/1.1\r\nhost: x\r\nx-slow: ").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn headers_far_over_the_limit_are_cut_off() {
    let world = World::new();
    let it = served(&world).await;
    let request = format!("GET /livez HTTP/1.1\r\nhost: x\r\nx-huge: {}\r\n\r\n", "a".repeat(200_000));
    let answer = exchange(it.address, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

/// The connection's own address is the caller, so strangers do not share a limit.
/// covers: S1-006
#[cfg(target_os = "linux")] // elsewhere only one loopback address can be bound
#[tokio::test]
async fn each_address_has_its_own_share() {
    let dir = tempfile::tempdir().unwrap();
    let rates = Rates { default: 1, ..Rates::default() };
    let config = Config { rates, ..World::config(dir.path()) };
    let world = World::of(dir, config);
    let it = served(&world).await;
    let ask = async |from: &str| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
        let mut stream = socket.connect(it.address).await.unwrap();
        stream.write_all(b"GET /api/v1/users/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer[9..12].to_owned()
    };
    assert_eq!([ask("127.0.0.1").await, ask("127.0.0.1").await, ask("127.0.0.2").await], ["401", "429", "401"]);
}

#[tokio::test]
async fn going_down_finishes_what_runs_and_takes_nothing_new() {
    let world = World::new();
    let it = served(&world).await;
    // A command holds the writer, so that the registration is under way when the end comes.
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (held, state) = (parking_lot::Mutex::new(held), world.state.clone());
    let holder = tokio::spawn(async move {
        let hold = move |_: &mut petpro_server::store::Tx| -> Result<(), Failure> {
            held.lock().recv().unwrap();
            Ok(())
        };
        state.store.write(hold).await
    });
    let waiting = || world.state.store.pulse().waiting.load(std::sync::atomic::Ordering::Relaxed);
    let body = json!({"username": "hana@petpro.example", "password": PASSWORD}).to_string();
    let request = format!(
        "POST /auth/register HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let address = it.address;
    let running = tokio::spawn(async move { exchange(address, request.as_bytes()).await });
    while waiting() < 2 {
        tokio::task::yield_now().await;
    }
    it.stop.send(()).unwrap();
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    release.send(()).unwrap();
    let answer = running.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    holder.await.unwrap().unwrap();
    it.server.await.unwrap();
    let late = world.post("/auth/register", &json!({"username": "ken@petpro.example", "password": PASSWORD})).await;
    assert_eq!(late.status, StatusCode::INTERNAL_SERVER_ERROR, "the writer has closed");
}
