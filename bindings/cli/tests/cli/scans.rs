//! Pictures in, goods out.

use std::path::PathBuf;

use serde_json::Value;

use crate::shelf::{Phone, SALMON_PAGE};

fn pictures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cli/pictures")
}

fn picture(name: &str) -> String {
    pictures().join(name).display().to_string()
}

/// covers: S0-019, S0-119
#[test]
fn a_photograph_of_a_barcode_gives_its_product() {
    let (answer, code) = Phone::stocked().json(&["scan", &picture("salmon.jpg")]);
    assert_eq!(code, 0, "{answer}");
    let data = &answer["data"];
    assert_eq!((data["format"].as_str(), data["text"].as_str()), (Some("EAN13"), Some("9520000000011")));
    assert_eq!(data["product"]["product"], SALMON_PAGE);
    assert_eq!(answer["results"][0]["points"].as_array().unwrap().len(), 4);
}

#[test]
fn what_was_scanned_goes_into_the_cart() {
    let phone = Phone::stocked();
    assert!(phone.run(&["scan", "--add", "2", &picture("salmon.jpg")]).status.success());
    assert_eq!(phone.json(&["cart"]).0["data"]["shops"][0]["lines"][0]["qty"], 2);
}

#[test]
fn a_screen_for_qr_codes_does_not_read_bars() {
    let (answer, code) = Phone::stocked().json(&["scan", "--use", "clinic", &picture("salmon.jpg")]);
    assert_eq!((answer["error"]["code"].as_str(), code), (Some("no-code-found"), 1));
}

#[test]
fn empty_damaged_and_text_files_are_refused_one_by_one() {
    let dir = tempfile::tempdir().unwrap();
    let whole = std::fs::read(picture("salmon.jpg")).unwrap();
    for (name, bytes) in [("a.png", &b""[..]), ("b.jpg", &whole[..200]), ("c.png", b"a shopping list")] {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    std::fs::write(dir.path().join("d.jpg"), &whole).unwrap();
    let out = Phone::stocked().petpro().args(["--json", "scan"]).arg(dir.path()).output().unwrap();
    let lines: Vec<Value> =
        out.stdout.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    let codes: Vec<_> = lines.iter().map(|line| line["error"]["code"].as_str()).collect();
    assert_eq!(codes, [Some("image-unreadable"), Some("image-unreadable"), Some("image-unreadable"), None]);
    assert_eq!(lines[3]["ok"], true, "the good one is read after the bad ones");
    assert_eq!(out.status.code(), Some(1));
}

#[test]
fn a_list_is_read_line_by_line_and_a_film_needs_two_frames() {
    let dir = tempfile::tempdir().unwrap();
    let list = dir.path().join("list.txt");
    std::fs::write(&list, format!("{0}\n{0}\n", picture("salmon.jpg"))).unwrap();
    let read = |extra: &[&str]| {
        let out = Phone::stocked().petpro().args(["--json", "scan", "--list"]).arg(&list).args(extra).output().unwrap();
        assert!(out.status.success());
        let lines = out.stdout.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice::<Value>(line).ok());
        lines.map(|line| line["results"].as_array().unwrap().len()).collect::<Vec<_>>()
    };
    assert_eq!(read(&[]), [1, 1]);
    assert_eq!(read(&["--reps", "2"]), [1, 1]);
    assert_eq!(read(&["--frames"]), [0, 1], "one frame alone is not believed");
}
