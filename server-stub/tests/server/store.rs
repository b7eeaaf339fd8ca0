//! The single writer and its readers, on a file.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use http::StatusCode;
use petpro_server::clock::SteppedClock;
use petpro_server::store::{Failure, OpenError, Store, Tx};
use petpro_server::values;

use crate::world::{START_MS, World};

const PUT: &str = "INSERT INTO setting(k,v) VALUES($1,$2)";

fn open(dir: &std::path::Path) -> Result<Store, OpenError> {
    Store::open(dir, SteppedClock::at(START_MS))
}

fn keys(store: &Store) -> Vec<String> {
    store
        .read(|tx| tx.query("SELECT k FROM setting ORDER BY k", &[], |row| row.get(0)))
        .map_err(|e: Failure| e)
        .unwrap()
}

async fn put(store: &Store, key: &'static str) -> Result<(), Failure> {
    store.write(move |tx| tx.exec(PUT, values![key, "1"]).map(|_| ())).await
}

#[tokio::test]
async fn a_failed_command_undoes_its_own_writes_only() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    let undone = store.write(|tx| -> Result<(), Failure> {
        tx.exec(PUT, values!["undone", "1"])?;
        Err(Failure::Ended)
    });
    let (kept, undone) = tokio::join!(put(&store, "kept"), undone);
    kept.unwrap();
    undone.unwrap_err();
    assert_eq!(keys(&store), ["kept"]);
}

#[tokio::test]
async fn a_panicking_command_ends_alone() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    let panicking = store.write(|tx| -> Result<(), Failure> {
        tx.exec(PUT, values!["lost", "1"])?;
        panic!("planted");
    });
    let (panicked, other) = tokio::join!(panicking, put(&store, "other"));
    assert!(matches!(panicked, Err(Failure::Ended)));
    other.unwrap();
    assert_eq!(keys(&store), ["other"]);
}

#[tokio::test]
async fn a_savepoint_inside_a_command_is_undone_alone() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    store
        .write(|tx| -> Result<(), Failure> {
            tx.exec(PUT, values!["outer", "1"])?;
            let inner = tx.savepoint(|tx| -> Result<(), Failure> {
                tx.exec(PUT, values!["inner", "1"])?;
                tx.exec(PUT, values!["outer", "again"]).map(|_| ())
            });
            assert!(inner.unwrap_err().is_constraint());
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(keys(&store), ["outer"]);
}

/// More pages than SQLite keeps of a savepoint without being told: they may not go anywhere that fails.
#[tokio::test]
async fn a_savepoint_over_megabytes_is_undone_alone() {
    const ROWS: i64 = 600;
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    let fill = |tx: &mut Tx, text: &str| {
        (0..ROWS).try_for_each(|n| {
            let upsert = "INSERT INTO setting(k, v) VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v";
            tx.exec(upsert, values![format!("k{n}"), text.repeat(4_000)]).map(drop)
        })
    };
    store.write(move |tx| fill(tx, "a")).await.unwrap();
    let write = move |tx: &mut Tx| {
        fill(tx, "b")?;
        let undone = tx.savepoint(|tx| {
            fill(tx, "c")?;
            Err::<(), _>(Failure::Ended)
        });
        assert!(matches!(undone, Err(Failure::Ended)), "{undone:?}");
        Ok::<_, Failure>(())
    };
    store.write(write).await.unwrap();
    let count = "SELECT COUNT(*) FROM setting WHERE v LIKE 'b%'";
    let kept: Result<Option<i64>, Failure> = store.read(|tx| tx.query_row(count, &[], |row| row.get(0)));
    assert_eq!(kept.unwrap(), Some(ROWS));
}

#[tokio::test]
async fn commands_that_wait_share_a_commit() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(open(dir.path()).unwrap());
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = parking_lot::Mutex::new(held);
    // The first command holds the writer until the hundred others are in the queue.
    let first = store.write(move |_| -> Result<(), Failure> {
        held.lock().recv().unwrap();
        Ok(())
    });
    let rest = (0..100).map(|n| {
        let store = store.clone();
        async move { store.write(move |tx| tx.exec(PUT, values![format!("{n:03}"), "1"]).map(|_| ())).await }
    });
    let open_gate = async {
        while store.pulse().waiting.load(Ordering::Relaxed) < 101 {
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        Ok(())
    };
    let (first, rest, gate): (Result<(), Failure>, _, Result<(), Failure>) =
        tokio::join!(first, futures_util::future::join_all(rest), open_gate);
    first.and(gate).unwrap();
    rest.into_iter().collect::<Result<Vec<()>, Failure>>().unwrap();
    assert_eq!(keys(&store).len(), 100);
    assert_eq!(store.pulse().groups.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_full_queue_answers_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(open(dir.path()).unwrap());
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = parking_lot::Mutex::new(held);
    let holder = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .write(move |_| -> Result<(), Failure> {
                    held.lock().recv().unwrap();
                    Ok(())
                })
                .await
        }
    });
    while store.pulse().waiting.load(Ordering::Relaxed) < 1 {
        tokio::task::yield_now().await;
    }
    let mut busy = None;
    let mut waiting = Vec::new();
    while busy.is_none() {
        let mut next = Box::pin(store.write(|_| Ok::<_, Failure>(())));
        match futures_util::poll!(&mut next) {
            std::task::Poll::Ready(answer) => busy = Some(answer),
            std::task::Poll::Pending => waiting.push(next),
        }
    }
    assert!(matches!(busy, Some(Err(Failure::Busy))));
    release.send(()).unwrap();
    holder.await.unwrap().unwrap();
    for answer in futures_util::future::join_all(waiting).await {
        answer.unwrap();
    }
}

