//! `petpro pets`: a household's animals at a terminal.

use crate::server::Server;
use crate::shelf::Phone;

fn said(phone: &Phone, server: &Server, args: &[&str]) -> String {
    let out = phone.at(server, args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn a_pet_is_added_weighed_vaccinated_shown_and_forgotten_by_its_name() {
    let server = Server::start();
    let phone = Phone::signed_in(&server);
    assert!(said(&phone, &server, &["pets"]).contains("No pet here yet"));
    let add = ["pets", "add", "Mochi", "--species", "dog", "--breed", "Shiba Inu", "--born", "2020-02-29"];
    let more = ["--chip", "392 123456789012", "--allergy", "chicken"];
    let page = phone.data(&server, &[&add[..], &more].concat());
    assert_eq!(page["chip"]["digits"], "392123456789012");
    for (weight, on) in [("8.2kg", "2026-10-01"), ("8450g", "2026-11-01")] {
        phone.data(&server, &["pets", "weigh", "mochi", weight, "--on", on]);
    }
    phone.data(&server, &["pets", "vaccinate", "Mochi", "rabies", "--on", "2026-11-01", "--due", "2027-11-01"]);
    let shown = said(&phone, &server, &["pets", "show", "Mochi"]);
    for part in [
        "Mochi · Dog · Shiba Inu",
        "⚠ Allergic to: chicken",
        "8.45 kg on Nov 1, 2026 · 250 g more than",
        "rabies, given on Nov 1, 2026",
        "8.45 ┤",
    ] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    phone.data(&server, &["pets", "change", "Mochi", "--name", "もち", "--allergy", ""]);
    let card = phone.data(&server, &["pets"])["pets"][0].clone();
    assert_eq!(
        (&card["name"], &card["breed"], &card["allergies"]),
        (&"もち".into(), &"Shiba Inu".into(), &serde_json::Value::Null)
    );
    let changes = said(&phone, &server, &["status"]);
    assert!(changes.contains("◷ Pet ·") && changes.contains("◷ Weight or vaccination of a pet ·"), "{changes}");
    phone.data(&server, &["pets", "forget", card["id"].as_str().unwrap()]);
    assert_eq!(phone.data(&server, &["pets"])["pets"].as_array().map(Vec::len), Some(0));
}

#[test]
fn what_cannot_be_is_named_field_by_field() {
    let server = Server::start();
    let phone = Phone::signed_in(&server);
    phone.data(&server, &["pets", "add", "Mochi", "--species", "dog"]);
    for (args, code, field) in [
        (&["pets", "add", "Rex", "--species", "unicorn", "--chip", "123"][..], "invalid", Some("species")),
        (&["pets", "add", " ", "--species", "dog"], "invalid", Some("name")),
        (&["pets", "add", "Rex", "--species", "dog", "--born", "2026-02-29"], "invalid", Some("born")),
        (&["pets", "change", "Mochi", "--chip", "000123456789012"], "invalid", Some("chip")),
        (&["pets", "weigh", "Mochi", "8.2"], "invalid", Some("grams")),
        (&["pets", "weigh", "Mochi", "8.2kg", "--on", "yesterday"], "invalid", Some("on")),
        (&["pets", "vaccinate", "Mochi", "rabies", "--due", "2020-01-01"], "invalid", Some("due")),
        (&["pets", "show", "Rex"], "not-found", None),
    ] {
        let (answer, exit) = phone.json_at(&server, args);
        assert_eq!((answer["error"]["code"].as_str(), exit), (Some(code), 1), "{args:?}: {answer}");
        assert_eq!(answer["error"]["fields"][0].as_str(), field, "{args:?}: {answer}");
    }
    let refused = phone.at(&server, &["pets", "weigh", "Mochi", "8.2"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("A weight has its unit"), "{refused:?}");
}

#[test]
fn a_chips_label_says_whose_it_is() {
    let server = Server::start();
    let phone = Phone::signed_in(&server);
    let label = phone.0.path().join("chip.png");
    let file = label.to_str().unwrap();
    phone.data(&server, &["label", "392123456789012", "--out", file]);
    let (answer, _) = phone.json_at(&server, &["scan", file]);
    assert_eq!(answer["error"]["code"], "code-elsewhere", "nobody's here");
    phone.data(&server, &["pets", "add", "Mochi", "--species", "dog", "--chip", "392123456789012"]);
    assert!(said(&phone, &server, &["scan", file]).contains("This is Mochi."));
}
