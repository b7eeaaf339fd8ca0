//! What the engine is promised of its store, on real files.

use petpro_client::store::{Account, Catalog, SyncStore, ops, shown};
use petpro_domain::cart::CartLine;
use petpro_domain::ids::{self, HouseholdId, OpId, UserId};
use petpro_domain::wire::{Op, OpBody, OpState};
use petpro_sync::device::{Change, Done, Meta, Now, Scope, Stage, Store, Write};
use serde_json::json;
use tempfile::TempDir;

use crate::world::{NOON, id, pulled, row, variant};

struct Files {
    _dir: TempDir,
    account: Account,
    catalog: Catalog,
}

const NOW: Now<'static> = Now { mono: 1, wall: NOON, boot: "boot" };

impl Files {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let account = Account::open_user(dir.path(), UserId(id(7, 1)), HouseholdId(id(8, 1))).unwrap();
        let catalog = Catalog::open(&dir.path().join("catalog-jp.db")).unwrap();
        Self { _dir: dir, account, catalog }
    }

    fn store(&self) -> SyncStore<'_> {
        SyncStore { account: &self.account, catalog: &self.catalog, wall_ms: NOON }
    }

    fn home(&self) -> String {
        self.account.scope()
    }

    /// Adds one unit of variant `v` as op `n`.
    fn add(&self, n: u16, v: u16) -> OpId {
        let op = OpId(id(5, n));
        self.account.intend_as(&NOW, vec![(op, (OpBody::CartAdd(add_of(v)), vec![]))]).unwrap();
        op
    }

    fn pending(&self) -> Vec<(u64, OpId)> {
        let ops = self.store().pending(&self.home(), 100, usize::MAX).unwrap();
        ops.iter().map(|op| (op.seq, op.id)).collect()
    }

    fn units(&self) -> Vec<(u32, bool)> {
        let lines = self.account.readers.read(shown::lines).unwrap();
        lines.iter().map(|(_, line)| (line.row.qty(), line.waits)).collect()
    }
}

fn add_of(v: u16) -> petpro_domain::wire::CartAdd {
    let line = ids::line(variant(v), "");
    petpro_domain::wire::CartAdd { line, variant: variant(v), options: Default::default(), n: 1 }
}

fn done(op: OpId, st: OpState) -> Write {
    Write::Settle(Done { op, st, code: None, detail: None, rcpt: None, at: Some(9), done_ms: NOON })
}

fn line_row(v: u16, dots: &[OpId], seq: u64) -> petpro_domain::wire::Row {
    let dots: Vec<_> = dots.iter().map(|dot| json!([dot, 1, 0])).collect();
    row("cart_line", ids::line(variant(v), ""), seq, &json!({"variant": variant(v), "dots": dots, "touched_ms": 5}))
}

#[test]
fn intents_wait_in_the_order_in_which_they_were_made() {
    let files = Files::new();
    let (a, b) = (files.add(1, 1), files.add(2, 1));
    assert_eq!(files.pending(), [(1, a), (2, b)]);
    assert_eq!(files.units(), [(2, true)]);
    assert_eq!(files.store().waiting().unwrap(), 2);
    assert_eq!(files.store().pending_at(&files.home(), 2).unwrap(), Some(b));
}

#[test]
fn an_intent_enqueued_twice_waits_once() {
    let files = Files::new();
    files.add(1, 1);
    files.add(1, 1);
    assert_eq!(files.pending().len(), 1);
    assert_eq!(files.units(), [(1, true)]);
}

/// What an op did is in the base in the very moment it stops being pending.
#[test]
fn a_reply_settles_ops_and_brings_rows_in_one_step() {
    let files = Files::new();
    let (a, b) = (files.add(1, 1), files.add(2, 1));
    let mut writes = pulled(&files.home(), vec![line_row(1, &[a], 7)]);
    writes.push(done(a, OpState::Applied));
    files.store().commit(Change::cache(writes)).unwrap();
    assert_eq!(files.pending(), [(2, b)]);
    assert_eq!(files.units(), [(2, true)], "one confirmed, one on top");
    let mut writes = pulled(&files.home(), vec![line_row(1, &[a, b], 8)]);
    writes.push(done(b, OpState::Applied));
    files.store().commit(Change::cache(writes)).unwrap();
    assert_eq!(files.units(), [(2, false)]);
}

