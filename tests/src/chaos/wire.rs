//! A bad network on the loopback: a TCP proxy that refuses, cuts, delays, slices and falls silent,
//! until it is told to heal.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::fullstack::dice::Dice;

/// Bytes that pass before a connection is cut or falls silent: within the headers of a request, its
/// body, or an answer.
const PASSES: usize = 4_000;
/// The longest delay of a piece.
const DELAY_MS: i64 = 40;
/// The longest slice that is passed on at once.
const SLICE: usize = 7;

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Passed,
    /// Ended before anything was read.
    Refused,
    /// Ended after so many bytes to the server: half a request.
    CutGoing(usize),
    /// Ended after so many bytes from the server: what was asked for is done, and the answer lost.
    CutComing(usize),
    /// Every piece is late, and it ends after so many bytes from the server.
    Delayed(usize),
    /// A few bytes at a time, and it ends after so many from the server.
    Sliced(usize),
    /// Half-open: after so many bytes nothing comes out on either side, and nobody is told.
    Silent(usize),
}

impl Fate {
    fn of(dice: &mut Dice) -> Self {
        match dice.below(10) {
            0 => Self::Refused,
            1 | 2 => Self::CutGoing(dice.below(PASSES)),
            3..=5 => Self::CutComing(dice.below(PASSES)),
            6 => Self::Silent(dice.below(PASSES)),
            7 => Self::Sliced(dice.below(PASSES)),
            8 => Self::Delayed(dice.below(PASSES)),
            _ => Self::Passed,
        }
    }
}

/// How many connections met which fate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Met {
    pub passed: u64,
    pub cut: u64,
    pub slow: u64,
    pub silent: u64,
}

/// Listens until it is dropped.
pub struct Wire {
    pub url: String,
    healed: watch::Sender<bool>,
    met: Arc<Mutex<Met>>,
    listening: tokio::task::JoinHandle<()>,
}

