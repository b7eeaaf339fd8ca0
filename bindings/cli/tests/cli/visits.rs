//! Clinics and visits at a terminal.

use serde_json::Value;

use crate::server::Server;
use crate::shelf::Phone;

#[test]
fn what_is_not_there_is_said_and_nothing_is_kept() {
    let server = Server::start();
    let phone = Phone::signed_in(&server);
    let nobody = "01970000-0000-7000-8000-000000000001";
    for (args, code, exit) in [
        (&["clinics", nobody][..], "not-found", 1),
        (&["slots", nobody, nobody], "not-found", 1),
        (&["booking", "show", "K7QM-2XRD"], "not-found", 1),
        (&["booking", "here", "K7QM-2XRD"], "not-found", 1),
    ] {
        let (answer, ended) = phone.json_at(&server, args);
        assert_eq!((&answer["error"]["code"], ended), (&Value::from(code), exit), "{answer}");
    }
    assert_eq!(phone.data(&server, &["bookings"])["empty"]["text"], "No visit yet");
}
