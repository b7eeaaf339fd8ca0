//! Pictures in, goods out.

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

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

#[test]
fn what_a_look_costs_is_told_beside_what_it_gave() {
    let (answer, _) = Phone::stocked().json(&["scan", "--reps", "3", &picture("salmon.jpg")]);
    assert!(answer["ms"].as_f64().unwrap() > 0.0);
    assert!(answer["allocs"].is_u64() && answer["alloc_bytes"].is_u64(), "{answer}");
    assert!(answer["path"].as_str().unwrap().ends_with("salmon.jpg"));
}

#[test]
fn a_picture_and_a_film_come_through_standard_input() {
    let phone = Phone::stocked();
    let (answer, code) = poured(&phone, &["scan", "-"], &std::fs::read(picture("salmon.jpg")).unwrap());
    assert_eq!((answer["data"]["text"].as_str(), code), (Some("9520000000011"), 0), "{answer}");
    let (answer, code) = poured(&phone, &["scan", "-"], b"a shopping list");
    assert_eq!((answer["error"]["code"].as_str(), code), (Some("image-unreadable"), 1));
    let (answer, code) = poured(&phone, &["scan", "-"], &film(&phone, 3));
    assert_eq!((answer["path"].as_str(), answer["data"]["text"].as_str()), (Some("-#1"), Some("9520000000011")));
    assert_eq!(code, 0);
    let (answer, code) = poured(&phone, &["scan", "-"], &film(&phone, 1));
    assert_eq!((answer["error"]["code"].as_str(), code), (Some("no-code-found"), 1), "one frame is not believed");
    let whole = film(&phone, 3);
    let (answer, code) = poured(&phone, &["scan", "-"], &whole[..whole.len() / 4]);
    assert_eq!((answer["error"]["code"].as_str(), code), (Some("image-unreadable"), 1), "cut off");
}

/// So many frames of a label, grey, 25 a second.
fn film(phone: &Phone, frames: usize) -> Vec<u8> {
    let file = phone.0.path().join("frame.png");
    phone.label(&["9520000000011", "--out", &file.display().to_string()]);
    let image = image::open(&file).unwrap().into_luma8();
    let mut film = format!("YUV4MPEG2 W{} H{} F25:1 Cmono\n", image.width(), image.height()).into_bytes();
    for _ in 0..frames {
        film.extend_from_slice(b"FRAME\n");
        film.extend_from_slice(image.as_raw());
    }
    film
}

fn poured(phone: &Phone, args: &[&str], bytes: &[u8]) -> (Value, i32) {
    let mut petpro = phone.petpro();
    petpro.arg("--json").args(args).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = petpro.spawn().unwrap();
    // A program that has seen enough may close its end first.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    let out = child.wait_with_output().unwrap();
    (serde_json::from_slice(&out.stdout).unwrap(), out.status.code().unwrap())
}

#[test]
fn a_budget_ends_the_search_and_what_was_found_before_it_counts() {
    let phone = Phone::stocked();
    let file = phone.labelled("9520000000011", "ean.png");
    let (answer, _) = phone.json(&["scan", "--budget", "5000", &file]);
    assert_eq!(answer["data"]["text"], "9520000000011");
    assert_eq!(phone.run(&["scan", "--budget", "0", &file]).status.code(), Some(2), "no time at all is a mistake");
}

#[test]
fn people_see_where_the_code_was() {
    let phone = Phone::stocked();
    let file = phone.labelled("9520000000011", "ean.png");
    let marked = phone.0.path().join("marked.png").display().to_string();
    let out = phone.run(&["scan", "--show", "--annotate", &marked, &file]);
    let said = String::from_utf8(out.stdout).unwrap();
    let image = image::open(&file).unwrap();
    assert!(said.contains(&format!("of {} x {}", image.width(), image.height())), "{said}");
    assert!(said.contains("oooooooo") && said.contains('█'), "a picture of letters: {said}");
    let annotated = image::open(&marked).unwrap();
    assert_eq!((annotated.width(), annotated.height()), (image.width(), image.height()));
    assert!(annotated.into_rgb8().pixels().any(|pixel| pixel.0[0] != pixel.0[1]), "a line in colour");
    let nowhere = phone.0.path().join("no/such/marked.png").display().to_string();
    let (answer, code) = phone.json(&["scan", "--annotate", &nowhere, &file]);
    assert_eq!((answer["error"]["code"].as_str(), code), (Some("file-unwritable"), 1));
    assert_eq!(phone.run(&["scan", "--annotate", &marked, &file, &file]).status.code(), Some(2));
}

/// covers: S0-132, S0-133
#[test]
fn a_code_that_is_nothing_here_is_told_in_plain_text_and_the_next_one_is_scanned() {
    let phone = Phone::stocked();
    for (text, code) in [
        ("https://example.com/pay?to=me", "code-unrecognized"),
        ("othershop:1:product:01970000-0000-7000-8000-000000000201", "code-unrecognized"),
        ("petpro:2:product:01970000-0000-7000-8000-000000000201", "code-unrecognized"),
        ("petpro:1:product:01970000-0000-7000-8000-0000000009ff", "product-unknown"),
        ("PETPRO:1:PASS:%69 VD92EX0", "code-elsewhere"),
        ("petpro:1:pass:aGVsbG8", "code-unrecognized"),
        ("pay\u{202e}gnp.exe\u{7}", "code-unrecognized"),
    ] {
        let file = phone.labelled(text, "qr.png");
        let (answer, exit) = phone.json(&["scan", &file]);
        assert_eq!((answer["error"]["code"].as_str(), exit), (Some(code), 1), "{text}: {answer}");
        assert_eq!(answer["results"][0]["text"], text, "a program gets every letter");
        let out = phone.run(&["scan", &file]);
        let said = [out.stdout, out.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        assert!(!said.contains(['\u{202e}', '\u{7}']), "{said:?}");
        if code == "code-unrecognized" {
            assert!(said.contains("Unrecognized Code") && said.contains("It says: "), "{said}");
        }
    }
    let bad = phone.labelled("https://example.com", "1.png");
    let good = phone.labelled("9520000000011", "2.png");
    let said = String::from_utf8(phone.run(&["scan", &bad, &good]).stdout).unwrap();
    assert!(said.contains("Salmon Bites"), "after a code that is nothing the next one is read: {said}");
}

/// covers: S0-150
#[test]
fn goods_that_nobody_here_sells_are_unknown() {
    let phone = Phone::stocked();
    let (answer, code) = phone.json(&["scan", &phone.labelled("4006381333931", "ean.png")]);
    assert_eq!((answer["error"]["code"].as_str(), code), (Some("barcode-unknown"), 1));
    assert!(answer["error"]["detail"].as_str().unwrap().contains("4006381333931"));
}
