//! A network that loses, repeats, delays, cuts and lies.

use petpro_client::transport::Fault;

use super::dice::Dice;

/// A request as it leaves the device.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub token: Option<String>,
    /// The bytes it asks for, half open.
    pub range: Option<(u64, u64)>,
    pub body: Vec<u8>,
}

/// An answer as it arrives.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub retry_after: Option<String>,
    pub content_range: Option<String>,
    pub body: Vec<u8>,
}

/// What happens to one request and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Luck {
    Fine,
    /// The request never arrives.
    LostRequest,
    /// The server has done it, its answer never arrives.
    LostAnswer,
    /// The answer ends in the middle (N5, C3 the other way round).
    HalfAnswer,
    /// The server gets half a body: nothing of it may be applied (C3).
    HalfRequest,
    /// A hotel's sign-in page, 200 and HTML (N4).
    Portal,
    /// A gateway gives up before it asked the server.
    Gateway,
    /// A gateway gives up although the server did it.
    GatewayAfter,
    /// The server is busy and says when to come back.
    Busy,
}

impl Luck {
    /// `faults`: how many of 100 requests do not go well.
    pub fn throw(dice: &mut Dice, faults: u32) -> Self {
        if !dice.chance(faults) {
            return Self::Fine;
        }
        const BAD: [Luck; 8] = [
            Luck::LostRequest,
            Luck::LostAnswer,
            Luck::HalfAnswer,
            Luck::HalfRequest,
            Luck::Portal,
            Luck::Gateway,
            Luck::GatewayAfter,
            Luck::Busy,
        ];
        BAD[dice.below(BAD.len())]
    }

    /// The request as the server gets it, or none.
    pub fn request(self, mut sent: Request) -> Option<Request> {
        match self {
            Self::LostRequest | Self::Portal | Self::Gateway | Self::Busy => None,
            Self::HalfRequest => {
                sent.body.truncate(sent.body.len() / 2);
                Some(sent)
            }
            Self::Fine | Self::LostAnswer | Self::HalfAnswer | Self::GatewayAfter => Some(sent),
        }
    }

    /// What the device gets of the server's answer; `None` for silence.
    pub fn answer(self, real: Option<Answer>) -> Option<Answer> {
        match self {
            Self::Fine => real,
            Self::LostRequest | Self::LostAnswer => None,
            // A proxy reports the broken request in its own words.
            Self::HalfRequest => Some(html(400, "<h1>Bad Request</h1>")),
            Self::HalfAnswer => real.map(|mut answer| {
                answer.body.truncate(answer.body.len() / 2);
                answer
            }),
            Self::Portal => Some(html(200, "<html><form>Welcome to our hotel</form></html>")),
            Self::Gateway | Self::GatewayAfter => Some(html(502, "<h1>Bad Gateway</h1>")),
            Self::Busy => Some(Answer { retry_after: Some("2".into()), ..html(503, "busy") }),
        }
    }
}

fn html(status: u16, body: &str) -> Answer {
    Answer { status, content_type: "text/html".into(), retry_after: None, content_range: None, body: body.into() }
}

/// The answer as the client's transport would hand it on.
pub fn heard(answer: Option<Answer>) -> Result<reqwest::Response, Fault> {
    let Some(answer) = answer else { return Err(Fault::Unreachable("silence".into())) };
    let mut response = http::Response::builder().status(answer.status).header("content-type", answer.content_type);
    if let Some(after) = answer.retry_after {
        response = response.header("retry-after", after);
    }
    if let Some(range) = answer.content_range {
        response = response.header("content-range", range);
    }
    let response = response.body(answer.body).map_err(|error| Fault::NotPetPro(error.to_string()))?;
    Ok(response.into())
}
