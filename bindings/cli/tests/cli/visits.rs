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

#[test]
fn what_a_clinics_staff_types_wrongly_is_named_in_four_languages() {
    let server = Server::start();
    let phone = Phone::signed_in(&server);
    let nobody = "01970000-0000-7000-8000-000000000001";
    for (args, code, field) in [
        (&["clinic", nobody, "show"][..], "not-found", None),
        (&["clinic", nobody, "hours", "someday", "closed"], "invalid", Some("hours")),
        (&["clinic", nobody, "hours", "mon-fri", "9-12"], "invalid", Some("hours")),
        (&["clinic", nobody, "day", "2026-02-29", "closed"], "invalid", Some("days")),
        (&["clinic", nobody, "resource", "--name", "Robo", "--kind", "robot"], "invalid", Some("kind")),
        (&["clinic", nobody, "staff", "--name", "Ren", "--role", "king"], "invalid", Some("role")),
        (&["waiting", "join", nobody, nobody], "not-found", None),
        (&["proof", "show", nobody], "not-found", None),
        (&["desk", "walk-in", "Check-up", "--pet", "Sora:unicorn"], "invalid", Some("species")),
        (&["desk", "walk-in", "Check-up", "--pet", "Sora:bird"], "not-a-tablet", None),
        (&["desk", "check-in", "K7QM-2XRD", "--weight", "8.2"], "invalid", Some("grams")),
    ] {
        let (answer, exit) = phone.json_at(&server, args);
        assert_eq!((answer["error"]["code"].as_str(), exit), (Some(code), 1), "{args:?}: {answer}");
        assert_eq!(answer["error"]["fields"][0].as_str(), field, "{args:?}: {answer}");
    }
    for (lang, said) in [("en", "or closed"), ("ja", "休みは closed"), ("ko", "휴무는 closed"), ("zh", "休息写 closed")]
    {
        let refused = phone.at(&server, &["--lang", lang, "clinic", nobody, "hours", "mon", "9-12"]);
        assert!(String::from_utf8_lossy(&refused.stderr).contains(said), "{lang}: {refused:?}");
    }
    assert_eq!(phone.data(&server, &["proof", "list"])["proofs"].as_array().map(Vec::len), Some(0));
}