impl Wire {
    /// A healthy one to the server at `to`.
    pub async fn to(to: SocketAddr, seed: u64) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (healed, healing) = watch::channel(true);
        let (met, dice) = (Arc::new(Mutex::new(Met::default())), Mutex::new(Dice::new(seed)));
        let counts = Arc::clone(&met);
        let listening = tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                let fate = if *healing.borrow() { Fate::Passed } else { Fate::of(&mut dice.lock()) };
                counts.lock().count(fate);
                let (healing, chance) = (healing.clone(), dice.lock().bits());
                tokio::spawn(async move { carry(device, to, fate, healing, chance).await });
            }
        });
        Ok(Self { url, healed, met, listening })
    }

    /// From here on connections break.
    pub fn break_it(&self) {
        self.healed.send_replace(false);
    }

    /// Every new connection is a good one. Silent ones end: the next packet that a healed network
    /// carries to a peer that knows nothing of the connection is answered so.
    pub fn heal(&self) {
        self.healed.send_replace(true);
    }

    pub fn met(&self) -> Met {
        *self.met.lock()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Met {
    fn count(&mut self, fate: Fate) {
        *match fate {
            Fate::Passed => &mut self.passed,
            Fate::Refused | Fate::CutGoing(_) | Fate::CutComing(_) => &mut self.cut,
            Fate::Delayed(_) | Fate::Sliced(_) => &mut self.slow,
            Fate::Silent(_) => &mut self.silent,
        } += 1;
    }

    pub fn add(&mut self, other: Met) {
        self.passed += other.passed;
        self.cut += other.cut;
        self.slow += other.slow;
        self.silent += other.silent;
    }
}

/// One connection from its beginning to its end. A healthy one that is kept open breaks at its next
/// bytes once the network does: `fate` is for new ones, so it is ended then.
async fn carry(device: TcpStream, to: SocketAddr, fate: Fate, mut healing: watch::Receiver<bool>, chance: u64) {
    if fate == Fate::Refused {
        return;
    }
    let Ok(server) = TcpStream::connect(to).await else { return };
    let _ = (device.set_nodelay(true), server.set_nodelay(true));
    let (from_device, to_device) = device.into_split();
    let (from_server, to_server) = server.into_split();
    let going = Half { fate, after: going(fate), dice: Dice::new(chance) };
    let coming = Half { fate, after: coming(fate), dice: Dice::new(chance ^ 1) };
    let was = *healing.borrow_and_update();
    let turned = async {
        while *healing.borrow_and_update() == was {
            if healing.changed().await.is_err() {
                break;
            }
        }
    };
    let (mut silent_there, mut silent_here) = (Vec::new(), Vec::new());
    tokio::select! {
        () = going.carry(from_device, to_server, &mut silent_there) => {}
        () = coming.carry(from_server, to_device, &mut silent_here) => {}
        () = turned => {}
    }
}

fn going(fate: Fate) -> Option<usize> {
    match fate {
        Fate::CutGoing(after) | Fate::Silent(after) => Some(after),
        _ => None,
    }
}

fn coming(fate: Fate) -> Option<usize> {
    match fate {
        Fate::CutComing(after) | Fate::Silent(after) | Fate::Delayed(after) | Fate::Sliced(after) => Some(after),
        _ => None,
    }
}

/// One direction.
struct Half {
    fate: Fate,
    /// So many bytes pass.
    after: Option<usize>,
    dice: Dice,
}

impl Half {
    /// Ends with the connection; never where it falls silent. `open` keeps its ends until then.
    async fn carry(mut self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, open: &mut Vec<OwnedWriteHalf>) {
        let mut piece = vec![0; 16 * 1024];
        let mut passed = 0;
        while let Ok(n @ 1..) = from.read(&mut piece).await {
            let whole = self.after.map_or(n, |after| after.saturating_sub(passed).min(n));
            if self.pass(&piece[..whole], &mut to).await.is_err() {
                return;
            }
            passed += whole;
            if whole < n {
                match self.fate {
                    Fate::Silent(_) => {
                        open.push(to);
                        return std::future::pending().await;
                    }
                    _ => return,
                }
            }
        }
    }

    async fn pass(&mut self, bytes: &[u8], to: &mut OwnedWriteHalf) -> std::io::Result<()> {
        match self.fate {
            Fate::Sliced(_) => {
                let mut rest = bytes;
                while !rest.is_empty() {
                    let (slice, after) = rest.split_at((1 + self.dice.below(SLICE)).min(rest.len()));
                    to.write_all(slice).await?;
                    tokio::task::yield_now().await;
                    rest = after;
                }
                Ok(())
            }
            Fate::Delayed(_) => {
                sleep(Duration::from_millis(self.dice.between(1, DELAY_MS) as u64)).await;
                to.write_all(bytes).await
            }
            _ => to.write_all(bytes).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fate_is_met() {
        let mut dice = Dice::new(1);
        let mut met = Met::default();
        (0..200).for_each(|_| met.count(Fate::of(&mut dice)));
        assert!(met.passed > 0 && met.cut > 0 && met.slow > 0 && met.silent > 0, "{met:?}");
    }

    /// What a server hears through a connection of this fate, until it heals.
    async fn heard(fate: Fate) -> Vec<u8> {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = server.local_addr().unwrap();
        let front = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut device = TcpStream::connect(front.local_addr().unwrap()).await.unwrap();
        let (healed, healing) = watch::channel(false);
        let carried = tokio::spawn(carry(front.accept().await.unwrap().0, at, fate, healing, 1));
        let (mut there, _) = server.accept().await.unwrap();
        device.write_all(b"0123456789").await.unwrap();
        let mut heard = Vec::new();
        let wanted = going(fate).unwrap_or(10);
        while heard.len() < wanted {
            let mut piece = [0; 16];
            let n = there.read(&mut piece).await.unwrap();
            heard.extend_from_slice(&piece[..n]);
        }
        if matches!(fate, Fate::Silent(_)) {
            assert!(!carried.is_finished(), "nobody is told");
            healed.send_replace(true);
        }
        drop(device);
        there.read_to_end(&mut heard).await.unwrap();
        carried.await.unwrap();
        heard
    }

    #[tokio::test]
    async fn a_connection_breaks_where_its_fate_says() {
        assert_eq!(heard(Fate::Passed).await, b"0123456789");
        assert_eq!(heard(Fate::Sliced(1_000)).await, b"0123456789");
        assert_eq!(heard(Fate::CutGoing(4)).await, b"0123");
        assert_eq!(heard(Fate::Silent(3)).await, b"012");
    }
}
