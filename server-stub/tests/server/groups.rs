//! Commands that share a transaction: one that is to be undone leaves nothing, and the others are
//! there once, although all of them were run again for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::{join_all, try_join};
use petpro_server::clock::SteppedClock;
use petpro_server::store::{Failure, Store, Tx};
use petpro_server::values;

use crate::world::START_MS;

type Work = fn(&mut Tx) -> Result<(), Failure>;

/// One more under this name.
fn count(tx: &mut Tx, name: &str) -> Result<(), Failure> {
    let upsert = "INSERT INTO setting(k, v) VALUES ($1, '1')
        ON CONFLICT (k) DO UPDATE SET v = CAST(setting.v AS BIGINT) + 1";
    tx.exec(upsert, values![name]).map(drop)
}

fn keeps(tx: &mut Tx) -> Result<(), Failure> {
    count(tx, "kept")
}

fn refuses(tx: &mut Tx) -> Result<(), Failure> {
    count(tx, "refused")?;
    Err(Failure::Ended)
}

fn refuses_unwritten(_: &mut Tx) -> Result<(), Failure> {
    Err(Failure::Ended)
}

fn panics(tx: &mut Tx) -> Result<(), Failure> {
    count(tx, "panicked")?;
    panic!("planted");
}

/// Keeps what it wrote around a part that was refused.
fn refuses_a_part(tx: &mut Tx) -> Result<(), Failure> {
    count(tx, "kept")?;
    let part = tx.savepoint(refuses);
    assert!(part.is_err());
    count(tx, "kept")
}

/// Runs all of it in one group; gives the answers, and what was counted under each name.
async fn together(store: &Arc<Store>, work: &[Work]) -> (Vec<Result<(), Failure>>, Vec<(String, i64)>) {
    let groups = store.pulse().groups.load(Ordering::Relaxed);
    let (open, waiting) = (Arc::new(AtomicBool::new(false)), work.len() as i64 + 1);
    let gate = open.clone();
    // It holds the writer until all others are in the queue; again it finds the gate open.
    let first = store.write(move |_| {
        while !gate.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        Ok::<_, Failure>(())
    });
    let rest = async { Ok(join_all(work.iter().map(|work| store.write(*work))).await) };
    let opens = async {
        while store.pulse().waiting.load(Ordering::Relaxed) < waiting {
            tokio::task::yield_now().await;
        }
        open.store(true, Ordering::Relaxed);
        Ok(())
    };
    let (_, (answers, ())) = try_join(first, try_join(rest, opens)).await.unwrap();
    assert_eq!(store.pulse().groups.load(Ordering::Relaxed), groups + 1);
    let select = "SELECT k, CAST(v AS BIGINT) FROM setting ORDER BY k";
    let counted: Result<_, Failure> =
        store.read(|tx| tx.query(select, &[], |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?))));
    (answers, counted.unwrap())
}

fn store() -> (tempfile::TempDir, Arc<Store>) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), SteppedClock::at(START_MS)).unwrap();
    (dir, Arc::new(store))
}

fn again(store: &Store) -> u64 {
    store.pulse().again.load(Ordering::Relaxed)
}

#[tokio::test]
async fn what_is_undone_in_the_middle_of_a_group_leaves_nothing_and_the_rest_is_there_once() {
    let (_dir, store) = store();
    let work: [Work; 7] = [keeps, keeps, refuses, keeps, panics, refuses_a_part, keeps];
    let (answers, counted) = together(&store, &work).await;
    let good: Vec<bool> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, true, false, true, false, true, true]);
    assert_eq!(counted, [("kept".to_owned(), 6)]);
    assert_eq!(again(&store), 1, "once, with savepoints for all");
}

#[tokio::test]
async fn a_part_that_is_undone_spoils_only_what_was_tried_without_savepoints() {
    let (_dir, store) = store();
    let (answers, counted) = together(&store, &[keeps, refuses_a_part]).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(counted, [("kept".to_owned(), 3)]);
    assert_eq!(again(&store), 1);
}

#[tokio::test]
async fn a_refusal_that_has_written_nothing_costs_nobody_a_second_run() {
    let (_dir, store) = store();
    let (answers, counted) = together(&store, &[keeps, refuses_unwritten, keeps]).await;
    assert!(matches!(answers[1], Err(Failure::Ended)));
    assert_eq!(counted, [("kept".to_owned(), 2)]);
    assert_eq!(again(&store), 0);
}

/// Where refusals are frequent, trying without savepoints costs more than it saves.
#[tokio::test]
async fn groups_after_one_that_was_run_again_make_savepoints_until_it_goes_well() {
    let (_dir, store) = store();
    let mut tried = Vec::new();
    for _ in 0..12 {
        let before = again(&store);
        together(&store, &[keeps, refuses]).await;
        tried.push(again(&store) - before);
    }
    assert_eq!(tried, [1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0], "then 2, 4, 8 groups with savepoints, itself among them");
    let (_, counted) = together(&store, &[keeps]).await;
    assert_eq!(counted, [("kept".to_owned(), 13)]);
}
