//! A phone's way to the server: a forwarder that can be cut, so that "no network" is really none.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};

/// One phone's network.
pub struct Network {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    server: SocketAddr,
    up: AtomicBool,
    /// Swallow what the server says next: it did its work, and nobody hears of it.
    deaf: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

impl Network {
    pub fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port for a phone's network")?;
        let address = listener.local_addr()?;
        let state = State { server, up: true.into(), deaf: false.into(), open: Mutex::new(Vec::new()) };
        let state = Arc::new(state);
        let own = state.clone();
        std::thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                // Cut off: the connection ends before a byte was sent.
                if own.up.load(Ordering::SeqCst) {
                    own.forward(phone);
                }
            }
        });
        Ok(Self { address, state })
    }

    /// What the phone takes for the server.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything on the way is lost, and nothing gets through from now on.
    pub fn cut(&self) {
        self.state.up.store(false, Ordering::SeqCst);
        self.state.drop_all();
    }

    pub fn mend(&self) {
        self.state.deaf.store(false, Ordering::SeqCst);
        self.state.up.store(true, Ordering::SeqCst);
    }

    /// Requests arrive, answers do not: cut as soon as the server has spoken.
    pub fn lose_answers(&self) {
        self.state.deaf.store(true, Ordering::SeqCst);
    }
}

impl State {
    fn forward(self: &Arc<Self>, phone: TcpStream) {
        let Ok(server) = TcpStream::connect(self.server) else { return };
        let pair = [phone.try_clone(), server.try_clone()];
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.extend(pair.into_iter().flatten());
        drop(open);
        let (Ok(phone_in), Ok(server_in)) = (phone.try_clone(), server.try_clone()) else { return };
        std::thread::spawn(move || copy(phone_in, server, || true));
        let state = self.clone();
        std::thread::spawn(move || copy(server_in, phone, || !state.deaf.load(Ordering::SeqCst)));
    }

    fn drop_all(&self) {
        for stream in self.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Passes bytes on until either side ends or `may_pass` says no.
fn copy(mut from: TcpStream, mut to: TcpStream, may_pass: impl Fn() -> bool) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if !may_pass() || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that answers each byte with itself and counts them.
    fn echo() -> (SocketAddr, Arc<Mutex<usize>>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(0));
        let count = heard.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let count = count.clone();
                std::thread::spawn(move || {
                    let mut byte = [0; 1];
                    while stream.read_exact(&mut byte).is_ok() {
                        *count.lock().unwrap() += 1;
                        stream.write_all(&byte).unwrap();
                    }
                });
            }
        });
        (address, heard)
    }

    fn ask(network: &Network) -> std::io::Result<u8> {
        let mut stream = TcpStream::connect(network.address)?;
        stream.write_all(b"x")?;
        let mut answer = [0; 1];
        stream.read_exact(&mut answer)?;
        Ok(answer[0])
    }

    #[test]
    fn a_cut_network_carries_nothing_until_it_is_mended() {
        let (server, heard) = echo();
        let network = Network::to(server).unwrap();
        assert_eq!(ask(&network).unwrap(), b'x');
        network.cut();
        assert!(ask(&network).is_err());
        assert_eq!(*heard.lock().unwrap(), 1);
        network.mend();
        assert_eq!(ask(&network).unwrap(), b'x');
    }

    #[test]
    fn a_lost_answer_is_one_that_the_server_has_given() {
        let (server, heard) = echo();
        let network = Network::to(server).unwrap();
        network.lose_answers();
        assert!(ask(&network).is_err());
        assert_eq!(*heard.lock().unwrap(), 1);
    }
}
