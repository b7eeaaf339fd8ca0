//! Just enough of HTTP for programs of this machine: the sandbox's controls, and a payment page as a
//! browser uses it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The sandbox answers at once; a bank that does not is played by it, not by its page.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer: status, the address it leads to, and what it says.
pub struct Answer {
    pub status: u16,
    location: Option<String>,
    pub body: String,
}

pub fn get(url: &str) -> Result<Answer> {
    ask(url, "GET", "")
}

/// `kind` is the body's media type.
pub fn post(url: &str, kind: &str, body: &str) -> Result<Answer> {
    let head = format!("content-type: {kind}\r\ncontent-length: {}\r\n", body.len());
    ask(url, "POST", &format!("{head}\r\n{body}"))
}

/// Fills in a page's form as a person does and gives the page that follows. What the form hides
/// (`name="key" value="…"`) goes back with it.
pub fn submit(url: &str, choices: &[(&str, &str)]) -> Result<Answer> {
    let page = get(url)?;
    if page.status != 200 {
        bail!("{url} answers {}", page.status);
    }
    let hidden = page.body.split_once("name=\"key\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
    let (key, _) = hidden.with_context(|| format!("{url} has no form: {}", page.told()))?;
    let fields = [("key", key)].into_iter().chain(choices.iter().copied());
    let form: Vec<String> = fields.map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let done = post(url, "application/x-www-form-urlencoded", &form.join("&"))?;
    match done.location {
        Some(path) => get(&format!("{}{path}", origin(url)?.0)),
        None => Ok(done),
    }
}

impl Answer {
    /// A page without its marks, in one line.
    pub fn told(&self) -> String {
        let mut text = String::new();
        for part in self.body.rsplit("<body").next().unwrap_or_default().split('<') {
            text += part.split_once('>').map_or("", |(_, rest)| rest);
            text += " ";
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// `http://127.0.0.1:9` and the rest.
fn origin(url: &str) -> Result<(&str, &str)> {
    let host = url.strip_prefix("http://").with_context(|| format!("{url} is not on this machine"))?;
    let at = "http://".len() + host.find('/').unwrap_or(host.len());
    Ok(url.split_at(at))
}

fn ask(url: &str, method: &str, rest: &str) -> Result<Answer> {
    let (origin, path) = origin(url)?;
    let address = origin.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).with_context(|| format!("nobody listens at {address}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let path = if path.is_empty() { "/" } else { path };
    // 1.0: the answer ends with the connection and comes in one piece.
    let end = if rest.is_empty() { "\r\n" } else { rest };
    // In one piece: who answers after the first of several closes before the others are sent.
    stream.write_all(format!("{method} {path} HTTP/1.0\r\nhost: {address}\r\n{end}").as_bytes())?;
    let mut text = String::new();
    stream.read_to_string(&mut text).with_context(|| format!("{method} {url}"))?;
    let (head, body) = text.split_once("\r\n\r\n").with_context(|| format!("{url} does not speak HTTP"))?;
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    let location = fields.find(|(name, _)| name.eq_ignore_ascii_case("location"));
    Ok(Answer {
        status: status.with_context(|| format!("{url} does not speak HTTP"))?,
        location: location.map(|(_, url)| url.to_owned()),
        body: body.to_owned(),
    })
}

fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// Says each of these answers once, and gives what it was asked.
    fn page(answers: &'static [&'static str]) -> (String, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = std::thread::spawn(move || {
            let said = answers.iter().zip(listener.incoming());
            let asked = said.map(|(answer, stream)| {
                let (mut stream, mut bytes) = (stream.unwrap(), [0; 4096]);
                let n = stream.read(&mut bytes).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
                String::from_utf8_lossy(&bytes[..n]).into_owned()
            });
            asked.collect()
        });
        (url, heard)
    }

    #[test]
    fn a_form_is_sent_with_what_it_hides_and_the_page_behind_it_is_read() {
        let (url, heard) = page(&[
            "HTTP/1.0 200 OK\r\n\r\n<body><input type=\"hidden\" name=\"key\" value=\"a b\"></body>",
            "HTTP/1.0 303 See Other\r\nLocation: /done\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\n<body class=\"x\"><h1>Paid</h1><p>12 JPY</p></body>",
        ]);
        let done = submit(&format!("{url}/pay/1?key=2"), &[("choice", "approve")]).unwrap();
        assert_eq!((done.status, done.told().as_str()), (200, "Paid 12 JPY"));
        let heard = heard.join().unwrap();
        assert!(heard[1].starts_with("POST /pay/1?key=2 HTTP/1.0\r\n"), "{}", heard[1]);
        assert!(heard[1].ends_with("\r\n\r\nkey=a%20b&choice=approve"), "{}", heard[1]);
        assert!(heard[2].starts_with("GET /done "), "{}", heard[2]);
    }

    #[test]
    fn a_page_that_is_gone_is_an_error_with_its_status() {
        let (url, _heard) = page(&["HTTP/1.0 404 Not Found\r\n\r\n"]);
        let error = submit(&url, &[]).err().unwrap().to_string();
        assert!(error.contains("404"), "{error}");
    }
}
