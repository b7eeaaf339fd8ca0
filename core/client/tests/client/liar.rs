//! A server that answers whatever the test wants, byte for byte, over a real socket.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub struct Liar {
    pub url: String,
    asked: Arc<AtomicUsize>,
}

impl Liar {
    /// Answers the n-th request with the n-th text, and every later one with the last.
    pub fn telling(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers: Vec<String> = answers.iter().map(|answer| (*answer).to_owned()).collect();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                if !read_request(&mut stream) {
                    continue;
                }
                let n = counter.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(answers[n.min(answers.len() - 1)].as_bytes());
            }
        });
        Self { url, asked }
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// Reads head and body; false where the other side only looked in.
fn read_request(stream: &mut std::net::TcpStream) -> bool {
    let mut seen = Vec::new();
    let mut piece = [0; 4096];
    loop {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return false,
            Ok(n) => seen.extend_from_slice(&piece[..n]),
        }
        if seen[0] == 0x16 {
            return true; // the first byte of a TLS handshake: no request will follow
        }
        let Some(end) = seen.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&seen[..end]).to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
        if seen.len() >= end + 4 + length.unwrap_or(0) {
            return true;
        }
    }
}

/// An answer that closes its connection.
pub fn answer(status: &str, kind: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}
