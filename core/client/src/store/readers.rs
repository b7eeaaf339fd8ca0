//! Read connections of one file, kept open between uses.

use std::path::PathBuf;

use parking_lot::Mutex;
use rusqlite::Connection;

use super::open_reader;
use crate::error::Result;

/// Opens as many as are used at once and keeps them.
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// For the file at `path`, which exists.
    pub fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Vec::new()) }
    }

    /// Everything `work` reads is of one moment, and no writer waits for it.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let kept = self.idle.lock().pop();
        let conn = match kept {
            Some(conn) => conn,
            None => open_reader(&self.path)?,
        };
        conn.prepare_cached("BEGIN")?.execute([])?;
        let read = work(&conn)?; // on an error the connection is closed, and with it its snapshot
        conn.prepare_cached("COMMIT")?.execute([])?;
        self.idle.lock().push(conn);
        Ok(read)
    }
}