#[tokio::test]
async fn a_full_disk_fails_the_waiting_and_heals() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    // SQLite's own page limit stands for the disk's: the error and its handling are the same.
    store
        .write(|tx| tx.query("PRAGMA max_page_count=1", &[], |_| Ok(())).map(|_| ()))
        .await
        .map_err(|e: Failure| e)
        .unwrap();
    let big = store.write(|tx| tx.exec(PUT, values!["big", "x".repeat(1_000_000)])).await;
    assert!(matches!(big, Err(Failure::ReadOnly)), "{big:?}");
    assert!(keys(&store).is_empty());
    // A small write still fits: the writer finds out by itself.
    while !store.pulse().healthy.load(Ordering::Relaxed) {
        tokio::task::yield_now().await;
    }
    put(&store, "small").await.unwrap();
    assert_eq!(keys(&store), ["small"]);
}

#[tokio::test]
async fn a_read_sees_one_snapshot() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(open(dir.path()).unwrap());
    let count =
        |tx: &mut petpro_server::store::Tx| tx.query("SELECT k FROM setting", &[], |_| Ok(())).map(|all| all.len());
    let (before, after) = store
        .read(|tx| {
            let before = count(tx)?;
            let other = store.clone();
            std::thread::scope(|scope| {
                let wrote = scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    runtime.block_on(put(&other, "between"))
                });
                wrote.join().unwrap()
            })?;
            Ok::<_, Failure>((before, count(tx)?))
        })
        .unwrap();
    assert_eq!((before, after), (0, 0));
    assert_eq!(keys(&store), ["between"]);
}

#[tokio::test]
async fn closing_commits_what_waits_and_folds_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    put(&store, "one").await.unwrap();
    store.close();
    let wal = std::fs::metadata(dir.path().join("petpro.db-wal")).map_or(0, |file| file.len());
    assert_eq!(wal, 0);
    assert!(matches!(put(&store, "late").await, Err(Failure::Ended)));
    drop(store);
    assert_eq!(keys(&open(dir.path()).unwrap()), ["one"]);
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _first = open(dir.path()).unwrap();
    assert!(matches!(open(dir.path()), Err(OpenError::InUse(_))));
}

#[test]
fn a_closed_store_is_free_for_the_next_while_a_request_still_holds_it() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path()).unwrap();
    first.close();
    open(dir.path()).unwrap();
    drop(first);
}

#[test]
fn a_file_that_is_not_sqlite_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let junk = vec![b'x'; 4096];
    std::fs::write(dir.path().join("petpro.db"), &junk).unwrap();
    assert!(matches!(open(dir.path()), Err(OpenError::NotAStore(_))));
    assert_eq!(std::fs::read(dir.path().join("petpro.db")).unwrap(), junk);
}

#[tokio::test]
async fn livez_answers_at_both_names() {
    let world = World::new();
    for path in ["/livez", "/healthz"] {
        let answer = world.get(path).await;
        assert_eq!((answer.status, answer.json()["status"].as_str()), (StatusCode::OK, Some("ok")));
    }
    let unknown = world.get("/nowhere").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.header("content-type"), "application/problem+json");
    assert_eq!(unknown.json()["code"], "not-found");
}

/// The documents' schema by other names: each of these statements reads one of its tables.
///
/// covers: S1-056
#[tokio::test]
async fn whatever_the_documents_keep_is_kept() {
    let till = crate::till::Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let kept = till.world.post_as(&hana, "/api/v1/users/me/addresses", &crate::buyer::tokyo()).await;
    assert_eq!(kept.status, 201, "{}", kept.text());
    till.paid(&hana).await;
    for (theirs, ours) in [
        ("users, profiles", "SELECT COUNT(*) FROM users WHERE email <> '' AND name IS NOT NULL"),
        ("addresses", "SELECT COUNT(*) FROM address"),
        ("products", "SELECT COUNT(*) FROM product"),
        ("categories", "SELECT COUNT(*) FROM category"),
        ("skus", "SELECT COUNT(*) FROM variant"),
        ("orders", "SELECT COUNT(*) FROM orders JOIN vendor_order v ON v.order_id = orders.id"),
        ("order_items", "SELECT COUNT(*) FROM placed WHERE d LIKE '%\"lines\":[{%'"),
        ("payments", "SELECT COUNT(*) FROM payment WHERE captured > 0"),
    ] {
        assert!(till.world.count(ours) > 0, "{theirs}: {ours}");
    }
}
