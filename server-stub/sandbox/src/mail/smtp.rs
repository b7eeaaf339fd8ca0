//! SMTP over TCP around mailin's state machine.

use std::io;
use std::net::IpAddr;

use mailin::response::{NO_MAILBOX, OK};
use mailin::{Action, Handler, Response, SessionBuilder};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::Mails;
use crate::Clock;

/// A mail longer than this is refused.
const LARGEST: usize = 1 << 20;
/// "Try again later".
const LATER: u16 = 451;

/// One session's mail while it is being said.
struct Session {
    mails: Mails,
    clock: Clock,
    from: String,
    to: Vec<String>,
    body: Vec<u8>,
}

impl Handler for Session {
    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        from.clone_into(&mut self.from);
        self.to.clear();
        self.body.clear();
        OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        if self.mails.refuses(false) {
            return NO_MAILBOX;
        }
        self.to.push(to.to_owned());
        OK
    }

    fn data(&mut self, part: &[u8]) -> io::Result<()> {
        if self.body.len() + part.len() > LARGEST {
            return Err(io::Error::other("too large"));
        }
        self.body.extend_from_slice(part);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        if self.mails.refuses(true) {
            return Response::custom(LATER, "Try again later".into());
        }
        let (from, to) = (std::mem::take(&mut self.from), std::mem::take(&mut self.to));
        self.mails.catch(from, to, std::mem::take(&mut self.body), self.clock.now_ms());
        OK
    }
}

/// Serves until its task ends.
pub async fn serve(listener: TcpListener, mails: Mails, clock: Clock) {
    loop {
        let Ok((socket, peer)) = listener.accept().await else { return };
        if mails.is_down() {
            continue; // dropped: the connection is closed
        }
        let (mails, clock) = (mails.clone(), clock.clone());
        tokio::spawn(async move {
            // A connection that breaks is the client's matter.
            let _ = converse(socket, peer.ip(), mails, clock).await;
        });
    }
}

async fn converse(socket: TcpStream, peer: IpAddr, mails: Mails, clock: Clock) -> io::Result<()> {
    let mut socket = BufReader::new(socket);
    let handler = Session { mails: mails.clone(), clock, from: String::new(), to: vec![], body: vec![] };
    let mut session = SessionBuilder::new("sandbox.invalid").build(peer, handler);
    socket.get_mut().write_all(&session.greeting().buffer()?).await?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if socket.read_until(b'\n', &mut line).await? == 0 || mails.is_down() {
            return Ok(());
        }
        let response = session.process(&line);
        match response.action {
            Action::NoReply => continue,
            Action::Close => {
                socket.get_mut().write_all(&response.buffer()?).await?;
                return Ok(());
            }
            Action::Reply | Action::UpgradeTls => socket.get_mut().write_all(&response.buffer()?).await?,
        }
        // After a refused mail the state machine still waits for its lines; a server may hang up.
        if response.code == LATER {
            return Ok(());
        }
    }
}