#[test]
fn a_rejected_ops_prediction_is_gone_with_it() {
    let files = Files::new();
    let a = files.add(1, 1);
    files.store().commit(Change::cache(vec![done(a, OpState::Rejected)])).unwrap();
    assert!(files.units().is_empty());
    let told = files.account.readers.read(petpro_client::store::attention).unwrap();
    assert_eq!((told[0].op, told[0].st.as_str()), (a, "rejected"), "and people can see why");
}

#[test]
fn rows_that_arrive_while_nothing_waits_change_only_their_lines() {
    let files = Files::new();
    let (a, b) = (OpId(id(5, 1)), OpId(id(5, 2)));
    let rows = vec![line_row(1, &[a], 1), line_row(2, &[b], 2)];
    files.store().commit(Change::cache(pulled(&files.home(), rows))).unwrap();
    let mut gone = line_row(1, &[], 3);
    (gone.d, gone.x) = (None, 1);
    files.store().commit(Change::cache(pulled(&files.home(), vec![gone]))).unwrap();
    assert_eq!(files.units(), [(1, false)]);
}

/// The quick way (one line) and the whole way give the same rows.
#[test]
fn shown_is_always_base_and_pending() {
    let files = Files::new();
    for n in 1..=20 {
        files.add(n, n % 5);
    }
    let quick = files.account.readers.read(shown::lines).unwrap();
    files
        .account
        .writer
        .lock()
        .write(petpro_client::store::Durability::Normal, |tx| {
            tx.execute("DELETE FROM shown", [])?;
            shown::rebuild(tx, None, NOON)
        })
        .unwrap();
    assert_eq!(files.account.readers.read(shown::lines).unwrap(), quick);
}

#[test]
fn a_fork_numbers_what_waits_from_one_without_touching_it() {
    let files = Files::new();
    let all: Vec<OpId> = (1..=4).map(|n| files.add(n, 1)).collect();
    files.store().commit(Change::cache(vec![done(all[0], OpState::Applied), done(all[2], OpState::Applied)])).unwrap();
    let before: Vec<Op> = files.store().pending(&files.home(), 9, 9999).unwrap();
    files.store().commit(Change::durable(vec![Write::Renumber])).unwrap();
    assert_eq!(files.pending(), [(1, all[1]), (2, all[3])]);
    let after = files.store().pending(&files.home(), 9, 9999).unwrap();
    assert_eq!(before.iter().map(Op::hash).collect::<Vec<_>>(), after.iter().map(Op::hash).collect::<Vec<_>>());
    let next = files.add(5, 1);
    assert_eq!(files.pending()[2], (3, next));
}

#[test]
fn after_a_restore_the_archive_is_offered_again_before_what_waits() {
    let files = Files::new();
    let all: Vec<OpId> = (1..=4).map(|n| files.add(n, 1)).collect();
    let settled =
        vec![done(all[1], OpState::Superseded), done(all[0], OpState::Applied), done(all[2], OpState::Rejected)];
    files.store().commit(Change::cache(settled)).unwrap();
    let again = vec![Write::Reoffer { rejected: false }, Write::Renumber];
    files.store().commit(Change::durable(again)).unwrap();
    assert_eq!(files.pending(), [(1, all[0]), (2, all[1]), (3, all[3])], "in their first order, without the rejected");
}

#[test]
fn a_staged_base_is_not_shown_before_it_is_whole() {
    let files = Files::new();
    let (a, b) = (OpId(id(5, 1)), OpId(id(5, 2)));
    let s = files.home();
    files.store().commit(Change::cache(pulled(&s, vec![line_row(1, &[a], 1)]))).unwrap();
    let rows = |rows: Vec<petpro_domain::wire::Row>| match pulled(&s, rows).remove(0) {
        Write::Rows { s, rows, .. } => Write::Rows { s, rows, stage: true },
        other => panic!("{other:?}"),
    };
    let stage = Stage { epoch: "e-2".into(), cur: 5, digest: 1, fresh: 9 };
    let scope = Scope { name: s.clone(), epoch: "e-1".into(), cur: 1, stage: Some(stage), ..Scope::default() };
    let writes =
        vec![Write::Clear { s: s.clone(), stage: true }, rows(vec![line_row(2, &[b], 5)]), Write::Scope(scope.clone())];
    files.store().commit(Change::cache(writes)).unwrap();
    assert_eq!(files.account.readers.read(shown::lines).unwrap()[0].0, ids::line(variant(1), ""));
    let known = files.store().scopes().unwrap().remove(0);
    assert_eq!(known.stage, scope.stage);
    files.store().commit(Change::cache(vec![Write::Swap { s: s.clone() }])).unwrap();
    let lines = files.account.readers.read(shown::lines).unwrap();
    assert_eq!((lines.len(), lines[0].0), (1, ids::line(variant(2), "")));
}

