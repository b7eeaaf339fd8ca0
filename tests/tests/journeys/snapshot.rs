//! The catalogue as a file: cut in the middle, taken up again, and the same as pages would have been.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use petpro_client::Code;
use petpro_domain::wire::Snapshot;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::world::{Phone, World};

const CATALOG: &str = "catalog:jp";

/// Row by row, then cursor, digest and what is left of a load.
type Held = (BTreeMap<(String, String), (i64, String)>, (i64, i64, Option<String>));

fn held(phone: &Phone) -> Held {
    let file = rusqlite::Connection::open(phone.dir.path().join("catalog-jp.db")).unwrap();
    let mut find = file.prepare("SELECT t, id, seq, d FROM base").unwrap();
    let rows = find.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))).unwrap();
    let scope = "SELECT cur, digest, load FROM scope WHERE name = 'catalog:jp'";
    let scope = file.query_row(scope, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    (rows.map(Result::unwrap).collect(), scope)
}

/// Nobody writes a file at a request: what a test wants is there, or nothing.
fn no_file(world: &World) {
    let state = world.state();
    assert!(state.live.snapshots.claim(CATALOG, state.clock.now_ms()));
}

/// The file of the catalogue with members of 100 rows.
fn write_file(world: &World) -> Snapshot {
    let state = world.state();
    let snapshot = state.live.snapshots.build(&state.store, CATALOG, 100, state.clock.now_ms()).unwrap().unwrap();
    assert!(snapshot.members.len() > 8, "{} members: too few to cut one", snapshot.members.len());
    snapshot
}

/// Stands between phone and server: notes every request for a snapshot, cuts the first after so many
/// bytes of its answer.
struct Wire {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Wire {
    async fn to(server: &str, cut_after: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (server, asked) = (server.trim_start_matches("http://").to_owned(), Arc::new(Mutex::new(Vec::new())));
        let noted = asked.clone();
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(carry(phone, server, noted.clone(), cut_after));
            }
        });
        Self { url, asked }
    }
}

async fn carry(mut phone: TcpStream, mut server: TcpStream, asked: Arc<Mutex<Vec<String>>>, cut_after: usize) {
    let (mut up, mut down) = (vec![0; 16_384], vec![0; 4_096]);
    let mut left = None;
    loop {
        tokio::select! {
            read = phone.read(&mut up) => {
                let Ok(n @ 1..) = read else { return };
                let text = String::from_utf8_lossy(&up[..n]).to_lowercase();
                if text.starts_with("get /api/v1/sync/snapshot/") {
                    let range = text.lines().find_map(|line| line.strip_prefix("range: ")).unwrap_or_default();
                    let mut asked = asked.lock();
                    left = asked.is_empty().then_some(cut_after);
                    asked.push(range.to_owned());
                }
                if server.write_all(&up[..n]).await.is_err() { return }
            }
            read = server.read(&mut down) => {
                let Ok(n @ 1..) = read else { return };
                let send = left.map_or(n, |left: usize| left.min(n));
                if phone.write_all(&down[..send]).await.is_err() { return }
                left = left.map(|left| left - send);
                if left == Some(0) { return }
            }
        }
    }
}

#[tokio::test]
async fn a_cut_snapshot_is_taken_up_at_its_member_and_equals_the_pages() {
    let world = World::new().await;
    no_file(&world);
    let by_pages = world.phone().await;
    let file = write_file(&world);
    let wire = Wire::to(&world.url(), file.members[4] as usize).await;
    let phone = Phone::new(&wire.url);

    assert_eq!(phone.open().sync().await.unwrap_err().code(), Code::ReplyBroken);
    let (half, (_, _, load)) = held(&phone);
    assert!(!half.is_empty() && half.len() % 100 == 0, "{} rows: whole members and no more", half.len());
    assert!(load.is_some());

    phone.open().sync().await.unwrap(); // another process
    let asked = wire.asked.lock().clone();
    assert_eq!(asked.first().map(String::as_str), Some("bytes=0-"));
    assert_eq!(asked.last(), Some(&format!("bytes={}-", file.members[half.len() / 100])));
    assert_eq!(asked.len(), 2, "one connection each, not one a member: {asked:?}");
    assert_eq!(held(&phone), held(&by_pages));
}

#[tokio::test]
async fn a_snapshot_that_is_gone_in_the_middle_is_finished_by_pages() {
    let mut world = World::new().await;
    no_file(&world);
    let by_pages = world.phone().await;
    let file = write_file(&world);
    let wire = Wire::to(&world.url(), file.members[4] as usize).await;
    let phone = Phone::new(&wire.url);
    phone.open().sync().await.unwrap_err();
    world.stop().await;
    world.start().await; // a new process forgets its files
    no_file(&world);
    phone.open().sync().await.unwrap();
    by_pages.open().sync().await.unwrap(); // the new process may have published the keys of passes since
    phone.open().sync().await.unwrap();
    assert_eq!(held(&phone), held(&by_pages));
}

#[tokio::test]
async fn what_came_after_the_snapshot_is_pulled_after_it() {
    let world = World::new().await;
    write_file(&world);
    let goods = world.goods(0);
    world.reprice(&goods, 12_345).await;
    let phone = world.phone().await;
    let (rows, _) = held(&phone);
    let (_, row) = &rows[&("variant".to_owned(), goods)];
    assert!(row.contains("12345"), "{row}");
    assert_eq!(held(&phone), held(&world.phone().await));
}
