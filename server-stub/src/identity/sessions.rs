//! Sign-ins: families of refresh tokens that rotate, notice a copy, and end.

use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, SessionId, UserId};

use super::Role;
use super::tokens::Subject;
use crate::config::Sessions;
use crate::problem::Problem;
use crate::store::{Failure, Tx};
use crate::values;

/// The token just replaced stays good for this long and gets the same successor: an answer that
/// was lost on the way signs nobody out. Later use is a copy, and ends the family.
const GRACE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// What an access token is checked against.
pub struct State {
    pub ended: bool,
    pub disabled: bool,
    pub epoch: i64,
    pub roles: Vec<Role>,
}

/// The session and its user as they are now; `None` where they do not belong together.
pub fn state(tx: &mut Tx, id: SessionId, user: UserId, household: HouseholdId) -> Result<Option<State>, Failure> {
    tx.query_row(
        "SELECT s.ended_ms IS NOT NULL, u.disabled_ms IS NOT NULL, u.epoch, u.roles
         FROM session s JOIN users u ON u.id=s.user_id JOIN member m ON m.user_id=u.id AND m.household_id=$3
         WHERE s.id=$1 AND s.user_id=$2",
        values![id, user, household],
        |row| {
            Ok(State {
                ended: row.get(0)?,
                disabled: row.get(1)?,
                epoch: row.get(2)?,
                roles: serde_json::from_str(&row.get::<String>(3)?).unwrap_or_default(),
            })
        },
    )
}

/// A new family, its first token being number 1.
pub fn start(tx: &mut Tx, id: SessionId, user: UserId, household: HouseholdId, now_ms: i64) -> Result<(), Failure> {
    tx.exec(
        "INSERT INTO session(id,user_id,household_id,n,rotated_ms,created_ms) VALUES($1,$2,$3,1,$4,$4)",
        values![id, user, household, now_ms],
    )?;
    Ok(())
}

/// What became of a refresh token that we made.
pub enum Turn {
    /// The next token is this number.
    Next(Subject, u64),
    /// Over; the writes of this turn stay all the same (a reuse ends the family).
    Over(Code),
}

/// Presents token `n` of a family.
pub fn turn(tx: &mut Tx, id: SessionId, n: u64, now_ms: i64, rules: &Sessions) -> Result<Turn, Problem> {
    let found = tx.query_row(
        "SELECT s.user_id, s.household_id, s.n, s.rotated_ms, s.created_ms, s.ended_ms IS NOT NULL,
                u.epoch, u.disabled_ms IS NOT NULL
         FROM session s JOIN users u ON u.id=s.user_id WHERE s.id=$1",
        values![id],
        |row| {
            let subject = Subject { user: row.get(0)?, household: row.get(1)?, session: id, epoch: row.get(6)? };
            let over = row.get::<bool>(5)? || row.get::<bool>(7)?;
            Ok((subject, row.get::<u64>(2)?, row.get::<i64>(3)?, row.get::<i64>(4)?, over))
        },
    )?;
    let Some((subject, current, rotated_ms, created_ms, over)) = found else {
        return Ok(Turn::Over(Code::SessionEnded));
    };
    let idle = now_ms - rotated_ms > i64::from(rules.idle_days) * DAY_MS;
    if over || idle || now_ms - created_ms > i64::from(rules.absolute_days) * DAY_MS {
        return Ok(Turn::Over(Code::SessionEnded));
    }
    if n == current {
        let turned = tx.exec(
            "UPDATE session SET n=n+1, rotated_ms=$3 WHERE id=$1 AND n=$2 AND ended_ms IS NULL",
            values![id, n, now_ms],
        )?;
        return if turned == 1 { Ok(Turn::Next(subject, n + 1)) } else { Ok(Turn::Over(Code::SessionEnded)) };
    }
    if n + 1 == current && now_ms - rotated_ms <= GRACE_MS {
        return Ok(Turn::Next(subject, current));
    }
    end(tx, id, "reuse", now_ms)?;
    Ok(Turn::Over(Code::RefreshReused))
}

/// Ends a family; repeating is harmless.
pub fn end(tx: &mut Tx, id: SessionId, why: &str, now_ms: i64) -> Result<(), Failure> {
    tx.exec("UPDATE session SET ended_ms=$3, ended_why=$2 WHERE id=$1 AND ended_ms IS NULL", values![id, why, now_ms])?;
    Ok(())
}

/// Ends every family of a user.
pub fn end_all(tx: &mut Tx, user: UserId, why: &str, now_ms: i64) -> Result<(), Failure> {
    tx.exec(
        "UPDATE session SET ended_ms=$3, ended_why=$2 WHERE user_id=$1 AND ended_ms IS NULL",
        values![user, why, now_ms],
    )?;
    Ok(())
}