/// C6 and C10: the rows do not fit any more, so the op that they settle stays pending.
#[test]
fn a_change_that_fails_midway_leaves_nothing_of_itself() {
    let files = Files::new();
    let a = files.add(1, 1);
    {
        let writer = files.account.writer.lock();
        let pages: i64 = writer.conn().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        writer.conn().pragma_update(None, "max_page_count", pages).unwrap();
    }
    let (before, shown) = (files.store().scopes().unwrap(), files.units());
    let rows = (1..2_000).map(|n| line_row(n, &[OpId(id(5, n))], u64::from(n))).collect();
    let mut writes = vec![done(a, OpState::Applied)];
    writes.extend(pulled(&files.home(), rows));
    let refused = files.store().commit(Change::cache(writes)).unwrap_err();
    assert_eq!(refused.code(), petpro_domain::Code::DiskFull);
    assert_eq!(files.store().scopes().unwrap(), before);
    assert_eq!((files.pending(), files.units()), (vec![(1, a)], shown));
}

#[test]
fn rows_and_fields_of_a_newer_server_are_kept_and_not_shown() {
    let files = Files::new();
    let a = OpId(id(5, 1));
    let newer = row("wish", "w1", 1, &json!({"what": "a pony"}));
    let mut line = line_row(1, &[a], 2);
    let text = line.d.as_ref().unwrap().get().replace("{\"", "{\"gift\":true,\"");
    line.d = Some(serde_json::value::RawValue::from_string(text.clone()).unwrap());
    files.store().commit(Change::cache(pulled(&files.home(), vec![newer, line]))).unwrap();
    assert_eq!(files.units(), [(1, false)]);
    let kept: i64 = files
        .account
        .readers
        .read(|conn| {
            Ok(conn.query_row("SELECT count(*) FROM base WHERE t = 'wish' OR d = ?1", [text], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(kept, 2, "byte for byte");
}

#[test]
fn a_forgotten_scope_takes_its_lines_from_the_screen() {
    let files = Files::new();
    files.store().commit(Change::cache(pulled(&files.home(), vec![line_row(1, &[OpId(id(5, 1))], 1)]))).unwrap();
    files.store().commit(Change::durable(vec![Write::Forget { s: files.home() }])).unwrap();
    assert!(files.units().is_empty());
    assert!(files.store().scopes().unwrap().is_empty());
}

#[test]
fn names_and_epoch_are_there_after_reopening() {
    let files = Files::new();
    let meta =
        Meta { epoch: Some("e-9".into()), device: Some(ids::DeviceId(id(6, 1))), prev: Some(ids::DeviceId(id(6, 2))) };
    files.store().commit(Change::durable(vec![Write::Meta(meta.clone())])).unwrap();
    assert_eq!(files.store().meta().unwrap(), meta);
    let told = Meta { prev: None, ..meta };
    files.store().commit(Change::durable(vec![Write::Meta(told.clone())])).unwrap();
    assert_eq!(files.store().meta().unwrap(), told);
}

#[test]
fn a_share_is_what_the_digest_was_made_of() {
    let files = Files::new();
    let rows = vec![line_row(1, &[OpId(id(5, 1))], 4)];
    let writes = pulled(&files.home(), rows.clone());
    let Write::Rows { rows: kept, .. } = &writes[0] else { panic!() };
    let share = kept[0].share;
    files.store().commit(Change::cache(writes)).unwrap();
    let found = files.store().share(&files.home(), "cart_line", &rows[0].id, false).unwrap();
    assert_eq!(found, Some(share));
    assert_eq!(files.store().share(&files.home(), "cart_line", "none", false).unwrap(), None);
}

#[test]
fn given_up_intents_are_gone_from_the_screen_and_never_offered_again() {
    let files = Files::new();
    files.add(1, 1);
    petpro_client::store::discard(&files.account, NOON).unwrap();
    assert!(files.units().is_empty() && files.pending().is_empty());
    files.store().commit(Change::durable(vec![Write::Reoffer { rejected: false }, Write::Renumber])).unwrap();
    assert!(files.pending().is_empty());
    assert_eq!(files.account.readers.read(ops::waiting).unwrap(), 0);
    let line: Option<CartLine> =
        files.account.readers.read(|conn| shown::line(conn, ids::line(variant(1), ""))).unwrap();
    assert!(line.is_none());
}
