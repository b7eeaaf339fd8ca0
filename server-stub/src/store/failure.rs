//! Why a statement or a command did not happen.

use rusqlite::ErrorCode;

/// What the store can answer besides yes. Its text is for logs, never for an answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A UNIQUE, CHECK, NOT NULL or foreign key said no: the invariant in the statement.
    #[error("constraint: {0}")]
    Constraint(String),
    /// The queue of commands is full; worth trying again in a second.
    #[error("the queue of writes is full")]
    Busy,
    /// The last commit failed (disk full, input/output); nothing is written until one succeeds.
    #[error("the store is read-only until a commit succeeds")]
    ReadOnly,
    /// The server is going down, or this command panicked.
    #[error("the command ended without an answer")]
    Ended,
    /// A part was to be undone where only the whole can be: the writer runs the command again.
    #[error("to be run again with savepoints")]
    Again,
    /// A column was not of the asked type: a bug.
    #[error("column {index} is of another type")]
    Shape { index: usize },
    /// Everything else SQLite can say.
    #[error("sqlite: {0}")]
    Engine(#[source] rusqlite::Error),
}

impl Failure {
    /// Whether a UNIQUE constraint said no.
    pub fn is_constraint(&self) -> bool {
        matches!(self, Self::Constraint(_))
    }

    /// Whether the disk is full or broken, so that nobody can write for now.
    pub(super) fn is_disk(&self) -> bool {
        let Self::Engine(rusqlite::Error::SqliteFailure(cause, _)) = self else { return false };
        matches!(
            cause.code,
            ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::CannotOpen
        )
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(cause: rusqlite::Error) -> Self {
        match &cause {
            rusqlite::Error::SqliteFailure(code, text) if code.code == ErrorCode::ConstraintViolation => {
                Self::Constraint(text.clone().unwrap_or_default())
            }
            _ => Self::Engine(cause),
        }
    }
}
